import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Actor, roleOf } from '#server/actor.ts'
import { asActor } from '../as-actor.ts'
import { useDatabase } from '../testing/database.ts'
import { makeAgent, makeApiKey, makeGrant, makeMember, makeOrganization, makeServer } from '../testing/factories.ts'

/** What reading a table comes to: rows of one's own organization, none at all, or no right to ask. */
type Sight = 'own' | 'none' | 'denied'
type Identity =
  | 'admin'
  | 'viewer'
  | 'writeKey'
  | 'readKey'
  | 'agent'
  | 'nobody'
  | 'nobodyAgent'
  | 'system'
  | 'identity'
  | 'login'

const seenBy = (rights: Partial<Record<Identity, Sight>>): Record<Identity, Sight> => ({
  ...{ admin: 'denied', viewer: 'denied', writeKey: 'denied', readKey: 'denied', agent: 'denied', nobody: 'denied' },
  ...{ nobodyAgent: 'denied', system: 'denied', identity: 'denied', login: 'denied' },
  ...rights,
})
const members = { admin: 'own', viewer: 'own', writeKey: 'own', readKey: 'own', nobody: 'none' } as const
const admins = { admin: 'own', viewer: 'none', writeKey: 'own', readKey: 'own', nobody: 'none' } as const
const agents = { agent: 'own', nobodyAgent: 'none' } as const

/** The rights matrix: a table that is not here fails the first test. */
const matrix: Record<string, Record<Identity, Sight>> = {
  account_tool_environments: seenBy(members),
  account_tool_instances: seenBy({ ...members, ...agents }),
  agent_keys: seenBy(members),
  agent_mcp_server_access: seenBy({ ...members, ...agents }),
  agents: seenBy({ ...members, ...agents }),
  audit_chain: seenBy({}),
  audit_events: seenBy(members),
  audit_heads: seenBy({}),
  audit_payloads: seenBy(admins),
  encryption_checks: seenBy({ system: 'own' }),
  organization_api_keys: seenBy(admins),
  organization_memberships: seenBy(members),
  organization_secrets: seenBy({}),
  organizations: seenBy({ ...members, ...agents }),
  server_tools: seenBy(members),
  server_upstreams: seenBy({}),
  sessions: seenBy({ identity: 'own' }),
  set_up: seenBy({ identity: 'own' }),
  sign_in_attempts: seenBy({ identity: 'own' }),
  user_passwords: seenBy({ identity: 'own' }),
  users: seenBy({ identity: 'own' }),
}

