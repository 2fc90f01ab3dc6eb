import type { Check } from '#server/gateway/exchange.ts'
import { Refusal } from '#server/gateway/refusal.ts'

/** MCP 2025-11-25, Streamable HTTP, security warning: a browser's Origin must be ours. Programs send none. */
export const origin: Check = {
  name: 'origin',
  run(exchange) {
    const given = exchange.request.headersDistinct.origin
    if (given === undefined) return
    const own = new URL(exchange.gateway.settings.appUrl).origin
    if (given.length !== 1 || given[0] !== own) {
      throw Refusal.http(403, 'Requests from this origin are not accepted.')
    }
    exchange.allowedOrigin = own
  },
}
