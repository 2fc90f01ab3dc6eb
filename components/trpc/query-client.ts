import { QueryClient } from '@tanstack/react-query'
import superjson from 'superjson'
import { readError } from '#components/trpc/read-error.ts'

/** Makes a query client whose dehydrated state keeps dates. A refusal is an answer: it is not asked again. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // Not on the server: the page would wait, and the browser asks again anyway.
        retry: (failures, error) => typeof window !== 'undefined' && failures < 2 && readError(error).transient,
      },
      dehydrate: { serializeData: superjson.serialize },
      hydrate: { deserializeData: superjson.deserialize },
    },
  })
}
