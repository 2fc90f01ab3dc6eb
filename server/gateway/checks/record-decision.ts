import { type Check, have } from '#server/gateway/exchange.ts'
import { recordDecision } from '#server/gateway/record-event.ts'

/**
 * The decision goes into the audit log. A refusal waits until it is safe there; an allowed call may begin meanwhile,
 * and releases nothing before it is.
 */
export const recordTheDecision: Check = {
  name: 'record-decision',
  async run(exchange) {
    const { rule } = exchange
    if (!rule || rule.answer === 'initialize' || rule.answer === 'ping') return
    const { allowed, reason } = have(exchange, 'decision')
    const recorded = recordDecision(exchange, { allowed, reason })
    exchange.recorded = recorded
    // Whoever releases the result waits for it; until then a rejection is not unhandled.
    recorded.catch(() => undefined)
    if (!allowed) await recorded
  },
}
