import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { callTool } from '#server/gateway/testing/call-tool.ts'
import { type HttpTestServer, startHttpTestServer } from '#server/gateway/testing/start-http-test-server.ts'
import { testRequest } from '#server/gateway/testing/test-request.ts'
import { upstreamSettings } from '#server/gateway/testing/upstream-settings.ts'
import { openUpstream, type UpstreamSettings } from '#server/gateway/upstream/open-upstream.ts'
import type { UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import { readUpstreamTools } from '#server/gateway/upstream-tools.ts'

const authorization = 'Bearer a-secret-token'
const soon = () => AbortSignal.timeout(10_000)
const open_: UpstreamConnection[] = []
let settings: UpstreamSettings
let removeSettings: () => Promise<void>
let server: HttpTestServer

async function open(headers: Record<string, string> = { authorization }): Promise<UpstreamConnection> {
  const target = { transport: 'streamable_http' as const, url: server.url, headers }
  const connection = await openUpstream(target, {
    settings,
    log: { warn: () => undefined },
    key: 'test',
    signal: soon(),
  })
  open_.push(connection)
  return connection
}

beforeAll(async () => {
  const made = await upstreamSettings()
  settings = made.settings
  removeSettings = made.remove
})
afterAll(() => removeSettings())

describe.each([
  ['event streams', false],
  ['JSON', true],
])('a server that answers with %s', (_name, json) => {
  beforeEach(async () => {
    server = await startHttpTestServer({ authorization, json })
  })
  afterEach(async () => {
    await Promise.all(open_.splice(0).map((connection) => connection.close('test')))
    await server.close()
  })

  test('with a wrong credential it is unauthorized, and its challenge and our credential stay inside', async () => {
    const failure = await open({ authorization: 'Bearer wrong-secret' }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'UpstreamError', kind: 'unauthorized' })
    expect(JSON.stringify(failure)).not.toMatch(/realm|wrong-secret|127\.0\.0\.1/)
  })

  test('initializes with empty capabilities and lists every page, each tool with its exact text', async () => {
    const connection = await open()
    expect(connection).toMatchObject({
      protocolVersion: '2025-11-25',
      instructions: 'A server for tests.',
      closed: false,
    })
    const tools = await readUpstreamTools(connection, gatewayLimits, soon())
    expect(tools).toHaveLength(19)
    for (const tool of tools) expect(JSON.parse(tool.raw)).toEqual(tool.definition)
    expect(tools.map((tool) => tool.name)).toEqual(expect.arrayContaining(['read_note', 'unannotated', 'exit']))
  })

  test('gets our headers on every request, and nothing of its session reaches the client', async () => {
    const connection = await open()
    const { text, raw } = await callTool(connection, { id: 'one', name: 'headers' })
    const sent = JSON.parse(text)
    expect(sent).toMatchObject({
      authorization,
      accept: 'application/json, text/event-stream',
      'accept-encoding': 'identity',
      'mcp-protocol-version': '2025-11-25',
    })
    expect(connection).not.toHaveProperty('sessionId')
    expect(JSON.parse(raw.at(-1) ?? '')).toMatchObject({ id: 'one' })
    await connection.close('test')
    expect(server.sessionCount()).toBe(0)
    expect(server.requests.at(-1)).toMatchObject({ method: 'DELETE' })
  })

  test('has its own errors passed on as they are', async () => {
    const connection = await open()
    expect((await callTool(connection, { name: 'protocol_error' })).messages).toMatchObject([
      { id: 1, error: { code: -32602, data: { hint: 1 } } },
    ])
    expect((await callTool(connection, { name: 'fail' })).messages).toMatchObject([{ result: { isError: true } }])
  })

  test('a session that the server forgot is closed, for this call and the next', async () => {
    const connection = await open()
    await server.dropSessions()
    await expect(callTool(connection, { name: 'echo' })).rejects.toThrow(expect.objectContaining({ kind: 'closed' }))
    expect(connection.closed).toBe(true)
    await expect(callTool(connection, { name: 'echo' })).rejects.toThrow(expect.objectContaining({ kind: 'closed' }))
  })

  test('a call that is given up fails at once and is cancelled upstream', async () => {
    const connection = await open()
    const call = callTool(connection, { name: 'slow', arguments: { milliseconds: 60_000 } }, AbortSignal.timeout(100))
    await expect(call).rejects.toThrow(expect.objectContaining({ kind: 'timeout' }))
    expect((await callTool(connection, { id: 2, name: 'echo' })).messages).toHaveLength(1)
  })

  test('B5 two exchanges with one id run at once and get their own answers', async () => {
    const connection = await open()
    const both = [1, 2].map((n) => callTool(connection, { id: 0, name: 'echo', arguments: { n } }))
    const texts = (await Promise.all(both)).map((called) => JSON.parse(called.text).arguments)
    expect(texts).toEqual([{ n: 1 }, { n: 2 }])
  })

  test('closing ends what runs', async () => {
    const connection = await open()
    const call = callTool(connection, { name: 'slow', arguments: { milliseconds: 60_000 } })
    const failed = expect(call).rejects.toThrow(expect.objectContaining({ kind: 'closed' }))
    await callTool(connection, { id: 2, name: 'echo' })
    await connection.close('test')
    await failed
  })
})

