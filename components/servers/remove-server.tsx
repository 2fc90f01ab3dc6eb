'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { ConfirmDialog } from '#components/page/confirm-dialog.tsx'
import type { ServerDetail } from '#components/servers/server-screen.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'

/** Removes a server, after naming it and saying how many agents lose it. */
export function RemoveServer({ server }: { server: ServerDetail }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const { href } = useOrganization()
  const remove = useMutation(trpc.servers.remove.mutationOptions())
  const run = async () => {
    await remove.mutateAsync({ serverId: server.id })
    router.push(href('/servers'))
    toast.success(`${server.name} is removed`)
    await queryClient.invalidateQueries()
  }
  return (
    <ConfirmDialog
      trigger={<Button variant="danger-outline">Remove server</Button>}
      title={`Remove ${server.name}?`}
      description={
        <>
          {server.grants === 0
            ? 'No agent has access now.'
            : `${server.grants} ${server.grants === 1 ? 'agent loses' : 'agents lose'} access on the next call.`}{' '}
          The saved address, headers and variables are destroyed. To bring it back you register it anew and grant again.
        </>
      }
      confirm={`Remove ${server.name}`}
      onConfirm={run}
    />
  )
}
