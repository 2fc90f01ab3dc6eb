import type { Check } from '#server/gateway/exchange.ts'
import { Refusal } from '#server/gateway/refusal.ts'

/** MCP 2025-11-25, Streamable HTTP: POST sends, GET listens, DELETE ends the session. */
export const httpMethod: Check = {
  name: 'http-method',
  run(exchange) {
    const { method } = exchange.request
    if (method !== 'POST' && method !== 'GET' && method !== 'DELETE') {
      throw Refusal.http(405, 'Use POST, GET or DELETE.', { allow: 'GET, POST, DELETE' })
    }
    exchange.httpMethod = method
  },
}
