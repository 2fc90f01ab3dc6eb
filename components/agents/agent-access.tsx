'use client'
import { KeySquare } from 'lucide-react'
import Link from 'next/link'
import type { AgentDetail } from '#components/agents/agent-screen.tsx'
import { GrantStateBadge } from '#components/grants/grant-state.tsx'
import { LevelBadge } from '#components/grants/level-badge.tsx'
import { EmptyState } from '#components/page/empty-state.tsx'
import { Expiry } from '#components/page/expiry.tsx'
import { reasonText } from '#components/page/reason-text.ts'
import { useOrganization } from '#components/shell/organization-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx'
import { RowTh, Table, Td, Th, Tr } from '#components/ui/table.tsx'

/** What an agent may reach now, each line with the grant behind it. */
export function AgentAccess({ agent }: { agent: AgentDetail }) {
  const { href, current } = useOrganization()
  const grant = current.mayAdminister ? (
    <Button variant={agent.access.length === 0 ? 'primary' : 'outline'} asChild>
      <Link href={href(`/grants/new?agent=${agent.id}`)}>
        <KeySquare aria-hidden />
        Grant access
      </Link>
    </Button>
  ) : null
  if (agent.access.length === 0)
    return (
      <Card>
        <EmptyState icon={KeySquare} title="No access" action={grant}>
          {agent.name} may connect, but every list is empty and every call is refused until it is granted a server.
        </EmptyState>
      </Card>
    )
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>Effective access</CardTitle>
          <CardDescription>What the gate decides for it now.</CardDescription>
        </div>
        {grant}
      </CardHeader>
      <Table caption={`Servers that ${agent.name} may use`} className="border-t">
        <thead>
          <tr>
            <Th className="sticky left-0 z-10">Server</Th>
            <Th>Level</Th>
            <Th className="text-right">Tools it may call</Th>
            <Th>Ends</Th>
            <Th>Why</Th>
            <Th>
              <span className="sr-only">Explain</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {agent.access.map((row) => (
            <Tr key={row.serverId}>
              <RowTh>
                <Link href={href(`/servers/${row.serverSlug}`)} className="group block rounded-sm">
                  <span className="block truncate font-medium group-hover:underline">{row.serverName}</span>
                  <code className="block truncate text-muted text-xs">{row.serverSlug}</code>
                </Link>
              </RowTh>
              <Td>
                <span className="flex flex-wrap items-center gap-1.5">
                  <LevelBadge value={row.level} />
                  {row.state === 'active' || row.state === 'expiring' ? null : <GrantStateBadge value={row.state} />}
                </span>
              </Td>
              <Td className="text-right tabular-nums">
                <span className={row.toolsAllowed === 0 ? 'text-danger' : undefined}>{row.toolsAllowed}</span>
                <span className="text-muted"> of {row.toolsTotal}</span>
              </Td>
              <Td>
                <Expiry at={row.expiresAt} />
              </Td>
              <Td className="min-w-40 text-muted text-sm">{reasonText(row.reason)}</Td>
              <Td className="text-right">
                <Button variant="ghost" size="sm" asChild>
                  <Link href={href(`/explain?agent=${agent.id}&server=${row.serverSlug}`)}>
                    Explain<span className="sr-only"> access to {row.serverName}</span>
                  </Link>
                </Button>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  )
}
