'use client'
import { TriangleAlert } from 'lucide-react'
import { EmptyState } from '#components/page/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'

/** What is shown where a page broke: never a server's text, only the id under which the server's log has it. */
export function Crash({ digest, reset }: { digest: string | undefined; reset: () => void }) {
  return (
    <div role="alert">
      <EmptyState icon={TriangleAlert} title="This page broke" action={<Button onClick={reset}>Try again</Button>}>
        Nothing was changed by it.{' '}
        {digest ? `The server’s log has it under ${digest}.` : 'If it stays, reload the page.'}
      </EmptyState>
    </div>
  )
}
