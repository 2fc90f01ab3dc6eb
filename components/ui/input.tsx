import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

export const fieldClasses =
  'w-full rounded-md border border-input bg-surface px-3 text-foreground placeholder:text-muted/80 transition-colors focus-visible:border-ring focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-danger aria-invalid:outline-danger'

/** A one-line text field. */
export function Input({ className, type = 'text', ...props }: ComponentProps<'input'>) {
  return <input type={type} className={cn(fieldClasses, 'h-8.5 text-base', className)} {...props} />
}
