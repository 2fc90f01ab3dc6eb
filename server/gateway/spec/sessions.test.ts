import { get, type IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { newAgentKey } from '#server/crypto/keys.ts'
import { useDatabase } from '#server/db/testing/database.ts'
import { makeAgent, makeServer } from '#server/db/testing/factories.ts'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { eventually } from '#server/gateway/spec/testing/eventually.ts'
import { facts, makeWorld, type World } from '#server/gateway/spec/testing/make-world.ts'
import { openGateway } from '#server/gateway/spec/testing/open-gateway.ts'
import { messagesIn, RawSession, type RpcMessage, sendRaw } from '#server/gateway/spec/testing/raw-client.ts'
import { useGateway } from '#server/gateway/spec/testing/use-gateway.ts'
import { useUpstream } from '#server/gateway/spec/testing/use-upstream.ts'

const db = useDatabase()
const upstream = useUpstream()
const gateway = useGateway(db)
const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}'

async function secondKey({ organization, agent }: World): Promise<string> {
  const { key, publicId, hash } = newAgentKey()
  await db.owner.query(
    `insert into agent_keys (organization_id, agent_id, user_id, public_id, key_hash, created_by_kind, created_by_id) values ($1, $2, $3, $4, $5, 'user', $3)`,
    [organization.id, agent.id, organization.owner.userId, publicId, hash],
  )
  return key
}

describe('G1 G2 a session is there for its own key and server only', () => {
  it('everything but initialize needs one: 400 without', async () => {
    const { server, agent } = await makeWorld(db, upstream.target)
    for (const method of ['POST', 'GET', 'DELETE']) {
      const headers = { authorization: `Bearer ${agent.key}` }
      const answer = await sendRaw(await gateway.origin(), { method, path: `/mcp/${server.slug}`, headers, body: ping })
      expect(answer.status, method).toBe(400)
    }
  })

  it('does not fall back to the only session there is', async () => {
    const world = await makeWorld(db, upstream.target)
    const session = await gateway.session(world)
    expect((await session.send(ping, { 'mcp-session-id': undefined as never })).status).toBe(400)
    expect((await session.send(ping, { 'mcp-session-id': '' })).status).toBe(404)
  })

  it('404 for another agent, another key, another server, another organization, an ended and a made-up id, all alike', async () => {
    const world = await makeWorld(db, upstream.target)
    const session = await gateway.session(world)
    const colleague = await makeAgent(db.owner, world.organization)
    const sibling = await makeServer(db.owner, world.organization, upstream.target)
    const stranger = await makeWorld(db, upstream.target)
    const ended = await gateway.session(world)
    expect((await ended.send('', {}, 'DELETE')).status).toBe(204)
    const made = session.id.slice(0, -4) + (session.id.endsWith('AAAA') ? 'BBBB' : 'AAAA')
    const tries: [string, string, string, string][] = [
      ['another agent', world.server.slug, colleague.key, session.id],
      ['another key of the same agent', world.server.slug, await secondKey(world), session.id],
      ['another server', sibling.slug, world.agent.key, session.id],
      ['another organization', stranger.server.slug, stranger.agent.key, session.id],
      ['an ended one', world.server.slug, world.agent.key, ended.id],
      ['a changed id', world.server.slug, world.agent.key, made],
      ['a made-up id', world.server.slug, world.agent.key, 'made-up'],
    ]
    const bodies = new Set<string>()
    for (const [what, slug, key, id] of tries) {
      for (const method of ['POST', 'GET', 'DELETE']) {
        const other = new RawSession(await gateway.origin(), slug, key)
        const answer = await other.send(ping, { 'mcp-session-id': id }, method)
        expect(answer.status, `${what} ${method}`).toBe(404)
        if (method === 'POST') bodies.add(answer.text)
      }
    }
    expect(bodies.size).toBe(1)
    expect((await session.send(ping)).status).toBe(200)
  })

  it('the id says nothing, and is another one each time', async () => {
    const world = await makeWorld(db, upstream.target)
    const [a, b] = [await gateway.session(world), await gateway.session(world)]
    expect(a.id).not.toBe(b.id)
    expect(a.id).toMatch(/^[\x21-\x7e]+$/)
    for (const known of [world.agent.id, world.server.id, world.organization.id, world.server.slug])
      expect(a.id).not.toContain(known)
  })

  it('a session of another process of ours is not here', async () => {
    const world = await makeWorld(db, upstream.target)
    const elsewhere = await openGateway(db)
    const session = new RawSession(elsewhere.origin, world.server.slug, world.agent.key)
    await session.open()
    const here = new RawSession(await gateway.origin(), world.server.slug, world.agent.key)
    expect((await here.send(ping, { 'mcp-session-id': session.id })).status).toBe(404)
    await elsewhere.close()
  })

  it('J11 the oldest idle one goes when an agent has too many; other agents keep theirs', async () => {
    const small = await openGateway(db, () => ({ limits: { ...gatewayLimits, sessionsPerAgent: 3 } }))
    const [world, other] = [await makeWorld(db, upstream.target), await makeWorld(db, upstream.target)]
    const open = async ({ server, agent }: World) => {
      const session = new RawSession(small.origin, server.slug, agent.key)
      await session.open()
      return session
    }
    const theirs = await open(other)
    const [first, second, third] = [await open(world), await open(world), await open(world)]
    expect((await first.send(ping)).status).toBe(200)
    const fourth = await open(world)
    const statuses = await Promise.all(
      [first, second, third, fourth, theirs].map(async (each) => (await each.send(ping)).status),
    )
    expect(statuses).toEqual([200, 404, 200, 200, 200])
    expect((await world.events()).filter(({ action }) => action === 'session.close')).toMatchObject([
      { data: { cause: 'evicted' } },
    ])
    await small.close()
  })
})

