'use client'
import { Circle, CircleCheck, CircleX, LoaderCircle } from 'lucide-react'
import type { Discovery } from '#components/servers/use-discovery.ts'
import { readError } from '#components/trpc/read-error.ts'
import { cn } from '#components/ui/cn.ts'

const stages = [
  { step: 'reading', label: 'Read the settings' },
  { step: 'connecting', label: 'Connect' },
  { step: 'listing', label: 'List tools' },
  { step: 'recording', label: 'Record tools' },
]

/** The steps of a discovery as they happen, with what each found and how long it took. */
export function DiscoveryProgress({ discovery }: { discovery: Discovery }) {
  const finished = discovery.state === 'done'
  const reported = new Map(discovery.steps.map((step) => [step.step, step]))
  const last = Math.max(-1, ...stages.map((stage, index) => (reported.has(stage.step) ? index : -1)))
  // A step is reported when it begins; the one after the last report has not begun.
  const active = finished ? stages.length : Math.max(last, 0)
  return (
    <ol aria-label="Discovery" className="grid grid-cols-1 gap-1" aria-live="polite">
      {stages.map((stage, index) => {
        const state =
          index < active ? 'done' : index > active ? 'waiting' : discovery.state === 'failed' ? 'failed' : 'running'
        const step = reported.get(stage.step)
        return (
          <li key={stage.step} className="flex min-h-8 items-start gap-3 py-1">
            <StageIcon state={state} />
            <span className={cn('w-28 shrink-0 sm:w-36', state === 'waiting' && 'text-muted')}>{stage.label}</span>
            <span className="min-w-0 flex-1 break-words text-muted text-sm">
              {state === 'failed' && discovery.state === 'failed' ? (
                <span className="text-danger">{readError(discovery.error).message}</span>
              ) : (
                step?.detail
              )}
            </span>
            {step && state === 'done' ? (
              <span className="text-muted text-sm tabular-nums">{(step.ms / 1000).toFixed(1)} s</span>
            ) : null}
          </li>
        )
      })}
    </ol>
  )
}

function StageIcon({ state }: { state: 'done' | 'waiting' | 'failed' | 'running' }) {
  const shared = 'mt-0.75 size-4 shrink-0'
  if (state === 'done') return <CircleCheck aria-label="Done" className={cn(shared, 'text-ok')} />
  if (state === 'failed') return <CircleX aria-label="Failed" className={cn(shared, 'text-danger')} />
  if (state === 'running')
    return <LoaderCircle aria-label="Running" className={cn(shared, 'animate-spin text-primary')} />
  return <Circle aria-label="Waiting" className={cn(shared, 'text-input')} />
}
