import { Label as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

/** The label of a field. */
export function Label({ className, ...props }: ComponentProps<typeof Primitive.Root>) {
  return <Primitive.Root className={cn('font-medium text-foreground text-sm', className)} {...props} />
}
