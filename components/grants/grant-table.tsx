'use client'
import Link from 'next/link'
import { GrantActions } from '#components/grants/grant-actions.tsx'
import { GrantStateBadge } from '#components/grants/grant-state.tsx'
import { LevelBadge } from '#components/grants/level-badge.tsx'
import { Expiry } from '#components/page/expiry.tsx'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { useOrganization } from '#components/shell/organization-context.tsx'
import type { RouterOutputs } from '#components/trpc/context.ts'
import { RowTh, Table, Td, Th, Tr } from '#components/ui/table.tsx'

export type Grant = RouterOutputs['grants']['list']['items'][number]

/** Grants, open or ended: who, what, until when, by whom and why. */
export function GrantTable({ caption, grants, hide }: { caption: string; grants: Grant[]; hide?: 'server' | 'agent' }) {
  const { href } = useOrganization()
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          {hide === 'agent' ? null : <Th className="sticky left-0 z-10">Agent</Th>}
          {hide === 'server' ? null : <Th>Server</Th>}
          <Th>Level</Th>
          <Th>State</Th>
          <Th>Until</Th>
          <Th>Granted</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {grants.map((grant) => (
          <Tr key={grant.id}>
            {hide === 'agent' ? null : (
              <RowTh>
                <Link
                  href={href(`/agents/${grant.agent.id}`)}
                  className="font-medium hover:underline sm:whitespace-nowrap"
                >
                  {grant.agent.name}
                </Link>
              </RowTh>
            )}
            {hide === 'server' ? null : (
              <Td className="whitespace-nowrap">
                <Link href={href(`/servers/${grant.server.slug}`)} className="hover:underline">
                  {grant.server.name}
                </Link>
              </Td>
            )}
            <Td>
              <LevelBadge
                value={grant.level}
                count={grant.level === 'custom' ? (grant.allowedTools?.length ?? 0) : undefined}
              />
            </Td>
            <Td>
              <GrantStateBadge value={grant.state} />
            </Td>
            <Td>
              {grant.endedAt && grant.state === 'revoked' ? (
                <span className="text-sm">
                  <RelativeTime at={grant.endedAt} className="whitespace-nowrap" />
                  <span className="block max-w-48 text-muted text-xs">
                    by {grant.endedBy?.name ?? 'Portcullis'}
                    {grant.endReason ? `: ${grant.endReason}` : ''}
                  </span>
                </span>
              ) : (
                <Expiry at={grant.expiresAt} />
              )}
            </Td>
            <Td className="text-sm">
              <span className="whitespace-nowrap">
                <RelativeTime at={grant.grantedAt} /> by {grant.grantedBy.name ?? grant.grantedBy.kind}
              </span>
              {grant.reason ? (
                <span className="block max-w-56 truncate text-muted text-xs" title={grant.reason}>
                  {grant.reason}
                </span>
              ) : null}
            </Td>
            <Td className="text-right">
              <GrantActions grant={grant} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
