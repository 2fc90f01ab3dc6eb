import { and, desc, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { fromCursor, toPage } from '#server/cursor.ts'
import type { Tx } from '#server/db/as-actor.ts'
import {
  agents,
  auditEvents as events,
  auditPayloads as payloads,
  accountToolInstances as servers,
} from '#server/db/schema/index.ts'
import type { listEventsInput } from './schemas.ts'

const actorName = sql<string | null>`case ${events.actorKind}
  when 'user' then (select m.name from organization_memberships m where m.organization_id = ${events.organizationId} and m.user_id = ${events.actorId})
  when 'agent' then (select a.name from agents a where a.organization_id = ${events.organizationId} and a.id = ${events.actorId})
  when 'api_key' then 'API key'
  else 'Portcullis' end`

/** What happened, newest first. The particulars (`data`) are null for those who may not read them: row-level security says who may. */
export async function listEvents(tx: Tx, input: z.output<typeof listEventsInput>) {
  const limit = input.limit ?? 50
  const after = fromCursor(input.cursor)
  const rows = await tx
    .select({
      id: events.id,
      at: events.at,
      action: events.action,
      outcome: sql<'ok' | 'error' | 'allowed' | 'denied'>`${events.outcome}`,
      reason: events.reason,
      actor: { kind: events.actorKind, id: events.actorId, name: actorName },
      agentId: events.agentId,
      agentName: agents.name,
      serverId: events.serverId,
      serverName: servers.instanceNameOnToolbox,
      serverSlug: servers.slug,
      tool: events.tool,
      grantId: events.grantId,
      subject: { kind: events.subjectKind, id: events.subjectId },
      callId: events.callId,
      data: sql<Record<string, unknown> | null>`${payloads.data}`,
    })
    .from(events)
    .leftJoin(agents, and(eq(agents.organizationId, events.organizationId), eq(agents.id, events.agentId)))
    .leftJoin(servers, and(eq(servers.organizationId, events.organizationId), eq(servers.id, events.serverId)))
    .leftJoin(payloads, and(eq(payloads.organizationId, events.organizationId), eq(payloads.eventId, events.id)))
    .where(
      and(
        input.agentId ? eq(events.agentId, input.agentId) : undefined,
        input.serverId ? eq(events.serverId, input.serverId) : undefined,
        input.action ? eq(events.action, input.action) : undefined,
        input.outcome ? eq(events.outcome, input.outcome) : undefined,
        after
          ? sql`(${events.at}, ${events.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(events.at), desc(events.id))
    .limit(limit + 1)
  const { items, nextCursor } = toPage(rows, limit, (row) => ({ at: row.at, id: row.id }))
  const shown = items.map(({ agentId, agentName, serverId, serverName, serverSlug, ...event }) => ({
    ...event,
    agent: agentId === null ? null : { id: agentId, name: agentName },
    server: serverId === null ? null : { id: serverId, name: serverName, slug: serverSlug },
  }))
  return { events: shown, nextCursor }
}
