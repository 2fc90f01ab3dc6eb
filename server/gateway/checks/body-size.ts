import type { IncomingMessage } from 'node:http'
import type { Check } from '#server/gateway/exchange.ts'
import { Refusal } from '#server/gateway/refusal.ts'

/** Reads the body of a POST, up to a limit, as UTF-8 without mercy: a replaced byte would be another message. */
export const bodySize: Check = {
  name: 'body-size',
  async run(exchange) {
    if (exchange.httpMethod !== 'POST') return
    const bytes = await read(exchange.request, exchange.gateway.limits.bodyBytes)
    try {
      exchange.body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      throw Refusal.http(400, 'The body is not UTF-8.', {}, -32700)
    }
  },
}

async function read(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
  const chunks: Buffer[] = []
  let size = 0
  // Leaving the loop must not destroy the connection: the refusal still has to be said.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The rest of the body is not read, so the connection cannot be used again. */
function tooLarge(limit: number): Refusal {
  return Refusal.http(413, `A message may have ${limit} bytes.`, { connection: 'close' })
}
