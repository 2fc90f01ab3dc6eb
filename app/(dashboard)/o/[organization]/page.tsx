import { Hydrate, serverApi } from '#app/_trpc/server.tsx'
import { HomeScreen } from '#components/home/home-screen.tsx'

export default async function HomePage({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, queryClient } = serverApi((await params).organization)
  await queryClient.prefetchQuery(trpc.organizations.home.queryOptions())
  return (
    <Hydrate queryClient={queryClient}>
      <HomeScreen />
    </Hydrate>
  )
}
