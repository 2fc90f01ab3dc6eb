'use client'
import { QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, splitLink } from '@trpc/client'
import { type ReactNode, useState } from 'react'
import superjson from 'superjson'
import { batchLimit } from '#components/trpc/batch-limit.ts'
import { TRPCProvider } from '#components/trpc/context.ts'
import { makeQueryClient } from '#components/trpc/query-client.ts'
import type { AppRouter } from '#server/root.ts'

const streaming = new Set(['servers.discoverSteps'])

/**
 * Gives the pages below it the API. Every request names the organization of the path; the server decides whether the
 * session may have it. Mount it with `key={organization}`: what one organization answered is never shown in another.
 */
export function ApiProvider({ organization, children }: { organization?: string; children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient)
  const [trpcClient] = useState(() => {
    const options = {
      url: '/api/trpc',
      transformer: superjson,
      maxItems: batchLimit,
      headers: organization ? { 'x-portcullis-organization': organization } : {},
    }
    return createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => streaming.has(operation.path),
          true: httpBatchStreamLink(options),
          false: httpBatchLink({ ...options, maxURLLength: 4000 }),
        }),
      ],
    })
  })
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}
