import type { Metadata } from 'next'
import { Hydrate, serverApi } from '#app/_trpc/server.tsx'
import { AuditScreen } from '#components/audit/audit-screen.tsx'

export const metadata: Metadata = { title: 'Audit' }

export default async function AuditPage({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, queryClient } = serverApi((await params).organization)
  await Promise.all([
    queryClient.prefetchQuery(trpc.agents.list.queryOptions()),
    queryClient.prefetchQuery(trpc.servers.list.queryOptions()),
  ])
  return (
    <Hydrate queryClient={queryClient}>
      <AuditScreen />
    </Hydrate>
  )
}
