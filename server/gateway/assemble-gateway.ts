import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { endSessionQuietly } from '#server/gateway/end-session.ts'
import type { GatewayContext, GatewayDeps } from '#server/gateway/gateway-context.ts'
import { KeyRejects } from '#server/gateway/key-rejects.ts'
import { KnownAgents } from '#server/gateway/known-agents.ts'
import { relayNotification } from '#server/gateway/relay-notification.ts'
import { runExchange } from '#server/gateway/run-exchange.ts'
import { SessionStore } from '#server/gateway/session-store.ts'
import { UpstreamPool } from '#server/gateway/upstream-pool.ts'

export interface Gateway {
  /** Answers one request for `/mcp/…`. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Lets calls under way end, then ends every session, closes every upstream connection, writes what was only counted so far. */
  close(): Promise<void>
}

/** Puts a gateway together. What it can do, and every protection it has, is in `deps`. */
export function assembleGateway(deps: GatewayDeps): Gateway {
  const context: GatewayContext = {
    ...deps,
    sessions: new SessionStore(),
    upstreams: new UpstreamPool(deps, (upstream, raw) => relayNotification(context, upstream, raw)),
    knownAgents: new KnownAgents(deps.verbs),
    keyRejects: new KeyRejects(deps.verbs, deps.log, deps.limits),
    callsByAgent: new Map(),
  }
  const sweeper = setInterval(() => void sweep(context), deps.limits.sweepMs)
  sweeper.unref()
  const running = new Set<Promise<void>>()
  return {
    handle: async (request, response) => {
      const exchange = runExchange(context, request, response)
      running.add(exchange)
      await exchange
      running.delete(exchange)
    },
    close: async () => {
      clearInterval(sweeper)
      await within(deps.limits.drainMs, Promise.all(running))
      await Promise.all(context.sessions.all().map((session) => endSessionQuietly(context, session, 'shutdown')))
      await context.upstreams.closeAll()
      await context.keyRejects.close()
    },
  }
}

async function sweep(context: GatewayContext): Promise<void> {
  const now = Date.now()
  const idle = context.sessions.idle(now, context.limits.sessionIdleMs)
  await Promise.all(idle.map((session) => endSessionQuietly(context, session, 'idle')))
  await context.upstreams.closeIdle(now)
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const late = new AbortController()
  await Promise.race([work, setTimeout(ms, undefined, { signal: late.signal }).catch(() => undefined)])
  late.abort()
}
