import { dehydrate, HydrationBoundary, type QueryClient } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { headers } from 'next/headers'
import { cache, type ReactNode } from 'react'
import { makeQueryClient } from '#components/trpc/query-client.ts'
import { createContext } from '#server/auth/create-context.ts'
import { appRouter } from '#server/root.ts'

/** The API on the server for one request, acting as the request's session in the organization of the path. */
export const serverApi = cache((organization?: string) => {
  const queryClient = makeQueryClient()
  const trpc = createTRPCOptionsProxy({
    router: appRouter,
    queryClient,
    ctx: async () => {
      const asked = new Headers(await headers())
      asked.delete('x-portcullis-organization')
      if (organization) asked.set('x-portcullis-organization', organization)
      return createContext(asked)
    },
  })
  return { trpc, queryClient }
})

/** Hands what was fetched on the server to the queries of the screens below. What failed, they ask for again. */
export function Hydrate({ queryClient, children }: { queryClient: QueryClient; children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>
}
