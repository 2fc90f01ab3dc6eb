import { sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'

/** Leaves a tombstone (app.remove_server): its secret destroyed, its grants ended, its slug free again. Throws NOT_FOUND or FORBIDDEN. */
export async function removeServer(tx: Tx, serverId: string): Promise<{ removed: true }> {
  await tx.execute(sql`select app.remove_server(${serverId})`)
  return { removed: true }
}
