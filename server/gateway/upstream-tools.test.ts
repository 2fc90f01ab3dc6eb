import { describe, expect, it } from 'vitest'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { PooledUpstream } from '#server/gateway/pooled-upstream.ts'
import type { ClientRequest, UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'
import { readUpstreamTools } from '#server/gateway/upstream-tools.ts'
import type { CallDecision } from '#server/grants/decide-call.ts'

/** Somebody else's server, down to its bytes: answers each request for a page with what a test says. */
function hostile(
  answer: (request: ClientRequest) => string[],
  capabilities: Record<string, unknown> = { tools: {} },
): UpstreamConnection {
  return {
    ...{ protocolVersion: '2025-11-25', serverInfo: {}, capabilities, instructions: undefined, closed: false },
    async *exchange(request) {
      yield* answer(request)
    },
    notify: async () => undefined,
    onNotification: () => () => undefined,
    close: async () => undefined,
  }
}
const limits = { ...gatewayLimits, listingPages: 3, listingTools: 5 }
const read = (connection: UpstreamConnection) => readUpstreamTools(connection, limits, AbortSignal.timeout(5000))
const page =
  (tools: string, more = '') =>
  () => [`{"jsonrpc":"2.0","id":1,"result":{"tools":[${tools}]${more}}}`]

describe('A6 I1 a list that could be read in two ways is no list', () => {
  it.each([
    ['an error', () => ['{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no"}}']],
    ['nothing', () => []],
    ['no list', () => ['{"jsonrpc":"2.0","id":1,"result":{}}']],
    ['a result that is a list', () => ['{"jsonrpc":"2.0","id":1,"result":[]}']],
    ['two lists', () => ['{"jsonrpc":"2.0","id":1,"result":{"tools":[],"tools":[{"name":"a"}]}}']],
    ['a tool with two names', page('{"name":"read","name":"delete"}')],
    ['a tool with two names, one escaped', page(String.raw`{"name":"read","\u006eame":"delete"}`)],
    [
      'a schema with a member twice',
      page('{"name":"a","inputSchema":{"type":"object","properties":{"x":{},"x":{"type":"string"}}}}'),
    ],
    ['__proto__', page('{"name":"a","__proto__":{"annotations":{"readOnlyHint":true}}}')],
    ['half a surrogate pair', page(String.raw`{"name":"\ud800"}`)],
    ['a tool without a name', page('{"title":"x"}')],
    ['a tool that is a list', page('[]')],
    ['an empty name', page('{"name":""}')],
    ['a name that is too long to record', page(`{"name":"${'n'.repeat(257)}"}`)],
    ['a zero character in a name', page(String.raw`{"name":"a\u0000"}`)],
    ['a zero character deep in a definition', page(String.raw`{"name":"a","inputSchema":{"x":[{"y":"\u0000"}]}}`)],
    ['a zero character in the name of a member', page(String.raw`{"name":"a","x":{"\u0000":1}}`)],
    ['a cursor that is a number', page('', ',"nextCursor":1')],
    ['pages without end', page('', ',"nextCursor":"x"')],
    ['too many tools', page(Array(6).fill('{"name":"a"}').join(','))],
    ['nesting without end', page(`{"name":"a","x":${'['.repeat(70)}${']'.repeat(70)}}`)],
  ])('%s', async (_, answer) => {
    const failure = await read(hostile(answer)).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(UpstreamError)
    expect(failure).toMatchObject({ kind: 'protocol' })
  })
})

it('takes all pages, in the server’s order and its own characters', async () => {
  const cursors: unknown[] = []
  const connection = hostile(({ raw, id, spans }) => {
    const request = JSON.parse(raw)
    expect(JSON.parse(raw.slice(spans.id.start, spans.id.end))).toBe(id)
    cursors.push(request.params?.cursor)
    if (request.params) return page('{ "name" :"\\u0061" , "n":1.0}')()
    return [
      '{"jsonrpc":"2.0","method":"notifications/message","params":{}}',
      ...page('{"name":"b"},{"x":12345678901234567890,"name":"c"}', ',"nextCursor":"ü\\"2"')(),
    ]
  })
  const tools = await read(connection)
  expect(tools.map(({ name }) => name)).toEqual(['b', 'c', 'a'])
  expect(tools.map(({ raw }) => raw)).toEqual([
    '{"name":"b"}',
    '{"x":12345678901234567890,"name":"c"}',
    '{ "name" :"\\u0061" , "n":1.0}',
  ])
  expect(cursors).toEqual([undefined, 'ü"2'])
})

it('takes a name of 256 characters', async () => {
  const name = 'n'.repeat(256)
  expect((await read(hostile(page(`{"name":"${name}"}`)))).map((tool) => tool.name)).toEqual([name])
})

it('does not ask a server that has no tools', async () => {
  const connection = hostile(() => {
    throw new Error('asked')
  }, {})
  expect(await read(connection)).toEqual([])
})

it('of two tools with one name neither is offered', async () => {
  const tools = await read(hostile(page('{"name":"a"},{"name":"b"},{"name":"a","title":"another"}')))
  const decision = { agentId: 'a', serverId: 's', revision: 1 } as CallDecision
  const pooled = new PooledUpstream('key', false, hostile(page('')), decision)
  pooled.setTools(tools)
  expect([pooled.pinOf('a'), pooled.pinOf('b')]).toEqual([undefined, expect.stringMatching(/^[0-9a-f]{64}$/)])
})
