import { CircleCheck, CircleSlash, Hourglass, PauseCircle, TimerOff } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'

const looks = {
  active: { label: 'Active', icon: CircleCheck, tone: 'ok' },
  expiring: { label: 'Ends soon', icon: Hourglass, tone: 'warn' },
  suspended: { label: 'Suspended', icon: PauseCircle, tone: 'danger' },
  expired: { label: 'Expired', icon: TimerOff, tone: 'quiet' },
  revoked: { label: 'Revoked', icon: CircleSlash, tone: 'quiet' },
} as const

export type GrantState = keyof typeof looks

/** Whether a grant has effect now. */
export function GrantStateBadge({ value }: { value: GrantState }) {
  const { label, icon: Icon, tone } = looks[value]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {label}
    </Badge>
  )
}
