import { CircleCheck, CirclePlus, ShieldAlert } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'

const looks = {
  confirmed: { label: 'Confirmed', icon: CircleCheck, tone: 'quiet' },
  new: { label: 'New', icon: CirclePlus, tone: 'warn' },
  quarantined: { label: 'Quarantined', icon: ShieldAlert, tone: 'danger' },
} as const

/** Whether an admin has seen a tool as it is now. */
export function ToolStatusBadge({ value }: { value: keyof typeof looks }) {
  const { label, icon: Icon, tone } = looks[value]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {label}
    </Badge>
  )
}
