import type { Metadata } from 'next'
import { Hydrate, serverApi } from '#app/_trpc/server.tsx'
import { SetupScreen } from '#components/setup/setup-screen.tsx'

export const metadata: Metadata = { title: 'Set up' }
export const dynamic = 'force-dynamic'

export default async function SetupPage() {
  const { trpc, queryClient } = serverApi()
  await queryClient.prefetchQuery(trpc.setup.state.queryOptions())
  return (
    <Hydrate queryClient={queryClient}>
      <SetupScreen />
    </Hydrate>
  )
}
