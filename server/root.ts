import { agentsRouter } from './agents/router.ts'
import { auditRouter } from './audit/router.ts'
import { grantsRouter } from './grants/router.ts'
import { organizationsRouter } from './organizations/router.ts'
import { serversRouter } from './servers/router.ts'
import { sessionRouter } from './session/router.ts'
import { setupRouter } from './setup/router.ts'
import { router } from './trpc.ts'

/** Every procedure of the API. */
export const appRouter = router({
  setup: setupRouter,
  session: sessionRouter,
  organizations: organizationsRouter,
  servers: serversRouter,
  agents: agentsRouter,
  grants: grantsRouter,
  audit: auditRouter,
})

export type AppRouter = typeof appRouter
