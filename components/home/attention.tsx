'use client'
import {
  CircleCheck,
  CirclePlus,
  Hourglass,
  KeyRound,
  type LucideIcon,
  PauseCircle,
  ShieldAlert,
  ShieldX,
  Unplug,
} from 'lucide-react'
import Link from 'next/link'
import { type AttentionItem, attentionText } from '#components/home/attention-text.ts'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card, CardBody, CardHeader, CardTitle } from '#components/ui/card.tsx'

const icons: Record<AttentionItem['kind'], { icon: LucideIcon; classes: string }> = {
  tool_quarantined: { icon: ShieldAlert, classes: 'text-danger' },
  grant_suspended: { icon: PauseCircle, classes: 'text-danger' },
  server_error: { icon: Unplug, classes: 'text-danger' },
  key_rejected: { icon: KeyRound, classes: 'text-warn' },
  call_denied: { icon: ShieldX, classes: 'text-warn' },
  tool_new: { icon: CirclePlus, classes: 'text-warn' },
  grant_expiring: { icon: Hourglass, classes: 'text-muted' },
}

/** What waits for somebody, most urgent first, each with the one place where it is settled. */
export function Attention({ items }: { items: AttentionItem[] }) {
  const { href } = useOrganization()
  return (
    <Card>
      <CardHeader>
        <CardTitle>Needs you</CardTitle>
        {items.length > 0 ? <span className="text-muted text-sm tabular-nums">{items.length}</span> : null}
      </CardHeader>
      {items.length === 0 ? (
        <CardBody>
          <p className="flex items-center gap-2 text-muted">
            <CircleCheck aria-hidden className="size-4 text-ok" />
            Nothing. No tool waits, no grant ends within 48 hours, no call was refused in the last hour.
          </p>
        </CardBody>
      ) : (
        <ul className="divide-y border-t">
          {items.map((item) => {
            const { icon: Icon, classes } = icons[item.kind]
            const { title, detail, action, path } = attentionText(item)
            return (
              <li key={`${title} ${item.reason ?? ''} ${path}`} className="flex items-start gap-3.5 px-4 py-3 sm:px-5">
                <Icon aria-hidden className={`mt-0.5 size-4.5 shrink-0 ${classes}`} />
                <div className="min-w-0 flex-1">
                  <p className="font-medium">{title}</p>
                  <p className="break-words text-muted text-sm">{detail}</p>
                </div>
                {item.at && item.kind !== 'grant_suspended' ? (
                  <RelativeTime at={item.at} className="mt-1 whitespace-nowrap text-muted text-sm max-sm:hidden" />
                ) : null}
                <Button size="sm" asChild>
                  <Link href={href(path)}>
                    {action}
                    <span className="sr-only">: {title}</span>
                  </Link>
                </Button>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
