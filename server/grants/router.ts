import { memberProcedure, router } from '#server/trpc.ts'
import { explainAccess } from './explain-access.ts'
import { changeGrant, grantAccess, revokeGrant } from './grant-access.ts'
import { listGrants } from './list-grants.ts'
import { changeGrantInput, explainInput, grantInput, listGrantsInput, revokeGrantInput } from './schemas.ts'

export const grantsRouter = router({
  list: memberProcedure
    .input(listGrantsInput.optional())
    .query(({ ctx, input }) => ctx.run((tx) => listGrants(tx, input ?? {}))),
  explain: memberProcedure.input(explainInput).query(({ ctx, input }) => ctx.run((tx) => explainAccess(tx, input))),
  grant: memberProcedure.input(grantInput).mutation(({ ctx, input }) => ctx.run((tx) => grantAccess(tx, input))),
  change: memberProcedure.input(changeGrantInput).mutation(({ ctx, input }) => ctx.run((tx) => changeGrant(tx, input))),
  revoke: memberProcedure
    .input(revokeGrantInput)
    .mutation(({ ctx, input }) => ctx.run((tx) => revokeGrant(tx, input.grantId, input.reason ?? null))),
})
