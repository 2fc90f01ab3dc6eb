import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { batchLimit } from '#components/trpc/batch-limit.ts'
import { createContext } from '#server/auth/create-context.ts'
import { appRouter } from '#server/root.ts'

export const dynamic = 'force-dynamic'

const handle = (request: Request) =>
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    maxBatchSize: batchLimit,
    createContext: ({ req }) => createContext(req.headers),
    responseMeta: () => ({ headers: { 'cache-control': 'no-store' } }),
  })

export { handle as GET, handle as POST }
