'use client'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { useTheme } from 'next-themes'
import { Toaster as Sonner, type ToasterProps } from 'sonner'

/** Where short confirmations appear. */
export function Toaster() {
  const { theme } = useTheme()
  return (
    <Sonner
      theme={(theme ?? 'system') as ToasterProps['theme']}
      position="bottom-right"
      icons={{
        success: <CircleCheck aria-hidden className="size-4 text-ok" />,
        error: <CircleAlert aria-hidden className="size-4 text-danger" />,
      }}
      toastOptions={{
        classNames: {
          toast: '!rounded-lg !border-border !bg-surface !text-foreground !text-sm !font-sans !shadow-overlay',
          description: '!text-muted',
        },
      }}
    />
  )
}
