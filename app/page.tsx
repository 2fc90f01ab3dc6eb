import { TRPCError } from '@trpc/server'
import { Building2 } from 'lucide-react'
import { redirect } from 'next/navigation'
import { serverApi } from '#app/_trpc/server.tsx'
import { EmptyState } from '#components/page/empty-state.tsx'

export const dynamic = 'force-dynamic'

export default async function StartPage() {
  const { trpc, queryClient } = serverApi()
  const session = await queryClient.fetchQuery(trpc.session.get.queryOptions()).catch(async (error: unknown) => {
    if (!(error instanceof TRPCError) || error.code !== 'UNAUTHORIZED') throw error
    const { open } = await queryClient.fetchQuery(trpc.setup.state.queryOptions())
    return redirect(open ? '/setup' : '/sign-in')
  })
  const first = session.organizations[0]
  if (first) redirect(`/o/${first.slug}`)
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState icon={Building2} title="You are in no organization">
        Ask an admin of yours to invite {session.user.email}.
      </EmptyState>
    </main>
  )
}
