'use client'
import { useQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { AgentAccess } from '#components/agents/agent-access.tsx'
import { AgentConnect } from '#components/agents/agent-connect.tsx'
import { AgentKeys } from '#components/agents/agent-keys.tsx'
import { AgentSettings } from '#components/agents/agent-settings.tsx'
import { PauseAgent } from '#components/agents/pause-agent.tsx'
import { RejectedKeys } from '#components/agents/rejected-keys.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { PageHeader } from '#components/page/page-header.tsx'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { PageSkeleton } from '#components/page/table-skeleton.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { type RouterOutputs, useTRPC } from '#components/trpc/context.ts'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '#components/ui/tabs.tsx'

export type AgentDetail = RouterOutputs['agents']['get']

const tabs = ['access', 'keys', 'connect', 'settings'] as const

/** One agent: whether it runs, what it may do and why, its keys, and how to connect it. */
export function AgentScreen({ agentId }: { agentId: string }) {
  const trpc = useTRPC()
  const { href } = useOrganization()
  const agent = useQuery({ ...trpc.agents.get.queryOptions({ agentId }), refetchInterval: 15_000 })
  return (
    <Loaded
      query={agent}
      skeleton={<PageSkeleton />}
      failed={<PageHeader back={{ href: href('/agents'), label: 'Agents' }} title="Agent" />}
    >
      {(data) => <AgentPage agent={data} />}
    </Loaded>
  )
}

function AgentPage({ agent }: { agent: AgentDetail }) {
  const { href, current, session } = useOrganization()
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabs).withDefault('access'))
  const mayManage = current.mayAdminister || (current.role !== 'viewer' && agent.owner.id === session.user.id)
  const rejected = agent.rejectedKeys.reduce((sum, row) => sum + row.count, 0)
  return (
    <>
      <PageHeader
        back={{ href: href('/agents'), label: 'Agents' }}
        title={agent.name}
        description={agent.description ?? undefined}
        meta={
          <>
            <span>Owned by {agent.owner.name}</span>
            <span aria-hidden>·</span>
            <span>
              {agent.lastUsedAt ? (
                <>
                  last call <RelativeTime at={agent.lastUsedAt} />
                </>
              ) : (
                'never called anything'
              )}
            </span>
          </>
        }
      />
      <PauseAgent agent={agent} mayManage={mayManage} />
      <Tabs value={tab} onValueChange={(value) => void setTab(value as (typeof tabs)[number])} className="mt-6">
        <TabsList aria-label={agent.name}>
          <TabsTrigger value="access">Access</TabsTrigger>
          <TabsTrigger value="keys">
            Keys
            {rejected > 0 ? (
              <span className="rounded-sm bg-danger-soft px-1.5 text-danger text-xs tabular-nums">
                {rejected}
                <span className="sr-only"> rejected</span>
              </span>
            ) : null}
          </TabsTrigger>
          <TabsTrigger value="connect">Connect</TabsTrigger>
          {mayManage ? <TabsTrigger value="settings">Settings</TabsTrigger> : null}
        </TabsList>
        <TabsContent value="access">
          <AgentAccess agent={agent} />
        </TabsContent>
        <TabsContent value="keys" className="grid grid-cols-1 gap-5">
          <AgentKeys agent={agent} mayManage={mayManage} />
          <RejectedKeys agent={agent} />
        </TabsContent>
        <TabsContent value="connect">
          <AgentConnect agent={agent} />
        </TabsContent>
        {mayManage ? (
          <TabsContent value="settings">
            <AgentSettings agent={agent} />
          </TabsContent>
        ) : null}
      </Tabs>
    </>
  )
}
