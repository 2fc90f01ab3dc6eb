'use client'
import { CloudOff, LockKeyhole, SearchX } from 'lucide-react'
import { EmptyState } from '#components/page/empty-state.tsx'
import { readError } from '#components/trpc/read-error.ts'
import { Button } from '#components/ui/button.tsx'

/** What failed and what to do, for a part of a page that could not be loaded. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { code, message } = readError(error)
  if (code === 'FORBIDDEN')
    return (
      <EmptyState icon={LockKeyhole} title="Your role does not show this">
        Ask an admin of the organization to look, or to change your role.
      </EmptyState>
    )
  // What a page asks for comes from its address: an id that is none is an address that leads nowhere.
  if (code === 'NOT_FOUND' || code === 'BAD_REQUEST')
    return (
      <EmptyState icon={SearchX} title="Not found">
        {code === 'NOT_FOUND' ? message : 'The address of this page is wrong.'}
      </EmptyState>
    )
  if (code === 'UNAUTHORIZED')
    return (
      <EmptyState
        icon={LockKeyhole}
        title="You are signed out"
        action={
          <Button variant="primary" asChild>
            <a href="/sign-in">Sign in</a>
          </Button>
        }
      >
        Your session has ended. Sign in again to go on.
      </EmptyState>
    )
  return (
    <div role="alert">
      <EmptyState
        icon={CloudOff}
        title="This could not be loaded"
        action={retry ? <Button onClick={retry}>Try again</Button> : null}
      >
        {message}
      </EmptyState>
    </div>
  )
}
