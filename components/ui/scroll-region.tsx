import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

/** A part of the page that scrolls by itself; it takes the focus, so that the keyboard can scroll it too. */
export function ScrollRegion({
  label,
  className,
  ...props
}: Omit<ComponentProps<'section'>, 'aria-label' | 'tabIndex'> & { label: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1).
      tabIndex={0}
      className={cn('focus-inset overflow-auto', className)}
      {...props}
    />
  )
}
