import { memberProcedure, router } from '#server/trpc.ts'
import { getHome } from './get-home.ts'

export const organizationsRouter = router({
  /** The selected organization, and what the caller may do in it. */
  current: memberProcedure.query(({ ctx }) =>
    ctx.run(async (_, who) => ({
      id: who.organizationId,
      slug: who.organizationSlug,
      name: who.organizationName ?? who.organizationSlug,
      role: who.rights,
      mayAdminister: (who.rights === 'owner' || who.rights === 'admin') && who.scope === 'write',
    })),
  ),
  home: memberProcedure.query(({ ctx }) => ctx.run(getHome)),
})
