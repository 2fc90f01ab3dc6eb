import { type Level, levels } from '#components/grants/levels.ts'
import { Badge } from '#components/ui/badge.tsx'

/** How much of a server a grant gives. */
export function LevelBadge({ value, count }: { value: Level; count?: number | undefined }) {
  const { label, icon: Icon, tone } = levels[value]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {label}
      {count === undefined ? null : `, ${count} ${count === 1 ? 'tool' : 'tools'}`}
    </Badge>
  )
}