describe('initialize', () => {
  const opened = async (world: World): Promise<RpcMessage['result']> => {
    const session = new RawSession(await gateway.origin(), world.server.slug, world.agent.key)
    return (await session.open()).result
  }
  const capabilities = {
    tools: { listChanged: true },
    resources: { subscribe: true },
    prompts: {},
    completions: {},
    logging: {},
  }

  it('works without a grant, says nothing about the server’s use, and does not touch the upstream', async () => {
    const world = await makeWorld(db, upstream.target)
    const before = upstream.server.requests.length
    const result = await opened(world)
    expect(result).toEqual({
      protocolVersion: '2025-11-25',
      capabilities,
      serverInfo: { name: facts.serverInfo.name, version: '1.0.0', title: world.server.name },
    })
    expect(upstream.server.requests.length).toBe(before)
  })

  it('gives the instructions with a live grant', async () => {
    const world = await makeWorld(db, upstream.target)
    await world.grant('read_only')
    expect((await opened(world))?.instructions).toBe(facts.instructions)
  })

  it.each([
    ['a paused agent', `update agents set status = 'paused' where id = $1`, 'agent'],
    [
      'a server that failed its discovery',
      `update account_tool_instances set status_on_toolbox = 'error' where id = $1`,
      'server',
    ],
  ] as const)('works for %s, and lists nothing', async (_, change, subject) => {
    const world = await makeWorld(db, upstream.target)
    await world.grant('full_access')
    await db.owner.query(change, [world[subject].id])
    const session = await gateway.session(world)
    expect(await session.listed()).toEqual([])
  })

  it('leaves session.open and session.close in the audit', async () => {
    const world = await makeWorld(db, upstream.target)
    const session = await gateway.session(world)
    await session.send('', {}, 'DELETE')
    expect(await world.events()).toMatchObject([
      { action: 'session.open', outcome: 'ok', data: { clientName: 'raw', protocolVersion: '2025-11-25' } },
      { action: 'session.close', outcome: 'ok', data: { cause: 'deleted' } },
    ])
  })
})

describe('notifications and responses of the client', () => {
  it.each([
    '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    '{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}',
    '{"jsonrpc":"2.0","method":"made/up"}',
    '{"jsonrpc":"2.0","id":1,"result":{"roots":[{"uri":"file:///"}]}}',
    '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}',
  ])('%s: 202 without a body, and not forwarded', async (body) => {
    const world = await makeWorld(db, upstream.target)
    await world.grant('full_access')
    const session = await gateway.session(world)
    await session.listed()
    const before = upstream.server.requests.length
    const answer = await session.send(body)
    expect([answer.status, answer.text]).toEqual([202, ''])
    expect(upstream.server.requests.length).toBe(before)
  })
})

/** Opens the session's stream and gives what arrives on it. */
async function listen(
  session: RawSession,
): Promise<{ response: IncomingMessage; text(): string; messages(): RpcMessage[] }> {
  let text = ''
  const headers = { authorization: `Bearer ${session.key}`, 'mcp-session-id': session.id, accept: 'text/event-stream' }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${session.origin}${session.path}`, { headers }, resolve).on('error', reject)
  })
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return { response, text: () => text, messages: () => messagesIn(text) }
}

describe('GET: the session’s stream', () => {
  it('is an event stream that no proxy should hold back, one for each session', async () => {
    const session = await gateway.session(await makeWorld(db, upstream.target))
    const { response, text } = await listen(session)
    expect(response.statusCode).toBe(200)
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no',
      'cache-control': 'no-store, no-transform',
    })
    await eventually(text).toMatch(/^: /)
    expect((await session.send('', { accept: 'text/event-stream' }, 'GET')).status).toBe(409)
    response.destroy()
    await eventually(async () => {
      const again = await listen(session)
      again.response.destroy()
      return again.response.statusCode
    }).toBe(200)
  })

  it('is kept alive with comments', async () => {
    const quick = await openGateway(db, () => ({ limits: { ...gatewayLimits, keepAliveMs: 20 } }))
    const { server, agent } = await makeWorld(db, upstream.target)
    const session = new RawSession(quick.origin, server.slug, agent.key)
    await session.open()
    const { text } = await listen(session)
    await eventually(() => text().match(/^: still here$/gm)?.length ?? 0).toBeGreaterThan(2)
    await quick.close()
  })

  it('ends with the session', async () => {
    const session = await gateway.session(await makeWorld(db, upstream.target))
    const { response } = await listen(session)
    await session.send('', {}, 'DELETE')
    await eventually(() => response.complete).toBe(true)
  })

  it('tells of changed tools, log lines and subscribed resources while the grant lives, and not after', async () => {
    const world = await makeWorld(db, upstream.target)
    const grantId = await world.grant('full_access')
    const session = await gateway.session(world)
    const stream = await listen(session)
    const methods = () => stream.messages().map(({ method }) => method)
    await session.call('notify', { kind: 'resource' })
    await session.ask('resources/subscribe', { uri: 'test://note' })
    for (const kind of ['tools', 'resource', 'log']) await session.call('notify', { kind })
    await eventually(methods).toEqual([
      'notifications/tools/list_changed',
      'notifications/resources/updated',
      'notifications/message',
    ])
    await db.owner.query(
      `update agent_mcp_server_access set ended_at = now(), end_kind = 'revoked', ended_by_kind = 'user', ended_by_id = granted_by_id where id = $1`,
      [grantId],
    )
    expect((await session.call('notify', { kind: 'tools' })).result?.isError).toBe(true)
    expect(methods()).toHaveLength(3)
    stream.response.destroy()
  })
})
