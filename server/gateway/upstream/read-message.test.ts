import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMessage } from '#server/gateway/upstream/read-message.ts'
import { scanMembers } from '#server/gateway/upstream/scan-members.ts'

describe('readMessage takes no', () => {
  test.each([
    ...['', 'null', '1', '"x"', '[]', '{}', '{', '{"jsonrpc":"2.0"}', 'Server listening', '{"jsonrpc":"2.0","id":1}'],
    ...['[{"jsonrpc":"2.0","id":1,"result":{}}]', '{"jsonrpc":"1.0","id":1,"result":{}}', '{"id":1,"result":{}}'],
    ...[
      '{"jsonrpc":"2.0","id":1,"result":{},"error":{}}',
      '{"jsonrpc":"2.0","id":{},"result":{}}',
      '{"jsonrpc":"2.0","result":{}}',
    ],
    ...['{"jsonrpc":"2.0","id":1,"id":2,"result":{}}', '{"jsonrpc":"2.0","id":1,"\\u0069d":2,"result":{}}'],
    ...[
      '{"jsonrpc":"2.0","method":"a","method":"b"}',
      '{"jsonrpc":"2.0","id":null,"method":"a"}',
      '{"jsonrpc":"2.0","id":1,"method":1}',
    ],
    ...['{"jsonrpc":"2.0","id":1,"result":{}} x', '{"jsonrpc":"2.0","id":1,"result":{"a":01}}'],
  ])('%s', (raw) => {
    expect(readMessage(raw)).toBeNull()
  })
})

test.each([
  [' {"jsonrpc" : "2.0", "result":{"id":9},\n"id": "a" }', { kind: 'response', id: 'a' }, '"a"'],
  ['{"id":12,"jsonrpc":"2.0","error":{"code":1,"message":""}}', { kind: 'response', id: 12 }, '12'],
  ['{"id":null,"jsonrpc":"2.0","error":{"code":1,"message":""}}', { kind: 'response', id: null }, 'null'],
])('a response knows where its own id stands: %s', (raw, expected, idText) => {
  const message = readMessage(raw)
  expect(message).toMatchObject(expected)
  if (message?.kind === 'response') expect(raw.slice(message.idSpan.start, message.idSpan.end)).toBe(idText)
})

test('a request keeps the text of its id, a notification the place of its progress token', () => {
  expect(readMessage('{"jsonrpc":"2.0","id":1e2,"method":"ping"}')).toMatchObject({ kind: 'request', idText: '1e2' })
  const raw =
    '{"jsonrpc":"2.0","method":"notifications/progress","params":{"a":{"progressToken":1},"progressToken":"t"}}'
  const message = readMessage(raw)
  expect(message).toMatchObject({ kind: 'notification', progressToken: 't' })
  if (message?.kind === 'notification') {
    expect(raw.slice(message.progressTokenSpan?.start, message.progressTokenSpan?.end)).toBe('"t"')
  }
})

test('the scan finds exactly the members that the parser finds', () => {
  const spaced = fc.tuple(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom(undefined, 1, '\t', '\r\n '))
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'binary' }), spaced),
      fc.constantFrom(undefined, 2, '\n'),
      (members, indent) => {
        const value = Object.fromEntries(Object.entries(members).map(([name, [member]]) => [name, member]))
        const text = JSON.stringify(value, null, indent)
        const read = [...scanMembers(text)].map(([name, { start, end }]) => [name, JSON.parse(text.slice(start, end))])
        expect(Object.fromEntries(read)).toEqual(JSON.parse(text))
      },
    ),
  )
})
