'use client'
import Link from 'next/link'
import { useOrganization } from '#components/shell/organization-context.tsx'
import type { RouterOutputs } from '#components/trpc/context.ts'
import { Card } from '#components/ui/card.tsx'
import { cn } from '#components/ui/cn.ts'

/** How much there is, each number leading to its list. */
export function Glance({ counts }: { counts: RouterOutputs['organizations']['home']['counts'] }) {
  const { href } = useOrganization()
  const numbers = [
    { label: 'Servers', value: counts.servers, path: '/servers' },
    { label: 'Agents', value: counts.agents, path: '/agents' },
    { label: 'Live grants', value: counts.grants, path: '/grants' },
    { label: 'Calls, 24 h', value: counts.callsToday, path: '/audit?action=call.decide' },
    { label: 'Denied, 24 h', value: counts.deniedToday, path: '/audit?outcome=denied', alarming: true },
  ]
  return (
    <Card aria-label="At a glance" className="overflow-hidden">
      <ul className="-mb-px -ml-px grid grid-cols-2 sm:grid-cols-3 lg:grid-cols-5">
        {numbers.map(({ label, value, path, alarming }) => (
          <li key={label} className="border-b border-l">
            <Link href={href(path)} className="focus-inset block px-4 py-3.5 transition-colors hover:bg-hover sm:px-5">
              <span className="block text-muted text-sm">{label}</span>
              <span
                className={cn(
                  'mt-0.5 block font-semibold text-2xl tabular-nums tracking-tight',
                  alarming && value > 0 && 'text-danger',
                )}
              >
                {value.toLocaleString('en')}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
