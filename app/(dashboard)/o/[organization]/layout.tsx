import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { serverApi } from '#app/_trpc/server.tsx'
import { DashboardShell } from '#components/shell/dashboard-shell.tsx'
import { OrganizationProvider } from '#components/shell/organization-context.tsx'
import { ApiProvider } from '#components/trpc/provider.tsx'

export const dynamic = 'force-dynamic'

interface Props {
  params: Promise<{ organization: string }>
  children: ReactNode
}

/** Who looks at which organization. One that is not theirs looks like one that does not exist. */
async function readView(organization: string) {
  const { trpc, queryClient } = serverApi(organization)
  try {
    const [session, current] = await Promise.all([
      queryClient.fetchQuery(trpc.session.get.queryOptions()),
      queryClient.fetchQuery(trpc.organizations.current.queryOptions()),
    ])
    return { session, current }
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error
    if (error.code === 'UNAUTHORIZED') {
      const path = (await headers()).get('x-path') ?? '/'
      redirect(`/sign-in?next=${encodeURIComponent(path)}`)
    }
    if (error.code === 'NOT_FOUND' || error.code === 'FORBIDDEN' || error.code === 'BAD_REQUEST') notFound()
    throw error
  }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization } = await params
  return { title: { default: organization, template: `%s · ${organization} · Portcullis` } }
}

export default async function DashboardLayout({ params, children }: Props) {
  const { organization } = await params
  const view = await readView(organization)
  return (
    <ApiProvider key={organization} organization={organization}>
      <NuqsAdapter>
        <OrganizationProvider value={view}>
          <DashboardShell>{children}</DashboardShell>
        </OrganizationProvider>
      </NuqsAdapter>
    </ApiProvider>
  )
}
