import { randomUUID } from 'node:crypto'
import type { TestAgent, TestMember, TestOrganization } from '#server/db/testing/factories.ts'
import { makeAgent, makeGrant, makeMember, makeOrganization, makeServer } from '#server/db/testing/factories.ts'
import { expect, test } from './fixtures.ts'
import { ask, type Credentials, withKey } from './support/api-client.ts'
import { cookieOf } from './support/session-cookie.ts'

// Two organizations in one installation. What belongs to the other one must look, to every kind of caller and through
// every door, exactly like what does not exist.

interface Foreign {
  organization: TestOrganization
  agent: TestAgent
  server: { id: string; slug: string; name: string }
  grantId: string
}

let foreign: Foreign

test.beforeAll(async ({ owner }) => {
  const organization = await makeOrganization(owner, 'Contoso')
  const agent = await makeAgent(owner, organization)
  const server = await makeServer(owner, organization, undefined, [
    { name: 'peek', annotations: { readOnlyHint: true } },
  ])
  const grantId = await makeGrant(owner, organization, agent, server, { level: 'full_access' })
  foreign = { organization, agent, server, grantId }
})

/** Who asks, as headers; each belongs to the other organization only. */
async function strangers(installation: { url: string; dataDir: string }, member: TestMember, slug: string) {
  const { userId, sessionSecret: secret } = member
  const { cookie } = await cookieOf({ ...installation, userId, secret })
  return { cookie, origin: installation.url, 'x-portcullis-organization': slug }
}

/** The answer without what may differ: the ids that were asked about. */
function shape(answer: { status: number; text: string }, ids: string[]) {
  return { status: answer.status, text: ids.reduce((text, id) => text.replaceAll(id, '<id>'), answer.text) }
}

test('asking for another organization’s things is answered as asking for nothing', async ({
  installation,
  session,
}) => {
  const { agent, server, grantId } = foreign
  const asked = (ids: { agentId: string; serverId: string; grantId: string; keyId: string }) =>
    [
      ['servers.get', { serverId: ids.serverId }],
      ['servers.update', { serverId: ids.serverId, name: 'Mine' }],
      ['servers.discover', { serverId: ids.serverId }],
      ['servers.confirmTool', { serverId: ids.serverId, tool: 'peek' }],
      ['servers.setToolClass', { serverId: ids.serverId, tool: 'peek', class: 'read' }],
      ['servers.remove', { serverId: ids.serverId }],
      ['agents.get', { agentId: ids.agentId }],
      ['agents.createKey', { agentId: ids.agentId }],
      ['agents.revokeKey', { keyId: ids.keyId }],
      ['agents.pause', { agentId: ids.agentId }],
      ['agents.resume', { agentId: ids.agentId }],
      ['agents.remove', { agentId: ids.agentId }],
      ['grants.grant', { agentId: ids.agentId, serverId: ids.serverId, level: 'full_access' }],
      ['grants.change', { grantId: ids.grantId, level: 'read_only' }],
      ['grants.revoke', { grantId: ids.grantId }],
      ['grants.explain', { agentId: ids.agentId, serverId: ids.serverId, tool: 'peek' }],
      ['grants.list', { agentId: ids.agentId }],
      ['grants.list', { serverId: ids.serverId }],
      ['audit.list', { agentId: ids.agentId }],
      ['audit.list', { serverId: ids.serverId }],
    ] as const
  const theirs = { agentId: agent.id, serverId: server.id, grantId, keyId: agent.keyId }
  const none = { agentId: randomUUID(), serverId: randomUUID(), grantId: randomUUID(), keyId: randomUUID() }
  const ids = [...Object.values(theirs), ...Object.values(none)]
  const callers: Credentials[] = [
    installation.asKey,
    { cookie: session.cookie, origin: installation.url, 'x-portcullis-organization': installation.organization.slug },
  ]
  for (const as of callers) {
    const missing = asked(none)
    for (const [index, [procedure, input]] of asked(theirs).entries()) {
      const their = await ask(installation.url, as, procedure, input)
      const nothing = await ask(installation.url, as, procedure, missing[index]?.[1])
      expect.soft(shape(their, ids), procedure).toEqual(shape(nothing, ids))
      expect.soft(their.text, procedure).not.toContain(server.name)
      expect.soft(their.text, procedure).not.toContain(agent.name)
    }
  }
})

