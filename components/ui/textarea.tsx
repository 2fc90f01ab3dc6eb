import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'
import { fieldClasses } from '#components/ui/input.tsx'

/** A text field of several lines that grows with its content. */
export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea className={cn(fieldClasses, 'field-sizing-content min-h-16 py-2 text-base', className)} {...props} />
}
