import { type Exchange, have } from '#server/gateway/exchange.ts'
import { newSessionId } from '#server/gateway/session-id.ts'
import type { Session } from '#server/gateway/session-store.ts'

const SHOWN = 100

/** Makes a session for the exchange's key and server. It exists once its opening is recorded. @throws when it cannot be */
export async function newSession(exchange: Exchange, protocolVersion: string): Promise<Session> {
  const { gateway, callId } = exchange
  const { organizationId, agentId, keyId } = have(exchange, 'agent')
  const { serverId, serverSlug } = have(exchange, 'decision')
  const session: Session = {
    id: newSessionId(gateway.keyring, gateway.processId, { organizationId, keyId, serverId }),
    ...{ organizationId, agentId, keyId, keyHash: have(exchange, 'keyHash'), serverId, serverSlug, protocolVersion },
    lastUsedAt: Date.now(),
    calls: new Map(),
    subscriptions: new Set(),
    stream: undefined,
    upstream: undefined,
    relayed: Promise.resolve(),
    relayWaiting: 0,
    ended: false,
  }
  await gateway.verbs.appendCallEvent({
    ...{ organizationId, agentId, keyId, serverId, callId },
    action: 'session.open',
    outcome: 'ok',
    reason: null,
    tool: null,
    grantId: null,
    data: { protocolVersion, ...clientOf(exchange) },
  })
  gateway.sessions.add(session)
  return session
}

/** What the client calls itself: its own words, cut short and without characters that could forge a line of a log. */
function clientOf({ message }: Exchange): Record<string, string> {
  const info = message?.shape === 'request' ? message.params.clientInfo : undefined
  if (typeof info !== 'object' || info === null) return {}
  const { name, version } = info as { name?: unknown; version?: unknown }
  const shown = (value: unknown) =>
    typeof value === 'string' ? [...value.replace(/\p{C}/gu, '')].slice(0, SHOWN).join('') : ''
  return { clientName: shown(name), clientVersion: shown(version) }
}
