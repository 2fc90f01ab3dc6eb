import { CircleCheck, CircleDashed, CirclePlus, CircleX, ShieldAlert } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'

interface Facts {
  lastError: string | null
  discoveredAt: Date | null
  tools: { new: number; quarantined: number }
}

/** The state of a server in the one word that needs acting on first. */
export function ServerStatusBadge({ server }: { server: Facts }) {
  if (server.lastError)
    return (
      <Badge tone="danger">
        <CircleX aria-hidden />
        Last discovery failed
      </Badge>
    )
  if (!server.discoveredAt)
    return (
      <Badge tone="warn">
        <CircleDashed aria-hidden />
        Not discovered
      </Badge>
    )
  if (server.tools.quarantined > 0)
    return (
      <Badge tone="danger">
        <ShieldAlert aria-hidden />
        {server.tools.quarantined} quarantined
      </Badge>
    )
  if (server.tools.new > 0)
    return (
      <Badge tone="warn">
        <CirclePlus aria-hidden />
        {server.tools.new} new
      </Badge>
    )
  return (
    <Badge tone="ok">
      <CircleCheck aria-hidden />
      Ready
    </Badge>
  )
}
