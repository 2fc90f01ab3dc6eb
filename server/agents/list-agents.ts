import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { fromCursor, toPage } from '#server/cursor.ts'
import type { Tx } from '#server/db/as-actor.ts'
import { agents, organizationMemberships } from '#server/db/schema/index.ts'

/** What every list and page shows of an agent. */
export const agentColumns = {
  id: agents.id,
  name: agents.name,
  description: agents.description,
  status: agents.status,
  owner: { id: agents.userId, name: sql<string>`coalesce(${organizationMemberships.name}, '')` },
  keys: sql<number>`(select count(*)::int from agent_keys k where k.organization_id = ${agents.organizationId} and k.agent_id = ${agents.id}
                     and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))`,
  grants: sql<number>`(select count(*)::int from agent_mcp_server_access g where g.organization_id = ${agents.organizationId} and g.agent_id = ${agents.id}
                       and g.ended_at is null and (g.expires_at is null or g.expires_at > now()))`,
  lastUsedAt:
    sql<Date | null>`(select max(k.last_used_at) from agent_keys k where k.organization_id = ${agents.organizationId} and k.agent_id = ${agents.id})`.mapWith(
      agents.createdAt,
    ),
  createdAt: agents.createdAt,
}

export const ownerOfAgent = and(
  eq(organizationMemberships.organizationId, agents.organizationId),
  eq(organizationMemberships.userId, agents.userId),
)

/** The organization's agents, newest first; removed ones are not listed. */
export async function listAgents(tx: Tx, { cursor, limit = 100 }: { cursor?: string; limit?: number }) {
  const after = fromCursor(cursor)
  const rows = await tx
    .select(agentColumns)
    .from(agents)
    .leftJoin(organizationMemberships, ownerOfAgent)
    .where(
      and(
        isNull(agents.removedAt),
        after
          ? sql`(${agents.createdAt}, ${agents.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(agents.createdAt), desc(agents.id))
    .limit(limit + 1)
  return toPage(rows, limit, (row) => ({ at: row.createdAt, id: row.id }))
}
