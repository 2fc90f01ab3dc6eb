import { and, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import { newAgentKey } from '#server/crypto/keys.ts'
import type { Tx } from '#server/db/as-actor.ts'
import { agentKeys, agents } from '#server/db/schema/index.ts'
import { AppError } from '#server/errors.ts'
import type { Member } from '#server/trpc.ts'
import type { createAgentKeyInput } from './schemas.ts'

/**
 * Makes a key for an agent.
 *
 * @returns the key itself, for the only time: stored is its hash.
 * @throws AppError NOT_FOUND; FORBIDDEN where the caller does not own the agent; BAD_REQUEST for an expiry in the past.
 */
export async function createAgentKey(
  tx: Tx,
  who: Member,
  input: z.output<typeof createAgentKeyInput>,
): Promise<{ id: string; key: string }> {
  const [agent] = await tx
    .select({ userId: agents.userId })
    .from(agents)
    .where(and(eq(agents.id, input.agentId), isNull(agents.removedAt)))
  if (!agent) throw new AppError('NOT_FOUND', 'agent_not_found', { field: 'agentId' })
  const { key, publicId, hash } = newAgentKey()
  const [made] = await tx
    .insert(agentKeys)
    .values({
      organizationId: who.organizationId,
      agentId: input.agentId,
      userId: agent.userId,
      name: input.name ?? 'key',
      publicId,
      keyHash: hash,
      expiresAt: input.expiresAt ?? null,
      createdByKind: who.actorKind,
      createdById: who.actorId,
    })
    .returning({ id: agentKeys.id })
  if (!made) throw new AppError('FORBIDDEN', 'not_the_owner')
  return { id: made.id, key }
}
