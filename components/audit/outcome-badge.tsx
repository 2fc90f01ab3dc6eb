import { CircleAlert, CircleCheck, ShieldCheck, ShieldX } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'

const looks = {
  allowed: { label: 'Allowed', icon: ShieldCheck, tone: 'ok' },
  denied: { label: 'Denied', icon: ShieldX, tone: 'danger' },
  ok: { label: 'OK', icon: CircleCheck, tone: 'quiet' },
  error: { label: 'Error', icon: CircleAlert, tone: 'warn' },
} as const

export type Outcome = keyof typeof looks
export const outcomes: Outcome[] = ['allowed', 'denied', 'ok', 'error']
export const outcomeLabel = (outcome: Outcome) => looks[outcome].label

/** How an event ended. */
export function OutcomeBadge({ value }: { value: Outcome }) {
  const { label, icon: Icon, tone } = looks[value]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {label}
    </Badge>
  )
}
