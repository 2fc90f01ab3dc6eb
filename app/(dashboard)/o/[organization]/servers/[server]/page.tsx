import type { Metadata } from 'next'
import { Hydrate, serverApi } from '#app/_trpc/server.tsx'
import { ServerScreen } from '#components/servers/server-screen.tsx'

interface Props {
  params: Promise<{ organization: string; server: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).server }
}

export default async function ServerPage({ params }: Props) {
  const { organization, server } = await params
  const { trpc, queryClient } = serverApi(organization)
  await queryClient.prefetchQuery(trpc.servers.get.queryOptions({ serverId: server }))
  return (
    <Hydrate queryClient={queryClient}>
      <ServerScreen serverId={server} />
    </Hydrate>
  )
}
