'use client'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { ConfirmTool } from '#components/servers/confirm-tool.tsx'
import { DefinitionDiff } from '#components/servers/definition-diff.tsx'
import { definitionText } from '#components/servers/diff-lines.ts'
import type { ServerDetail } from '#components/servers/server-screen.tsx'
import { ToolClassMenu } from '#components/servers/tool-class-menu.tsx'
import { ToolStatusBadge } from '#components/servers/tool-status.tsx'
import { cn } from '#components/ui/cn.ts'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'

export type Tool = ServerDetail['tools'][number]

/** One tool: its name and words, its class and status; opened, its definition or what changed in it. */
export function ToolRow({ tool, serverId, serverName }: { tool: Tool; serverId: string; serverName: string }) {
  const [open, setOpen] = useState(tool.status === 'quarantined')
  const detail = `tool-${tool.name}`
  return (
    <li>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2 px-3 py-2.5 sm:px-4">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={detail}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 basis-72 items-start gap-2 rounded-sm text-left"
        >
          <ChevronRight
            aria-hidden
            className={cn('mt-0.75 size-4 shrink-0 text-muted transition-transform', open && 'rotate-90')}
          />
          <span className="min-w-0">
            <code className="block break-all font-medium text-sm leading-5.5">{tool.name}</code>
            {tool.description ? (
              <span className={cn('block text-muted text-sm', !open && 'line-clamp-1')}>{tool.description}</span>
            ) : null}
          </span>
        </button>
        <div className="flex items-center gap-2 max-sm:pl-6">
          <ToolStatusBadge value={tool.status} />
          <ToolClassMenu tool={tool} serverId={serverId} />
          {tool.status === 'confirmed' ? null : <ConfirmTool tool={tool} serverId={serverId} serverName={serverName} />}
        </div>
      </div>
      {open ? (
        <div id={detail} className="grid grid-cols-1 gap-3 px-3 pb-4 sm:px-10">
          {tool.status === 'quarantined' && tool.approvedDefinition ? (
            <DefinitionDiff approved={tool.approvedDefinition} found={tool.definition} />
          ) : (
            <ScrollRegion
              label={`Definition of ${tool.name}`}
              className="max-h-80 overflow-auto rounded-lg border bg-sunken"
            >
              <pre className="p-3.5 text-xs leading-5">{definitionText(tool.definition)}</pre>
            </ScrollRegion>
          )}
          <p className="text-muted text-sm">
            Class set by {tool.classSetBy === 'admin' ? 'an admin' : 'the server’s annotations'} · first seen{' '}
            <RelativeTime at={tool.firstSeenAt} />
            {tool.confirmedAt ? (
              <>
                {' '}
                · confirmed <RelativeTime at={tool.confirmedAt} />
              </>
            ) : null}
          </p>
        </div>
      ) : null}
    </li>
  )
}
