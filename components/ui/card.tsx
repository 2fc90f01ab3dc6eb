import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

/** A raised surface. */
export function Card({ className, ...props }: ComponentProps<'section'>) {
  return <section className={cn('overflow-clip rounded-xl border bg-surface shadow-raised', className)} {...props} />
}

/** The head of a card: title on the left, actions on the right. */
export function CardHeader({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      className={cn('flex flex-wrap items-start justify-between gap-3 px-4 pt-3.5 pb-3 sm:px-5', className)}
      {...props}
    />
  )
}

/** The title of a card. */
export function CardTitle({ className, ...props }: ComponentProps<'h2'>) {
  return <h2 className={cn('font-semibold text-lg tracking-tight', className)} {...props} />
}

/** One sentence below the title of a card. */
export function CardDescription({ className, ...props }: ComponentProps<'p'>) {
  return <p className={cn('mt-0.5 text-muted text-sm', className)} {...props} />
}

/** The content of a card. */
export function CardBody({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('px-4 pb-4 sm:px-5 sm:pb-5', className)} {...props} />
}
