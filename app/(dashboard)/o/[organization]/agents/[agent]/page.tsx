import type { Metadata } from 'next'
import { Hydrate, serverApi } from '#app/_trpc/server.tsx'
import { AgentScreen } from '#components/agents/agent-screen.tsx'

export const metadata: Metadata = { title: 'Agent' }

export default async function AgentPage({ params }: { params: Promise<{ organization: string; agent: string }> }) {
  const { organization, agent } = await params
  const { trpc, queryClient } = serverApi(organization)
  await queryClient.prefetchQuery(trpc.agents.get.queryOptions({ agentId: agent }))
  return (
    <Hydrate queryClient={queryClient}>
      <AgentScreen agentId={agent} />
    </Hydrate>
  )
}
