import type { Metadata } from 'next'
import { Hydrate, serverApi } from '#app/_trpc/server.tsx'
import { AgentsScreen } from '#components/agents/agents-screen.tsx'

export const metadata: Metadata = { title: 'Agents' }

export default async function AgentsPage({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, queryClient } = serverApi((await params).organization)
  await queryClient.prefetchQuery(trpc.agents.list.queryOptions())
  return (
    <Hydrate queryClient={queryClient}>
      <AgentsScreen />
    </Hydrate>
  )
}
