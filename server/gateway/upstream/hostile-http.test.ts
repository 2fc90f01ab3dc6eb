import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEgress, type Egress } from '#server/egress/create-egress.ts'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { callTool } from '#server/gateway/testing/call-tool.ts'
import { openStreamableHttp } from '#server/gateway/upstream/streamable-http.ts'
import type { UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import { readUpstreamTools } from '#server/gateway/upstream-tools.ts'

type Answer = (
  request: { body: string; message: { id?: number; method?: string } } & IncomingMessage,
  response: ServerResponse,
) => void

const LIMIT = 100_000
const secret = 'a-secret-token'
const initialized = (id: unknown, extra: object = {}) =>
  JSON.stringify({
    jsonrpc: '2.0',
    id,
    result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: {}, ...extra },
  })
const asJson = (response: ServerResponse, body: string, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json', 'mcp-session-id': 's' }).end(body)
const asEvents = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })
const ok = (id: unknown) => `{"jsonrpc":"2.0","id":${id},"result":{}}`

let server: Server
let egress: Egress
let answer: Answer
let initialize: Answer | undefined
let seen: { method: string; headers: IncomingMessage['headers']; body: string }[]

async function open(): Promise<UpstreamConnection> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
  const target = { transport: 'streamable_http' as const, url, headers: { 'x-key': secret } }
  return openStreamableHttp(target, { egress, signal: AbortSignal.timeout(2_000), maxMessageBytes: LIMIT })
}

beforeEach(async () => {
  seen = []
  initialize = undefined
  answer = (_request, response) => response.writeHead(202).end()
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ method: request.method ?? '', headers: request.headers, body })
    const message = body === '' ? {} : JSON.parse(body)
    const wrapped = Object.assign(request, { body, message })
    if (message.method === 'initialize' && !initialize) asJson(response, initialized(message.id))
    else if (message.method === 'initialize') initialize?.(wrapped, response)
    else if (message.method?.startsWith('notifications/') || request.method === 'DELETE') response.writeHead(202).end()
    else answer(wrapped, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  egress = createEgress({ egressAllow: ['127.0.0.0/8'], ownPorts: [] })
})

