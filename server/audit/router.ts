import { memberProcedure, router } from '#server/trpc.ts'
import { listEvents } from './list-events.ts'
import { listEventsInput } from './schemas.ts'
import { verifyChain } from './verify-chain.ts'

export const auditRouter = router({
  list: memberProcedure
    .input(listEventsInput.optional())
    .query(({ ctx, input }) => ctx.run((tx) => listEvents(tx, input ?? {}))),
  verify: memberProcedure.query(({ ctx }) => ctx.run(verifyChain)),
})
