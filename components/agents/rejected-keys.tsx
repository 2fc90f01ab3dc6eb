import { KeyRound, ShieldX } from 'lucide-react'
import type { AgentDetail } from '#components/agents/agent-screen.tsx'
import { RelativeTime } from '#components/page/relative-time.tsx'
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx'

const reasons: Record<string, string> = {
  key_expired: 'The key has expired. Create a new one and replace it in the client.',
  key_revoked: 'The key was revoked. Create a new one if the program may still run.',
  key_wrong: 'The key’s name is right and its secret is not: copied in part, or guessed.',
  key_unknown: 'The key is not known here.',
  agent_removed: 'The agent was removed.',
}

/** Connections that were refused at the door. Clients only say “failed to connect”; this says why. */
export function RejectedKeys({ agent }: { agent: AgentDetail }) {
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>Rejected connections</CardTitle>
          <CardDescription>Clients show only that they failed to connect. The reason is here.</CardDescription>
        </div>
      </CardHeader>
      {agent.rejectedKeys.length === 0 ? (
        <CardBody>
          <p className="flex items-center gap-2 text-muted text-sm">
            <KeyRound aria-hidden className="size-4" />
            None. Refused keys appear here within seconds.
          </p>
        </CardBody>
      ) : (
        <ul className="divide-y border-t">
          {agent.rejectedKeys.map((row) => (
            <li
              key={`${row.at.toISOString()}-${row.reason}-${row.keyId}`}
              className="flex items-start gap-3 px-4 py-3 sm:px-5"
            >
              <ShieldX aria-hidden className="mt-0.5 size-4.5 shrink-0 text-danger" />
              <div className="min-w-0 flex-1">
                <p>{reasons[row.reason ?? ''] ?? row.reason?.replaceAll('_', ' ') ?? 'Refused.'}</p>
                <p className="text-muted text-sm">
                  Key {agent.keys.find((key) => key.id === row.keyId)?.name ?? 'without a name'} ·{' '}
                  <span className="tabular-nums">{row.count === 1 ? 'once' : `${row.count} times`}</span>, last{' '}
                  <RelativeTime at={row.at} />
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
