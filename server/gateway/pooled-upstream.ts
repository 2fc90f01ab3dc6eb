import type { Session } from '#server/gateway/session-store.ts'
import type { UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import type { LiveTool } from '#server/gateway/upstream-tools.ts'
import type { CallDecision } from '#server/grants/decide-call.ts'
import { toolsDigest } from '#server/servers/record-tools.ts'

/** One live connection to an upstream server and what it listed. Used by one session, or by those of one agent. */
export class PooledUpstream {
  readonly key: string
  readonly shared: boolean
  readonly connection: UpstreamConnection
  readonly agentId: string
  readonly serverId: string
  readonly revision: number
  readonly sessions = new Set<Session>()
  /** The tools as listed last, in the upstream's order. */
  tools: readonly LiveTool[] = []
  /** Over all pins of that list; null before the first. */
  digest: string | null = null
  /** The upstream said that its list changed. */
  stale = false
  syncing: Promise<void> | undefined
  inUse = 0
  lastUsedAt = Date.now()
  private pins = new Map<string, string>()

  constructor(key: string, shared: boolean, connection: UpstreamConnection, decision: CallDecision) {
    this.key = key
    this.shared = shared
    this.connection = connection
    this.agentId = decision.agentId
    this.serverId = decision.serverId
    this.revision = decision.revision
  }

  /** @returns the pin of a tool that is listed, once; which of two tools of one name is meant, nobody can say */
  pinOf(name: string): string | undefined {
    return this.pins.get(name)
  }

  setTools(tools: LiveTool[]): void {
    this.tools = tools
    this.digest = toolsDigest(tools)
    this.pins = new Map()
    const twice = new Set<string>()
    for (const { name, pin } of tools) {
      if (this.pins.has(name)) twice.add(name)
      this.pins.set(name, pin)
    }
    for (const name of twice) this.pins.delete(name)
  }
}
