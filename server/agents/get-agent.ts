import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'
import { agentKeys, agents, auditEvents, organizationMemberships } from '#server/db/schema/index.ts'
import { AppError } from '#server/errors.ts'
import { effectiveAccess } from '#server/grants/effective-access.ts'
import { agentColumns, ownerOfAgent } from './list-agents.ts'

/**
 * One agent: its keys, what it can use right now and why, and which of its keys were turned away lately.
 *
 * @throws AppError NOT_FOUND, the same for another organization's agent and for none.
 */
export async function getAgent(tx: Tx, agentId: string) {
  const [agent] = await tx
    .select(agentColumns)
    .from(agents)
    .leftJoin(organizationMemberships, ownerOfAgent)
    .where(and(eq(agents.id, agentId), isNull(agents.removedAt)))
  if (!agent) throw new AppError('NOT_FOUND', 'agent_not_found', { field: 'agentId' })
  const keys = await tx
    .select({
      id: agentKeys.id,
      name: agentKeys.name,
      publicId: agentKeys.publicId,
      createdAt: agentKeys.createdAt,
      expiresAt: agentKeys.expiresAt,
      lastUsedAt: agentKeys.lastUsedAt,
      revokedAt: agentKeys.revokedAt,
      state: sql<
        'active' | 'expired' | 'revoked'
      >`case when ${agentKeys.revokedAt} is not null then 'revoked' when ${agentKeys.expiresAt} <= now() then 'expired' else 'active' end`,
    })
    .from(agentKeys)
    .where(eq(agentKeys.agentId, agentId))
    .orderBy(desc(agentKeys.createdAt), desc(agentKeys.id))
  const rejectedKeys = await tx
    .select({
      at: auditEvents.at,
      reason: auditEvents.reason,
      count: sql<number>`coalesce((select (p.data ->> 'count')::int from audit_payloads p where p.organization_id = ${auditEvents.organizationId} and p.event_id = ${auditEvents.id}), 1)`,
      keyId: auditEvents.subjectId,
    })
    .from(auditEvents)
    .where(and(eq(auditEvents.agentId, agentId), eq(auditEvents.action, 'key.reject')))
    .orderBy(desc(auditEvents.at), desc(auditEvents.id))
    .limit(20)
  return { ...agent, keys, access: await effectiveAccess(tx, agentId), rejectedKeys }
}
