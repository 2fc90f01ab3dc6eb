import type { Check } from '#server/gateway/exchange.ts'
import { Refusal } from '#server/gateway/refusal.ts'

/** MCP 2025-06-18, protocol version header: after `initialize` it is the negotiated one. Older clients send none. */
export const protocolVersion: Check = {
  name: 'protocol-version',
  run({ request, session }) {
    const given = request.headersDistinct['mcp-protocol-version']
    if (given === undefined || session === undefined) return
    if (given.length === 1 && given[0] === session.protocolVersion) return
    throw Refusal.http(400, `MCP-Protocol-Version must be ${session.protocolVersion}, as negotiated.`)
  },
}
