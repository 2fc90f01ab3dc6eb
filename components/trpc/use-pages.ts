'use client'
import { type InfiniteData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query'

interface Page {
  nextCursor?: string | undefined
}

/**
 * Reads a list page by page. The API's inputs are strict, so it is called with the cursor alone and not with what the
 * query library would add.
 *
 * @param queryKey what the list is, with its filters: another key starts again at the first page.
 */
export function usePages<T extends Page>(
  queryKey: QueryKey,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<T>,
) {
  return useInfiniteQuery<T, Error, InfiniteData<T>, QueryKey, string | undefined>({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.nextCursor,
  })
}