afterEach(async () => {
  await egress.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

describe('initialize fails', () => {
  test.each<[string, string, Answer]>([
    [
      'a redirect to another place',
      'protocol',
      (_q, r) => r.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
    ],
    ['not found', 'protocol', (_q, r) => r.writeHead(404).end('no')],
    ['a page', 'protocol', (_q, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    ['no JSON', 'protocol', (_q, r) => asJson(r, 'nothing')],
    ['a batch', 'protocol', (q, r) => asJson(r, `[${initialized(q.message.id)}]`)],
    ['the answer to another request', 'protocol', (_q, r) => asJson(r, initialized(77))],
    [
      'an unknown revision',
      'protocol',
      (q, r) => asJson(r, initialized(q.message.id, { protocolVersion: '1999-01-01' })),
    ],
    [
      'an error',
      'protocol',
      (q, r) => asJson(r, `{"jsonrpc":"2.0","id":${q.message.id},"error":{"code":-1,"message":"${secret}"}}`),
    ],
    [
      'a zero character in what it says of itself',
      'protocol',
      (q, r) => asJson(r, initialized(q.message.id, { serverInfo: { name: 'a\0' } })),
    ],
    ['an answer that is too large', 'too_large', (_q, r) => asJson(r, `"${'x'.repeat(LIMIT)}"`)],
    ['a broken connection', 'unreachable', (_q, r) => r.destroy()],
    ['403', 'unauthorized', (_q, r) => r.writeHead(403, { 'www-authenticate': 'Bearer' }).end()],
    ['500', 'protocol', (_q, r) => r.writeHead(500).end(secret)],
  ])('%s → %s', async (_name, kind, reply) => {
    initialize = reply
    const failure = await open().catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'UpstreamError', kind })
    expect(JSON.stringify(failure)).not.toContain(secret)
    expect((failure as Error).message).not.toMatch(/127\.0\.0\.1|\d{3}/)
    expect(seen).toHaveLength(1)
  })

  test('silence → timeout', async () => {
    initialize = () => undefined
    await expect(open()).rejects.toThrow(expect.objectContaining({ kind: 'timeout' }))
  })
})

describe('a call fails', () => {
  test.each<[string, string, Answer]>([
    ['a redirect, which is not followed', 'protocol', (_q, r) => r.writeHead(302, { location: '/other' }).end()],
    ['accepted without an answer', 'protocol', (_q, r) => r.writeHead(202).end()],
    [
      'a message that is too large',
      'too_large',
      (q, r) => asJson(r, `{"jsonrpc":"2.0","id":${q.message.id},"result":{"x":"${'x'.repeat(LIMIT)}"}}`),
    ],
    [
      'an event that never ends',
      'too_large',
      (_q, r) => {
        asEvents(r).write('data: ')
        const write = () => {
          while (r.write('x'.repeat(65_536)));
          r.once('drain', write)
        }
        write()
      },
    ],
    ['an event that is no message', 'protocol', (_q, r) => asEvents(r).end('data: hello\n\n')],
    [
      'an id twice',
      'protocol',
      (q, r) => asEvents(r).end(`data: {"jsonrpc":"2.0","id":9,"id":${q.message.id},"result":{}}\n\n`),
    ],
    ['a stream that ends too early', 'closed', (_q, r) => asEvents(r).end(': bye\n\n')],
    ['only the answer to another request', 'closed', (_q, r) => asEvents(r).end(`data: ${ok(99)}\n\n`)],
    ['not found, on a session', 'closed', (_q, r) => r.writeHead(404).end()],
    ['unauthorized', 'unauthorized', (_q, r) => r.writeHead(401, { 'www-authenticate': 'Bearer' }).end()],
  ])('%s → %s', async (_name, kind, reply) => {
    answer = reply
    const connection = await open()
    await expect(callTool(connection, { name: 'x' })).rejects.toThrow(expect.objectContaining({ kind }))
    expect(seen.filter((request) => request.body.includes('tools/call'))).toHaveLength(1)
    await connection.close('test')
  })

  test('a server that drips comments for ever ends with the caller’s signal, and is told', async () => {
    answer = (_request, response) => {
      asEvents(response)
      const timer = setInterval(() => response.write(': wait\n\n'), 5)
      response.once('close', () => clearInterval(timer))
    }
    const connection = await open()
    const call = callTool(connection, { id: 'mine', name: 'x' }, AbortSignal.timeout(100))
    await expect(call).rejects.toThrow(expect.objectContaining({ kind: 'timeout' }))
    const cancel = '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"mine"}}'
    await expect.poll(() => seen.at(-1)?.body).toBe(cancel)
  })
})

test('the client’s bytes are sent and the server’s are given back, untouched', async () => {
  const result = '{ "jsonrpc":"2.0",\n "result" : {"n":12345678901234567890.10,"id":2,"s":"\\u00e4"} , "id":1 }'
  answer = (_request, response) => asJson(response, result)
  const connection = await open()
  const params = '{"name":"x",  "arguments":{"n":98765432109876543210.50,"ID":1,"id":2}}'
  const { raw } = await callTool(connection, { params })
  expect(raw).toEqual([result])
  expect(seen.at(-1)?.body).toContain(params)
})

test('a stream that a server ends on purpose is resumed with the last event’s id', async () => {
  answer = (request, response) => {
    if (request.method === 'POST') asEvents(response).end('id: e1\nretry: 1\ndata:\n\n')
    else asEvents(response).end(`id: e2\ndata: ${ok(1)}\n\n`)
  }
  const connection = await open()
  expect((await callTool(connection, { name: 'x' })).messages).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }])
  expect(seen.at(-1)).toMatchObject({
    method: 'GET',
    headers: { 'last-event-id': 'e1', 'mcp-session-id': 's', 'x-key': secret },
  })
})

