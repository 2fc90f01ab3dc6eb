import type { AuthenticatedAgent } from '#server/agents/authenticate-agent.ts'
import type { CallEvent } from '#server/audit/append-call-events.ts'
import type { CallDecision, CallQuestion } from '#server/grants/decide-call.ts'
import type { Listing } from '#server/servers/record-tools.ts'

/** What the gateway asks the rest of the program. Given at the composition root: there is no other way to the database. */
export interface GatewayVerbs {
  /** Throws AppError UNAUTHORIZED, with detail {organizationId, agentId, keyId} when the key's public id is known. */
  authenticateAgent(keyHash: Buffer, publicId: string): Promise<AuthenticatedAgent>
  /** The one decision. Throws AppError NOT_FOUND when the key's organization has no live server of that slug. */
  decideCall(question: CallQuestion): Promise<CallDecision>
  /** Exactly the tools for which `decideCall` of kind tool says allowed. */
  listCallableTools(question: { keyHash: Buffer; serverSlug: string }): Promise<{ name: string; pinnedHash: string }[]>
  /** Writes what an upstream lists right now; a changed definition is quarantined by it. */
  recordTools(keyHash: Buffer, listing: Listing): Promise<boolean>
  /** Resolves when the event is durable, rejects when it cannot be made so. */
  appendCallEvent(event: CallEvent): Promise<void>
}
