import { callAs } from '#server/db/as-actor.ts'
import type { CallPools } from '#server/db/client.ts'

/**
 * Lists exactly the tools for which the decision says yes, each with the pin that its definition must still have.
 *
 * @throws AppError UNAUTHORIZED for a key that is not good (any more).
 */
export async function listCallableTools(
  pools: CallPools,
  question: { keyHash: Buffer; serverSlug: string },
): Promise<{ name: string; pinnedHash: string }[]> {
  return callAs<{ name: string; pinnedHash: string }>(pools, 'agent_key', {
    name: 'callable_tools',
    text: `select name, hash as "pinnedHash" from app.callable_tools($1, $2)`,
    values: [question.keyHash, question.serverSlug],
  })
}
