import { describe, expect, it } from 'vitest'
import { useDatabase } from '#server/db/testing/database.ts'
import { checks } from '#server/gateway/handle.ts'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { eventually } from '#server/gateway/spec/testing/eventually.ts'
import { makeWorld, type World } from '#server/gateway/spec/testing/make-world.ts'
import { openGateway } from '#server/gateway/spec/testing/open-gateway.ts'
import { type RawAnswer, RawSession, sendRaw, textOf } from '#server/gateway/spec/testing/raw-client.ts'
import { useUpstream } from '#server/gateway/spec/testing/use-upstream.ts'

const db = useDatabase()
const upstream = useUpstream()

const initialize = (more: object = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', ...more } })
const seen = ({ status, text }: RawAnswer) => `${status} ${text}`

interface Case {
  /** What is seen from outside; ids of calls differ each time and are taken out. */
  observe(world: World, origin: string): Promise<string>
  expected: RegExp
}

const opened = async ({ server, agent }: World, origin: string) => {
  const session = new RawSession(origin, server.slug, agent.key)
  await session.open()
  return session
}
const send = (
  world: World,
  origin: string,
  headers: Record<string, string>,
  body: string = initialize(),
  method = 'POST',
) => {
  const session = new RawSession(origin, world.server.slug, world.agent.key)
  return session.send(body, headers, method).then(seen)
}

/** One case for each check: something that is seen with the whole list, and not without this one check. */
const cases: Record<string, Case> = {
  host: { observe: (world, origin) => send(world, origin, { host: 'evil.example' }), expected: /^403 / },
  origin: { observe: (world, origin) => send(world, origin, { origin: 'https://evil.example' }), expected: /^403 / },
  route: {
    observe: async ({ agent }, origin) =>
      seen(await sendRaw(origin, { path: '/mcp/', headers: { authorization: `Bearer ${agent.key}` } })),
    expected: /^404 /,
  },
  'http-method': { observe: (world, origin) => send(world, origin, {}, initialize(), 'PUT'), expected: /^405 / },
  'agent-key': {
    observe: async ({ server }, origin) =>
      seen(await sendRaw(origin, { path: `/mcp/${server.slug}`, body: initialize() })),
    expected: /^401 /,
  },
  accept: { observe: (world, origin) => send(world, origin, { accept: 'text/html' }), expected: /^406 / },
  'content-type': {
    observe: (world, origin) => send(world, origin, { 'content-type': 'text/plain' }),
    expected: /^415 /,
  },
  'body-size': {
    observe: (world, origin) => send(world, origin, {}, initialize({ fill: 'x'.repeat(gatewayLimits.bodyBytes) })),
    expected: /^413 /,
  },
  'strict-json': {
    observe: (world, origin) => send(world, origin, {}, initialize().replace('"id":1', '"id":1,"id":2')),
    expected: /^400 .*given twice/,
  },
  envelope: {
    observe: (world, origin) => send(world, origin, {}, initialize().replace('"id":1', '"id":null')),
    expected: /^400 .*id must be/,
  },
  era: {
    observe: (world, origin) =>
      send(world, origin, {}, initialize({ _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } })),
    expected: /^400 .*revision is not spoken/,
  },
  'known-method': {
    observe: async (world, origin) => JSON.stringify(await (await opened(world, origin)).ask('tasks/list')),
    expected: /-32601/,
  },
  subject: {
    observe: async (world, origin) =>
      JSON.stringify(await (await opened(world, origin)).ask('tools/call', { name: 'echo\u0000' })),
    expected: /-32602/,
  },
  decision: {
    observe: async ({ agent }, origin) => {
      const foreign = await makeWorld(db, upstream.target)
      const headers = { authorization: `Bearer ${agent.key}` }
      return seen(await sendRaw(origin, { path: `/mcp/${foreign.server.slug}`, headers, body: initialize() }))
    },
    expected: /^404 /,
  },
  session: {
    observe: async (world, origin) => {
      const session = await opened(world, origin)
      const other = await makeWorld(db, upstream.target)
      const headers = { authorization: `Bearer ${other.agent.key}`, 'mcp-session-id': session.id }
      const body = '{"jsonrpc":"2.0","id":5,"method":"tools/list"}'
      return seen(await sendRaw(origin, { path: `/mcp/${other.server.slug}`, headers, body }))
    },
    expected: /^404 .*no such session/,
  },
  'protocol-version': {
    observe: async (world, origin) => {
      const session = await opened(world, origin)
      return seen(
        await session.send('{"jsonrpc":"2.0","id":5,"method":"ping"}', { 'mcp-protocol-version': '2024-11-05' }),
      )
    },
    expected: /^400 .*as negotiated/,
  },
  'arguments-hmac': {
    observe: async (world, origin) => {
      await (await opened(world, origin)).call('echo', { secret: 1 })
      return JSON.stringify(await world.events())
    },
    expected: /"argumentsHmac":"[0-9a-f]{64}"/,
  },
  'call-limit': {
    observe: async (world, origin) => {
      const session = await opened(world, origin)
      const first = session.call('slow', { milliseconds: 60_000 })
      first.catch(() => undefined)
      await eventually(() => world.events().then((events) => events.some(({ tool }) => tool === 'slow'))).toBe(true)
      const second = textOf(await session.call('echo'))
      await session.send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}')
      return second
    },
    expected: /has 1 calls under way already/,
  },
  upstream: {
    observe: async (world, origin) => textOf(await (await opened(world, origin)).call('echo', { a: 1 })),
    expected: /"arguments":\{"a":1\}/,
  },
  'record-decision': {
    observe: async (world, origin) => {
      await (await opened(world, origin)).call('echo')
      return (await world.events()).map(({ action }) => action).join(' ')
    },
    expected: /call\.decide/,
  },
  granted: {
    observe: async (world, origin) => textOf(await (await opened(world, origin)).call('delete_note')),
    expected: /may not use the tool/,
  },
}

async function observeWith(list: typeof checks, { observe }: Case): Promise<string> {
  const limits = { ...gatewayLimits, callsPerAgent: 1 }
  const gateway = await openGateway(db, () => ({ checks: list, limits }))
  try {
    const world = await makeWorld(db, upstream.target)
    await world.grant('read_only')
    return await observe(world, gateway.origin).catch((error: unknown) => `the client failed: ${String(error)}`)
  } finally {
    await gateway.close()
  }
}

describe('every check is needed', () => {
  it('each has a case here', () => {
    expect(Object.keys(cases).sort()).toEqual(checks.map((check) => check.name).sort())
  })

  it.each(checks.map((check) => check.name))('%s: seen with it, not seen without it', async (name) => {
    const one = cases[name]
    if (!one) throw new Error(`no case for ${name}`)
    expect(await observeWith(checks, one)).toMatch(one.expected)
    const without = checks.filter((check) => check.name !== name)
    expect(without).toHaveLength(checks.length - 1)
    expect(await observeWith(without, one)).not.toMatch(one.expected)
  })
})
