'use client'
import { LoaderCircle } from 'lucide-react'
import { type ComponentProps, useEffect, useState } from 'react'
import { Button } from '#components/ui/button.tsx'

/** A button that says that it works on it, once that takes longer than a blink. */
export function SubmitButton({ pending, children, ...props }: ComponentProps<typeof Button> & { pending: boolean }) {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!pending) return setSlow(false)
    const timer = setTimeout(() => setSlow(true), 400)
    return () => clearTimeout(timer)
  }, [pending])
  return (
    <Button type="submit" variant="primary" disabled={pending} {...props}>
      {slow ? <LoaderCircle aria-hidden className="animate-spin" /> : null}
      {children}
      <span role="status" className="sr-only">
        {slow ? 'Working' : ''}
      </span>
    </Button>
  )
}
