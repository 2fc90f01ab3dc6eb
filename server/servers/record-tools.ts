import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'
import { pinOf } from './pin-tool.ts'

/** One tool as an upstream lists it. */
export interface FoundTool {
  name: string
  definition: Record<string, unknown>
}

export interface Listing {
  serverId: string
  /** The revision that was connected to; a listing of an older one is ignored. */
  revision: number
  tools: FoundTool[]
  /** What the server said of itself; null leaves what is stored. */
  facts: { capabilities: unknown; serverInfo: unknown; instructions: unknown } | null
}

/**
 * Writes what a server lists now (app.record_tools): an admin's first discovery of a revision confirms what it finds, later
 * finds are new, and what differs from its approved definition is quarantined.
 *
 * @param tx of an admin, or of the agent whose connection saw the listing.
 * @returns false when the server has moved on to another revision.
 */
export async function recordTools(tx: Tx, listing: Listing): Promise<boolean> {
  const tools = withoutTwins(listing.tools)
  const facts = listing.facts === null ? null : JSON.stringify(listing.facts)
  const { rows } = await tx.execute<{ recorded: boolean }>(
    sql`select app.record_tools(${listing.serverId}, ${listing.revision}, ${toolsDigest(listing.tools)}, ${JSON.stringify(tools)}::jsonb, ${facts}::jsonb) as recorded`,
  )
  return rows[0]?.recorded ?? false
}

/** One hash over all pins of a listing, whatever its order: an unchanged list needs no write. */
export function toolsDigest(tools: FoundTool[]): string {
  const pins = tools.map((tool) => pinOf(tool.definition)).sort()
  return createHash('sha256').update(pins.join('\n')).digest('hex')
}

// Two tools of one name: nobody can say which of them a call would reach, so neither is callable.
function withoutTwins(tools: FoundTool[]) {
  const byName = new Map<string, FoundTool & { hash: string; duplicate: boolean }>()
  for (const tool of tools) {
    const twin = byName.get(tool.name)
    if (twin) twin.duplicate = true
    else byName.set(tool.name, { ...tool, hash: pinOf(tool.definition), duplicate: false })
  }
  return [...byName.values()]
}
