import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { EventStream } from '#server/gateway/event-stream.ts'
import { eventually } from '#server/gateway/spec/testing/eventually.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** One response with a stream on it, and what reads it. */
async function open(): Promise<{ stream: EventStream; response: ServerResponse; reader: IncomingMessage }> {
  let served: (response: ServerResponse) => void = () => undefined
  const answering = new Promise<ServerResponse>((resolve) => {
    served = resolve
  })
  const server = createServer((_, response) => served(response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const reading = new Promise<IncomingMessage>((resolve, reject) => {
    get(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, resolve).on('error', reject)
  })
  const response = await answering
  const stream = new EventStream(response, { 'x-own': '1' }, 60_000)
  return { stream, response, reader: await reading }
}

it('writes a message that holds line breaks as one event', async () => {
  const { stream, reader } = await open()
  await stream.send('{\n  "a": 1,\r\n  "b": 2\r}')
  stream.end()
  let text = ''
  for await (const chunk of reader.setEncoding('utf8')) text += chunk
  expect(text).toBe(': open\n\nevent: message\ndata: {\ndata:   "a": 1,\ndata:   "b": 2\ndata: }\n\n')
  expect(reader.headers['x-own']).toBe('1')
})

it('waits while the client does not read, and goes on when it does', async () => {
  const { stream, response, reader } = await open()
  const large = JSON.stringify('x'.repeat(4_000_000))
  let sent = 0
  const sending = (async () => {
    for (let i = 0; i < 8; i += 1) {
      await stream.send(large)
      sent += 1
    }
    stream.end()
  })()
  await eventually(() => response.writableNeedDrain).toBe(true)
  expect(sent).toBeLessThan(8)
  let bytes = 0
  for await (const chunk of reader) bytes += chunk.length
  await sending
  expect(sent).toBe(8)
  expect(bytes).toBeGreaterThan(8 * large.length)
})

it('does not wait for ever: neither when the client goes, nor beyond the patience of the caller', async () => {
  const gone = await open()
  const large = JSON.stringify('x'.repeat(16_000_000))
  const waiting = gone.stream.send(large)
  gone.reader.destroy()
  await waiting
  expect(gone.stream.open).toBe(false)
  await gone.stream.send('{}')

  const slow = await open()
  const patience = new AbortController()
  const refused = expect(slow.stream.send(large, patience.signal)).rejects.toThrow(/abort/)
  patience.abort()
  await refused
})
