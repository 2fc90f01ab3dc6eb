import { describe, expect, it } from 'vitest'
import { useDatabase } from '#server/db/testing/database.ts'
import { eventually } from '#server/gateway/spec/testing/eventually.ts'
import { makeWorld, type World } from '#server/gateway/spec/testing/make-world.ts'
import { textOf } from '#server/gateway/spec/testing/raw-client.ts'
import { stdioTarget } from '#server/gateway/spec/testing/stdio-programs.ts'
import { useGateway } from '#server/gateway/spec/testing/use-gateway.ts'
import { useUpstream } from '#server/gateway/spec/testing/use-upstream.ts'

const db = useDatabase()
const upstream = useUpstream()
const gateway = useGateway(db)

const changes: [string, (world: World, grantId: string) => [string, unknown[]], string][] = [
  [
    'revoked',
    (_, grantId) => [
      `update agent_mcp_server_access set ended_at = now(), end_kind = 'revoked', ended_by_kind = 'user', ended_by_id = granted_by_id where id = $1`,
      [grantId],
    ],
    'grant_revoked',
  ],
  [
    'expired',
    (_, grantId) => [
      `update agent_mcp_server_access set granted_at = now() - interval '1 hour', expires_at = now() where id = $1`,
      [grantId],
    ],
    'grant_expired',
  ],
  [
    'the agent paused',
    ({ agent }) => [`update agents set status = 'paused' where id = $1`, [agent.id]],
    'agent_paused',
  ],
  [
    'the tool quarantined',
    ({ server }) => [
      `update server_tools set status = 'quarantined' where server_id = $1 and name = 'echo'`,
      [server.id],
    ],
    'tool_quarantined',
  ],
  [
    'the grant cut to other tools',
    (_, grantId) => [
      `update agent_mcp_server_access set access_level = 'custom', allowed_tools = '["slow"]' where id = $1`,
      [grantId],
    ],
    'tool_not_granted',
  ],
  [
    'the server not ready',
    ({ server }) => [`update account_tool_instances set status_on_toolbox = 'error' where id = $1`, [server.id]],
    'server_not_ready',
  ],
  [
    'the server at another revision',
    ({ server }) => ['update account_tool_instances set revision = 2 where id = $1', [server.id]],
    'grant_suspended',
  ],
]

describe.each(['Streamable HTTP', 'stdio'])(
  'A10 the very next call on the open session is refused, %s',
  (transport) => {
    it.each(changes)('%s', async (_, change, reason) => {
      const world = await makeWorld(db, transport === 'stdio' ? stdioTarget : upstream.target)
      const grantId = await world.grant('full_access')
      const session = await gateway.session(world)
      expect(textOf(await session.call('echo'))).toContain('"arguments":{}')
      await db.owner.query(...change(world, grantId))
      const refused = await session.call('echo')
      expect(refused.result?.isError).toBe(true)
      expect(textOf(refused)).toContain(
        `may not use the tool "echo" of "${world.server.name}": it is not available to it`,
      )
      if (reason === 'grant_revoked' || reason === 'grant_expired')
        expect(textOf(refused)).toContain('the grant ended at ')
      expect(await session.listed()).not.toContain('echo')
      const denied = (await world.events()).find(({ outcome }) => outcome === 'denied')
      expect(denied).toMatchObject({ action: 'call.decide', tool: 'echo', reason })
    })
  },
)

describe('a key that stops working', () => {
  it.each([
    ['revoked', 'update agent_keys set revoked_at = now() where agent_id = $1', 'key_revoked'],
    [
      'expired',
      `update agent_keys set created_at = now() - interval '1 hour', expires_at = now() where agent_id = $1`,
      'key_expired',
    ],
  ])('%s: 401 on the open session, which ends with it', async (_, change, reason) => {
    const world = await makeWorld(db, upstream.target)
    await world.grant('full_access')
    const session = await gateway.session(world)
    await session.call('echo')
    const upstreamSessions = upstream.server.sessionCount()
    await db.owner.query(change, [world.agent.id])
    const answer = await session.send('{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"echo"}}')
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"')
    await eventually(() => upstream.server.sessionCount()).toBe(upstreamSessions - 1)
    const events = await world.events()
    expect(events.filter(({ action }) => action === 'key.reject')).toMatchObject([
      { outcome: 'denied', reason, data: { count: 1 } },
    ])
    expect(events.at(-1)).toMatchObject({ action: 'session.close', data: { cause: reason } })
  })

  it('a wrong secret for a known public id ends nothing', async () => {
    const world = await makeWorld(db, upstream.target)
    const session = await gateway.session(world)
    const wrong = `${world.agent.key.slice(0, -6)}wrong0`
    for (let i = 0; i < 5; i += 1) {
      expect(
        (await session.send('{"jsonrpc":"2.0","id":9,"method":"ping"}', { authorization: `Bearer ${wrong}` })).status,
      ).toBe(401)
    }
    expect((await session.send('{"jsonrpc":"2.0","id":9,"method":"ping"}')).status).toBe(200)
    const rejects = (await world.events()).filter(({ action }) => action === 'key.reject')
    expect(rejects).toMatchObject([{ reason: 'key_wrong', data: { count: 1 } }])
  })
})

it('closes the upstream connection when nothing there is available any more', async () => {
  const world = await makeWorld(db, upstream.target)
  const grantId = await world.grant('full_access')
  const session = await gateway.session(world)
  const before = upstream.server.sessionCount()
  await session.call('echo')
  expect(upstream.server.sessionCount()).toBe(before + 1)
  await session.call('no_such_tool')
  expect(upstream.server.sessionCount()).toBe(before + 1)
  await db.owner.query(
    `update agent_mcp_server_access set granted_at = now() - interval '1 hour', expires_at = now() where id = $1`,
    [grantId],
  )
  await session.call('echo')
  await eventually(() => upstream.server.sessionCount()).toBe(before)
})

it('a removed server is not there any more, on the open session too', async () => {
  const world = await makeWorld(db, upstream.target)
  await world.grant('full_access')
  const session = await gateway.session(world)
  await session.call('echo')
  await db.owner.query('update account_tool_instances set removed_at = now() where id = $1', [world.server.id])
  expect((await session.send('{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"echo"}}')).status).toBe(
    404,
  )
})
