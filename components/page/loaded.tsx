'use client'
import type { ReactNode } from 'react'
import { ErrorState } from '#components/page/error-state.tsx'

interface Query<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch: () => Promise<unknown>
}

/** Shows a query in whichever state it is: loading, failed, or there. Old data stays while a refresh fails. */
export function Loaded<T>({
  query,
  skeleton,
  children,
}: {
  query: Query<T>
  skeleton: ReactNode
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.isPending)
    return (
      <div role="status" aria-busy>
        <span className="sr-only">Loading</span>
        {skeleton}
      </div>
    )
  return <ErrorState error={query.error} retry={() => void query.refetch()} />
}
