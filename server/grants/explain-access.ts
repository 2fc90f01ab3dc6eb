import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Tx } from '#server/db/as-actor.ts'
import { AppError, isReason, type Reason, reasons } from '#server/errors.ts'
import type { explainInput } from './schemas.ts'

export interface Explanation {
  allowed: boolean
  reason: Reason
  /** The reason as a sentence. */
  sentence: string
  /** The grant that decided: the open one, or else the last that ended. */
  grantId?: string
  grantEndedAt?: Date
  checks: { check: string; passed: boolean; detail: string }[]
}

interface Answer extends Record<string, unknown> {
  allowed: boolean
  reason: string
  grantId: string | null
  grantEndedAt: string | null
  checks: { check: string; passed: boolean; detail: string; reason: string }[]
}

/**
 * Says whether an agent may use a tool of a server now, and why, in the decision's own words: what the gateway would answer
 * to the very next call.
 *
 * @throws AppError NOT_FOUND for an agent or server that is not the organization's.
 */
export async function explainAccess(tx: Tx, input: z.output<typeof explainInput>): Promise<Explanation> {
  const serverId = await idOfServer(tx, input.serverId)
  const { rows } = await tx.execute<Answer>(
    sql`select allowed, reason, grant_id as "grantId", grant_ended_at as "grantEndedAt", checks from app.explain_access(${input.agentId}, ${serverId}, 'tool', ${input.tool})`,
  )
  const [answer] = rows
  if (!answer) throw new AppError('INTERNAL', 'internal')
  const reason: Reason = isReason(answer.reason) ? answer.reason : 'internal'
  return {
    allowed: answer.allowed,
    reason,
    sentence: reasons[reason],
    grantId: answer.grantId ?? undefined,
    grantEndedAt: answer.grantEndedAt === null ? undefined : new Date(answer.grantEndedAt),
    checks: answer.checks.map(({ check, passed, detail }) => ({ check, passed, detail })),
  }
}

// A slug may be used again after its server was removed: the live one is meant, else the last that had it.
async function idOfServer(tx: Tx, idOrSlug: string): Promise<string> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select s.id from account_tool_instances s where s.id::text = ${idOrSlug} or s.slug = ${idOrSlug}
         order by s.id::text = ${idOrSlug} desc, s.removed_at is null desc, s.removed_at desc limit 1`,
  )
  if (!rows[0]) throw new AppError('NOT_FOUND', 'server_not_found', { field: 'serverId' })
  return rows[0].id
}
