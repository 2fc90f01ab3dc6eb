import { type Check, have } from '#server/gateway/exchange.ts'
import { recordDecision } from '#server/gateway/record-event.ts'
import { unavailable } from '#server/gateway/refusal-sentence.ts'

/** How many calls an agent may have under way at once. */
export const callLimit: Check = {
  name: 'call-limit',
  async run(exchange) {
    if (exchange.rule?.answer !== 'upstream' && exchange.rule?.answer !== 'tools') return
    const { callsByAgent, limits } = exchange.gateway
    const { agentId, agentName } = have(exchange, 'agent')
    const underWay = callsByAgent.get(agentId) ?? 0
    if (underWay >= limits.callsPerAgent) {
      await recordDecision(exchange, { allowed: false, reason: 'too_many_calls' })
      throw unavailable(exchange, `Agent "${agentName}" has ${underWay} calls under way already: wait for one to end.`)
    }
    callsByAgent.set(agentId, underWay + 1)
    exchange.atEnd.push(() => {
      const left = (callsByAgent.get(agentId) ?? 1) - 1
      if (left > 0) callsByAgent.set(agentId, left)
      else callsByAgent.delete(agentId)
    })
  },
}
