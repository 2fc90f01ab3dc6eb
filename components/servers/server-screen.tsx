'use client'
import { useQuery } from '@tanstack/react-query'
import { KeySquare } from 'lucide-react'
import Link from 'next/link'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { Identifier } from '#components/page/identifier.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { PageHeader } from '#components/page/page-header.tsx'
import { PageSkeleton } from '#components/page/table-skeleton.tsx'
import { ServerAccess } from '#components/servers/server-access.tsx'
import { ServerOverview } from '#components/servers/server-overview.tsx'
import { ServerSettings } from '#components/servers/server-settings.tsx'
import { ServerStatusBadge } from '#components/servers/server-status.tsx'
import { ServerTools } from '#components/servers/server-tools.tsx'
import { transportLabel } from '#components/servers/transports.ts'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { type RouterOutputs, useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '#components/ui/tabs.tsx'

export type ServerDetail = RouterOutputs['servers']['get']

const tabs = ['overview', 'tools', 'access', 'settings'] as const

/** One server: what it is, its tools, who has access, and its settings. */
export function ServerScreen({ serverId }: { serverId: string }) {
  const trpc = useTRPC()
  const { href } = useOrganization()
  const server = useQuery(trpc.servers.get.queryOptions({ serverId }))
  return (
    <Loaded
      query={server}
      skeleton={<PageSkeleton />}
      failed={<PageHeader back={{ href: href('/servers'), label: 'Servers' }} title="Server" />}
    >
      {(data) => <ServerPage server={data} />}
    </Loaded>
  )
}

function ServerPage({ server }: { server: ServerDetail }) {
  const { href, current } = useOrganization()
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(tabs).withDefault('overview'))
  const waiting = server.tools.filter((tool) => tool.status !== 'confirmed').length
  return (
    <>
      <PageHeader
        back={{ href: href('/servers'), label: 'Servers' }}
        title={server.name}
        meta={
          <>
            <ServerStatusBadge server={{ ...server, tools: server.toolCounts }} />
            <span>
              {transportLabel(server.transport)} · <Identifier>{server.label}</Identifier>
            </span>
          </>
        }
        actions={
          current.mayAdminister ? (
            <Button variant="primary" asChild>
              <Link href={href(`/grants/new?server=${server.slug}`)}>
                <KeySquare aria-hidden />
                Grant access
              </Link>
            </Button>
          ) : null
        }
      />
      <Tabs value={tab} onValueChange={(value) => void setTab(value as (typeof tabs)[number])}>
        <TabsList aria-label={server.name}>
          <TabsTrigger value="overview">Overview</TabsTrigger>
          <TabsTrigger value="tools">
            Tools <Count value={server.tools.length} />
            {waiting > 0 ? <Count value={waiting} tone="warn" says="waiting for you" /> : null}
          </TabsTrigger>
          <TabsTrigger value="access">
            Who has access <Count value={server.grants} />
          </TabsTrigger>
          {current.mayAdminister ? <TabsTrigger value="settings">Settings</TabsTrigger> : null}
        </TabsList>
        <TabsContent value="overview">
          <ServerOverview server={server} onShowTools={() => void setTab('tools')} />
        </TabsContent>
        <TabsContent value="tools">
          <ServerTools server={server} />
        </TabsContent>
        <TabsContent value="access">
          <ServerAccess server={server} />
        </TabsContent>
        {current.mayAdminister ? (
          <TabsContent value="settings">
            <ServerSettings server={server} />
          </TabsContent>
        ) : null}
      </Tabs>
    </>
  )
}

function Count({ value, tone, says }: { value: number; tone?: 'warn'; says?: string }) {
  return (
    <span
      className={`rounded-sm px-1.5 font-normal text-xs tabular-nums ${tone ? 'bg-warn-soft text-warn' : 'bg-sunken text-muted'}`}
    >
      {value}
      {says ? <span className="sr-only"> {says}</span> : null}
    </span>
  )
}