describe('every table, as everybody', () => {
  const db = useDatabase()
  const world: { mine?: Awaited<ReturnType<typeof populate>>; theirs?: Awaited<ReturnType<typeof populate>> } = {}

  async function populate() {
    const organization = await makeOrganization(db.owner)
    const agent = await makeAgent(db.owner, organization)
    const other = await makeAgent(db.owner, organization)
    const server = await makeServer(db.owner, organization, undefined, [
      { name: 'look', annotations: { readOnlyHint: true } },
    ])
    const grantId = await makeGrant(db.owner, organization, agent, server, { level: 'read_only' })
    await makeGrant(db.owner, organization, other, server, { level: 'read_only' })
    const viewer = await makeMember(db.owner, organization, 'viewer')
    const readKey = await makeApiKey(db.owner, organization, organization.owner, 'read')
    return { organization, agent, other, server, grantId, viewer, readKey }
  }

  beforeAll(async () => {
    world.mine = await populate()
    world.theirs = await populate()
    await db.owner.query(`insert into user_passwords values ($1, '$argon2id$x')`, [
      world.mine.organization.owner.userId,
    ])
    await db.owner.query(`insert into sign_in_attempts values (sha256('x'), now(), 1)`)
    await db.owner.query(`insert into set_up (token_hash) values (sha256('x'))`)
    await db.owner.query(`insert into encryption_checks values ('v1', 'pcs1.v1.a.b.c.d')`)
  })
  const mine = () => world.mine ?? expect.fail('not populated')
  const theirs = () => world.theirs ?? expect.fail('not populated')

  function actorOf(identity: Identity): Actor | null {
    const { organization, viewer, readKey, agent } = mine()
    switch (identity) {
      case 'admin':
        return organization.owner.actor
      case 'viewer':
        return viewer.actor
      case 'writeKey':
        return organization.apiKey.actor
      case 'readKey':
        return readKey.actor
      case 'agent':
        return agent.actor
      case 'system':
      case 'identity':
        return { kind: identity }
      default:
        return null
    }
  }

  /** Runs as an identity; the nobodies switch the role and never enter. Answers the SQLSTATE where it is refused. */
  async function attempt<T extends Record<string, unknown>>(
    identity: Identity,
    text: string,
    values: unknown[] = [],
  ): Promise<{ rows: T[]; count: number } | string> {
    const client = await db.pool.connect()
    try {
      await client.query('begin')
      const actor = actorOf(identity)
      const role = actor
        ? roleOf[actor.kind]
        : { nobody: 'portcullis_member', nobodyAgent: 'portcullis_agent' }[identity as 'nobody']
      if (role) await client.query(`select set_config('role', $1, true)`, [role])
      if (actor && 'secretHash' in actor) {
        await client.query('select app.enter($1, $2, $3)', [
          actor.kind,
          actor.secretHash,
          actor.kind === 'session' ? actor.organization : null,
        ])
      }
      const { rows, rowCount } = await client.query<T>(text, values)
      return { rows, count: rowCount ?? 0 }
    } catch (error) {
      return (error as { code: string }).code
    } finally {
      await client.query('rollback')
      client.release()
    }
  }

  it('knows every table there is', async () => {
    const { rows } = await db.owner.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') order by 1`,
    )
    expect(rows.map((row) => row.relname)).toEqual(Object.keys(matrix).sort())
  })

  it.each(Object.entries(matrix))('%s shows each identity what it may see', async (table, rights) => {
    const key = table === 'organizations' ? 'id' : 'organization_id'
    const { rows: columns } = await db.owner.query(
      `select from information_schema.columns where table_name = $1 and column_name = $2`,
      [table, key],
    )
    const tenant = columns.length > 0
    const there = await db.owner.query(
      `select ${tenant ? `count(distinct ${key})` : 'count(*)'}::int as n from ${table}`,
    )
    expect(there.rows[0].n, 'the rows are there, of both organizations').toBeGreaterThanOrEqual(tenant ? 2 : 1)
    for (const [identity, expected] of Object.entries(rights) as [Identity, Sight][]) {
      const seen = await attempt<{ organization: string }>(
        identity,
        tenant
          ? `select distinct ${key} as organization from ${table}`
          : `select 1 as organization from ${table} limit 1`,
      )
      const sight =
        typeof seen === 'string' ? (seen === '42501' ? 'denied' : seen) : seen.rows.length === 0 ? 'none' : 'own'
      expect(sight, `${identity} reading ${table}`).toBe(expected)
      if (tenant && typeof seen !== 'string' && seen.rows.length > 0) {
        expect(
          seen.rows.map((row) => row.organization),
          `${identity} sees only its own`,
        ).toEqual([mine().organization.id])
      }
    }
  })

  const tenants = Object.keys(matrix).filter((table) => matrix[table]?.admin === 'own')
  it.each(tenants)('%s would show another organization if its policy were not there', async (table) => {
    const key = table === 'organizations' ? 'id' : 'organization_id'
    const { rows } = await db.owner.query<{ name: string; rule: string }>(
      `select polname as name, pg_get_expr(polqual, polrelid) as rule from pg_policy
        where polrelid = $1::regclass and polcmd = 'r' and 'portcullis_member'::regrole = any (polroles)`,
      [table],
    )
    for (const { name } of rows) await db.owner.query(`alter policy ${name} on ${table} using (true)`)
    const seen = await attempt('admin', `select distinct ${key} from ${table}`)
    for (const { name, rule } of rows) await db.owner.query(`alter policy ${name} on ${table} using (${rule})`)
    expect(typeof seen === 'string' ? seen : seen.rows.length).toBeGreaterThanOrEqual(2)
  })

  it('shows an agent itself and its own grants, no other agent', async () => {
    const { agent, other, grantId } = mine()
    expect(await attempt('agent', 'select id from agents')).toMatchObject({ rows: [{ id: agent.id }] })
    expect(await attempt('agent', 'select id from agent_mcp_server_access')).toMatchObject({ rows: [{ id: grantId }] })
    expect((await db.owner.query('select from agents where id = $1', [other.id])).rowCount).toBe(1)
  })

  it.each(['key_hash'])('never lets anybody select %s', async (column) => {
    for (const table of ['agent_keys', 'organization_api_keys']) {
      for (const identity of ['admin', 'writeKey', 'agent', 'system', 'identity'] as const) {
        expect(await attempt(identity, `select ${column} from ${table}`), `${identity} ${table}`).toBe('42501')
      }
    }
  })

  it('lets nobody write into another organization, nor move a row there', async () => {
    const { organization, agent } = mine()
    const foreign = theirs()
    const insert = `insert into agents (organization_id, user_id, name, created_by_kind, created_by_id) values ($1, $2, 'x', 'user', $2)`
    expect(await attempt('admin', insert, [organization.id, organization.owner.userId])).toMatchObject({ count: 1 })
    expect(await attempt('admin', insert, [foreign.organization.id, foreign.organization.owner.userId])).toBe('42501')
    expect(await attempt('admin', 'update agents set name = $1 where id = $2', ['x', foreign.agent.id])).toMatchObject({
      count: 0,
    })
    expect(
      await attempt('admin', 'update agents set organization_id = $1 where id = $2', [
        foreign.organization.id,
        agent.id,
      ]),
    ).toBe('42501')
    const grant = `insert into agent_mcp_server_access (organization_id, agent_id, account_tool_instance_id, server_revision, granted_by_user_id, granted_by_kind, granted_by_id)
                   values ($1, $2, $3, 1, $4, 'user', $4)`
    const by = organization.owner.userId
    expect(
      await attempt('admin', grant, [organization.id, agent.id, foreign.server.id, by]),
      'a foreign server is no server',
    ).toBe('23503')
    expect(await attempt('admin', grant, [organization.id, agent.id, randomUUID(), by]), 'as a random one').toBe(
      '23503',
    )
  })

  it('lets only admins grant, and nobody in another name', async () => {
    const { organization, other, server } = mine()
    await db.owner.query(
      `update agent_mcp_server_access set ended_at = now(), end_kind = 'revoked', ended_by_kind = 'system' where agent_id = $1`,
      [other.id],
    )
    const grant = `insert into agent_mcp_server_access (organization_id, agent_id, account_tool_instance_id, server_revision, granted_by_user_id, granted_by_kind, granted_by_id)
                   values ($1, $2, $3, 1, $4, 'user', $4)`
    expect(
      await attempt('admin', grant, [organization.id, other.id, server.id, organization.owner.userId]),
    ).toMatchObject({ count: 1 })
    expect(await attempt('admin', grant, [organization.id, other.id, server.id, randomUUID()])).toBe('42501')
    expect(await attempt('viewer', grant, [organization.id, other.id, server.id, mine().viewer.userId])).toBe('42501')
    for (const identity of ['agent', 'nobody', 'system', 'identity', 'login'] as const) {
      expect(
        await attempt(identity, grant, [organization.id, other.id, server.id, organization.owner.userId]),
        identity,
      ).toBe('42501')
    }
  })

  it('lets nobody undo what is final', async () => {
    const { agent, organization } = mine()
    const spare = await makeAgent(db.owner, organization)
    await db.owner.query('update agent_keys set revoked_at = now() where id = $1', [spare.keyId])
    expect(
      await attempt('admin', 'update agent_keys set revoked_at = null where id = $1', [spare.keyId]),
      'a revoked key',
    ).toMatchObject({ count: 0 })
    await db.owner.query(`update agents set removed_at = now(), status = 'paused' where id = $1`, [spare.id])
    expect(
      await attempt('admin', `update agents set name = 'back' where id = $1`, [spare.id]),
      'a removed agent',
    ).toMatchObject({ count: 0 })
    const ended = `select id from agent_mcp_server_access where agent_id <> $1 and ended_at is not null`
    const { rows } = await db.owner.query(ended, [agent.id])
    for (const { id } of rows) {
      expect(
        await attempt('admin', 'update agent_mcp_server_access set ended_at = null where id = $1', [id]),
        'an ended grant',
      ).toMatchObject({ count: 0 })
    }
    await db.owner.query('update sessions set ended_at = now() where user_id = $1', [mine().viewer.userId])
    const revive = 'update sessions set ended_at = null where user_id = $1'
    expect(await attempt('identity', revive, [mine().viewer.userId]), 'an ended session').toMatchObject({ count: 0 })
    expect(await attempt('identity', revive, [organization.owner.userId]), 'a live one stays live or ends').toBe(
      '42501',
    )
    await db.owner.query('update sessions set ended_at = null where user_id = $1', [mine().viewer.userId])
  })

  it.each([
    ['active before it was discovered', { status_on_toolbox: 'active' }],
    ['discovered', { discovered_at: '2026-01-01' }],
    ['with capabilities', { mcp_server_capabilities: '{}' }],
    ['of a later revision', { revision: 2 }],
    ['made by another', { created_by_id: randomUUID() }],
  ])('lets no admin register a server as %s', async (_, claim) => {
    const { organization } = mine()
    const row = {
      organization_id: organization.id,
      account_tool_environment_id: organization.environmentId,
      instance_name_on_toolbox: 'x',
      mcp_server_type: 'mcp_server',
      mcp_endpoint_path: '/mcp/claimed',
      mcp_transport_type: 'streamable_http',
      slug: 'claimed',
      created_by_kind: 'user',
      created_by_id: organization.owner.userId,
    }
    const insert = (values: Record<string, unknown>) =>
      attempt(
        'admin',
        `insert into account_tool_instances (${Object.keys(values).join(', ')}) values (${Object.keys(values).map((__, index) => `$${index + 1}`)})`,
        Object.values(values),
      )
    expect(await insert(row)).toMatchObject({ count: 1 })
    expect(await insert({ ...row, ...claim })).toBe('42501')
  })

  it.each(['update', 'delete', 'truncate'])('lets nobody %s the audit log, and stops even the owner', async (verb) => {
    for (const table of ['audit_events', 'audit_payloads', 'audit_chain']) {
      const text =
        {
          update: `update ${table} set organization_id = organization_id`,
          delete: `delete from ${table}`,
          truncate: `truncate ${table} cascade`,
        }[verb] ?? ''
      for (const identity of ['admin', 'agent', 'system', 'identity', 'login'] as const)
        expect(await attempt(identity, text), `${identity} ${text}`).toBe('42501')
      await expect(db.owner.query(text)).rejects.toMatchObject({ code: 'PC500' })
    }
  })

  it('keeps two identities on one pooled connection apart', async () => {
    const look = (actor: Actor) =>
      asActor(db.pool, actor, async (tx) =>
        (await tx.execute<{ id: string }>(sql`select id from organizations`)).rows.map((row) => row.id),
      )
    for (let turn = 0; turn < 20; turn += 1) {
      const [one, two] = await Promise.all([
        look(mine().organization.owner.actor),
        look(theirs().organization.owner.actor),
      ])
      expect(one).toEqual([mine().organization.id])
      expect(two).toEqual([theirs().organization.id])
    }
    expect(await attempt('nobody', 'select id from organizations'), 'nothing is left of them').toMatchObject({
      count: 0,
    })
  })

  it('fails closed on a malformed identity', async () => {
    const client = await db.pool.connect()
    await client.query('begin')
    await client.query(
      `select set_config('role', 'portcullis_member', true), set_config('app.organization_id', 'not a uuid', true)`,
    )
    await expect(client.query('select id from organizations')).rejects.toMatchObject({ code: '22P02' })
    await client.query('rollback')
    client.release()
  })
})
