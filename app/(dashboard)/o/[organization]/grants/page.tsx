import type { Metadata } from 'next'
import { Hydrate, serverApi } from '#app/_trpc/server.tsx'
import { GrantsScreen } from '#components/grants/grants-screen.tsx'

export const metadata: Metadata = { title: 'Grants' }

export default async function GrantsPage({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, queryClient } = serverApi((await params).organization)
  await Promise.all([
    queryClient.prefetchQuery(trpc.agents.list.queryOptions()),
    queryClient.prefetchQuery(trpc.servers.list.queryOptions()),
  ])
  return (
    <Hydrate queryClient={queryClient}>
      <GrantsScreen />
    </Hydrate>
  )
}
