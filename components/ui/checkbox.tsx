'use client'
import { Check, Minus } from 'lucide-react'
import { Checkbox as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

/** A box to tick; `checked="indeterminate"` shows that some of a group are. */
export function Checkbox({ className, ...props }: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      className={cn(
        // The padding of ::after makes the target 24 px without making the box look it.
        "relative grid size-4.5 shrink-0 place-items-center rounded-sm border border-input bg-surface after:absolute after:-inset-1 after:content-[''] data-[state=checked]:border-primary data-[state=indeterminate]:border-primary data-[state=checked]:bg-primary data-[state=indeterminate]:bg-primary disabled:opacity-50",
        className,
      )}
      {...props}
    >
      <Primitive.Indicator className="group text-primary-foreground">
        <Check aria-hidden className="size-3.5 group-data-[state=indeterminate]:hidden" strokeWidth={3} />
        <Minus aria-hidden className="hidden size-3.5 group-data-[state=indeterminate]:block" strokeWidth={3} />
      </Primitive.Indicator>
    </Primitive.Root>
  )
}
