'use client'
import { useQuery } from '@tanstack/react-query'
import { KeySquare } from 'lucide-react'
import Link from 'next/link'
import { GrantTable } from '#components/grants/grant-table.tsx'
import { EmptyState } from '#components/page/empty-state.tsx'
import { Loaded } from '#components/page/loaded.tsx'
import { TableSkeleton } from '#components/page/table-skeleton.tsx'
import type { ServerDetail } from '#components/servers/server-screen.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'

/** The agents that have a grant on a server. */
export function ServerAccess({ server }: { server: ServerDetail }) {
  const trpc = useTRPC()
  const { href, current } = useOrganization()
  const grants = useQuery(trpc.grants.list.queryOptions({ serverId: server.id }))
  return (
    <Card>
      <Loaded query={grants} skeleton={<TableSkeleton framed={false} count={3} />}>
        {({ items }) => {
          const open = items.filter((grant) => !grant.endedAt && grant.state !== 'expired' && grant.state !== 'revoked')
          if (open.length > 0) return <GrantTable caption={`Grants on ${server.name}`} grants={open} hide="server" />
          return (
            <EmptyState
              icon={KeySquare}
              title="No agent has access"
              action={
                current.mayAdminister ? (
                  <Button variant="primary" asChild>
                    <Link href={href(`/grants/new?server=${server.slug}`)}>Grant access</Link>
                  </Button>
                ) : null
              }
            >
              Every call to {server.name} is refused until an agent is granted access.
            </EmptyState>
          )
        }}
      </Loaded>
    </Card>
  )
}
