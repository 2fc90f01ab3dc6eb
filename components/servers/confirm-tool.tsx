'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { ConfirmDialog } from '#components/page/confirm-dialog.tsx'
import type { Tool } from '#components/servers/tool-row.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'

/** Confirms a tool as it is now, after the difference was shown. */
export function ConfirmTool({ tool, serverId, serverName }: { tool: Tool; serverId: string; serverName: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { current } = useOrganization()
  const confirm = useMutation(trpc.servers.confirmTool.mutationOptions())
  if (!current.mayAdminister) return null
  const run = async () => {
    await confirm.mutateAsync({ serverId, tool: tool.name, hash: tool.hash })
    await queryClient.invalidateQueries()
    toast.success(`${tool.name} is confirmed`)
  }
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" variant="primary">
          Confirm
        </Button>
      }
      title={`Confirm ${tool.name}?`}
      description={
        tool.status === 'quarantined'
          ? `You accept its definition as it is now. Agents whose grant on ${serverName} covers it may call it again at once.`
          : `Agents whose grant on ${serverName} covers a ${tool.class} tool of this name may call it at once.`
      }
      confirm="Confirm tool"
      tone="primary"
      onConfirm={run}
    />
  )
}
