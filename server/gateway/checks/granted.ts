import { type Check, have } from '#server/gateway/exchange.ts'
import { refusalFor } from '#server/gateway/refusal-sentence.ts'

/** What the decision refused goes no further. */
export const granted: Check = {
  name: 'granted',
  async run(exchange) {
    const { gateway, session } = exchange
    if (!exchange.rule || have(exchange, 'decision').allowed) return
    if (session?.upstream) await gateway.upstreams.closeIfDead(session)
    throw refusalFor(exchange)
  },
}
