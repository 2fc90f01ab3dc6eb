'use client'
import { useQuery } from '@tanstack/react-query'
import { RefreshCw, ScrollText, SearchX } from 'lucide-react'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { actionText } from '#components/audit/action-text.ts'
import { auditActions } from '#components/audit/audit-actions.ts'
import { type AuditEvent, AuditTable } from '#components/audit/audit-table.tsx'
import { ChainStatus } from '#components/audit/chain-status.tsx'
import { EventSheet } from '#components/audit/event-sheet.tsx'
import { outcomeLabel, outcomes } from '#components/audit/outcome-badge.tsx'
import { EmptyState } from '#components/page/empty-state.tsx'
import { FilterSelect } from '#components/page/filter-select.tsx'
import { LoadMore } from '#components/page/load-more.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { PageHeader } from '#components/page/page-header.tsx'
import { TableSkeleton } from '#components/page/table-skeleton.tsx'
import { useTRPC, useTRPCClient } from '#components/trpc/context.ts'
import { usePages } from '#components/trpc/use-pages.ts'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'

/** Everything that was changed, called and refused, newest first. */
export function AuditScreen() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const [filter, setFilter] = useQueryStates({
    agent: parseAsString,
    server: parseAsString,
    action: parseAsString,
    outcome: parseAsStringLiteral(outcomes),
  })
  const [shown, setShown] = useState<AuditEvent>()
  const agents = useQuery(trpc.agents.list.queryOptions())
  const servers = useQuery(trpc.servers.list.queryOptions())
  const input = {
    agentId: filter.agent ?? undefined,
    serverId: filter.server ?? undefined,
    action: filter.action ?? undefined,
    outcome: filter.outcome ?? undefined,
    limit: 50,
  }
  const events = usePages(trpc.audit.list.infiniteQueryKey(input), (cursor, signal) =>
    client.audit.list.query({ ...input, cursor }, { signal }),
  )
  const rows = events.data?.pages.flatMap((page) => page.events) ?? []
  const filtered = Object.values(filter).some((value) => value !== null)
  return (
    <>
      <PageHeader
        title="Audit"
        description="Every change and every call, decided and finished. Nothing here can be edited or removed."
        actions={<ChainStatus />}
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
          label="Action"
          all="All actions"
          value={filter.action}
          onChange={(action) => void setFilter({ action })}
          options={auditActions.map((value) => ({ value, label: actionText(value) }))}
        />
        <FilterSelect
          label="Outcome"
          all="All outcomes"
          value={filter.outcome}
          onChange={(outcome) => void setFilter({ outcome: outcome as (typeof outcomes)[number] | null })}
          options={outcomes.map((value) => ({ value, label: outcomeLabel(value) }))}
        />
        <Button variant="ghost" onClick={() => void events.refetch()} disabled={events.isFetching}>
          <RefreshCw aria-hidden />
          Refresh
        </Button>
      </div>
      <Card>
        <Loaded query={events} skeleton={<TableSkeleton framed={false} count={6} />}>
          {() =>
            rows.length > 0 ? (
              <>
                <AuditTable events={rows} onShow={setShown} />
                <LoadMore query={events} />
              </>
            ) : filtered ? (
              <EmptyState
                icon={SearchX}
                title="No event fits the filter"
                action={<Button onClick={() => void setFilter(null)}>Clear filter</Button>}
              />
            ) : (
              <EmptyState icon={ScrollText} title="Nothing has happened yet">
                The first change or call appears here within a second.
              </EmptyState>
            )
          }
        </Loaded>
      </Card>
      <EventSheet event={shown} onClose={() => setShown(undefined)} />
    </>
  )
}
