import { describe, expect, it, test } from 'vitest'
import { newAgentKey } from '#server/crypto/keys.ts'
import { useDatabase } from '#server/db/testing/database.ts'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { makeWorld, type World } from '#server/gateway/spec/testing/make-world.ts'
import { openGateway, testSettings } from '#server/gateway/spec/testing/open-gateway.ts'
import { type RawRequest, RawSession, sendRaw } from '#server/gateway/spec/testing/raw-client.ts'
import { useGateway } from '#server/gateway/spec/testing/use-gateway.ts'
import { useUpstream } from '#server/gateway/spec/testing/use-upstream.ts'

const db = useDatabase()
const upstream = useUpstream()
const gateway = useGateway(db)

const initialize =
  '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{}}}'
let shared: Promise<World> | undefined
const world = () => {
  shared ??= makeWorld(db, upstream.target)
  return shared
}
/** Sends an `initialize` that would succeed, but for what a test changes. */
async function knock({ headers, ...change }: Partial<RawRequest> = {}, origin?: string) {
  const { server, agent } = await world()
  const given = { authorization: `Bearer ${agent.key}`, ...headers }
  return sendRaw(origin ?? (await gateway.origin()), {
    path: `/mcp/${server.slug}`,
    body: initialize,
    ...change,
    headers: given,
  })
}

it('opens for the right key, host and message', async () => {
  expect((await knock()).status).toBe(200)
})