test('an error status with a JSON-RPC error for the call is the server’s own answer', async () => {
  answer = (request, response) =>
    asJson(response, `{"jsonrpc":"2.0","id":${request.message.id},"error":{"code":-32000,"message":"busy"}}`, 400)
  expect((await callTool(await open(), { name: 'x' })).messages).toMatchObject([{ error: { message: 'busy' } }])
})

test('a server without an event stream of its own (405) is asked for it once', async () => {
  answer = (_request, response) => response.writeHead(405).end()
  const connection = await open()
  connection.onNotification(() => undefined)
  await expect.poll(() => seen.filter((request) => request.method === 'GET').length).toBe(1)
  await connection.close('test')
  expect(seen.filter((request) => request.method === 'GET')).toHaveLength(1)
})

test('a stream that asks to be left alone for 2^32 ms is not asked for again at once', async () => {
  answer = (request, response) => {
    if (request.method === 'GET') asEvents(response).end('retry: 4294967296\n\n')
    else asJson(response, ok(request.message.id))
  }
  const connection = await open()
  connection.onNotification(() => undefined)
  await expect.poll(() => seen.filter((request) => request.method === 'GET').length).toBe(1)
  for (let id = 1; id <= 30; id += 1) await callTool(connection, { id, name: 'x' })
  expect(seen.filter((request) => request.method === 'GET')).toHaveLength(1)
  await connection.close('test')
})

describe('a list of tools is refused as a whole', () => {
  const tool = (name: string) => ({ name, inputSchema: {} })
  test.each<[string, (page: number) => string]>([
    ['a name twice deep in a schema', () => '{"tools":[{"name":"a","inputSchema":{"x":1,"x":2}}]}'],
    ['a number out of range', () => '{"tools":[{"name":"a","inputSchema":{"maximum":1e400}}]}'],
    ['a lone surrogate', () => '{"tools":[{"name":"a","description":"\\ud800"}]}'],
    ['the list twice', () => '{"tools":[],"tools":[{"name":"a"}]}'],
    ['a name twice in one tool', () => '{"tools":[{"name":"a","name":"b"}]}'],
    ['a tool without a name', () => '{"tools":[{}]}'],
    ['a tool that is no object', () => '{"tools":["a"]}'],
    ['no list', () => '{}'],
    ['pages without end', (page) => JSON.stringify({ tools: [tool(`t${page}`)], nextCursor: `c${page}` })],
    [
      'too many tools',
      (page) =>
        JSON.stringify({ tools: Array.from({ length: 600 }, (_, n) => tool(`t${page}-${n}`)), nextCursor: 'x' }),
    ],
  ])('%s', async (_name, page) => {
    let pages = 0
    answer = (request, response) => {
      pages += 1
      asJson(response, `{"jsonrpc":"2.0","id":${request.message.id},"result":${page(pages)}}`)
    }
    const call = readUpstreamTools(await open(), gatewayLimits, AbortSignal.timeout(5_000))
    await expect(call).rejects.toThrow(expect.objectContaining({ kind: 'protocol' }))
    expect(pages).toBeLessThanOrEqual(50)
  })

  test('but two tools of one name are both given: whoever pins them must see that', async () => {
    answer = (request, response) =>
      asJson(
        response,
        `{"jsonrpc":"2.0","id":${request.message.id},"result":{"tools":[{"name":"a"},{"name":"a","x":1}]}}`,
      )
    const tools = await readUpstreamTools(await open(), gatewayLimits, AbortSignal.timeout(5_000))
    expect(tools.map((one) => one.raw)).toEqual(['{"name":"a"}', '{"name":"a","x":1}'])
  })

  test('a server without the capability has no tools and is not asked', async () => {
    initialize = (request, response) => asJson(response, initialized(request.message.id, { capabilities: {} }))
    await expect(readUpstreamTools(await open(), gatewayLimits, AbortSignal.timeout(5_000))).resolves.toEqual([])
    expect(seen.filter((request) => request.body.includes('tools/list'))).toHaveLength(0)
  })
})
