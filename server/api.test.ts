import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#server/actor.ts'
import { useDatabase } from '#server/db/testing/database.ts'
import {
  makeAgent,
  makeApiKey,
  makeMember,
  makeOrganization,
  makeServer,
  testKeyring,
} from '#server/db/testing/factories.ts'
import { readSettings } from '#server/env.ts'
import { appRouter } from './root.ts'
import { setRuntime } from './runtime.ts'

const db = useDatabase()
beforeAll(() => {
  setRuntime({
    settings: readSettings({ STDIO_COMMANDS: 'node' }),
    pool: db.pool,
    calls: db.calls,
    log: pino({ level: 'silent' }),
    keyring: testKeyring,
    processId: randomUUID(),
  })
})

const as = (actor: Actor | null) =>
  appRouter.createCaller({ actor: actor as Extract<Actor, { kind: 'session' | 'api_key' }> | null, sameSite: true })
const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'went through',
    (error: { code: string; cause?: { reason?: string; field?: string } }) => ({
      code: error.code,
      reason: error.cause?.reason,
      field: error.cause?.field,
    }),
  )

type GrantTerms = Omit<Parameters<ReturnType<typeof as>['grants']['grant']>[0], 'agentId' | 'serverId'>
type Where = Omit<Parameters<ReturnType<typeof as>['servers']['create']>[0], 'name'>

const tools = [{ name: 'look', annotations: { readOnlyHint: true } }, { name: 'change' }]

