'use client'
import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'
import { overlayClasses } from '#components/ui/dialog.tsx'

export const Sheet = Primitive.Root
export const SheetTrigger = Primitive.Trigger

/** A panel from the edge of the screen. */
export function SheetContent({
  side = 'right',
  title,
  description,
  hideTitle = false,
  children,
  className,
}: {
  side?: 'left' | 'right'
  title: ReactNode
  description?: ReactNode
  hideTitle?: boolean
  children: ReactNode
  className?: string
}) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayClasses} />
      <Primitive.Content
        className={cn(
          'fixed inset-y-0 z-50 flex w-full flex-col overflow-y-auto bg-surface shadow-overlay outline-none data-[state=closed]:animate-out data-[state=open]:animate-in',
          side === 'right'
            ? 'right-0 max-w-xl border-l data-[state=closed]:slide-out-to-right data-[state=open]:slide-in-from-right'
            : 'left-0 max-w-72 border-r data-[state=closed]:slide-out-to-left data-[state=open]:slide-in-from-left',
          className,
        )}
        {...(description ? {} : { 'aria-describedby': undefined })}
      >
        <div className={cn('border-b px-5 py-4 pr-14', hideTitle && 'sr-only')}>
          <Primitive.Title className="font-semibold text-lg tracking-tight">{title}</Primitive.Title>
          {description ? (
            <Primitive.Description className="mt-0.5 text-muted text-sm">{description}</Primitive.Description>
          ) : null}
        </div>
        {children}
        <Primitive.Close
          aria-label="Close"
          className="absolute top-3.5 right-3.5 grid size-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-foreground"
        >
          <X aria-hidden className="size-4" />
        </Primitive.Close>
      </Primitive.Content>
    </Primitive.Portal>
  )
}
