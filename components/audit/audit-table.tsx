'use client'
import { ChevronRight } from 'lucide-react'
import { actionText } from '#components/audit/action-text.ts'
import { OutcomeBadge } from '#components/audit/outcome-badge.tsx'
import { reasonText } from '#components/page/reason-text.ts'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { formatMoment } from '#components/page/time-format.ts'
import { useNow } from '#components/page/use-now.ts'
import type { RouterOutputs } from '#components/trpc/context.ts'
import { RowTh, Table, Td, Th, Tr } from '#components/ui/table.tsx'

export type AuditEvent = RouterOutputs['audit']['list']['events'][number]

/** The log as a table; a row opens everything that is known of its event. */
export function AuditTable({ events, onShow }: { events: AuditEvent[]; onShow: (event: AuditEvent) => void }) {
  const { now, mounted } = useNow()
  return (
    <Table caption="Audit events">
      <thead>
        <tr>
          <Th className="sticky left-0 z-10">Event</Th>
          <Th>When</Th>
          <Th>Outcome</Th>
          <Th>Who</Th>
          <Th>Server and tool</Th>
          <Th>Reason</Th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <Tr key={event.id}>
            <RowTh>
              <button
                type="button"
                onClick={() => onShow(event)}
                className="group inline-flex h-7 max-w-full items-center gap-1 rounded-sm font-medium hover:underline"
              >
                <span className="truncate">{actionText(event.action)}</span>
                <ChevronRight aria-hidden className="size-3.5 shrink-0 text-muted" />
              </button>
            </RowTh>
            <Td className="whitespace-nowrap text-sm tabular-nums">
              <RelativeTime at={event.at} />
              <span className="block text-muted text-xs">{mounted ? formatMoment(event.at, now) : ' '}</span>
            </Td>
            <Td>
              <OutcomeBadge value={event.outcome} />
            </Td>
            <Td className="whitespace-nowrap text-sm">
              {event.actor.name ?? event.agent?.name ?? event.actor.kind}
              {event.agent && event.actor.kind !== 'agent' && event.agent.name ? (
                <span className="block text-muted text-xs">on agent {event.agent.name}</span>
              ) : null}
            </Td>
            <Td className="text-sm">
              {event.server ? <span className="block whitespace-nowrap">{event.server.name ?? 'removed'}</span> : null}
              {event.tool ? <code className="block max-w-56 truncate text-muted text-xs">{event.tool}</code> : null}
            </Td>
            <Td className="min-w-44 text-muted text-sm">{event.reason ? reasonText(event.reason) : null}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
