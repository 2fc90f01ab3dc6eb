import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

/** A name that machines use: slug, tool, host, id. */
export function Identifier({ className, ...props }: ComponentProps<'code'>) {
  return <code className={cn('break-words text-[0.92em]', className)} {...props} />
}
