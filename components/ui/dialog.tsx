'use client'
import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

export const Dialog = Primitive.Root
export const DialogTrigger = Primitive.Trigger
export const DialogClose = Primitive.Close

export const overlayClasses =
  'fixed inset-0 z-40 bg-black/45 data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0'

/** The window of a dialog, with its title, an optional explanation and a close button. */
export function DialogContent({
  title,
  description,
  children,
  className,
  closable = true,
  ...props
}: Omit<ComponentProps<typeof Primitive.Content>, 'title'> & {
  title: ReactNode
  description?: ReactNode
  closable?: boolean
}) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayClasses} />
      <Primitive.Content
        className={cn(
          'fixed top-1/2 left-1/2 z-50 grid max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 gap-4 overflow-y-auto rounded-xl border bg-surface p-5 shadow-overlay outline-none data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-98',
          className,
        )}
        {...(description ? {} : { 'aria-describedby': undefined })}
        {...props}
      >
        <div className="pr-8">
          <Primitive.Title className="font-semibold text-lg tracking-tight">{title}</Primitive.Title>
          {description ? (
            <Primitive.Description className="mt-1 text-muted text-sm">{description}</Primitive.Description>
          ) : null}
        </div>
        {children}
        {closable ? (
          <Primitive.Close
            aria-label="Close"
            className="absolute top-3.5 right-3.5 grid size-7 place-items-center rounded-md text-muted hover:bg-hover hover:text-foreground"
          >
            <X aria-hidden className="size-4" />
          </Primitive.Close>
        ) : null}
      </Primitive.Content>
    </Primitive.Portal>
  )
}

/** The row of buttons at the end of a dialog. */
export function DialogFooter({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('flex flex-col-reverse gap-2 sm:flex-row sm:justify-end', className)} {...props} />
}