describe('the API', () => {
  async function world() {
    const organization = await makeOrganization(db.owner)
    const server = await makeServer(db.owner, organization, undefined, tools)
    const agent = await makeAgent(db.owner, organization)
    return { organization, server, agent, api: as(organization.apiKey.actor), owner: as(organization.owner.actor) }
  }

  it('walks from server to grant to history', async () => {
    const { api, agent, server } = await world()
    const { id } = await api.grants.grant({
      agentId: agent.id,
      serverId: server.id,
      level: 'read_only',
      expiresAt: new Date(Date.now() + 3_600_000),
      reason: 'try it',
    })
    expect(await api.grants.explain({ agentId: agent.id, serverId: server.slug, tool: 'look' })).toMatchObject({
      allowed: true,
      reason: 'allowed',
      grantId: id,
    })
    const no = await api.grants.explain({ agentId: agent.id, serverId: server.id, tool: 'change' })
    expect(no).toMatchObject({ allowed: false, reason: 'tool_not_read' })
    expect(no.checks.filter((check) => !check.passed).map((check) => check.check)).toEqual(['level'])
    expect(
      await refused(api.grants.grant({ agentId: agent.id, serverId: server.id, level: 'full_access' })),
    ).toMatchObject({ code: 'CONFLICT', reason: 'grant_exists' })
    const changed = await api.grants.change({ grantId: id, level: 'custom', allowedTools: ['change'] })
    expect(changed).toEqual({ id, revision: 2 })
    const [after] = (await api.grants.list({ agentId: agent.id })).items
    expect(after).toMatchObject({
      id,
      level: 'custom',
      allowedTools: ['change'],
      reason: 'try it',
      state: 'expiring',
      revision: 2,
    })
    expect(after?.expiresAt, 'an absent field is not null').toBeInstanceOf(Date)
    expect((await api.agents.get({ agentId: agent.id })).access).toMatchObject([
      { serverId: server.id, level: 'custom', toolsAllowed: 1, toolsTotal: 2, reason: 'allowed' },
    ])
    expect((await api.servers.list()).items).toMatchObject([
      { id: server.id, grants: 1, tools: { read: 1, write: 1, destructive: 0, new: 0, quarantined: 0 } },
    ])
    expect((await api.agents.list()).items).toMatchObject([{ id: agent.id, grants: 1, keys: 1 }])
    expect(await api.grants.revoke({ grantId: id, reason: 'enough' })).toEqual({ revoked: true })
    expect(await api.grants.revoke({ grantId: id })).toEqual({ revoked: false })
    expect(await refused(api.grants.change({ grantId: id, level: 'read_only' }))).toMatchObject({
      code: 'CONFLICT',
      reason: 'grant_ended',
    })
    const { events } = await api.audit.list({ agentId: agent.id })
    expect(events.map((event) => event.action)).toEqual(
      expect.arrayContaining(['grant.grant', 'grant.change', 'grant.revoke']),
    )
    const change = events.find((event) => event.action === 'grant.change')
    expect(change?.data).toMatchObject({
      before: { access_level: 'read_only', revision: 1 },
      after: { access_level: 'custom', revision: 2, allowed_tools: ['change'] },
    })
    expect(await api.audit.verify()).toMatchObject({ ok: true })
  })

  it.each([
    ['a past end', { level: 'read_only', expiresAt: new Date(Date.now() - 1000) }, 'expiresAt', 'expiry_in_the_past'],
    ['custom without tools', { level: 'custom' }, 'allowedTools', 'custom_needs_tools'],
    ['custom with an empty list', { level: 'custom', allowedTools: [] }, 'allowedTools', 'custom_needs_tools'],
    [
      'tools the server does not have',
      { level: 'custom', allowedTools: ['look', 'nonsense'] },
      'allowedTools',
      'tools_unknown',
    ],
    [
      'tools with another level',
      { level: 'read_only', allowedTools: ['look'] },
      'allowedTools',
      'tools_only_with_custom',
    ],
  ] satisfies [string, GrantTerms, string, string][])(
    'refuses a grant with %s and writes nothing',
    async (_, terms, field, reason) => {
      const { api, agent, server } = await world()
      expect(await refused(api.grants.grant({ agentId: agent.id, serverId: server.id, ...terms }))).toEqual({
        code: 'BAD_REQUEST',
        reason,
        field,
      })
      expect((await api.grants.list({ agentId: agent.id })).items).toEqual([])
    },
  )

  it.each(['sse', 'websocket'] as const)('says that %s comes later', async (transport) => {
    const { api } = await world()
    expect(await refused(api.servers.create({ name: 'Later', transport, url: 'https://a.test/' }))).toEqual({
      code: 'BAD_REQUEST',
      reason: 'transport_not_served',
      field: 'transport',
    })
  })

  it.each([
    [
      'a private address',
      { transport: 'streamable_http', url: 'https://10.0.0.1/mcp' },
      'url',
      'upstream_refused_egress',
    ],
    [
      'the metadata address',
      { transport: 'streamable_http', url: 'https://169.254.169.254/' },
      'url',
      'upstream_refused_egress',
    ],
    ['plain http', { transport: 'streamable_http', url: 'http://wiki.test/mcp' }, 'url', 'upstream_refused_egress'],
    ['no URL', { transport: 'streamable_http' }, 'url', 'invalid'],
    [
      'a command beside a URL',
      { transport: 'streamable_http', url: 'https://wiki.test/mcp', command: 'node' },
      'command',
      'invalid',
    ],
    [
      'a command that is not listed',
      { transport: 'stdio', command: 'sh', args: ['-c', 'id'] },
      'command',
      'command_not_allowed',
    ],
    ['inline code', { transport: 'stdio', command: 'node', args: ['-e', '1'] }, 'command', 'command_not_allowed'],
    [
      'a header that may not be set',
      { transport: 'streamable_http', url: 'https://wiki.test/mcp', headers: { host: 'x' } },
      'headers',
      'invalid',
    ],
  ] satisfies [string, Where, string, string][])(
    'refuses %s as a server and writes nothing',
    async (_, where, field, reason) => {
      const { api } = await world()
      expect(await refused(api.servers.create({ name: 'Wrong', ...where }))).toEqual({
        code: 'BAD_REQUEST',
        reason,
        field,
      })
      expect((await api.servers.list()).items).toHaveLength(1)
    },
  )

  it('registers a server, keeps its address sealed, and frees the slug when it is removed', async () => {
    const { api, organization } = await world()
    const made = await api.servers.create({
      name: 'Team Wiki',
      transport: 'streamable_http',
      url: 'https://wiki.test/mcp?token=hush',
      headers: { authorization: 'Bearer hush' },
    })
    expect(made.slug).toBe('team-wiki')
    expect(
      await refused(
        api.servers.create({
          name: 'Other',
          slug: 'team-wiki',
          transport: 'streamable_http',
          url: 'https://wiki.test/mcp',
        }),
      ),
    ).toEqual({ code: 'CONFLICT', reason: 'slug_taken', field: 'slug' })
    const shown = JSON.stringify([
      await api.servers.get({ serverId: made.id }),
      await api.servers.list(),
      await api.audit.list({ serverId: made.id }),
    ])
    expect(shown).toContain('https://wiki.test')
    expect(shown).not.toContain('hush')
    expect((await api.servers.list()).items.find((server) => server.id === made.id)?.tools).toMatchObject({ read: 0 })
    const { rows } = await db.owner.query(
      'select sealed from server_upstreams where organization_id = $1 and server_id = $2',
      [organization.id, made.id],
    )
    expect(rows[0].sealed).toMatch(/^pcs1\./)
    await api.servers.remove({ serverId: made.id })
    expect((await db.owner.query('select from server_upstreams where server_id = $1', [made.id])).rowCount).toBe(0)
    expect(
      (
        await api.servers.create({
          name: 'Other',
          slug: 'team-wiki',
          transport: 'streamable_http',
          url: 'https://wiki.test/mcp',
        })
      ).slug,
    ).toBe('team-wiki')
  })

  it('suspends grants when a server is pointed elsewhere, until an admin confirms', async () => {
    const { api, agent, server } = await world()
    const { id } = await api.grants.grant({ agentId: agent.id, serverId: server.id, level: 'full_access' })
    await api.servers.update({
      serverId: server.id,
      target: { transport: 'streamable_http', url: 'https://elsewhere.test/mcp' },
    })
    const verdict = await api.grants.explain({ agentId: agent.id, serverId: server.id, tool: 'look' })
    expect(verdict.allowed).toBe(false)
    expect(verdict.checks.filter((check) => !check.passed).map((check) => check.check)).toEqual([
      'server',
      'server_revision',
      'tool_known',
      'tool_approved',
    ])
    expect((await api.grants.list({ agentId: agent.id })).items[0]).toMatchObject({ id, state: 'suspended' })
    expect(await refused(api.grants.change({ grantId: id, confirmRevision: 1 })), 'that one is gone').toMatchObject({
      code: 'CONFLICT',
      reason: 'server_changed_again',
    })
    await api.grants.change({ grantId: id, confirmRevision: 2 })
    expect((await api.grants.list({ agentId: agent.id })).items[0]?.state).toBe('active')
  })

  it('lets a member run their own agents only, and a viewer nothing', async () => {
    const { organization, agent, server } = await world()
    const member = as((await makeMember(db.owner, organization, 'member')).actor)
    const viewer = as((await makeMember(db.owner, organization, 'viewer')).actor)
    const own = await member.agents.create({ name: 'mine' })
    const { key } = await member.agents.createKey({ agentId: own.id })
    expect(key).toMatch(/^pck_agt_[0-9A-Za-z]{12}_[\w-]{43}$/)
    expect(await refused(member.agents.createKey({ agentId: agent.id }))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refused(member.agents.pause({ agentId: agent.id }))).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'not_the_owner',
    })
    expect(
      await refused(member.grants.grant({ agentId: own.id, serverId: server.id, level: 'read_only' })),
    ).toMatchObject({ code: 'FORBIDDEN', reason: 'admin_required' })
    expect(await refused(viewer.agents.create({ name: 'mine' }))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refused(viewer.agents.remove({ agentId: own.id }))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refused(viewer.servers.remove({ serverId: server.id }))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refused(viewer.audit.verify())).toMatchObject({ code: 'FORBIDDEN', reason: 'admin_required' })
    expect((await viewer.agents.list()).items).toHaveLength(2)
    expect(
      (await viewer.audit.list()).events.every((event) => event.data === null),
      'a viewer reads no particulars',
    ).toBe(true)
  })

  it('holds an admin’s stop of somebody’s agent against its owner', async () => {
    const { organization, api } = await world()
    const member = as((await makeMember(db.owner, organization, 'member')).actor)
    const own = await member.agents.create({ name: 'mine' })
    await member.agents.pause({ agentId: own.id })
    await member.agents.resume({ agentId: own.id })
    await api.agents.pause({ agentId: own.id })
    expect(await refused(member.agents.resume({ agentId: own.id }))).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'paused_by_admin',
    })
    await api.agents.resume({ agentId: own.id })
    await member.agents.pause({ agentId: own.id })
    await member.agents.resume({ agentId: own.id })
    expect((await member.agents.get({ agentId: own.id })).status).toBe('active')
  })

  it('lets a read key read and nothing else', async () => {
    const { organization, server, agent } = await world()
    const reader = as((await makeApiKey(db.owner, organization, organization.owner, 'read')).actor)
    expect((await reader.servers.get({ serverId: server.id })).tools).toHaveLength(2)
    expect(
      await refused(reader.grants.grant({ agentId: agent.id, serverId: server.id, level: 'read_only' })),
    ).toMatchObject({ code: 'FORBIDDEN', reason: 'key_is_read_only' })
    expect(await refused(reader.agents.create({ name: 'x' }))).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('answers a foreign id exactly as a random one', async () => {
    const mine = await world()
    const theirs = await world()
    const foreignGrant = await theirs.api.grants.grant({
      agentId: theirs.agent.id,
      serverId: theirs.server.id,
      level: 'read_only',
    })
    const ask = (agentId: string, serverId: string, grantId: string, keyId: string) =>
      Promise.all([
        refused(mine.api.agents.get({ agentId })),
        refused(mine.api.agents.pause({ agentId })),
        refused(mine.api.agents.remove({ agentId })),
        refused(mine.api.agents.createKey({ agentId })),
        refused(mine.api.agents.revokeKey({ keyId })),
        refused(mine.api.servers.get({ serverId })),
        refused(mine.api.servers.update({ serverId, name: 'x' })),
        refused(mine.api.servers.discover({ serverId })),
        refused(mine.api.servers.confirmTool({ serverId, tool: 'look' })),
        refused(mine.api.servers.setToolClass({ serverId, tool: 'look', class: 'read' })),
        refused(mine.api.servers.remove({ serverId })),
        refused(mine.api.grants.grant({ agentId, serverId: mine.server.id, level: 'read_only' })),
        refused(mine.api.grants.grant({ agentId: mine.agent.id, serverId, level: 'read_only' })),
        refused(mine.api.grants.change({ grantId, level: 'read_only' })),
        refused(mine.api.grants.revoke({ grantId })),
        refused(mine.api.grants.explain({ agentId, serverId, tool: 'look' })),
        mine.api.grants.list({ agentId, serverId }),
        mine.api.audit.list({ agentId, serverId }),
      ])
    const foreign = await ask(theirs.agent.id, theirs.server.id, foreignGrant.id, theirs.agent.keyId)
    expect(foreign).toEqual(await ask(randomUUID(), randomUUID(), randomUUID(), randomUUID()))
    expect(foreign.slice(0, 16).every((answer) => (answer as { code: string }).code === 'NOT_FOUND')).toBe(true)
    expect((await theirs.api.agents.get({ agentId: theirs.agent.id })).status, 'the row is there, untouched').toBe(
      'active',
    )
  })

  it('refuses nobody, a foreign organization and another site', async () => {
    const mine = await world()
    const theirs = await world()
    expect(await refused(as(null).servers.list())).toMatchObject({ code: 'UNAUTHORIZED' })
    const stranger: Actor = { ...mine.organization.owner.actor, organization: theirs.organization.slug }
    const nowhere: Actor = { ...mine.organization.owner.actor, organization: 'nowhere-at-all' }
    expect(await refused(as(stranger).servers.list())).toEqual(await refused(as(nowhere).servers.list()))
    const elsewhere = appRouter.createCaller({ actor: mine.organization.owner.actor, sameSite: false })
    expect(await refused(elsewhere.agents.create({ name: 'x' }))).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'cross_site',
    })
    expect((await elsewhere.agents.list()).items).toHaveLength(1)
  })
})
