'use client'
import { Command as Primitive } from 'cmdk'
import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'
import { overlayClasses } from '#components/ui/dialog.tsx'

/** A palette over the page. `label` names it for assistive technology. */
export function CommandDialog({
  open,
  onOpenChange,
  label,
  children,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  label: string
  children: ReactNode
}) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClasses} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-xl border bg-surface shadow-overlay outline-none"
        >
          <Dialog.Title className="sr-only">{label}</Dialog.Title>
          <Primitive label={label} loop>
            {children}
          </Primitive>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Where the query is typed. */
export function CommandInput(props: ComponentProps<typeof Primitive.Input>) {
  return (
    <div className="flex items-center gap-3 border-b px-4">
      <Search aria-hidden className="size-4 shrink-0 text-muted" />
      <Primitive.Input className="h-12 w-full bg-transparent text-lg outline-none placeholder:text-muted" {...props} />
    </div>
  )
}

/** The list of what was found. */
export function CommandList({ className, ...props }: ComponentProps<typeof Primitive.List>) {
  return <Primitive.List className={cn('max-h-[min(24rem,60vh)] overflow-y-auto p-1.5', className)} {...props} />
}

/** What is said when nothing was found. */
export function CommandEmpty(props: ComponentProps<typeof Primitive.Empty>) {
  return <Primitive.Empty className="py-8 text-center text-muted text-sm" {...props} />
}

/** A group with a heading. */
export function CommandGroup(props: ComponentProps<typeof Primitive.Group>) {
  return (
    <Primitive.Group
      className="**:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:pt-2.5 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-muted **:[[cmdk-group-heading]]:text-xs"
      {...props}
    />
  )
}

/** One thing to go to or to do. */
export function CommandItem({ className, ...props }: ComponentProps<typeof Primitive.Item>) {
  return (
    <Primitive.Item
      className={cn(
        'flex min-h-9 cursor-default select-none items-center gap-3 rounded-md px-2.5 text-base outline-none data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted',
        className,
      )}
      {...props}
    />
  )
}
