'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import type { AgentDetail } from '#components/agents/agent-screen.tsx'
import { ConfirmDialog } from '#components/page/confirm-dialog.tsx'
import { DescriptionList } from '#components/page/description-list.tsx'
import { Identifier } from '#components/page/identifier.tsx'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx'

/** What an agent is, and the way to remove it. */
export function AgentSettings({ agent }: { agent: AgentDetail }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const { href } = useOrganization()
  const remove = useMutation(trpc.agents.remove.mutationOptions())
  const run = async () => {
    await remove.mutateAsync({ agentId: agent.id })
    router.push(href('/agents'))
    toast.success(`${agent.name} is removed`)
    await queryClient.invalidateQueries()
  }
  const live = agent.keys.filter((key) => key.state === 'active').length
  return (
    <div className="grid grid-cols-1 max-w-2xl gap-5">
      <Card>
        <CardHeader>
          <CardTitle>Details</CardTitle>
        </CardHeader>
        <CardBody>
          <DescriptionList
            items={[
              ['Id', <Identifier key="id">{agent.id}</Identifier>],
              ['Owner', agent.owner.name],
              ['Created', <RelativeTime key="created" at={agent.createdAt} />],
            ]}
          />
        </CardBody>
      </Card>
      <Card>
        <CardHeader>
          <div>
            <CardTitle>Remove</CardTitle>
            <CardDescription>Its keys stop working and its grants end. The history stays.</CardDescription>
          </div>
          <ConfirmDialog
            trigger={<Button variant="danger-outline">Remove agent</Button>}
            title={`Remove ${agent.name}?`}
            description={`${live} ${live === 1 ? 'key stops' : 'keys stop'} working and ${agent.access.length} ${agent.access.length === 1 ? 'grant ends' : 'grants end'}, now. To stop it for a while, pause it instead.`}
            confirm={`Remove ${agent.name}`}
            onConfirm={run}
          />
        </CardHeader>
      </Card>
    </div>
  )
}
