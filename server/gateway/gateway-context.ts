import type { Logger } from 'pino'
import type { Keyring } from '#server/crypto/keyring.ts'
import type { Settings } from '#server/env.ts'
import type { Check } from '#server/gateway/exchange.ts'
import type { GatewayVerbs } from '#server/gateway/gateway-verbs.ts'
import type { KeyRejects } from '#server/gateway/key-rejects.ts'
import type { KnownAgents } from '#server/gateway/known-agents.ts'
import type { GatewayLimits } from '#server/gateway/limits.ts'
import type { SessionStore } from '#server/gateway/session-store.ts'
import type { UpstreamTarget } from '#server/gateway/upstream/target.ts'
import type { UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import type { UpstreamPool } from '#server/gateway/upstream-pool.ts'

/** All that a gateway is made of. A protection is here or it is not: there is no setting that turns one off. */
export interface GatewayDeps {
  settings: Settings
  log: Logger
  keyring: Keyring
  processId: string
  verbs: GatewayVerbs
  openUpstream: OpenUpstream
  checks: readonly Check[]
  limits: GatewayLimits
}

export type OpenUpstream = (
  target: UpstreamTarget,
  options: { log: Logger; key: string; signal: AbortSignal },
) => Promise<UpstreamConnection>

/** The parts and what the running gateway remembers. */
export interface GatewayContext extends GatewayDeps {
  sessions: SessionStore
  upstreams: UpstreamPool
  knownAgents: KnownAgents
  keyRejects: KeyRejects
  /** Calls under way, by agent. */
  callsByAgent: Map<string, number>
}
