import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

/** The place of something that is on its way. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return <div aria-hidden className={cn('animate-pulse rounded-md bg-border/70', className)} {...props} />
}
