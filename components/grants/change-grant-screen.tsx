'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { type GrantDraft, termsOf } from '#components/grants/grant-draft.ts'
import { GrantForm } from '#components/grants/grant-form.tsx'
import { GrantStateBadge } from '#components/grants/grant-state.tsx'
import type { Grant } from '#components/grants/grant-table.tsx'
import { RevokeGrant } from '#components/grants/revoke-grant.tsx'
import { EmptyState } from '#components/page/empty-state.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { NoPermission } from '#components/page/no-permission.tsx'
import { PageHeader } from '#components/page/page-header.tsx'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { PageSkeleton } from '#components/page/table-skeleton.tsx'
import { toLocalInput } from '#components/page/time-format.ts'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'

/** Changes a grant that is open. Its history stays: the change is another revision of the same grant. */
export function ChangeGrantScreen({ grantId }: { grantId: string }) {
  const trpc = useTRPC()
  const { href, current } = useOrganization()
  const grants = useQuery(trpc.grants.list.queryOptions({ state: 'all', limit: 200 }))
  if (!current.mayAdminister) return <NoPermission what="change grants" />
  return (
    <Loaded query={grants} skeleton={<PageSkeleton />}>
      {({ items }) => {
        const grant = items.find(({ id }) => id === grantId)
        if (grant && !grant.endedAt && grant.state !== 'expired') return <ChangeGrant grant={grant} />
        return (
          <>
            <PageHeader back={{ href: href('/grants'), label: 'Grants' }} title="Change a grant" />
            <Card>
              <EmptyState icon={SearchX} title="This grant is not open">
                It ended or does not exist. Grant access anew instead.
              </EmptyState>
            </Card>
          </>
        )
      }}
    </Loaded>
  )
}

function ChangeGrant({ grant }: { grant: Grant }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const { href } = useOrganization()
  const [revoking, setRevoking] = useState(false)
  const change = useMutation(trpc.grants.change.mutationOptions())
  const submit = async (draft: GrantDraft) => {
    await change.mutateAsync({ grantId: grant.id, ...termsOf(draft, new Date()) })
    await queryClient.invalidateQueries()
    toast.success('Changed')
    router.push(href('/grants'))
  }
  return (
    <>
      <PageHeader
        back={{ href: href('/grants'), label: 'Grants' }}
        title={`${grant.agent.name} on ${grant.server.name}`}
        meta={
          <>
            <GrantStateBadge value={grant.state} />
            <span>
              granted <RelativeTime at={grant.grantedAt} /> by {grant.grantedBy.name ?? grant.grantedBy.kind}, revision{' '}
              <span className="tabular-nums">{grant.revision}</span>
            </span>
          </>
        }
        actions={
          <Button variant="danger-outline" onClick={() => setRevoking(true)}>
            Revoke
          </Button>
        }
      />
      <GrantForm
        fixedPair
        initial={{
          agentId: grant.agent.id,
          serverId: grant.server.id,
          level: grant.level,
          tools: grant.allowedTools ?? [],
          resources: grant.resources,
          prompts: grant.prompts,
          end: grant.expiresAt
            ? { preset: 'custom', custom: toLocalInput(grant.expiresAt) }
            : { preset: 'never', custom: '' },
          endChosen: true,
          reason: grant.reason ?? '',
        }}
        submitLabel="Change grant"
        onSubmit={submit}
      />
      <RevokeGrant grant={grant} open={revoking} onOpenChange={setRevoking} />
    </>
  )
}
