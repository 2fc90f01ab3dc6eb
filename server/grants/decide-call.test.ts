import { describe, expect, it } from 'vitest'
import { open } from '#server/crypto/seal.ts'
import { useDatabase } from '#server/db/testing/database.ts'
import { makeAgent, makeGrant, makeOrganization, makeServer, testKeyring } from '#server/db/testing/factories.ts'
import { listCallableTools } from '#server/servers/list-callable-tools.ts'
import { decideCall } from './decide-call.ts'

const tools = [
  { name: 'read', annotations: { readOnlyHint: true } },
  { name: 'write', annotations: { readOnlyHint: false } },
  { name: 'delete', annotations: { destructiveHint: true } },
  { name: 'bare' },
  { name: 'contradiction', annotations: { readOnlyHint: true, destructiveHint: true } },
  { name: 'fresh', annotations: { readOnlyHint: true }, status: 'new' as const },
  { name: 'turned', annotations: { readOnlyHint: true }, status: 'quarantined' as const },
]

describe('decideCall', () => {
  const db = useDatabase()

  async function world() {
    const organization = await makeOrganization(db.owner)
    const agent = await makeAgent(db.owner, organization)
    const server = await makeServer(db.owner, organization, undefined, tools)
    const decide = (name: string | null, kind: 'tool' | 'list' | 'open' | 'resource' | 'prompt' = 'tool') =>
      decideCall(db.calls, { keyHash: agent.keyHash, serverSlug: server.slug, kind, name })
    const allowed = async () => {
      const names: string[] = []
      for (const { name } of [...tools, { name: 'unheard-of' }]) if ((await decide(name)).allowed) names.push(name)
      const listed = await listCallableTools(db.calls, { keyHash: agent.keyHash, serverSlug: server.slug })
      expect(listed.map((tool) => tool.name).sort(), 'the set listed is the set callable').toEqual([...names].sort())
      return names
    }
    return { organization, agent, server, decide, allowed }
  }

  it('denies without a grant, and says so', async () => {
    const { decide, allowed } = await world()
    expect(await allowed()).toEqual([])
    expect(await decide('read')).toMatchObject({ allowed: false, reason: 'no_grant', upstreamSealed: null })
    expect(await decide(null, 'open')).toMatchObject({ allowed: true, upstreamSealed: null })
  })

  it.each([
    ['read_only', ['read']],
    ['full_access', ['read', 'write', 'delete', 'bare', 'contradiction', 'fresh']],
  ] as const)('allows at %s exactly its tools', async (level, expected) => {
    const { organization, agent, server, allowed } = await world()
    await makeGrant(db.owner, organization, agent, server, { level })
    expect(await allowed()).toEqual(expected)
  })

  it('allows at custom exactly the named tools that are confirmed', async () => {
    const { organization, agent, server, allowed, decide } = await world()
    await makeGrant(db.owner, organization, agent, server, { level: 'custom', tools: ['write', 'fresh', 'turned'] })
    expect(await allowed()).toEqual(['write'])
    expect((await decide(null, 'resource')).reason).toBe('resources_not_granted')
    expect((await decide(null, 'prompt')).reason).toBe('prompts_not_granted')
  })

  it.each([['an expired grant', { expiresIn: 0, grantedAgo: 60 }, 'grant_expired']])(
    'refuses %s',
    async (_, grant, reason) => {
      const { organization, agent, server, decide, allowed } = await world()
      await makeGrant(db.owner, organization, agent, server, { level: 'full_access', ...grant })
      expect(await allowed()).toEqual([])
      const answer = await decide('read')
      expect(answer).toMatchObject({ allowed: false, reason, upstreamSealed: null })
      expect(answer.grantEndedAt).toBeInstanceOf(Date)
    },
  )

  it.each([
    ['a paused agent', `update agents set status = 'paused' where id = $1`, 'agent_paused', 'agent'],
    [
      'a suspended organization',
      'update organizations set is_active = false where id = $1',
      'organization_suspended',
      'organization',
    ],
    [
      'a server of another revision',
      'update account_tool_instances set revision = 2 where id = $1',
      'grant_suspended',
      'server',
    ],
    [
      'a server that is not ready',
      `update account_tool_instances set status_on_toolbox = 'error' where id = $1`,
      'server_not_ready',
      'server',
    ],
    ['a revoked key', 'update agent_keys set revoked_at = now() where agent_id = $1', null, 'agent'],
    ['a removed agent', `update agents set removed_at = now(), status = 'paused' where id = $1`, null, 'agent'],
  ] as const)('refuses %s on the very next question', async (_, change, reason, subject) => {
    const it = await world()
    await makeGrant(db.owner, it.organization, it.agent, it.server, { level: 'full_access' })
    expect((await it.decide('read')).allowed).toBe(true)
    await db.owner.query(change, [it[subject].id])
    if (reason === null) await expect(it.decide('read')).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    else expect(await it.decide('read')).toMatchObject({ allowed: false, reason, upstreamSealed: null })
  })

  it('hands out the upstream of that very server, and only with a yes', async () => {
    const { organization, agent, server, decide } = await world()
    const other = await makeServer(db.owner, organization, {
      transport: 'streamable_http',
      url: 'https://other.example.test/mcp',
      headers: {},
    })
    await makeGrant(db.owner, organization, agent, server, { level: 'read_only' })
    await makeGrant(db.owner, organization, agent, other, { level: 'read_only' })
    for (const [one, url] of [
      [server, 'https://mcp.example.test/mcp'],
      [other, 'https://other.example.test/mcp'],
    ] as const) {
      const answer = await decideCall(db.calls, {
        keyHash: agent.keyHash,
        serverSlug: one.slug,
        kind: 'list',
        name: null,
      })
      const place = { table: 'server_upstreams', organizationId: organization.id, rowId: one.id, field: 'target' }
      expect(JSON.parse(open(testKeyring, answer.upstreamSealed ?? '', place))).toMatchObject({ url })
    }
    expect((await decide('write')).upstreamSealed).toBeNull()
    expect((await decide(null, 'open')).upstreamSealed).toBeNull()
  })

  it('answers the same for another organization’s server as for none', async () => {
    const mine = await world()
    const theirs = await world()
    await makeGrant(db.owner, mine.organization, mine.agent, mine.server, { level: 'full_access' })
    const ask = (serverSlug: string) =>
      decideCall(db.calls, { keyHash: mine.agent.keyHash, serverSlug, kind: 'tool', name: 'read' }).catch(
        (error: unknown) => error,
      )
    const foreign = await ask(theirs.server.slug)
    expect(foreign).toMatchObject({ code: 'NOT_FOUND', reason: 'server_not_found' })
    expect(await ask('nowhere')).toEqual(foreign)
  })
})
