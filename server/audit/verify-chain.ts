import { sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'

export interface ChainVerdict {
  ok: boolean
  events: number
  /** The first link that does not hold, by its number in the chain. */
  firstBroken?: number
  problem?: string
}

/** Recomputes the organization's whole hash chain (app.verify_audit). Throws AppError FORBIDDEN to all but admins. */
export async function verifyChain(tx: Tx): Promise<ChainVerdict> {
  const { rows } = await tx.execute<{
    ok: boolean
    events: string
    firstBroken: string | null
    problem: string | null
  }>(sql`select ok, events, first_broken as "firstBroken", problem from app.verify_audit()`)
  const [verdict] = rows
  // No answer is not a good answer.
  if (!verdict) return { ok: false, events: 0 }
  const { ok, events, firstBroken, problem } = verdict
  return {
    ok: ok === true,
    events: Number(events),
    firstBroken: firstBroken === null ? undefined : Number(firstBroken),
    problem: problem ?? undefined,
  }
}
