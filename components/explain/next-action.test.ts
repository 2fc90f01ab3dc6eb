import { expect, test } from 'vitest'
import { nextAction } from '#components/explain/next-action.ts'

const pair = { agentId: 'a1', serverSlug: 'github', grantId: 'g1', tool: 'create_issue' }

test.each(['allowed', 'organization_suspended', 'agent_removed', 'server_removed', 'something_new'])(
  '%s offers nothing',
  (reason) => {
    expect(nextAction(reason, pair)).toBeNull()
  },
)

test.each([
  ['no_grant', '/grants/new?agent=a1&server=github'],
  ['grant_expired', '/grants/new?agent=a1&server=github'],
  ['tool_not_read', '/grants/g1'],
  ['grant_suspended', '/grants?state=suspended'],
  ['agent_paused', '/agents/a1'],
  ['tool_quarantined', '/servers/github?tab=tools'],
])('%s leads to %s', (reason, path) => {
  expect(nextAction(reason, pair)?.path).toBe(path)
})

test('a level that does not cover the tool, with no grant to change, leads to a new one', () => {
  expect(nextAction('tool_not_granted', { ...pair, grantId: undefined })?.path).toBe(
    '/grants/new?agent=a1&server=github',
  )
})
