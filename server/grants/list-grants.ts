import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { fromCursor, toPage } from '#server/cursor.ts'
import type { Tx } from '#server/db/as-actor.ts'
import { agents, agentMcpServerAccess as grants, accountToolInstances as servers } from '#server/db/schema/index.ts'
import type { listGrantsInput } from './schemas.ts'

export type GrantState = 'active' | 'expiring' | 'expired' | 'revoked' | 'suspended'

const state = sql<GrantState>`case
  when ${grants.endKind} = 'expired' then 'expired'
  when ${grants.endedAt} is not null then 'revoked'
  when ${grants.expiresAt} <= now() then 'expired'
  when ${grants.serverRevision} <> ${servers.revision} then 'suspended'
  when ${grants.expiresAt} <= now() + interval '48 hours' then 'expiring'
  else 'active' end`

const nameOf = (
  kind: SQL.Aliased | SQL | typeof grants.grantedByKind | typeof grants.endedByKind,
  id: typeof grants.grantedById | typeof grants.endedById,
) =>
  sql<string | null>`case ${kind}
    when 'user' then (select m.name from organization_memberships m where m.organization_id = ${grants.organizationId} and m.user_id = ${id})
    when 'api_key' then 'API key'
    when 'system' then 'Portcullis' end`

/** Grants, newest first, ended ones too: `active` includes those that end within two days. */
export async function listGrants(tx: Tx, input: z.output<typeof listGrantsInput>) {
  const limit = input.limit ?? 50
  const after = fromCursor(input.cursor)
  const wanted = input.state ?? 'all'
  const rows = await tx
    .select({
      id: grants.id,
      agent: { id: agents.id, name: agents.name },
      server: {
        id: servers.id,
        slug: sql<string>`coalesce(${servers.slug}, '')`,
        name: sql<string>`coalesce(${servers.instanceNameOnToolbox}, '')`,
      },
      level: grants.accessLevel,
      allowedTools: grants.allowedTools,
      resources: grants.resources,
      prompts: grants.prompts,
      grantedAt: grants.grantedAt,
      grantedBy: {
        kind: grants.grantedByKind,
        id: grants.grantedById,
        name: nameOf(grants.grantedByKind, grants.grantedById),
      },
      expiresAt: grants.expiresAt,
      reason: grants.reason,
      revision: grants.revision,
      state,
      endedAt: grants.endedAt,
      endedByKind: grants.endedByKind,
      endedById: grants.endedById,
      endedByName: nameOf(grants.endedByKind, grants.endedById),
      endKind: grants.endKind,
      endReason: grants.endReason,
    })
    .from(grants)
    .innerJoin(agents, and(eq(agents.organizationId, grants.organizationId), eq(agents.id, grants.agentId)))
    .innerJoin(
      servers,
      and(eq(servers.organizationId, grants.organizationId), eq(servers.id, grants.accountToolInstanceId)),
    )
    .where(
      and(
        input.agentId ? eq(grants.agentId, input.agentId) : undefined,
        input.serverId ? eq(grants.accountToolInstanceId, input.serverId) : undefined,
        wanted === 'all'
          ? undefined
          : wanted === 'active'
            ? sql`${state} in ('active', 'expiring')`
            : sql`${state} = ${wanted}`,
        after
          ? sql`(${grants.grantedAt}, ${grants.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(grants.grantedAt), desc(grants.id))
    .limit(limit + 1)
  const items = rows.map(({ endedByKind, endedById, endedByName, ...row }) => ({
    ...row,
    endedBy: endedByKind === null ? null : { kind: endedByKind, id: endedById, name: endedByName },
  }))
  return toPage(items, limit, (row) => ({ at: row.grantedAt, id: row.id }))
}
