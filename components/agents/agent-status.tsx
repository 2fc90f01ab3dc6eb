import { CirclePause, CirclePlay } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'

/** Whether an agent may call anything at all. */
export function AgentStatusBadge({ value }: { value: string }) {
  if (value === 'paused')
    return (
      <Badge tone="warn">
        <CirclePause aria-hidden />
        Paused
      </Badge>
    )
  return (
    <Badge tone="ok">
      <CirclePlay aria-hidden />
      Active
    </Badge>
  )
}
