import { type Check, have } from '#server/gateway/exchange.ts'
import { ScanError } from '#server/gateway/json-scanner.ts'
import { Refusal, rpcCodes } from '#server/gateway/refusal.ts'
import { parseStrictly } from '#server/gateway/strict-json.ts'

/** What we decide about must be what the upstream reads: a message that two parsers could read differently is refused. */
export const strictJson: Check = {
  name: 'strict-json',
  run(exchange) {
    if (exchange.httpMethod !== 'POST') return
    try {
      exchange.parsed = parseStrictly(have(exchange, 'body'), exchange.gateway.limits.message)
    } catch (error) {
      if (!(error instanceof ScanError)) throw error
      const code = error.kind === 'syntax' ? rpcCodes.parseError : rpcCodes.invalidRequest
      throw Refusal.http(400, `The message was not accepted: ${error.message}.`, {}, code)
    }
  },
}
