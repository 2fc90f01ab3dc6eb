import type { CallEvent } from '#server/audit/append-call-events.ts'
import { isReason } from '#server/errors.ts'
import { type Exchange, have } from '#server/gateway/exchange.ts'
import type { Refusal } from '#server/gateway/refusal.ts'
import { unavailable } from '#server/gateway/refusal-sentence.ts'

/**
 * Writes what was decided about a call. Resolves when the event is durable.
 * @throws Refusal when it cannot be made durable: then nothing of the call may be released
 */
export async function recordDecision(exchange: Exchange, decided: { allowed: boolean; reason: string }): Promise<void> {
  const data: CallEvent['data'] = exchange.argumentsHmac === undefined ? {} : { argumentsHmac: exchange.argumentsHmac }
  await record(exchange, {
    action: 'call.decide',
    outcome: decided.allowed ? 'allowed' : 'denied',
    reason: decided.reason,
    data: { ...data, ...(exchange.session ? { protocolVersion: exchange.session.protocolVersion } : {}) },
  })
}

/** What came of a call that was let through. */
export interface Outcome {
  resultBytes: number
  /** Undefined when it went well; otherwise what failed: `tool` and `protocol_error` are the upstream's own answers. */
  errorKind?: string
}

/** Writes how a call ended. Resolves when the event is durable. @throws Refusal when it cannot be made durable */
export async function recordOutcome(exchange: Exchange, { resultBytes, errorKind }: Outcome): Promise<void> {
  const reason = `upstream_${errorKind}`
  const durationMs = Math.round(performance.now() - exchange.startedAt)
  await record(exchange, {
    action: 'call.finish',
    outcome: errorKind === undefined ? 'ok' : 'error',
    reason: isReason(reason) ? reason : null,
    data: { durationMs, resultBytes, ...(errorKind === undefined ? {} : { errorKind }) },
  })
}

async function record(
  exchange: Exchange,
  part: Pick<CallEvent, 'action' | 'outcome' | 'reason' | 'data'>,
): Promise<void> {
  const { gateway, callId, message, subject } = exchange
  const agent = have(exchange, 'agent')
  const decision = have(exchange, 'decision')
  const method = message?.shape === 'request' ? message.method : ''
  try {
    await gateway.verbs.appendCallEvent({
      ...part,
      organizationId: agent.organizationId,
      agentId: agent.agentId,
      keyId: agent.keyId,
      serverId: decision.serverId,
      tool: subject?.name ?? null,
      grantId: decision.grantId,
      callId,
      data: { method, ...part.data },
    })
  } catch (error) {
    gateway.log.error({ err: error, callId }, 'an audit event could not be written')
    throw notRecorded(exchange)
  }
}

function notRecorded(exchange: Exchange): Refusal {
  return unavailable(exchange, `Portcullis could not record this call (${exchange.callId}), so its result is withheld.`)
}
