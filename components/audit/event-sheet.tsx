'use client'
import { LockKeyhole, MessageCircleQuestion } from 'lucide-react'
import Link from 'next/link'
import { actionText } from '#components/audit/action-text.ts'
import type { AuditEvent } from '#components/audit/audit-table.tsx'
import { OutcomeBadge } from '#components/audit/outcome-badge.tsx'
import { CodeBlock } from '#components/page/code-block.tsx'
import { DescriptionList } from '#components/page/description-list.tsx'
import { Identifier } from '#components/page/identifier.tsx'
import { reasonText } from '#components/page/reason-text.ts'
import { formatExact } from '#components/page/time-format.ts'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Sheet, SheetContent } from '#components/ui/sheet.tsx'

/** Everything that is known of one event. */
export function EventSheet({ event, onClose }: { event: AuditEvent | undefined; onClose: () => void }) {
  return (
    <Sheet
      open={event !== undefined}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      {event ? (
        <SheetContent title={actionText(event.action)} description={formatExact(event.at)}>
          <EventDetail event={event} />
        </SheetContent>
      ) : null}
    </Sheet>
  )
}

function EventDetail({ event }: { event: AuditEvent }) {
  const { href } = useOrganization()
  const { agent, server, tool } = event
  return (
    <div className="grid grid-cols-1 gap-6 p-5">
      <DescriptionList
        items={[
          ['Outcome', <OutcomeBadge key="outcome" value={event.outcome} />],
          ['Reason', event.reason ? `${reasonText(event.reason)} (${event.reason})` : null],
          ['Who', `${event.actor.name ?? 'unnamed'} (${event.actor.kind.replaceAll('_', ' ')})`],
          [
            'Agent',
            agent ? (
              <Link key="agent" href={href(`/agents/${agent.id}`)} className="underline underline-offset-4">
                {agent.name ?? 'removed'}
              </Link>
            ) : null,
          ],
          [
            'Server',
            server ? (
              <Link
                key="server"
                href={href(`/servers/${server.slug ?? server.id}`)}
                className="underline underline-offset-4"
              >
                {server.name ?? 'removed'}
              </Link>
            ) : null,
          ],
          ['Tool', tool ? <Identifier key="tool">{tool}</Identifier> : null],
          ['Grant', event.grantId ? <Identifier key="grant">{event.grantId}</Identifier> : null],
          ['Call', event.callId ? <Identifier key="call">{event.callId}</Identifier> : null],
          [
            'Subject',
            event.subject.id ? (
              <Identifier key="subject">{`${event.subject.kind ?? ''} ${event.subject.id}`}</Identifier>
            ) : null,
          ],
          ['Action', <Identifier key="action">{event.action}</Identifier>],
          ['Event', <Identifier key="event">{event.id}</Identifier>],
        ]}
      />
      {agent && server && tool ? (
        <Button asChild className="justify-self-start">
          <Link
            href={href(
              `/explain?agent=${agent.id}&server=${server.slug ?? server.id}&tool=${encodeURIComponent(tool)}`,
            )}
          >
            <MessageCircleQuestion aria-hidden />
            Explain as of now
          </Link>
        </Button>
      ) : null}
      <div>
        <h3 className="mb-2 font-medium text-sm">Particulars</h3>
        {event.data ? (
          <CodeBlock code={JSON.stringify(event.data, null, 2)} label="particulars" wrap />
        ) : (
          <p className="flex items-center gap-2 text-muted text-sm">
            <LockKeyhole aria-hidden className="size-4" />
            None, or your role does not show them.
          </p>
        )}
      </div>
    </div>
  )
}
