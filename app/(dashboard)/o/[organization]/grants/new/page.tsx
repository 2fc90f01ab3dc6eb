import type { Metadata } from 'next'
import { Hydrate, serverApi } from '#app/_trpc/server.tsx'
import { NewGrantScreen } from '#components/grants/new-grant-screen.tsx'

export const metadata: Metadata = { title: 'Grant access' }

interface Props {
  params: Promise<{ organization: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function NewGrantPage({ params, searchParams }: Props) {
  const { trpc, queryClient } = serverApi((await params).organization)
  const query = await searchParams
  await Promise.all([
    queryClient.prefetchQuery(trpc.agents.list.queryOptions()),
    queryClient.prefetchQuery(trpc.servers.list.queryOptions()),
  ])
  const one = (name: string) => (typeof query[name] === 'string' ? query[name] : undefined)
  return (
    <Hydrate queryClient={queryClient}>
      <NewGrantScreen agent={one('agent')} server={one('server')} tool={one('tool')} />
    </Hydrate>
  )
}
