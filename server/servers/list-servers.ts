import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { fromCursor, toPage } from '#server/cursor.ts'
import type { Tx } from '#server/db/as-actor.ts'
import { accountToolInstances as servers } from '#server/db/schema/index.ts'

// Drizzle leaves the table out of a column's name where it selects from one table only: inside a subquery that would be another's.
const ofServer = (alias: 't' | 'g', column: string) =>
  sql.join([
    sql.identifier(alias),
    sql`.organization_id = account_tool_instances.organization_id and `,
    sql.identifier(alias),
    sql`.`,
    sql.identifier(column),
    sql` = account_tool_instances.id`,
  ])

const countTools = (column: 'class' | 'status', value: string) =>
  sql<number>`(select count(*)::int from server_tools t where ${ofServer('t', 'server_id')} and t.gone_at is null and t.${sql.identifier(column)} = ${value})`

/** What every list and page shows of a server. */
export const serverColumns = {
  id: servers.id,
  slug: sql<string>`coalesce(${servers.slug}, '')`,
  name: sql<string>`coalesce(${servers.instanceNameOnToolbox}, '')`,
  transport: servers.mcpTransportType,
  label: servers.upstreamLabel,
  revision: servers.revision,
  status: servers.statusOnToolbox,
  discoveredAt: servers.discoveredAt,
  lastError: servers.instanceErrorMessage,
  environmentId: servers.accountToolEnvironmentId,
  createdAt: servers.createdAt,
  tools: {
    read: countTools('class', 'read'),
    write: countTools('class', 'write'),
    destructive: countTools('class', 'destructive'),
    new: countTools('status', 'new'),
    quarantined: countTools('status', 'quarantined'),
  },
  grants: sql<number>`(select count(*)::int from agent_mcp_server_access g where ${ofServer('g', 'account_tool_instance_id')}
                       and g.ended_at is null and (g.expires_at is null or g.expires_at > now()))`,
}

export const liveServer = and(eq(servers.mcpServerType, 'mcp_server'), isNull(servers.removedAt))

/** The organization's servers, newest first; removed ones are not listed. */
export async function listServers(tx: Tx, { cursor, limit = 100 }: { cursor?: string; limit?: number }) {
  const after = fromCursor(cursor)
  const rows = await tx
    .select(serverColumns)
    .from(servers)
    .where(
      and(
        liveServer,
        after
          ? sql`(${servers.createdAt}, ${servers.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(servers.createdAt), desc(servers.id))
    .limit(limit + 1)
  return toPage(rows, limit, (row) => ({ at: row.createdAt, id: row.id }))
}