test('after all of that, what is theirs is there, unchanged, for them', async ({ installation }) => {
  const { organization, agent, server } = foreign
  const as = withKey(organization.apiKey.key)
  const theirs = await ask(installation.url, as, 'servers.get', { serverId: server.id })
  expect(theirs.data).toMatchObject({ name: server.name, tools: [{ name: 'peek', class: 'read' }] })
  const decided = await ask(installation.url, as, 'grants.explain', {
    agentId: agent.id,
    serverId: server.id,
    tool: 'peek',
  })
  expect(decided.data).toMatchObject({ allowed: true })
})

test('selecting an organization that one is not in is selecting none', async ({ installation, session, owner }) => {
  const mine = { cookie: session.cookie, origin: installation.url }
  const member = await makeMember(owner, foreign.organization, 'viewer')
  const outsider = await strangers(installation, member, installation.organization.slug)
  for (const [as, slug] of [
    [mine, foreign.organization.slug],
    [outsider, installation.organization.slug],
  ] as const) {
    for (const procedure of ['servers.list', 'agents.list', 'grants.list', 'audit.list', 'organizations.current']) {
      const theirs = await ask(installation.url, { ...as, 'x-portcullis-organization': slug }, procedure)
      const nothing = await ask(installation.url, { ...as, 'x-portcullis-organization': 'no-such-thing' }, procedure)
      expect.soft(theirs.status, procedure).toBe(404)
      expect.soft(theirs.text, procedure).toBe(nothing.text)
    }
  }
})

test('pages of another organization look like pages that do not exist', async ({ page, installation, session }) => {
  await page.goto(`${installation.url}/o/${installation.organization.slug}`)
  await expect(page.getByRole('heading', { level: 1, name: installation.organization.name })).toBeVisible()
  for (const path of ['', '/servers', `/servers/${foreign.server.slug}`, '/agents', '/grants', '/audit', '/explain']) {
    const seen = []
    for (const slug of [foreign.organization.slug, 'no-such-thing']) {
      const response = await page.goto(`${installation.url}/o/${slug}${path}`)
      await expect(page.getByRole('heading', { name: 'Not found' })).toBeAttached()
      expect(await page.content()).not.toContain('Contoso')
      const text = await page.getByRole('main').textContent()
      seen.push({ status: response?.status(), text })
    }
    expect.soft(seen[0], path).toEqual(seen[1])
  }
  expect(session.cookie).not.toBe('')
})

test('nobody sees a page without signing in', async ({ page, installation }) => {
  await page.goto(`${installation.url}/o/${foreign.organization.slug}/servers`)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  expect(new URL(page.url()).searchParams.get('next')).toBe(`/o/${foreign.organization.slug}/servers`)
})

test('at the gateway a foreign server answers like none', async ({ api, installation }) => {
  const { id } = await api<{ id: string }>('agents.create', { name: 'curious' })
  const { key } = await api<{ key: string }>('agents.createKey', { agentId: id })
  const post = async (slug: string, authorization: string) => {
    const answer = await fetch(installation.endpoint(slug), {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'e2e', version: '1' } },
      }),
    })
    return { status: answer.status, text: (await answer.text()).replaceAll(slug, '<slug>') }
  }
  const theirs = await post(foreign.server.slug, `Bearer ${key}`)
  expect(theirs.status).toBe(404)
  expect(theirs).toEqual(await post('no-such-thing', `Bearer ${key}`))
  // With their key it is there: the slug was right.
  expect((await post(foreign.server.slug, `Bearer ${foreign.agent.key}`)).status).toBe(200)
  for (const bad of ['Bearer pck_agt_000000000000_x', `Bearer ${installation.apiKey}`, 'Basic YTpi', '']) {
    expect.soft((await post(foreign.server.slug, bad)).status, bad.slice(0, 12)).toBe(401)
  }
})

test('what another site sends with the person’s cookie changes nothing', async ({ installation, session }) => {
  const slug = installation.organization.slug
  const foreignSites: Credentials[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: installation.url, 'sec-fetch-site': 'cross-site' },
    { origin: installation.url, 'sec-fetch-site': 'same-site' },
    {},
  ]
  for (const site of foreignSites) {
    const as = { cookie: session.cookie, 'x-portcullis-organization': slug, ...site }
    const answer = await ask(installation.url, as, 'agents.create', { name: 'smuggled' })
    expect.soft(answer.status, JSON.stringify(site)).toBe(403)
    expect.soft(answer.error?.data.reason).toBe('cross_site')
  }
  const { data } = await ask(installation.url, installation.asKey, 'agents.list')
  expect(JSON.stringify(data)).not.toContain('smuggled')
})
