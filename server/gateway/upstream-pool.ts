import { open } from '#server/crypto/seal.ts'
import type { GatewayDeps } from '#server/gateway/gateway-context.ts'
import { PooledUpstream } from '#server/gateway/pooled-upstream.ts'
import type { Session } from '#server/gateway/session-store.ts'
import type { UpstreamTarget } from '#server/gateway/upstream/target.ts'
import { readUpstreamTools } from '#server/gateway/upstream-tools.ts'
import type { CallDecision } from '#server/grants/decide-call.ts'
import { toolsDigest } from '#server/servers/record-tools.ts'

/**
 * The live connections to upstream servers. A Streamable HTTP server gets one for each gateway session; a stdio server
 * one process for each agent, server and revision, never shared between agents.
 */
export class UpstreamPool {
  private readonly byKey = new Map<string, PooledUpstream>()
  private readonly opening = new Map<string, Promise<PooledUpstream>>()
  private readonly stopped = new AbortController()
  private readonly deps: GatewayDeps
  private readonly onNotification: (upstream: PooledUpstream, raw: string) => void

  constructor(deps: GatewayDeps, onNotification: (upstream: PooledUpstream, raw: string) => void) {
    this.deps = deps
    this.onNotification = onNotification
  }

  /**
   * @param decision an allowed one: only those carry the sealed address
   * @param atEnd gets what says that the connection is not needed any more; until then it is not idle
   * @returns the session's connection. Its tools are read when that was never done, when the upstream said that they
   *   changed, and when they are not what is recorded; `synced` says that this happened just now
   * @throws UpstreamError, SealError, or what recording throws
   */
  async acquire(
    session: Session,
    decision: CallDecision,
    atEnd: (() => void)[],
  ): Promise<{ upstream: PooledUpstream; synced: boolean }> {
    let upstream = session.upstream
    if (upstream && (upstream.connection.closed || upstream.revision !== decision.revision)) {
      await this.close(upstream, 'the server changed')
      upstream = undefined
    }
    upstream ??= await this.connect(session, decision)
    atEnd.push(this.use(upstream))
    if (session.ended) {
      await this.detach(session, 'the session ended')
      throw new Error('the session ended meanwhile')
    }
    const { syncing, stale, digest } = upstream
    const synced = syncing !== undefined || stale || digest === null || digest !== decision.toolsDigest
    if (synced) await this.sync(upstream, session, decision.toolsDigest)
    return { upstream, synced }
  }

  /**
   * Reads the tools anew, and records them when they are not what is recorded. Concurrent callers share one reading.
   * @param recorded the digest of what is recorded
   */
  async sync(upstream: PooledUpstream, session: Session, recorded: string | null): Promise<void> {
    upstream.syncing ??= this.readAndRecord(upstream, session, recorded).finally(() => {
      upstream.syncing = undefined
    })
    await upstream.syncing
  }

  /** Closes the agent's connections to a server when nothing there is available to it any more. */
  async closeIfDead(session: Session): Promise<void> {
    const { keyHash, serverSlug, agentId, serverId } = session
    const alive = await this.deps.verbs.decideCall({ keyHash, serverSlug, kind: 'list', name: null })
    if (alive.allowed) return
    const dead = [...this.byKey.values()].filter((each) => each.agentId === agentId && each.serverId === serverId)
    await Promise.all(dead.map((each) => this.close(each, 'no longer allowed')))
  }

  /** Takes a session off its connection; one that nobody else may use is closed. */
  async detach(session: Session, reason: string): Promise<void> {
    const { upstream } = session
    if (!upstream) return
    session.upstream = undefined
    upstream.sessions.delete(session)
    if (!upstream.shared) await this.close(upstream, reason)
  }

  /** Closes shared connections that nobody used for so long. */
  async closeIdle(now: number): Promise<void> {
    const { upstreamIdleMs } = this.deps.limits
    const listening = (each: PooledUpstream) => [...each.sessions].some((session) => session.subscriptions.size > 0)
    const idle = [...this.byKey.values()].filter(
      (each) => each.shared && each.inUse === 0 && now - each.lastUsedAt > upstreamIdleMs && !listening(each),
    )
    await Promise.all(idle.map((each) => this.close(each, 'idle')))
  }

  async closeAll(): Promise<void> {
    this.stopped.abort()
    await Promise.allSettled([...this.opening.values()])
    await Promise.all([...this.byKey.values()].map((each) => this.close(each, 'shutdown')))
  }

  private use(upstream: PooledUpstream): () => void {
    upstream.inUse += 1
    return () => {
      upstream.inUse -= 1
      upstream.lastUsedAt = Date.now()
    }
  }

  private async connect(session: Session, decision: CallDecision): Promise<PooledUpstream> {
    const target = this.targetOf(decision)
    const shared = target.transport === 'stdio'
    const { organizationId, agentId, serverId, revision } = decision
    const key = `${organizationId}/${agentId}/${serverId}/${revision}${shared ? '' : `/${session.id}`}`
    const existing = this.byKey.get(key)
    if (existing?.connection.closed) await this.close(existing, 'closed')
    const upstream = this.byKey.get(key) ?? (await this.openOnce(key, shared, target, decision))
    upstream.sessions.add(session)
    session.upstream = upstream
    return upstream
  }

  private openOnce(
    key: string,
    shared: boolean,
    target: UpstreamTarget,
    decision: CallDecision,
  ): Promise<PooledUpstream> {
    let opened = this.opening.get(key)
    opened ??= this.open(key, shared, target, decision).finally(() => this.opening.delete(key))
    this.opening.set(key, opened)
    return opened
  }

  private async open(
    key: string,
    shared: boolean,
    target: UpstreamTarget,
    decision: CallDecision,
  ): Promise<PooledUpstream> {
    const { log, limits, openUpstream } = this.deps
    const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(limits.upstreamOpenMs)])
    const connection = await openUpstream(target, { log, key, signal })
    const upstream = new PooledUpstream(key, shared, connection, decision)
    connection.onNotification((raw) => this.onNotification(upstream, raw))
    this.byKey.set(key, upstream)
    return upstream
  }

  private targetOf({ organizationId, serverId, upstreamSealed }: CallDecision): UpstreamTarget {
    if (upstreamSealed === null) throw new Error('the decision does not open an upstream')
    const place = { table: 'server_upstreams', organizationId, rowId: serverId, field: 'target' }
    return JSON.parse(open(this.deps.keyring, upstreamSealed, place)) as UpstreamTarget
  }

  private async readAndRecord(upstream: PooledUpstream, session: Session, recorded: string | null): Promise<void> {
    const { limits, verbs } = this.deps
    const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(limits.upstreamListMs)])
    upstream.stale = false
    try {
      const tools = await readUpstreamTools(upstream.connection, limits, signal)
      const { serverId, revision } = upstream
      const listing = {
        serverId,
        revision,
        tools: tools.map(({ name, definition }) => ({ name, definition })),
        facts: null,
      }
      if (toolsDigest(tools) !== recorded) await verbs.recordTools(session.keyHash, listing)
      upstream.setTools(tools)
    } catch (error) {
      upstream.stale = true
      throw error
    }
  }

  private async close(upstream: PooledUpstream, reason: string): Promise<void> {
    if (this.byKey.get(upstream.key) === upstream) this.byKey.delete(upstream.key)
    for (const session of upstream.sessions) if (session.upstream === upstream) session.upstream = undefined
    upstream.sessions.clear()
    await upstream.connection.close(reason).catch((error: unknown) => {
      this.deps.log.warn({ err: error, serverId: upstream.serverId }, 'an upstream connection did not close cleanly')
    })
  }
}
