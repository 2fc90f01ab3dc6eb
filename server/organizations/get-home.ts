import { sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'

export interface Attention extends Record<string, unknown> {
  kind:
    | 'tool_quarantined'
    | 'tool_new'
    | 'grant_expiring'
    | 'grant_suspended'
    | 'call_denied'
    | 'key_rejected'
    | 'server_error'
  /** How many of this kind stand behind the line. */
  count: number
  at: Date | null
  serverId: string | null
  serverSlug: string | null
  serverName: string | null
  agentId: string | null
  agentName: string | null
  tool: string | null
  reason: string | null
}

interface Glance extends Record<string, unknown> {
  servers: number
  agents: number
  grants: number
  callsToday: number
  deniedToday: number
  discovered: boolean
  key: boolean
  granted: boolean
  called: boolean
}

/** What the first page shows: how much there is, how far the first steps have come, and what needs somebody. */
export async function getHome(tx: Tx) {
  const { rows } = await tx.execute<Glance>(sql`
    select (select count(*)::int from account_tool_instances where removed_at is null and mcp_server_type = 'mcp_server') as servers,
           (select count(*)::int from agents where removed_at is null) as agents,
           (select count(*)::int from agent_mcp_server_access where ended_at is null and (expires_at is null or expires_at > now())) as grants,
           (select count(*)::int from audit_events where organization_id = app.organization_id() and action = 'call.decide' and at > now() - interval '24 hours') as "callsToday",
           (select count(*)::int from audit_events where organization_id = app.organization_id() and action = 'call.decide' and outcome = 'denied' and at > now() - interval '24 hours') as "deniedToday",
           exists (select from account_tool_instances where removed_at is null and discovered_at is not null) as discovered,
           exists (select from agent_keys) as key,
           exists (select from agent_mcp_server_access) as granted,
           exists (select from audit_events where organization_id = app.organization_id() and action = 'call.decide' and outcome = 'allowed') as called`)
  const glance = rows[0]
  const attention = await tx.execute<Attention>(sql`
    select * from (
      select case t.status when 'quarantined' then 'tool_quarantined' else 'tool_new' end as kind, count(*)::int as count, max(t.updated_at) as at, s.id as "serverId", s.slug as "serverSlug",
             s.instance_name_on_toolbox as "serverName", null::uuid as "agentId", null as "agentName", min(t.name) as tool, min(t.status_reason) as reason
        from server_tools t join account_tool_instances s on s.organization_id = t.organization_id and s.id = t.server_id
       where t.status <> 'confirmed' and t.gone_at is null and s.removed_at is null group by t.status, s.id, s.slug, s.instance_name_on_toolbox
      union all
      select case when g.server_revision <> s.revision then 'grant_suspended' else 'grant_expiring' end, 1, g.expires_at, s.id, s.slug, s.instance_name_on_toolbox, a.id, a.name, null, g.access_level
        from agent_mcp_server_access g join account_tool_instances s on s.organization_id = g.organization_id and s.id = g.account_tool_instance_id
        join agents a on a.organization_id = g.organization_id and a.id = g.agent_id
       where g.ended_at is null and s.removed_at is null and (g.expires_at is null or g.expires_at > now())
         and (g.server_revision <> s.revision or g.expires_at <= now() + interval '48 hours')
      union all
      select 'call_denied', count(*)::int, max(e.at), e.server_id, s.slug, s.instance_name_on_toolbox, a.id, a.name, e.tool, e.reason
        from audit_events e join agents a on a.organization_id = e.organization_id and a.id = e.agent_id
        left join account_tool_instances s on s.organization_id = e.organization_id and s.id = e.server_id
       where e.action = 'call.decide' and e.outcome = 'denied' and e.at > now() - interval '1 hour' group by e.server_id, s.slug, s.instance_name_on_toolbox, a.id, a.name, e.tool, e.reason
      union all
      select 'key_rejected', count(*)::int, max(e.at), null, null, null, a.id, a.name, null, e.reason
        from audit_events e join agents a on a.organization_id = e.organization_id and a.id = e.agent_id
       where e.action = 'key.reject' and e.at > now() - interval '24 hours' group by a.id, a.name, e.reason
      union all
      select 'server_error', 1, s.updated_at, s.id, s.slug, s.instance_name_on_toolbox, null, null, null, s.instance_error_message
        from account_tool_instances s where s.removed_at is null and s.instance_error_message is not null
    ) needs order by array_position(array['tool_quarantined', 'grant_suspended', 'server_error', 'key_rejected', 'call_denied', 'tool_new', 'grant_expiring'], kind), at desc limit 20`)
  return {
    counts: {
      servers: glance?.servers ?? 0,
      agents: glance?.agents ?? 0,
      grants: glance?.grants ?? 0,
      callsToday: glance?.callsToday ?? 0,
      deniedToday: glance?.deniedToday ?? 0,
    },
    checklist: {
      server: (glance?.servers ?? 0) > 0,
      discovered: glance?.discovered ?? false,
      agent: (glance?.agents ?? 0) > 0,
      key: glance?.key ?? false,
      grant: glance?.granted ?? false,
      call: glance?.called ?? false,
    },
    attention: attention.rows.map((row) => ({ ...row, at: row.at === null ? null : new Date(row.at) })),
  }
}
