'use client'
import { RadioGroup as Primitive } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

/** A group of which exactly one is chosen. */
export function RadioGroup({ className, ...props }: ComponentProps<typeof Primitive.Root>) {
  return <Primitive.Root className={cn('grid gap-2', className)} {...props} />
}

/** One choice of a group as a card: what it is called and what it means. */
export function RadioCard({
  value,
  title,
  children,
  icon,
  disabled,
}: {
  value: string
  title: ReactNode
  children?: ReactNode
  icon?: ReactNode
  disabled?: boolean
}) {
  return (
    <Primitive.Item
      value={value}
      disabled={disabled}
      className="group flex items-start gap-3 rounded-lg border border-border bg-surface p-3 text-left transition-colors hover:bg-hover disabled:opacity-55 data-[state=checked]:border-primary data-[state=checked]:bg-primary-soft"
    >
      <span className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-input bg-surface group-data-[state=checked]:border-primary">
        <Primitive.Indicator className="size-2 rounded-full bg-primary" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2 font-medium">
          {icon}
          {title}
        </span>
        {children ? <span className="mt-0.5 block text-muted text-sm">{children}</span> : null}
      </span>
    </Primitive.Item>
  )
}

/** One choice of a group as a chip, for short labels beside each other. */
export function RadioChip({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Primitive.Item
      value={value}
      className="h-8 rounded-md border border-border bg-surface px-3 text-sm tabular-nums transition-colors hover:bg-hover data-[state=checked]:border-primary data-[state=checked]:bg-primary-soft data-[state=checked]:font-medium"
    >
      {children}
    </Primitive.Item>
  )
}
