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
  failed,
  children,
}: {
  query: Query<T>
  skeleton: ReactNode
  /** Stands above the error, for a page that has no head without its data. */
  failed?: ReactNode
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
  return (
    <>
      {failed}
      <ErrorState error={query.error} retry={() => void query.refetch()} />
    </>
  )
}
