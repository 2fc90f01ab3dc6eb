'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleSlash, Hourglass, KeyRound } from 'lucide-react'
import { toast } from 'sonner'
import type { AgentDetail } from '#components/agents/agent-screen.tsx'
import { CreateKey } from '#components/agents/create-key.tsx'
import { ConfirmDialog } from '#components/page/confirm-dialog.tsx'
import { EmptyState } from '#components/page/empty-state.tsx'
import { Expiry } from '#components/page/expiry.tsx'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx'
import { RowTh, Table, Td, Th, Tr } from '#components/ui/table.tsx'

type Key = AgentDetail['keys'][number]

/** The keys of an agent: made, shown once, revoked. */
export function AgentKeys({ agent, mayManage }: { agent: AgentDetail; mayManage: boolean }) {
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>Keys</CardTitle>
          <CardDescription>
            One per place where it runs. A key is shown once; only its fingerprint is kept.
          </CardDescription>
        </div>
        {mayManage ? <CreateKey agent={agent} /> : null}
      </CardHeader>
      {agent.keys.length === 0 ? (
        <EmptyState icon={KeyRound} title="No keys">
          {mayManage ? 'Without one it cannot connect. Create its first key.' : 'Without one it cannot connect.'}
        </EmptyState>
      ) : (
        <Table caption={`Keys of ${agent.name}`} className="border-t">
          <thead>
            <tr>
              <Th className="sticky left-0 z-10">Key</Th>
              <Th>State</Th>
              <Th>Ends</Th>
              <Th>Last used</Th>
              <Th>Created</Th>
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {agent.keys.map((key) => (
              <Tr key={key.id}>
                <RowTh>
                  <span className="block truncate font-medium">{key.name || 'Unnamed'}</span>
                  <code className="block truncate text-muted text-xs">pck_agt_{key.publicId}_…</code>
                </RowTh>
                <Td>
                  <KeyStateBadge value={key.state} />
                </Td>
                <Td>
                  {key.state === 'revoked' ? (
                    <span className="text-muted">—</span>
                  ) : (
                    <Expiry at={key.expiresAt} compact />
                  )}
                </Td>
                <Td className="whitespace-nowrap text-muted text-sm">
                  {key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : 'never'}
                </Td>
                <Td className="whitespace-nowrap text-muted text-sm">
                  <RelativeTime at={key.createdAt} />
                </Td>
                <Td className="text-right">
                  {mayManage && key.state === 'active' ? <RevokeKey agent={agent} value={key} /> : null}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  )
}

function KeyStateBadge({ value }: { value: Key['state'] }) {
  if (value === 'active')
    return (
      <Badge tone="ok">
        <CircleCheck aria-hidden />
        Active
      </Badge>
    )
  if (value === 'expired')
    return (
      <Badge tone="quiet">
        <Hourglass aria-hidden />
        Expired
      </Badge>
    )
  return (
    <Badge tone="quiet">
      <CircleSlash aria-hidden />
      Revoked
    </Badge>
  )
}

function RevokeKey({ agent, value }: { agent: AgentDetail; value: Key }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const revoke = useMutation(trpc.agents.revokeKey.mutationOptions())
  const name = value.name || `pck_agt_${value.publicId}`
  return (
    <ConfirmDialog
      trigger={
        <Button variant="ghost" size="sm" className="text-danger">
          Revoke
        </Button>
      }
      title={`Revoke the key ${name}?`}
      description={`Whatever uses it to be ${agent.name} is refused from the next call on. This cannot be undone; a new key can be made.`}
      confirm="Revoke key"
      onConfirm={async () => {
        await revoke.mutateAsync({ keyId: value.id })
        await queryClient.invalidateQueries()
        toast.success(`The key ${name} is revoked`)
      }}
    />
  )
}
