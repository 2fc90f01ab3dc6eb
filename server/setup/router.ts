import { sql } from 'drizzle-orm'
import { asActor } from '#server/db/as-actor.ts'
import { runtime } from '#server/runtime.ts'
import { openProcedure, router } from '#server/trpc.ts'
import { completeSetUp } from './complete-set-up.ts'
import { completeSetUpInput } from './schemas.ts'

export const setupRouter = router({
  /** Whether this installation still waits for its first admin. */
  state: openProcedure.query(() =>
    asActor(runtime().pool, { kind: 'identity' }, async (tx) => {
      const { rows } = await tx.execute<{ open: boolean }>(sql`select app.set_up_is_open() as open`)
      return { open: rows[0]?.open ?? false }
    }),
  ),
  complete: openProcedure
    .input(completeSetUpInput)
    .mutation(({ input }) => completeSetUp(runtime().pool, runtime().keyring, input)),
})