describe('what only event streams carry', () => {
  beforeEach(async () => {
    server = await startHttpTestServer()
  })
  afterEach(async () => {
    await Promise.all(open_.splice(0).map((connection) => connection.close('test')))
    await server.close()
  })

  test('progress comes before the response, with the client’s token', async () => {
    const { messages } = await callTool(await open({}), { id: 5, name: 'progress', progressToken: 'mine' })
    expect(messages.map((message) => message.params?.progress ?? message.id)).toEqual([0, 1, 2, 5])
    expect(messages[0]?.params?.progressToken).toBe('mine')
  })

  test.each(['elicitation', 'sampling', 'roots'])('%s is refused by us and the call still completes', async (kind) => {
    const { messages, text } = await callTool(await open({}), { name: 'ask_client', arguments: { kind } })
    expect(text).toBe(`${kind}: -32601`)
    expect(messages).toHaveLength(1)
  })

  test('a ping from the server is answered', async () => {
    expect((await callTool(await open({}), { name: 'ask_client', arguments: { kind: 'ping' } })).text).toBe(
      'ping: answered',
    )
  })

  test('what belongs to no call reaches the listeners until they leave', async () => {
    const connection = await open({})
    let leave = () => {}
    const heard = new Promise<string>((resolve) => {
      leave = connection.onNotification(resolve)
    })
    // The stream is opened in the background: a notification sent before it stands would be lost to everyone.
    await expect.poll(() => server.requests.filter((request) => request.method === 'GET').length).toBe(1)
    await callTool(connection, { name: 'notify', arguments: { kind: 'resource' } })
    expect(JSON.parse(await heard)).toMatchObject({ method: 'notifications/resources/updated' })
    leave()
  })

  test('a client’s cancellation is passed on', async () => {
    const connection = await open({})
    const call = callTool(connection, { id: 9, name: 'slow', arguments: { milliseconds: 60_000 } })
    const failed = expect(call).rejects.toThrow(expect.objectContaining({ kind: 'closed' }))
    await callTool(connection, { id: 10, name: 'echo' })
    await connection.notify('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}')
    await connection.close('test')
    await failed
    expect(server.requests.filter((request) => request.method === 'POST')).toHaveLength(5)
  })

  test('a reader that stops early ends the exchange', async () => {
    const connection = await open({})
    for await (const raw of connection.exchange(testRequest({ name: 'progress', progressToken: 1 }), soon())) {
      expect(JSON.parse(raw).method).toBe('notifications/progress')
      break
    }
    expect((await callTool(connection, { name: 'echo' })).messages).toHaveLength(1)
  })
})
