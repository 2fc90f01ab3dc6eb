import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

const kinds = {
  info: { icon: Info, classes: 'border-border bg-sunken', accent: 'text-muted' },
  ok: { icon: CircleCheck, classes: 'border-ok/30 bg-ok-soft', accent: 'text-ok' },
  warn: { icon: TriangleAlert, classes: 'border-warn/35 bg-warn-soft', accent: 'text-warn' },
  danger: { icon: CircleAlert, classes: 'border-danger/35 bg-danger-soft', accent: 'text-danger' },
}

/** A short message in the flow of the page. */
export function Notice({
  tone = 'info',
  title,
  action,
  children,
  className,
  ...props
}: Omit<ComponentProps<'div'>, 'title'> & { tone?: keyof typeof kinds; title?: ReactNode; action?: ReactNode }) {
  const { icon: Icon, classes, accent } = kinds[tone]
  return (
    <div className={cn('flex items-start gap-3 rounded-lg border px-3.5 py-3 text-sm', classes, className)} {...props}>
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', accent)} />
      <div className="min-w-0 flex-1">
        {title ? <p className="font-medium text-base">{title}</p> : null}
        {children}
      </div>
      {action}
    </div>
  )
}
