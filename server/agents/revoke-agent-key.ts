import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'
import { agentKeys } from '#server/db/schema/index.ts'
import { AppError } from '#server/errors.ts'

/**
 * Revokes a key: the next request that presents it is refused.
 *
 * @returns false when it was revoked already.
 * @throws AppError NOT_FOUND; FORBIDDEN where the caller does not own the agent.
 */
export async function revokeAgentKey(tx: Tx, keyId: string): Promise<{ revoked: boolean }> {
  const [changed] = await tx
    .update(agentKeys)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(agentKeys.id, keyId), isNull(agentKeys.revokedAt)))
    .returning({ id: agentKeys.id })
  if (changed) return { revoked: true }
  const [seen] = await tx.select({ revokedAt: agentKeys.revokedAt }).from(agentKeys).where(eq(agentKeys.id, keyId))
  if (!seen) throw new AppError('NOT_FOUND', 'key_not_found', { field: 'keyId' })
  if (seen.revokedAt === null) throw new AppError('FORBIDDEN', 'not_the_owner')
  return { revoked: false }
}