describe('H1 Host and Origin: DNS rebinding', () => {
  const methods = ['POST', 'GET', 'DELETE', 'OPTIONS']
  test.each([
    'evil.example',
    'evil.example:3000',
    'localhost',
    'localhost:1',
    '127.0.0.1',
    '127.0.0.1.evil.example',
    'portcullis.example.test.evil.example',
    'portcullis.example.test:8443',
  ])('Host %j is refused on every method, before the key is looked at', async (host) => {
    for (const method of methods) {
      const answer = await knock({ method, headers: { host, authorization: undefined } })
      expect(answer.status, method).toBe(403)
    }
  })

  test.each(['portcullis.example.test', 'PORTCULLIS.example.test', 'portcullis.example.test:443'])(
    'Host %j is ours',
    async (host) => {
      expect((await knock({ headers: { host } })).status).toBe(200)
    },
  )

  it('takes the loopback names with our port while we listen on loopback, and only then', async () => {
    const { port } = new URL(await gateway.origin())
    for (const name of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST']) {
      expect((await knock({ headers: { host: `${name}:${port}` } })).status, name).toBe(200)
    }
    const open = await openGateway(db, () => ({ settings: { ...testSettings, host: '0.0.0.0' } }))
    const host = `localhost:${new URL(open.origin).port}`
    expect((await knock({ headers: { host } }, open.origin)).status).toBe(403)
    expect((await knock({ headers: { host: 'portcullis.example.test' } }, open.origin)).status).toBe(200)
    await open.close()
  })

  it('A8 reads no forwarded header', async () => {
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'portcullis.example.test',
      forwarded: 'host=portcullis.example.test',
    }
    expect((await knock({ headers })).status).toBe(403)
  })

  test.each([
    'https://evil.example',
    'null',
    'http://portcullis.example.test',
    'https://portcullis.example.test:8443',
    'https://portcullis.example.test.evil.example',
    '',
  ])('Origin %j is refused on every method', async (origin) => {
    for (const method of methods) {
      const answer = await knock({ method, headers: { origin } })
      expect(answer.status, method).toBe(403)
      expect(answer.headers['access-control-allow-origin'], method).toBeUndefined()
    }
  })

  it('lets our own origin in, and names it to nobody else', async () => {
    const own = await knock({ headers: { origin: testSettings.appUrl } })
    expect(own.headers['access-control-allow-origin']).toBe(testSettings.appUrl)
    expect((await knock()).headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('A2 an address that is not ours to see', () => {
  it('is the same for another organization’s server, for none, and for no address at all', async () => {
    const foreign = await makeWorld(db, upstream.target)
    const { agent } = await world()
    const headers = { authorization: `Bearer ${agent.key}` }
    const answers = await Promise.all(
      [`/mcp/${foreign.server.slug}`, '/mcp/nowhere', '/mcp/Nowhere', '/mcp/', '/mcp/a/b', '/mcp/..%2fx'].flatMap(
        (path) =>
          ['', 'made-up'].map(async (session) => {
            const own = session ? { 'mcp-session-id': session } : {}
            const { status, text } = await knock({ path, headers: { ...headers, ...own } })
            return `${status} ${text.replace(/"id":(1|null)/, '')}`
          }),
      ),
    )
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toMatch(/^404 /)
    // It is there, for its own agent.
    expect(
      (await knock({ path: `/mcp/${foreign.server.slug}`, headers: { authorization: `Bearer ${foreign.agent.key}` } }))
        .status,
    ).toBe(200)
  })
})

describe('H6 Authorization', () => {
  const unknown = newAgentKey().key
  test.each([
    ['nothing', undefined],
    ['nothing but a space', ' '],
    ['no scheme', unknown],
    ['another scheme', `Basic ${unknown}`],
    ['a malformed token', 'Bearer %'],
    ['an empty token', 'Bearer '],
    ['two tokens', `Bearer ${unknown} ${unknown}`],
    ['an unknown key', `Bearer ${unknown}`],
    ['a key that is cut short', `Bearer ${unknown.slice(0, -1)}`],
    ['a key with a tail', `Bearer ${unknown}A`],
    ['an organization’s key', 'organization'],
    ['8 KB', `Bearer ${'a'.repeat(8000)}`],
    ['bytes that are not text', 'Bearer \u00ff\u00fe'],
  ])('%s: 401 on every method, with a challenge', async (_, authorization) => {
    const { organization } = await world()
    const given = authorization === 'organization' ? `Bearer ${organization.apiKey.key}` : authorization
    for (const method of ['POST', 'GET', 'DELETE']) {
      const answer = await knock({ method, headers: { authorization: given } })
      expect(answer.status, method).toBe(401)
      const challenge = answer.headers['www-authenticate']
      if (given === undefined) expect(challenge).toBe('Bearer')
      else expect(challenge).toMatch(/^Bearer error="invalid_token", error_description="[^"]+"$/)
      expect(answer.text + JSON.stringify(answer.headers)).not.toContain(unknown.slice(-20))
    }
  })

  it('a key in the query is no key', async () => {
    const { server, agent } = await world()
    expect(
      (await knock({ path: `/mcp/${server.slug}?access_token=${agent.key}`, headers: { authorization: undefined } }))
        .status,
    ).toBe(401)
  })

  it('A9 an identity in another header or in the body changes nothing', async () => {
    const other = await makeWorld(db, upstream.target)
    const { server } = await world()
    const headers = {
      authorization: `Bearer ${other.agent.key}`,
      'x-user': 'admin',
      'x-portcullis-organization': (await world()).organization.slug,
    }
    expect((await knock({ path: `/mcp/${server.slug}`, headers })).status).toBe(404)
  })
})

describe('HTTP', () => {
  test.each(['PUT', 'PATCH', 'HEAD', 'OPTIONS'])('%s: 405 and what is allowed', async (method) => {
    const answer = await knock({ method })
    expect(answer.status).toBe(405)
    expect(answer.headers.allow).toBe('GET, POST, DELETE')
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/jsonx',
    undefined,
  ])('Content-Type %s: 415', async (type) => {
    expect((await knock({ headers: { 'content-type': type } })).status).toBe(415)
  })

  it('a compressed body: 415', async () => {
    expect((await knock({ headers: { 'content-encoding': 'gzip' } })).status).toBe(415)
  })

  test.each(['application/json', 'text/event-stream', 'text/html'])('Accept %s alone: 406', async (accept) => {
    expect((await knock({ headers: { accept } })).status).toBe(406)
  })

  it('J11 a body over the limit: 413, whether its size was announced or not', async () => {
    const body = Buffer.alloc(gatewayLimits.bodyBytes + 1, 0x20)
    expect((await knock({ body })).status).toBe(413)
    const answer = await knock({ body, headers: { 'transfer-encoding': 'chunked' } })
    expect(answer.status).toBe(413)
  })

  it('a body of exactly the limit is read', async () => {
    const body = initialize.padEnd(gatewayLimits.bodyBytes, ' ')
    expect((await knock({ body })).status).toBe(200)
  })
})

describe('A6 hostile messages', () => {
  const deep = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":${'{"a":'.repeat(64)}1${'}'.repeat(65)}`
  test.each([
    ['nothing', '', -32700],
    ['half an object', '{"jsonrpc":"2.0"', -32700],
    ['a byte order mark', `\ufeff${initialize}`, -32700],
    ['something behind it', `${initialize}x`, -32700],
    ['two messages', `${initialize}${initialize}`, -32700],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
      -32700,
    ],
    ['UTF-16', Buffer.from(initialize, 'utf16le'), -32700],
    ['a batch', `[${initialize}]`, -32600],
    ['an empty batch', '[]', -32600],
    ['null', 'null', -32600],
    ['a method given twice', initialize.replace('"method"', '"method":"ping","method"'), -32600],
    ['a method given twice, escaped', initialize.replace('"method"', '"\\u006dethod":"ping","method"'), -32600],
    ['a method in another case', initialize.replace('"method"', '"Method":"ping","method"'), -32600],
    ['__proto__', initialize.replace('"params":{', '"params":{"__proto__":{"x":1},'), -32600],
    ['nesting without end', deep, -32600],
    ['no version', initialize.replace('"jsonrpc":"2.0",', ''), -32600],
    ['another version', initialize.replace('"2.0"', '"1.0"'), -32600],
    ['a version that is a number', initialize.replace('"2.0"', '2.0'), -32600],
    ['id null', initialize.replace('"id":1', '"id":null'), -32600],
    ['id a list', initialize.replace('"id":1', '"id":[1]'), -32600],
    ['id true', initialize.replace('"id":1', '"id":true'), -32600],
    ['id with a fraction', initialize.replace('"id":1', '"id":1.5'), -32600],
    ['id that would be rounded', initialize.replace('"id":1', '"id":9007199254740993'), -32600],
    ['params a list', initialize.replace(/"params":.*\}\}/, '"params":[]}'), -32600],
    ['params null', initialize.replace(/"params":.*\}\}/, '"params":null}'), -32600],
    ['method a number', initialize.replace('"initialize"', '1'), -32600],
    ['both a request and a response', initialize.replace('"id":1', '"id":1,"result":{}'), -32600],
    ['a response with both', '{"jsonrpc":"2.0","id":1,"result":{},"error":{}}', -32600],
    ['a response with neither', '{"jsonrpc":"2.0","id":1}', -32600],
    ['a response without an id', '{"jsonrpc":"2.0","result":{}}', -32600],
  ])('%s: 400', async (_, body, code) => {
    const answer = await knock({ body })
    expect(answer.status).toBe(400)
    expect(answer.messages[0]).toMatchObject({ jsonrpc: '2.0', id: null, error: { code } })
  })

  test.each([
    ['arguments a list', { name: 'echo', arguments: [] }],
    ['arguments null', { name: 'echo', arguments: null }],
    ['a name that is a list', { name: ['echo'] }],
    ['an empty name', { name: '' }],
    ['a name with U+0000', { name: 'echo\u0000' }],
    ['a name without end', { name: 'x'.repeat(10_000) }],
    ['_meta a list', { name: 'echo', _meta: [] }],
    ['a progress token that is an object', { name: 'echo', _meta: { progressToken: {} } }],
    ['a task', { name: 'echo', task: { ttl: 1 } }],
  ])('%s: invalid parameters', async (_, params) => {
    const session = await gateway.session(await world())
    expect((await session.ask('tools/call', params)).error?.code).toBe(-32602)
  })

  it('answers a request under the id exactly as it was written', async () => {
    const answer = await knock({ body: initialize.replace('"id":1', '"id": "\\u0061/é"') })
    expect(answer.text).toContain('"id":"\\u0061/é"')
  })
})

