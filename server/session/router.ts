import { sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'
import { AppError } from '#server/errors.ts'
import { personProcedure, router } from '#server/trpc.ts'

interface Profile extends Record<string, unknown> {
  id: string
  name: string
  email: string
}

interface Membership extends Record<string, unknown> {
  id: string
  slug: string
  name: string
  role: 'owner' | 'admin' | 'member' | 'viewer'
}

/** Who is signed in, and the organizations to choose from. */
async function getSession(tx: Tx) {
  const profile = await tx.execute<Profile>(sql`select id, name, email from app.my_profile()`)
  const organizations = await tx.execute<Membership>(sql`select id, slug, name, role from app.my_organizations()`)
  const [user] = profile.rows
  if (!user) throw new AppError('UNAUTHORIZED', 'unauthenticated')
  return { user, organizations: organizations.rows }
}

export const sessionRouter = router({
  get: personProcedure.query(({ ctx }) => ctx.run(getSession)),
})
