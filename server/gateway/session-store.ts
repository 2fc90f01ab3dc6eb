import type { EventStream } from '#server/gateway/event-stream.ts'
import type { PooledUpstream } from '#server/gateway/pooled-upstream.ts'

/** What a client opened with `initialize`. Bound to one agent key and one server; never proof of identity by itself. */
export interface Session {
  readonly id: string
  readonly organizationId: string
  readonly agentId: string
  readonly keyId: string
  readonly keyHash: Buffer
  readonly serverId: string
  readonly serverSlug: string
  readonly protocolVersion: string
  lastUsedAt: number
  /** Calls under way by request id, so that the client can cancel them. */
  readonly calls: Map<string | number, AbortController>
  readonly subscriptions: Set<string>
  stream: EventStream | undefined
  upstream: PooledUpstream | undefined
  /** Notifications on their way to the stream, one after the other. */
  relayed: Promise<void>
  relayWaiting: number
  ended: boolean
}

/** The sessions of this process. */
export class SessionStore {
  private readonly sessions = new Map<string, Session>()

  find(id: string): Session | undefined {
    return this.sessions.get(id)
  }

  add(session: Session): void {
    this.sessions.set(session.id, session)
  }

  remove(session: Session): void {
    this.sessions.delete(session.id)
  }

  all(): Session[] {
    return [...this.sessions.values()]
  }

  ofKey(keyHash: Buffer): Session[] {
    return this.all().filter((session) => session.keyHash.equals(keyHash))
  }

  /** @returns who must go so that the agent may have one more: the longest unused, those without calls or stream first */
  surplus(agentId: string, limit: number): Session | undefined {
    const own = this.all().filter((session) => session.agentId === agentId)
    if (own.length < limit) return undefined
    const busy = (session: Session) => (session.calls.size > 0 || session.stream ? 1 : 0)
    return own.sort((a, b) => busy(a) - busy(b) || a.lastUsedAt - b.lastUsedAt)[0]
  }

  /** @returns the sessions that nobody used for so long, and that nobody listens on */
  idle(now: number, idleMs: number): Session[] {
    return this.all().filter((s) => s.calls.size === 0 && !s.stream && now - s.lastUsedAt > idleMs)
  }
}
