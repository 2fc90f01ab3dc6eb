import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

/** The head of a page: where it belongs, what it is, and its main action. */
export function PageHeader({
  title,
  description,
  meta,
  back,
  actions,
}: {
  title: ReactNode
  description?: ReactNode
  meta?: ReactNode
  back?: { href: string; label: string }
  actions?: ReactNode
}) {
  return (
    <header className="mb-6">
      {back ? (
        <Link
          href={back.href}
          className="-ml-1 mb-2 inline-flex h-6 items-center gap-1 rounded-sm pr-1 text-muted text-sm hover:text-foreground"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {back.label}
        </Link>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-balance font-semibold text-2xl tracking-tight">{title}</h1>
          {description ? <p className="mt-1 max-w-2xl text-pretty text-muted">{description}</p> : null}
          {meta ? (
            <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-muted text-sm">{meta}</div>
          ) : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
    </header>
  )
}
