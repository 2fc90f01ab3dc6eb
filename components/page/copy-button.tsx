'use client'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '#components/ui/button.tsx'

/** Copies a text and says so. `label` names what is copied. */
export function CopyButton({ text, label, withText = false }: { text: string; label: string; withText?: boolean }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  const Icon = copied ? Check : Copy
  return (
    <Button
      variant={withText ? 'outline' : 'ghost'}
      size={withText ? 'sm' : 'icon-sm'}
      aria-label={withText ? undefined : `Copy ${label}`}
      onClick={() => void copy()}
    >
      <Icon aria-hidden className={copied ? 'text-ok' : undefined} />
      {withText ? (copied ? 'Copied' : `Copy ${label}`) : null}
      <span role="status" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </Button>
  )
}
