import { decide } from '#server/gateway/decide.ts'
import { type Check, type Exchange, have } from '#server/gateway/exchange.ts'
import { recordDecision } from '#server/gateway/record-event.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

/**
 * Gets the connection that an allowed request will use. Where it is new, its server said that its tools changed, or they
 * are not what is recorded, they are read and recorded first, which quarantines what was redefined; then the question is
 * asked again. So the answer is always about the tools as this very connection has them.
 */
export const upstream: Check = {
  name: 'upstream',
  async run(exchange) {
    if (exchange.rule === undefined || ['initialize', 'ping'].includes(exchange.rule.answer)) return
    try {
      if (!have(exchange, 'decision').allowed) await reconsider(exchange)
      if (have(exchange, 'decision').allowed) await connect(exchange)
    } catch (error) {
      if (error instanceof UpstreamError) {
        exchange.upstreamError = error
        return
      }
      // Looking once more failed for a reason of ours. The request was refused all the same, and leaves its event.
      const { allowed, reason } = have(exchange, 'decision')
      if (!allowed) await recordDecision(exchange, { allowed, reason })
      throw error
    }
  },
}

async function connect(exchange: Exchange): Promise<void> {
  const { gateway } = exchange
  const { kind, name } = have(exchange, 'subject')
  for (let round = 0; round < gateway.limits.upstreamSyncs; round += 1) {
    const decision = have(exchange, 'decision')
    const { upstream, synced } = await gateway.upstreams.acquire(have(exchange, 'session'), decision, exchange.atEnd)
    exchange.synced ||= synced
    if (!synced) {
      exchange.upstream = upstream
      return
    }
    exchange.decision = await decide(exchange, kind, name)
    if (!exchange.decision.allowed) return
  }
  throw new UpstreamError('protocol', 'the list of tools does not stay the same')
}

/**
 * A tool that is refused may be one that the server has only just got. Where anything is granted the list is brought up
 * to date before the refusal, for unknown and known tools alike, so that what would be listed now can be called now.
 */
async function reconsider(exchange: Exchange): Promise<void> {
  const { kind, name } = have(exchange, 'subject')
  if (kind !== 'tool') return
  const list = await decide(exchange, 'list', null)
  if (!list.allowed) return
  const { synced } = await exchange.gateway.upstreams.acquire(have(exchange, 'session'), list, exchange.atEnd)
  if (synced) exchange.decision = await decide(exchange, kind, name)
}
