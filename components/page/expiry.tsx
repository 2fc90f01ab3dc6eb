'use client'
import { CalendarClock, CircleSlash, Hourglass, Infinity as NoEnd } from 'lucide-react'
import { expiryStage, formatExact, formatMoment, formatRelative } from '#components/page/time-format.ts'
import { useNow } from '#components/page/use-now.ts'
import { cn } from '#components/ui/cn.ts'

const looks = {
  none: { icon: NoEnd, classes: 'text-warn' },
  far: { icon: CalendarClock, classes: 'text-muted' },
  soon: { icon: Hourglass, classes: 'text-warn' },
  over: { icon: CircleSlash, classes: 'text-danger' },
}

/** When something ends, as a countdown with the moment itself beside it. */
export function Expiry({ at, compact = false }: { at: Date | null; compact?: boolean }) {
  const { now, mounted } = useNow()
  const stage = expiryStage(at, now)
  const { icon: Icon, classes } = looks[stage]
  return (
    <span className="inline-flex items-start gap-1.5 tabular-nums">
      <Icon aria-hidden className={cn('mt-1 size-3.5 shrink-0', classes)} />
      {at ? (
        <time dateTime={at.toISOString()} title={mounted ? formatExact(at) : undefined} suppressHydrationWarning>
          <span className="whitespace-nowrap">
            {stage === 'over' ? 'ended ' : ''}
            {formatRelative(at, now)}
          </span>
          {mounted && !compact ? (
            <span className="block whitespace-nowrap text-muted text-xs">{formatMoment(at, now)}</span>
          ) : null}
        </time>
      ) : (
        <span className="whitespace-nowrap">no end</span>
      )}
    </span>
  )
}
