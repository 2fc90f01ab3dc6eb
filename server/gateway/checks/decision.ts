import { decide } from '#server/gateway/decide.ts'
import type { Check } from '#server/gateway/exchange.ts'

/**
 * Asks the one place that decides, in SQL, on every message. Messages that ask for nothing (ping, notifications,
 * listening, ending) still need a server that is there.
 */
export const decision: Check = {
  name: 'decision',
  async run(exchange) {
    const { kind, name } = exchange.subject ?? { kind: 'open', name: null }
    exchange.decision = await decide(exchange, kind, name)
  },
}
