import { sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'

/** Leaves a tombstone (app.remove_agent): keys revoked, grants ended, history kept. Throws NOT_FOUND or FORBIDDEN. */
export async function removeAgent(tx: Tx, agentId: string): Promise<{ removed: true }> {
  await tx.execute(sql`select app.remove_agent(${agentId})`)
  return { removed: true }
}
