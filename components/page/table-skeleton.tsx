import { Card } from '#components/ui/card.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

const rows = ['w-40', 'w-52', 'w-36', 'w-48', 'w-44', 'w-32']

/** The shape of a table that is on its way. */
export function TableSkeleton({ count = 5, framed = true }: { count?: number; framed?: boolean }) {
  const body = (
    <div className="divide-y">
      <div className="flex h-9 items-center gap-8 px-5">
        <Skeleton className="h-3 w-20" />
        <Skeleton className="h-3 w-16" />
        <Skeleton className="ml-auto h-3 w-16" />
      </div>
      {rows.slice(0, count).map((width) => (
        <div key={width} className="flex h-12 items-center gap-8 px-5">
          <Skeleton className={`h-4 ${width}`} />
          <Skeleton className="hidden h-4 w-24 sm:block" />
          <Skeleton className="ml-auto h-4 w-20" />
        </div>
      ))}
    </div>
  )
  return framed ? <Card>{body}</Card> : body
}

/** The shape of a whole page: its head and one table. */
export function PageSkeleton({ count = 5 }: { count?: number }) {
  return (
    <div role="status" aria-busy>
      <span className="sr-only">Loading</span>
      <Skeleton className="mb-2 h-7 w-44" />
      <Skeleton className="mb-7 h-4 w-72 max-w-full" />
      <TableSkeleton count={count} />
    </div>
  )
}
