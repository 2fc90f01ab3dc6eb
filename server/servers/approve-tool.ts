import { sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'

export interface ToolOfServer {
  serverId: string
  tool: string
}

/**
 * Approves a tool as it is now (app.confirm_tool).
 *
 * @throws AppError NOT_FOUND; CONFLICT tool_changed_again when it is not the definition of `hash` any more; FORBIDDEN to all but admins.
 */
export async function confirmTool(
  tx: Tx,
  { serverId, tool, hash }: ToolOfServer & { hash?: string },
): Promise<{ status: 'confirmed' }> {
  await tx.execute(sql`select app.confirm_tool(${serverId}, ${tool}, ${hash ?? null})`)
  return { status: 'confirmed' }
}

/** Classes a tool by hand, whatever the server claims (app.set_tool_class). Throws as confirmTool. */
export async function setToolClass(
  tx: Tx,
  { serverId, tool, class: toolClass }: ToolOfServer & { class: 'read' | 'write' | 'destructive' },
) {
  await tx.execute(sql`select app.set_tool_class(${serverId}, ${tool}, ${toolClass})`)
  return { class: toolClass }
}
