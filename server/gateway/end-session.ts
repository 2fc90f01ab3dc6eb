import { randomUUID } from 'node:crypto'
import type { GatewayContext } from '#server/gateway/gateway-context.ts'
import type { Session } from '#server/gateway/session-store.ts'

/**
 * Ends a session: its calls are given up, its stream and its own upstream connection closed, then the end is recorded.
 * @param cause for the audit: deleted, idle, evicted, shutdown, or why its key was refused
 * @throws whatever the audit sink throws, after everything else is done
 */
export async function endSession(gateway: GatewayContext, session: Session, cause: string): Promise<void> {
  if (session.ended) return
  session.ended = true
  gateway.sessions.remove(session)
  for (const call of session.calls.values()) call.abort()
  session.stream?.end()
  await gateway.upstreams.detach(session, cause)
  await gateway.verbs.appendCallEvent({
    organizationId: session.organizationId,
    agentId: session.agentId,
    keyId: session.keyId,
    serverId: session.serverId,
    action: 'session.close',
    outcome: 'ok',
    reason: null,
    tool: null,
    grantId: null,
    callId: randomUUID(),
    data: { cause },
  })
}

/** Ends a session where nobody waits for it; a sink that fails is logged. */
export async function endSessionQuietly(gateway: GatewayContext, session: Session, cause: string): Promise<void> {
  await endSession(gateway, session, cause).catch((error: unknown) => {
    gateway.log.error({ err: error, agentId: session.agentId }, 'the end of a session could not be recorded')
  })
}
