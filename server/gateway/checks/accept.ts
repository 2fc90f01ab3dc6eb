import type { Check } from '#server/gateway/exchange.ts'
import { Refusal } from '#server/gateway/refusal.ts'

const NEEDED = { POST: ['application/json', 'text/event-stream'], GET: ['text/event-stream'], DELETE: [] }

/** MCP 2025-11-25, Streamable HTTP: a POST may be answered with JSON or an event stream, so the client takes both. */
export const accept: Check = {
  name: 'accept',
  run({ request, httpMethod }) {
    const header = request.headers.accept
    if (header === undefined || httpMethod === undefined) return
    const taken = header.split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '')
    const takes = (type: string) => [type, `${type.split('/', 1)[0]}/*`, '*/*'].some((range) => taken.includes(range))
    const missing = NEEDED[httpMethod].filter((type) => !takes(type))
    if (missing.length > 0) throw Refusal.http(406, `The Accept header must hold ${missing.join(' and ')}.`)
  },
}