describe('the two eras', () => {
  it('server/discover is an unknown method, so that a client of both falls back', async () => {
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'server/discover', params: { _meta: meta } })
    const answer = await knock({
      body,
      headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'server/discover' },
    })
    expect(answer.messages).toEqual([{ jsonrpc: '2.0', id: 7, error: { code: -32601, message: expect.any(String) } }])
  })

  it.each([
    ['2025-11-25', '2025-11-25'],
    ['2025-06-18', '2025-06-18'],
    ['2025-03-26', '2025-03-26'],
    ['2024-11-05', '2024-11-05'],
    ['2026-07-28', '2025-11-25'],
    ['1999-01-01', '2025-11-25'],
  ])('initialize with %s is answered with %s, and then that is what is spoken', async (asked, answered) => {
    const { server, agent } = await world()
    const session = new RawSession(await gateway.origin(), server.slug, agent.key)
    expect((await session.open(asked)).result?.protocolVersion).toBe(answered)
    const ping = '{"jsonrpc":"2.0","id":2,"method":"ping"}'
    expect((await session.send(ping, { 'mcp-protocol-version': answered })).status).toBe(200)
    expect((await session.send(ping)).status).toBe(200)
    const other = answered === '2025-06-18' ? '2025-03-26' : '2025-06-18'
    expect((await session.send(ping, { 'mcp-protocol-version': other })).status).toBe(400)
    expect((await session.send(ping, { 'mcp-protocol-version': 'x' })).status).toBe(400)
  })

  it('initialize without a revision is refused', async () => {
    const answer = await knock({ body: initialize.replace('"2025-11-25"', '1') })
    expect(answer.messages[0]?.error?.code).toBe(-32602)
    expect(answer.headers['mcp-session-id']).toBeUndefined()
  })
})
