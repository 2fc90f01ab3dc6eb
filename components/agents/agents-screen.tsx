'use client'
import { useQuery } from '@tanstack/react-query'
import { Bot } from 'lucide-react'
import Link from 'next/link'
import { useMemo } from 'react'
import { AgentStatusBadge } from '#components/agents/agent-status.tsx'
import { CreateAgent } from '#components/agents/create-agent.tsx'
import { type Column, DataTable } from '#components/page/data-table.tsx'
import { EmptyState } from '#components/page/empty-state.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { PageHeader } from '#components/page/page-header.tsx'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { TableSkeleton } from '#components/page/table-skeleton.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { type RouterOutputs, useTRPC } from '#components/trpc/context.ts'
import { Card } from '#components/ui/card.tsx'

type AgentItem = RouterOutputs['agents']['list']['items'][number]

/** All agents of the organization. */
export function AgentsScreen() {
  const trpc = useTRPC()
  const { href, current } = useOrganization()
  const agents = useQuery(trpc.agents.list.queryOptions())
  const base = href('/agents')
  const columns = useMemo(() => columnsOf(base), [base])
  const mayCreate = current.role !== 'viewer'
  return (
    <>
      <PageHeader
        title="Agents"
        description="The programs that call tools. Each has an owner, keys of its own, and exactly what it was granted."
        actions={mayCreate ? <CreateAgent /> : null}
      />
      <Card>
        <Loaded query={agents} skeleton={<TableSkeleton framed={false} />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState icon={Bot} title="No agents yet">
                {mayCreate
                  ? 'Create one for each program that calls tools; it starts with no access at all.'
                  : 'Members create agents; they then appear here.'}
              </EmptyState>
            ) : (
              <DataTable caption="Agents" columns={columns} rows={items} rowId={(row) => row.id} />
            )
          }
        </Loaded>
      </Card>
    </>
  )
}

function columnsOf(base: string): Column<AgentItem>[] {
  return [
    {
      id: 'name',
      header: 'Agent',
      sort: (row) => row.name,
      cell: (row) => (
        <Link href={`${base}/${row.id}`} className="group block min-w-0 max-w-80 rounded-sm">
          <span className="block truncate font-medium group-hover:underline">{row.name}</span>
          {row.description ? <span className="block truncate text-muted text-xs">{row.description}</span> : null}
        </Link>
      ),
    },
    {
      id: 'status',
      header: 'Status',
      sort: (row) => row.status,
      cell: (row) => <AgentStatusBadge value={row.status} />,
    },
    {
      id: 'owner',
      header: 'Owner',
      sort: (row) => row.owner.name ?? '',
      cell: (row) => <span className="whitespace-nowrap">{row.owner.name}</span>,
    },
    { id: 'grants', header: 'Servers', sort: (row) => row.grants, numeric: true, cell: (row) => row.grants },
    { id: 'keys', header: 'Keys', sort: (row) => row.keys, numeric: true, cell: (row) => row.keys },
    {
      id: 'used',
      header: 'Last call',
      sort: (row) => row.lastUsedAt?.getTime(),
      cell: (row) =>
        row.lastUsedAt ? (
          <RelativeTime at={row.lastUsedAt} className="whitespace-nowrap" />
        ) : (
          <span className="text-muted">never</span>
        ),
    },
  ]
}
