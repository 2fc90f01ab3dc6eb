'use client'
import { ArrowRight, Check } from 'lucide-react'
import Link from 'next/link'
import { useOrganization } from '#components/shell/organization-context.tsx'
import type { RouterOutputs } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { cn } from '#components/ui/cn.ts'

type Done = RouterOutputs['organizations']['home']['checklist']

const steps: { key: keyof Done; title: string; says: string; action: string; path: string }[] = [
  {
    key: 'server',
    title: 'Add a server',
    says: 'By its address or its command.',
    action: 'Add a server',
    path: '/servers/new',
  },
  {
    key: 'discovered',
    title: 'Discover its tools',
    says: 'You see each tool before an agent does.',
    action: 'Open servers',
    path: '/servers',
  },
  {
    key: 'agent',
    title: 'Create an agent',
    says: 'One for each program that calls tools.',
    action: 'Create an agent',
    path: '/agents?create=true',
  },
  {
    key: 'key',
    title: 'Make its key',
    says: 'Shown once; put it where the program runs.',
    action: 'Open agents',
    path: '/agents',
  },
  {
    key: 'grant',
    title: 'Grant access',
    says: 'Which tools, until when.',
    action: 'Grant access',
    path: '/grants/new',
  },
  {
    key: 'call',
    title: 'Make the first call',
    says: 'Connect the client; this ticks when the call is let through.',
    action: 'Connect a client',
    path: '/agents',
  },
]

/** The way to the first call. Each step ticks itself; the first open one carries the button. */
export function Checklist({ done }: { done: Done }) {
  const { href } = useOrganization()
  const next = steps.find((step) => !done[step.key])?.key
  return (
    <Card aria-label="First steps">
      <ol className="divide-y">
        {steps.map((step, index) => {
          const ticked = done[step.key]
          const current = step.key === next
          return (
            <li
              key={step.key}
              aria-current={current ? 'step' : undefined}
              className={cn(
                'flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5',
                current && 'bg-primary-soft/60',
              )}
            >
              <span
                className={cn(
                  'grid size-6.5 shrink-0 place-items-center rounded-full border text-sm tabular-nums',
                  ticked
                    ? 'border-ok bg-ok-soft text-ok'
                    : current
                      ? 'border-primary font-semibold text-primary'
                      : 'text-muted',
                )}
              >
                {ticked ? <Check aria-label="Done" className="size-3.5" strokeWidth={3} /> : index + 1}
              </span>
              <span className="min-w-0 flex-1">
                <span className={cn('block', ticked ? 'text-muted' : 'font-medium')}>{step.title}</span>
                {ticked ? null : <span className="block text-muted text-sm">{step.says}</span>}
              </span>
              {current ? (
                <Button variant="primary" asChild>
                  <Link href={href(step.path)}>
                    {step.action}
                    <ArrowRight aria-hidden />
                  </Link>
                </Button>
              ) : null}
            </li>
          )
        })}
      </ol>
    </Card>
  )
}
