import type { Metadata } from 'next'
import { Hydrate, serverApi } from '#app/_trpc/server.tsx'
import { ExplainScreen } from '#components/explain/explain-screen.tsx'

export const metadata: Metadata = { title: 'Explain' }

export default async function ExplainPage({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, queryClient } = serverApi((await params).organization)
  await Promise.all([
    queryClient.prefetchQuery(trpc.agents.list.queryOptions()),
    queryClient.prefetchQuery(trpc.servers.list.queryOptions()),
  ])
  return (
    <Hydrate queryClient={queryClient}>
      <ExplainScreen />
    </Hydrate>
  )
}
