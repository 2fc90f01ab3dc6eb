'use client'
import { Check } from 'lucide-react'
import { DropdownMenu as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

export const DropdownMenu = Primitive.Root
export const DropdownMenuTrigger = Primitive.Trigger
export const DropdownMenuRadioGroup = Primitive.RadioGroup

const itemClasses =
  "relative flex min-h-8 cursor-default select-none items-center gap-2.5 rounded-md px-2.5 py-1 text-base outline-none data-disabled:opacity-50 data-highlighted:bg-hover [&_svg:not([class*='size-'])]:size-4 [&_svg]:shrink-0"

/** The open menu. */
export function DropdownMenuContent({ className, sideOffset = 4, ...props }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        sideOffset={sideOffset}
        className={cn('z-50 min-w-44 rounded-lg border bg-surface p-1 shadow-overlay', className)}
        {...props}
      />
    </Primitive.Portal>
  )
}

/** One action of a menu. */
export function DropdownMenuItem({
  className,
  tone = 'plain',
  ...props
}: ComponentProps<typeof Primitive.Item> & { tone?: 'plain' | 'danger' }) {
  return <Primitive.Item className={cn(itemClasses, tone === 'danger' && 'text-danger', className)} {...props} />
}

/** One of several choices in a menu. */
export function DropdownMenuRadioItem({ className, children, ...props }: ComponentProps<typeof Primitive.RadioItem>) {
  return (
    <Primitive.RadioItem className={cn(itemClasses, 'pr-8', className)} {...props}>
      {children}
      <Primitive.ItemIndicator className="absolute right-2.5">
        <Check aria-hidden className="text-primary" />
      </Primitive.ItemIndicator>
    </Primitive.RadioItem>
  )
}

/** A heading inside a menu. */
export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof Primitive.Label>) {
  return <Primitive.Label className={cn('px-2.5 py-1.5 text-muted text-xs', className)} {...props} />
}

/** A line between groups of a menu. */
export function DropdownMenuSeparator({ className, ...props }: ComponentProps<typeof Primitive.Separator>) {
  return <Primitive.Separator className={cn('-mx-1 my-1 h-px bg-border', className)} {...props} />
}
