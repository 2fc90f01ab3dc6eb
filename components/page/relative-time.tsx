'use client'
import { formatExact, formatRelative } from '#components/page/time-format.ts'
import { useNow } from '#components/page/use-now.ts'

/** A moment as a distance from now; the exact time is in its title. */
export function RelativeTime({ at, className }: { at: Date; className?: string }) {
  const { now, mounted } = useNow()
  return (
    <time
      dateTime={at.toISOString()}
      title={mounted ? formatExact(at) : undefined}
      className={className}
      suppressHydrationWarning
    >
      {formatRelative(at, now)}
    </time>
  )
}
