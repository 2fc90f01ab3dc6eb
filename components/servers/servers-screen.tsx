'use client'
import { useQuery } from '@tanstack/react-query'
import { Plus, Server } from 'lucide-react'
import Link from 'next/link'
import { useMemo } from 'react'
import { type Column, DataTable } from '#components/page/data-table.tsx'
import { EmptyState } from '#components/page/empty-state.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { PageHeader } from '#components/page/page-header.tsx'
import { TableSkeleton } from '#components/page/table-skeleton.tsx'
import { ServerStatusBadge } from '#components/servers/server-status.tsx'
import { ToolCounts } from '#components/servers/tool-class.tsx'
import { transportLabel } from '#components/servers/transports.ts'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { type RouterOutputs, useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'

type ServerItem = RouterOutputs['servers']['list']['items'][number]

/** All MCP servers of the organization. */
export function ServersScreen() {
  const trpc = useTRPC()
  const { href, current } = useOrganization()
  const servers = useQuery(trpc.servers.list.queryOptions())
  const base = href('/servers')
  const columns = useMemo(() => columnsOf(base), [base])
  const add = current.mayAdminister ? (
    <Button variant="primary" asChild>
      <Link href={href('/servers/new')}>
        <Plus aria-hidden />
        Add a server
      </Link>
    </Button>
  ) : null
  return (
    <>
      <PageHeader
        title="Servers"
        description="The MCP servers that agents reach through the gateway. Their addresses and secrets stay here."
        actions={add}
      />
      <Card>
        <Loaded query={servers} skeleton={<TableSkeleton framed={false} />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState icon={Server} title="No servers yet" action={add}>
                {current.mayAdminister
                  ? 'Register one by its address or its command; its tools are listed before any agent sees them.'
                  : 'An admin registers servers; they then appear here.'}
              </EmptyState>
            ) : (
              <DataTable caption="Servers" columns={columns} rows={items} rowId={(row) => row.id} />
            )
          }
        </Loaded>
      </Card>
    </>
  )
}

function columnsOf(base: string): Column<ServerItem>[] {
  return [
    {
      id: 'name',
      header: 'Server',
      sort: (row) => row.name,
      cell: (row) => (
        <Link href={`${base}/${row.slug}`} className="group block min-w-0 rounded-sm">
          <span className="block truncate font-medium group-hover:underline">{row.name}</span>
          <code className="block truncate text-muted text-xs">{row.slug}</code>
        </Link>
      ),
    },
    {
      id: 'reach',
      header: 'Reached by',
      sort: (row) => row.label ?? '',
      cell: (row) => (
        <span className="block max-w-60">
          <span className="block text-sm">{transportLabel(row.transport)}</span>
          <code className="block truncate text-muted text-xs" title={row.label ?? undefined}>
            {row.label}
          </code>
        </span>
      ),
    },
    {
      id: 'tools',
      header: 'Tools',
      sort: (row) => row.tools.read + row.tools.write + row.tools.destructive,
      cell: (row) => <ToolCounts counts={row.tools} />,
    },
    { id: 'grants', header: 'Agents with access', sort: (row) => row.grants, numeric: true, cell: (row) => row.grants },
    { id: 'status', header: 'Status', cell: (row) => <ServerStatusBadge server={row} /> },
  ]
}
