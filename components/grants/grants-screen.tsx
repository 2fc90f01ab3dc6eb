'use client'
import { useQuery } from '@tanstack/react-query'
import { KeySquare, SearchX } from 'lucide-react'
import Link from 'next/link'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { type Grant, GrantTable } from '#components/grants/grant-table.tsx'
import { EmptyState } from '#components/page/empty-state.tsx'
import { FilterSelect } from '#components/page/filter-select.tsx'
import { LoadMore } from '#components/page/load-more.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { PageHeader } from '#components/page/page-header.tsx'
import { TableSkeleton } from '#components/page/table-skeleton.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC, useTRPCClient } from '#components/trpc/context.ts'
import { usePages } from '#components/trpc/use-pages.ts'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'

const states = ['active', 'expiring', 'suspended', 'expired', 'revoked', 'all'] as const
const stateLabels = {
  active: 'Active',
  expiring: 'Ending within 48 h',
  suspended: 'Suspended',
  expired: 'Expired',
  revoked: 'Revoked',
  all: 'All, with history',
}

/** Who may use what, until when; and, by filter, who once could. */
export function GrantsScreen() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { href, current } = useOrganization()
  const [filter, setFilter] = useQueryStates({
    agent: parseAsString,
    server: parseAsString,
    state: parseAsStringLiteral(states).withDefault('active'),
  })
  const agents = useQuery(trpc.agents.list.queryOptions())
  const servers = useQuery(trpc.servers.list.queryOptions())
  const input = { agentId: filter.agent ?? undefined, serverId: filter.server ?? undefined, state: filter.state }
  const grants = usePages(trpc.grants.list.infiniteQueryKey(input), (cursor, signal) =>
    client.grants.list.query({ ...input, cursor }, { signal }),
  )
  const filtered = filter.agent !== null || filter.server !== null || filter.state !== 'active'
  const add = current.mayAdminister ? (
    <Button variant="primary" asChild>
      <Link href={href('/grants/new')}>
        <KeySquare aria-hidden />
        Grant access
      </Link>
    </Button>
  ) : null
  const rows: Grant[] = grants.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <PageHeader
        title="Grants"
        description="Which agent may use which server, with which tools, until when. Without a grant nothing is allowed."
        actions={add}
      />
      <div className="mb-4 flex flex-wrap gap-2">
        <FilterSelect
          label="Agent"
          all="All agents"
          value={filter.agent}
          onChange={(agent) => void setFilter({ agent })}
          options={(agents.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
        <FilterSelect
          label="Server"
          all="All servers"
          value={filter.server}
          onChange={(server) => void setFilter({ server })}
          options={(servers.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
        <FilterSelect
          label="State"
          value={filter.state}
          onChange={(state) => void setFilter({ state: (state ?? 'active') as (typeof states)[number] })}
          options={states.map((value) => ({ value, label: stateLabels[value] }))}
        />
      </div>
      <Card>
        <Loaded query={grants} skeleton={<TableSkeleton framed={false} />}>
          {() =>
            rows.length > 0 ? (
              <>
                <GrantTable caption="Grants" grants={rows} />
                <LoadMore query={grants} />
              </>
            ) : filtered ? (
              <EmptyState
                icon={SearchX}
                title="No grant fits the filter"
                action={<Button onClick={() => void setFilter(null)}>Clear filter</Button>}
              />
            ) : (
              <EmptyState icon={KeySquare} title="No agent has access to anything" action={add}>
                {current.mayAdminister
                  ? 'Pick an agent, a server, a level and an end; the gate opens for exactly that.'
                  : 'Admins grant access; what is granted then appears here.'}
              </EmptyState>
            )
          }
        </Loaded>
      </Card>
    </>
  )
}
