'use client'
import { ArrowRight, ShieldCheck, ShieldX } from 'lucide-react'
import Link from 'next/link'
import { nextAction } from '#components/explain/next-action.ts'
import { CopyButton } from '#components/page/copy-button.tsx'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import type { RouterOutputs } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'

export type Answer = RouterOutputs['grants']['explain']

/** The decision in one sentence, and what to do about it. */
export function Verdict({
  answer,
  agent,
  agentId,
  server,
  serverSlug,
  tool,
}: {
  answer: Answer
  agent: string
  agentId: string
  server: string
  serverSlug: string
  tool: string
}) {
  const { href, current } = useOrganization()
  const next = nextAction(answer.reason, { agentId, serverSlug, grantId: answer.grantId ?? undefined, tool })
  const Icon = answer.allowed ? ShieldCheck : ShieldX
  const grantOpen = answer.grantId && !answer.grantEndedAt && next?.path !== `/grants/${answer.grantId}`
  return (
    <section
      aria-label="Verdict"
      aria-live="polite"
      className={cn(
        'flex items-start gap-4 rounded-xl border p-4 sm:p-5',
        answer.allowed ? 'border-ok/35 bg-ok-soft' : 'border-danger/35 bg-danger-soft',
      )}
    >
      <Icon
        aria-hidden
        className={cn('size-9 shrink-0', answer.allowed ? 'text-ok' : 'text-danger')}
        strokeWidth={1.5}
      />
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold text-xl tracking-tight">{answer.allowed ? 'Allowed' : 'Refused'}</h2>
        <p className="mt-1 text-pretty">
          <strong className="font-semibold">{agent}</strong> {answer.allowed ? 'may call' : 'may not call'}{' '}
          <code className="break-all font-semibold text-[0.95em]">{tool}</code> of{' '}
          <strong className="font-semibold">{server}</strong>.{answer.allowed ? null : ` ${answer.sentence}`}
          {answer.grantEndedAt ? (
            <>
              {' '}
              The last grant ended <RelativeTime at={answer.grantEndedAt} />.
            </>
          ) : null}
        </p>
        <div className="mt-4 flex flex-wrap items-center gap-2">
          {next ? (
            current.mayAdminister ? (
              <Button variant="primary" asChild>
                <Link href={href(next.path)}>
                  {next.label}
                  <ArrowRight aria-hidden />
                </Link>
              </Button>
            ) : (
              <p className="text-sm">An admin of the organization can change this.</p>
            )
          ) : null}
          {grantOpen ? (
            <Button asChild>
              <Link href={href(current.mayAdminister ? `/grants/${answer.grantId}` : `/grants?agent=${agentId}`)}>
                See the grant
              </Link>
            </Button>
          ) : null}
          <CopyLink />
        </div>
      </div>
    </section>
  )
}

function CopyLink() {
  const text = typeof window === 'undefined' ? '' : window.location.href
  return <CopyButton text={text} label="link" withText />
}
