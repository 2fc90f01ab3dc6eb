import { Eye, PencilLine, Trash2 } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'

export type ToolClass = 'read' | 'write' | 'destructive'

export const toolClasses = {
  read: { label: 'Read', icon: Eye, tone: 'primary', says: 'Looks, changes nothing.' },
  write: { label: 'Write', icon: PencilLine, tone: 'warn', says: 'Adds or changes things.' },
  destructive: { label: 'Destructive', icon: Trash2, tone: 'danger', says: 'May delete or overwrite.' },
} as const

export const toolClassOrder: ToolClass[] = ['read', 'write', 'destructive']

/** What a tool does to the world: read, write or destructive. */
export function ToolClassBadge({ value }: { value: ToolClass }) {
  const { label, icon: Icon, tone } = toolClasses[value]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {label}
    </Badge>
  )
}

/** How many tools of each class a server has. */
export function ToolCounts({ counts }: { counts: Record<ToolClass, number> }) {
  return (
    <span className="inline-flex items-center gap-3 tabular-nums">
      {toolClassOrder.map((key) => {
        const { label, icon: Icon } = toolClasses[key]
        return (
          <span
            key={key}
            title={`${counts[key]} ${label.toLowerCase()}`}
            className={`inline-flex items-center gap-1 ${counts[key] === 0 ? 'text-muted' : ''}`}
          >
            <Icon aria-hidden className="size-3.5 text-muted" />
            {counts[key]}
            <span className="sr-only">{label.toLowerCase()}</span>
          </span>
        )
      })}
    </span>
  )
}
