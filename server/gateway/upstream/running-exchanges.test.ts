import { describe, expect, test } from 'vitest'
import { testRequest } from '#server/gateway/testing/test-request.ts'
import { readMessage } from '#server/gateway/upstream/read-message.ts'
import { runningExchanges } from '#server/gateway/upstream/running-exchanges.ts'

const message = (raw: string) => {
  const read = readMessage(raw)
  if (!read) throw new Error('the test wrote no message')
  return read
}

describe('B5 exchanges with the same client id on one pipe', () => {
  test('get ids of their own and never each other’s answers', () => {
    const running = runningExchanges('own')
    const [a, b] = [running.begin(testRequest({ id: 0 })), running.begin(testRequest({ id: 0 }))]
    expect(a.id).not.toBe(b.id)
    const answer = message(`{"jsonrpc":"2.0","id":${b.idText},"result":{"id":1}}`)
    expect(a.restore(answer)).toBeNull()
    expect(b.restore(answer)).toBe('{"jsonrpc":"2.0","id":0,"result":{"id":1}}')
  })

  test('also in the mode that keeps ids, where only the second one changes', () => {
    const running = runningExchanges('kept')
    const request = testRequest({ id: 'x', progressToken: 'x' })
    const [a, b] = [running.begin(request), running.begin(request)]
    expect(a.raw).toBe(request.raw)
    expect(b.raw).not.toContain('"x"')
    a.end()
    expect(running.begin(request).raw).toBe(request.raw)
  })

  test('a late or made-up answer finds no exchange', () => {
    const running = runningExchanges('own')
    const exchange = running.begin(testRequest({ id: 7 }))
    exchange.end()
    expect(running.byId(exchange.id)).toBeUndefined()
    expect(running.byId(7)).toBeUndefined()
    expect(running.byId(null)).toBeUndefined()
    expect(running.size()).toBe(0)
  })
})

test('numbers that JavaScript cannot hold survive the exchange of ids', () => {
  const running = runningExchanges('own')
  const request = testRequest({ id: 'a', params: '{"name":"t","arguments":{"n":12345678901234567890123,"x":1.10}}' })
  const exchange = running.begin(request)
  expect(exchange.raw).toContain('"n":12345678901234567890123,"x":1.10')
  const raw = `{ "jsonrpc":"2.0","result":{"n":98765432109876543210.50},  "id" : ${exchange.idText} }`
  expect(exchange.restore(message(raw))).toBe('{ "jsonrpc":"2.0","result":{"n":98765432109876543210.50},  "id" : "a" }')
})

test('a progress token is ours upstream and the client’s downstream', () => {
  const running = runningExchanges('own')
  const exchange = running.begin(testRequest({ id: 1, progressToken: 'tok' }))
  expect(exchange.raw).not.toContain('tok')
  const token = JSON.parse(exchange.raw).params._meta.progressToken
  const progress = message(
    `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":${token},"progress":1}}`,
  )
  expect(running.byProgressToken(token)).toBe(exchange)
  expect(JSON.parse(exchange.restore(progress) ?? '').params).toEqual({ progressToken: 'tok', progress: 1 })
  const foreign = message(
    '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":999,"progress":1}}',
  )
  expect(exchange.restore(foreign)).toBeNull()
})

test('a cancellation is translated, and dropped when it names none or more than one exchange', () => {
  const running = runningExchanges('own')
  const cancel = '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"reason":"r","requestId":"a"}}'
  expect(running.translateCancel(cancel)).toBeNull()
  const exchange = running.begin(testRequest({ id: 'a' }))
  expect(JSON.parse(running.translateCancel(cancel) ?? '').params).toEqual({ reason: 'r', requestId: exchange.id })
  running.begin(testRequest({ id: 'a' }))
  expect(running.translateCancel(cancel)).toBeNull()
})
