import type { z } from 'zod'
import type { Tx } from '#server/db/as-actor.ts'
import { agents } from '#server/db/schema/index.ts'
import { AppError } from '#server/errors.ts'
import type { Member } from '#server/trpc.ts'
import type { createAgentInput } from './schemas.ts'

/** Makes an agent. Its owner is the person who asks, or the creator of the API key that does. */
export async function createAgent(
  tx: Tx,
  who: Member,
  input: z.output<typeof createAgentInput>,
): Promise<{ id: string }> {
  if (who.userId === null) throw new AppError('FORBIDDEN', 'forbidden')
  const [made] = await tx
    .insert(agents)
    .values({
      organizationId: who.organizationId,
      userId: who.userId,
      name: input.name,
      description: input.description ?? '',
      createdByKind: who.actorKind,
      createdById: who.actorId,
    })
    .returning({ id: agents.id })
  if (!made) throw new AppError('FORBIDDEN', 'forbidden')
  return made
}
