'use client'
import { Check, ChevronsUpDown } from 'lucide-react'
import { Select as Primitive } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'
import { fieldClasses } from '#components/ui/input.tsx'

interface SelectProps {
  id?: string
  value: string
  onValueChange: (value: string) => void
  options: { value: string; label: ReactNode; hint?: string }[]
  placeholder?: string
  disabled?: boolean
  className?: string
  'aria-label'?: string
  'aria-invalid'?: boolean
  'aria-describedby'?: string
  'aria-labelledby'?: string
}

/** A choice of one from a short list. */
export function Select({ value, onValueChange, options, placeholder, disabled, className, ...aria }: SelectProps) {
  return (
    <Primitive.Root value={value} onValueChange={onValueChange} disabled={disabled}>
      <Primitive.Trigger
        className={cn(
          fieldClasses,
          'flex h-8.5 items-center justify-between gap-2 text-left text-base data-placeholder:text-muted',
          className,
        )}
        {...aria}
      >
        <span className="truncate">
          <Primitive.Value placeholder={placeholder} />
        </span>
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-72 min-w-(--radix-select-trigger-width) max-w-[calc(100vw-2rem)] overflow-hidden rounded-lg border bg-surface shadow-overlay"
        >
          <Primitive.Viewport className="p-1">
            {options.map((option) => (
              <SelectOption key={option.value} value={option.value} hint={option.hint}>
                {option.label}
              </SelectOption>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

function SelectOption({ children, hint, ...props }: ComponentProps<typeof Primitive.Item> & { hint?: string }) {
  return (
    <Primitive.Item
      className="relative flex min-h-8 cursor-default select-none flex-col justify-center rounded-md py-1 pr-8 pl-2.5 text-base outline-none data-highlighted:bg-hover"
      {...props}
    >
      <Primitive.ItemText>{children}</Primitive.ItemText>
      {hint ? <span className="text-muted text-xs">{hint}</span> : null}
      <Primitive.ItemIndicator className="absolute right-2.5">
        <Check aria-hidden className="size-4 text-primary" />
      </Primitive.ItemIndicator>
    </Primitive.Item>
  )
}
