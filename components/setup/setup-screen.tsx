'use client'
import { useQuery } from '@tanstack/react-query'
import { KeyRound, LockKeyhole } from 'lucide-react'
import Link from 'next/link'
import { type ComponentProps, useEffect, useState } from 'react'
import { EmptyState } from '#components/page/empty-state.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { SetupForm } from '#components/setup/setup-form.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

/** The first page of a new installation. The token comes in the fragment, which browsers never send anywhere. */
export function SetupScreen() {
  const trpc = useTRPC()
  const state = useQuery(trpc.setup.state.queryOptions())
  const token = useFragmentToken()
  return (
    <Loaded query={state} skeleton={<Skeleton className="h-96" />}>
      {({ open }) => {
        if (!open)
          return (
            <NotNow
              icon={LockKeyhole}
              title="This installation is set up"
              action={
                <Button variant="primary" asChild>
                  <Link href="/sign-in">Sign in</Link>
                </Button>
              }
            >
              Set-up closed for good when the first admin was made.
            </NotNow>
          )
        if (token === undefined) return <Skeleton className="h-96" />
        if (token === null)
          return (
            <NotNow icon={KeyRound} title="Open the link from the terminal">
              The program printed a set-up link when it started. It carries a token that this address is missing; start
              the program again to print a new one.
            </NotNow>
          )
        return <SetupForm token={token} />
      }}
    </Loaded>
  )
}

function NotNow(props: ComponentProps<typeof EmptyState>) {
  return (
    <>
      <h1 className="sr-only">Set up Portcullis</h1>
      <EmptyState {...props} />
    </>
  )
}

function useFragmentToken(): string | null | undefined {
  const [token, setToken] = useState<string | null>()
  useEffect(() => {
    const read = () => setToken(new URLSearchParams(window.location.hash.slice(1)).get('token'))
    read()
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])
  return token
}
