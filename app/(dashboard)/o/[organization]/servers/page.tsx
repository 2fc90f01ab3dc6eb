import type { Metadata } from 'next'
import { Hydrate, serverApi } from '#app/_trpc/server.tsx'
import { ServersScreen } from '#components/servers/servers-screen.tsx'

export const metadata: Metadata = { title: 'Servers' }

export default async function ServersPage({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, queryClient } = serverApi((await params).organization)
  await queryClient.prefetchQuery(trpc.servers.list.queryOptions())
  return (
    <Hydrate queryClient={queryClient}>
      <ServersScreen />
    </Hydrate>
  )
}
