'use client'
import { Button } from '#components/ui/button.tsx'

interface Paged {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => Promise<unknown>
}

/** The way on in a list that is read in pages. */
export function LoadMore({ query }: { query: Paged }) {
  if (!query.hasNextPage) return null
  return (
    <div className="flex justify-center border-t p-3">
      <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {query.isFetchingNextPage ? 'Loading' : 'Load more'}
      </Button>
    </div>
  )
}
