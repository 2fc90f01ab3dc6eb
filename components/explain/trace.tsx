import { CircleCheck, CircleMinus, CircleX } from 'lucide-react'
import { CheckDetail } from '#components/explain/check-detail.tsx'
import { checkTitles, needsGrant } from '#components/explain/check-titles.ts'
import type { Answer } from '#components/explain/verdict.tsx'
import { Card, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx'
import { cn } from '#components/ui/cn.ts'

/** Every check of the decision in its order. The first that fails closes the gate; what follows is shown for completeness. */
export function Trace({ answer }: { answer: Answer }) {
  const stop = answer.checks.findIndex((check) => !check.passed)
  const noGrant = answer.checks.some((check) => check.check === 'grant' && !check.passed)
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>Checks</CardTitle>
          <CardDescription>In the order in which the gate asks. The first that fails decides.</CardDescription>
        </div>
      </CardHeader>
      <ol className="px-4 pb-5 sm:px-5">
        {answer.checks.map((check, index) => {
          const idle = noGrant && needsGrant.has(check.check)
          const decides = index === stop
          const Icon = idle ? CircleMinus : check.passed ? CircleCheck : CircleX
          return (
            <li
              key={check.check}
              className={cn(
                'relative flex gap-3.5 pb-4 last:pb-0',
                "before:absolute before:top-6 before:bottom-0.5 before:left-[9px] before:w-0.5 before:rounded-full before:content-[''] last:before:hidden",
                stop === -1 || index < stop ? 'before:bg-ok/50' : 'before:bg-border',
              )}
            >
              <Icon
                aria-label={idle ? 'Not applicable' : check.passed ? 'Passed' : 'Failed'}
                className={cn(
                  'mt-0.5 size-5 shrink-0 bg-surface',
                  idle || (!check.passed && !decides) ? 'text-muted' : check.passed ? 'text-ok' : 'text-danger',
                )}
              />
              <div className={cn('min-w-0', (idle || (stop !== -1 && index > stop)) && 'text-muted')}>
                <p className={cn('leading-6', decides && 'font-semibold')}>
                  {checkTitles[check.check] ?? check.check}
                  {decides ? <span className="ml-2 font-normal text-danger text-sm">decides</span> : null}
                </p>
                {check.detail && !idle ? (
                  <p className="break-words text-muted text-sm">
                    <CheckDetail check={check} />
                  </p>
                ) : null}
              </div>
            </li>
          )
        })}
      </ol>
    </Card>
  )
}
