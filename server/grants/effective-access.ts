import { sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'
import { gatewayUrl } from '#server/servers/gateway-url.ts'
import type { GrantState } from './list-grants.ts'

export interface EffectiveAccess {
  serverId: string
  serverSlug: string
  serverName: string
  endpoint: string
  grantId: string
  level: 'read_only' | 'full_access' | 'custom'
  expiresAt: Date | null
  state: GrantState
  toolsAllowed: number
  toolsTotal: number
  /** `allowed`, or why nothing is: the decision's word. */
  reason: string
}

/** What an agent can use right now, server by server, as the one decision says; servers with an open grant only. */
export async function effectiveAccess(tx: Tx, agentId: string): Promise<EffectiveAccess[]> {
  const { rows } = await tx.execute<
    Record<string, unknown> & Omit<EffectiveAccess, 'endpoint' | 'expiresAt'> & { expiresAt: string | null }
  >(sql`
    select s.id as "serverId", s.slug as "serverSlug", s.instance_name_on_toolbox as "serverName", g.id as "grantId", g.access_level as level, g.expires_at as "expiresAt",
           case when g.expires_at <= now() then 'expired' when g.server_revision <> s.revision then 'suspended'
                when g.expires_at <= now() + interval '48 hours' then 'expiring' else 'active' end as state,
           (select count(*)::int from server_tools t cross join lateral app.decide(g.organization_id, g.agent_id, s.id, 'tool', t.name) d
             where t.organization_id = s.organization_id and t.server_id = s.id and t.gone_at is null and d.allowed) as "toolsAllowed",
           (select count(*)::int from server_tools t where t.organization_id = s.organization_id and t.server_id = s.id and t.gone_at is null) as "toolsTotal",
           (app.decide(g.organization_id, g.agent_id, s.id, 'list', null)).reason as reason
      from agent_mcp_server_access g
      join account_tool_instances s on s.organization_id = g.organization_id and s.id = g.account_tool_instance_id
     where g.agent_id = ${agentId} and g.ended_at is null and s.removed_at is null
     order by s.instance_name_on_toolbox, s.id`)
  return rows.map((row) => ({
    ...row,
    endpoint: gatewayUrl(row.serverSlug),
    expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt),
  }))
}
