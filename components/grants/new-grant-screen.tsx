'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { type GrantDraft, termsOf } from '#components/grants/grant-draft.ts'
import { GrantForm } from '#components/grants/grant-form.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { NoPermission } from '#components/page/no-permission.tsx'
import { PageHeader } from '#components/page/page-header.tsx'
import { PageSkeleton } from '#components/page/table-skeleton.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'

/** Grants an agent a server; the URL may fill in the pair and the tool that was asked for. */
export function NewGrantScreen({ agent, server, tool }: { agent?: string; server?: string; tool?: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const { href, current } = useOrganization()
  const servers = useQuery(trpc.servers.list.queryOptions())
  const grant = useMutation(trpc.grants.grant.mutationOptions())
  const header = (
    <PageHeader
      back={{ href: href('/grants'), label: 'Grants' }}
      title="Grant access"
      description="Takes effect with the next call. Everything that is not named stays refused."
    />
  )
  if (!current.mayAdminister)
    return (
      <>
        {header}
        <NoPermission what="grant access" />
      </>
    )
  const submit = async (draft: GrantDraft) => {
    await grant.mutateAsync({ agentId: draft.agentId, serverId: draft.serverId, ...termsOf(draft, new Date()) })
    await queryClient.invalidateQueries()
    toast.success('Granted')
    router.push(href(`/agents/${draft.agentId}`))
  }
  return (
    <>
      {header}
      <Loaded query={servers} skeleton={<PageSkeleton />}>
        {({ items }) => (
          <GrantForm
            initial={{
              agentId: agent ?? '',
              serverId: items.find(({ id, slug }) => id === server || slug === server)?.id ?? '',
              level: tool ? 'custom' : 'read_only',
              tools: tool ? [tool] : [],
              resources: false,
              prompts: false,
              end: { preset: tool ? '8h' : '30d', custom: '' },
              endChosen: false,
              reason: '',
            }}
            submitLabel="Grant access"
            onSubmit={submit}
            footer={
              <Button variant="ghost" asChild>
                <Link href={href('/grants')}>Cancel</Link>
              </Button>
            }
          />
        )}
      </Loaded>
    </>
  )
}
