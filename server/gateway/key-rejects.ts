import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { Counter, register } from 'prom-client'
import type { GatewayVerbs } from '#server/gateway/gateway-verbs.ts'
import type { GatewayLimits } from '#server/gateway/limits.ts'

/** The key whose public id was presented. */
export interface KnownKey {
  organizationId: string
  agentId: string
  keyId: string
}

const METRIC = 'portcullis_gateway_rejected_keys_total'

/**
 * Records wrong keys without letting a flood of them fill the log: for a known key the first at once, the rest of the
 * minute as one event with their number; everything else only counts in the metrics.
 */
export class KeyRejects {
  private readonly windows = new Map<string, { key: KnownKey; reason: string; more: number; timer: NodeJS.Timeout }>()
  private readonly verbs: GatewayVerbs
  private readonly log: Logger
  private readonly limits: GatewayLimits

  constructor(verbs: GatewayVerbs, log: Logger, limits: GatewayLimits) {
    this.verbs = verbs
    this.log = log
    this.limits = limits
  }

  unknown(): void {
    counter().inc({ known: 'no' })
  }

  async known(key: KnownKey, reason: string): Promise<void> {
    counter().inc({ known: 'yes' })
    const window = this.windows.get(key.keyId)
    if (window) {
      window.more += 1
      return
    }
    if (this.windows.size >= this.limits.keysWatched) return
    const timer = setTimeout(() => void this.flush(key.keyId), this.limits.keyRejectWindowMs)
    timer.unref()
    this.windows.set(key.keyId, { key, reason, more: 0, timer })
    await this.record(key, reason, 1)
  }

  /** Writes what was counted so far. */
  async close(): Promise<void> {
    await Promise.all([...this.windows.keys()].map((keyId) => this.flush(keyId)))
  }

  private async flush(keyId: string): Promise<void> {
    const window = this.windows.get(keyId)
    if (!window) return
    clearTimeout(window.timer)
    this.windows.delete(keyId)
    if (window.more > 0) await this.record(window.key, window.reason, window.more)
  }

  /** The request is refused either way, so a sink that fails must not turn a 401 into something else. */
  private async record(key: KnownKey, reason: string, count: number): Promise<void> {
    try {
      await this.verbs.appendCallEvent({
        ...key,
        serverId: null,
        action: 'key.reject',
        outcome: 'denied',
        reason,
        tool: null,
        grantId: null,
        callId: randomUUID(),
        data: { count },
      })
    } catch (error) {
      this.log.error({ err: error, keyId: key.keyId }, 'a rejected key could not be recorded')
    }
  }
}

/** prom-client keeps metrics per process, and several gateways may live in one. */
function counter(): Counter<'known'> {
  const existing = register.getSingleMetric(METRIC)
  if (existing instanceof Counter) return existing
  return new Counter({ name: METRIC, help: 'Agent keys that were not accepted', labelNames: ['known'] })
}
