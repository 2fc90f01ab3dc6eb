import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Tx } from '#server/db/as-actor.ts'
import { AppError } from '#server/errors.ts'
import type { changeGrantInput, grantInput } from './schemas.ts'

/**
 * Grants an agent the use of a server (grant_agent_mcp_access).
 *
 * @throws AppError NOT_FOUND for an agent or server that is not the organization's; BAD_REQUEST naming the field; CONFLICT
 *   grant_exists with the id of the live grant as detail; FORBIDDEN to all but admins.
 */
export async function grantAccess(tx: Tx, input: z.output<typeof grantInput>): Promise<{ id: string }> {
  const tools = input.allowedTools ? JSON.stringify(input.allowedTools) : null
  const { rows } = await tx.execute<{ id: string }>(
    sql`select public.grant_agent_mcp_access(${input.agentId}, ${input.serverId}, ${input.level}, ${tools}::jsonb, ${input.expiresAt?.toISOString() ?? null}::timestamptz,
                                             ${input.resources ?? null}::boolean, ${input.prompts ?? null}::boolean, ${input.reason ?? null}) as id`,
  )
  if (!rows[0]) throw new AppError('INTERNAL', 'internal')
  return rows[0]
}

/**
 * Changes a live grant in place (app.change_grant): only what the input states.
 *
 * @throws AppError as grantAccess; CONFLICT grant_ended for one that is history.
 */
export async function changeGrant(
  tx: Tx,
  { grantId, ...changes }: z.output<typeof changeGrantInput>,
): Promise<{ id: string; revision: number }> {
  const { rows } = await tx.execute<{ revision: number }>(
    sql`select app.change_grant(${grantId}, ${JSON.stringify(changes)}::jsonb) as revision`,
  )
  if (!rows[0]) throw new AppError('INTERNAL', 'internal')
  return { id: grantId, revision: rows[0].revision }
}

/**
 * Takes a grant back: the next call is refused.
 *
 * @returns whether it was open until now.
 */
export async function revokeGrant(tx: Tx, grantId: string, reason: string | null): Promise<{ revoked: boolean }> {
  const { rows } = await tx.execute<{ revoked: boolean }>(
    sql`select app.revoke_grant(${grantId}, ${reason}) as revoked`,
  )
  return { revoked: rows[0]?.revoked ?? false }
}
