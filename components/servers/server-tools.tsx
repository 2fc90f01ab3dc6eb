'use client'
import { Wrench } from 'lucide-react'
import { EmptyState } from '#components/page/empty-state.tsx'
import type { ServerDetail } from '#components/servers/server-screen.tsx'
import { toolClasses, toolClassOrder } from '#components/servers/tool-class.tsx'
import { ToolRow } from '#components/servers/tool-row.tsx'
import { Card } from '#components/ui/card.tsx'

/** Every tool of a server: those that wait for an admin first, then by what they do. */
export function ServerTools({ server }: { server: ServerDetail }) {
  if (server.tools.length === 0)
    return (
      <Card>
        <EmptyState icon={Wrench} title="No tools known">
          Run a discovery on the overview; what the server lists then appears here.
        </EmptyState>
      </Card>
    )
  const waiting = server.tools.filter((tool) => tool.status !== 'confirmed')
  const groups = [
    {
      key: 'waiting',
      title: 'Waiting for you',
      says: 'New since the first discovery, or changed after being confirmed.',
      tools: waiting,
    },
    ...toolClassOrder.map((value) => ({
      key: value as string,
      title: toolClasses[value].label,
      says: toolClasses[value].says,
      tools: server.tools.filter((tool) => tool.status === 'confirmed' && tool.class === value),
    })),
  ].filter((group) => group.tools.length > 0)
  return (
    <div className="grid grid-cols-1 gap-6">
      <p className="max-w-3xl text-muted text-sm">
        A class starts as what the server claims in its annotations; a tool without any counts as a write. It decides
        what read-only grants reach, so change it where you know better.
      </p>
      {groups.map((group) => (
        <section key={group.key} aria-labelledby={`tools-${group.key}`}>
          <div className="mb-2 flex items-baseline gap-2.5">
            <h2 id={`tools-${group.key}`} className="font-semibold text-lg tracking-tight">
              {group.title}
            </h2>
            <span className="text-muted text-sm tabular-nums">{group.tools.length}</span>
            <span className="text-muted text-sm max-sm:hidden">{group.says}</span>
          </div>
          <Card>
            <ul className="divide-y">
              {group.tools.map((tool) => (
                <ToolRow key={tool.name} tool={tool} serverId={server.id} serverName={server.name} />
              ))}
            </ul>
          </Card>
        </section>
      ))}
    </div>
  )
}
