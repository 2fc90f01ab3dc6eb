'use client'
import { AlertDialog as Primitive } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { overlayClasses } from '#components/ui/dialog.tsx'

export const AlertDialog = Primitive.Root
export const AlertDialogTrigger = Primitive.Trigger
export const AlertDialogCancel = Primitive.Cancel

/** A question that has to be answered before anything else; focus starts on the harmless answer. */
export function AlertDialogContent({
  title,
  description,
  children,
  ...props
}: Omit<ComponentProps<typeof Primitive.Content>, 'title'> & { title: ReactNode; description: ReactNode }) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayClasses} />
      <Primitive.Content
        className="fixed top-1/2 left-1/2 z-50 grid grid-cols-1 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 gap-4 overflow-y-auto rounded-xl border bg-surface p-5 shadow-overlay outline-none data-[state=open]:animate-in data-[state=open]:fade-in-0"
        {...props}
      >
        <div>
          <Primitive.Title className="font-semibold text-lg tracking-tight">{title}</Primitive.Title>
          <Primitive.Description asChild>
            <div className="mt-1.5 text-muted text-sm">{description}</div>
          </Primitive.Description>
        </div>
        {children}
      </Primitive.Content>
    </Primitive.Portal>
  )
}
