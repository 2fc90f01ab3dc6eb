'use client'
import { useQuery } from '@tanstack/react-query'
import { Attention } from '#components/home/attention.tsx'
import { Checklist } from '#components/home/checklist.tsx'
import { Glance } from '#components/home/glance.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { PageHeader } from '#components/page/page-header.tsx'
import { PageSkeleton } from '#components/page/table-skeleton.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'

/** What needs somebody, how far the first steps have come, and how much there is. */
export function HomeScreen() {
  const trpc = useTRPC()
  const { current } = useOrganization()
  const home = useQuery({ ...trpc.organizations.home.queryOptions(), refetchInterval: 15_000 })
  return (
    <Loaded query={home} skeleton={<PageSkeleton />}>
      {({ counts, checklist, attention }) => {
        const begun = Object.values(checklist).every(Boolean)
        return (
          <>
            <PageHeader
              title={current.name}
              description={begun ? undefined : 'Six steps to the first call through the gate.'}
            />
            <div className="grid grid-cols-1 gap-6">
              {begun ? null : <Checklist done={checklist} />}
              <Glance counts={counts} />
              {begun || attention.length > 0 ? <Attention items={attention} /> : null}
            </div>
          </>
        )
      }}
    </Loaded>
  )
}
