import type { Check } from '#server/gateway/exchange.ts'
import { methods } from '#server/gateway/methods.ts'
import { Refusal, rpcCodes } from '#server/gateway/refusal.ts'

/** A request that no rule is written for is not forwarded: there would be nothing that decides about it. */
export const knownMethod: Check = {
  name: 'known-method',
  run(exchange) {
    const { message } = exchange
    if (message?.shape !== 'request') return
    const rule = methods.get(message.method)
    if (!rule) throw Refusal.error(rpcCodes.methodNotFound, 'Unknown method')
    exchange.rule = rule
  },
}
