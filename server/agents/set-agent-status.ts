import { and, eq, isNull } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'
import { agents } from '#server/db/schema/index.ts'
import { AppError } from '#server/errors.ts'

/**
 * Pauses or resumes an agent: from the next call on.
 *
 * @throws AppError NOT_FOUND; FORBIDDEN for one that the caller sees but does not own.
 */
export async function setAgentStatus(
  tx: Tx,
  agentId: string,
  status: 'active' | 'paused',
): Promise<{ status: 'active' | 'paused' }> {
  const one = and(eq(agents.id, agentId), isNull(agents.removedAt))
  const [changed] = await tx.update(agents).set({ status }).where(one).returning({ id: agents.id })
  if (changed) return { status }
  const [seen] = await tx.select({ pausedByAdmin: agents.pausedByAdmin }).from(agents).where(one)
  if (!seen) throw new AppError('NOT_FOUND', 'agent_not_found', { field: 'agentId' })
  throw new AppError('FORBIDDEN', seen.pausedByAdmin ? 'paused_by_admin' : 'not_the_owner')
}
