import { callAs } from '#server/db/as-actor.ts'
import type { CallPools } from '#server/db/client.ts'
import { AppError } from '#server/errors.ts'

/** What the gateway records of a call. Two of each call: what was decided, and how it came out. */
export interface CallEvent {
  organizationId: string
  agentId: string
  keyId: string
  serverId: string | null
  action: 'call.decide' | 'call.finish' | 'session.open' | 'session.close' | 'key.reject'
  outcome: 'allowed' | 'denied' | 'ok' | 'error'
  /** A word of server/errors.ts, or null. */
  reason: string | null
  /** The tool's or prompt's name, or the resource's URI. */
  tool: string | null
  grantId: string | null
  /** The same for both events of a call. */
  callId: string
  /** Particulars for those who may read them: whole numbers, text, yes and no. Never arguments or results. */
  data: Record<string, string | number | boolean>
}

interface Waiting {
  event: CallEvent
  done: () => void
  failed: (error: unknown) => void
}

const LARGEST_BATCH = 500
/** How long the decision of an allowed call may wait for its outcome: a short call then costs one commit instead of two. */
const COMPANY_MS = 1

/**
 * The gateway's pen: events of calls that happen at the same time are committed together, because each commit waits for the
 * disk and locks the organization's chain.
 *
 * @returns `append`, which resolves once the event is durable and rejects when it is not known to be.
 */
export function createCallEventLog(pools: CallPools): { append(event: CallEvent): Promise<void> } {
  let queue: Waiting[] = []
  let writing = false
  let waiting: NodeJS.Timeout | undefined

  /** @returns false when nothing was written and each may be tried by itself. */
  async function commit(batch: Waiting[]): Promise<boolean> {
    try {
      await callAs(pools, 'system', {
        name: 'append_call_events',
        text: 'select app.append_call_events($1::jsonb)',
        values: [JSON.stringify(batch.map(({ event }) => toRow(event)))],
      })
      for (const { done } of batch) done()
    } catch (error) {
      // Where the database is out of reach nobody knows whether it was written: not again, then.
      if (batch.length > 1 && !(error instanceof AppError && error.code === 'UNAVAILABLE')) return false
      for (const { failed } of batch) failed(error)
    }
    return true
  }

  async function write(): Promise<void> {
    clearTimeout(waiting)
    waiting = undefined
    writing = true
    while (queue.length > 0) {
      const batch = queue.slice(0, LARGEST_BATCH)
      queue = queue.slice(LARGEST_BATCH)
      if (await commit(batch)) continue
      // One event that cannot be written must not take other calls', other organizations' events with it.
      for (const each of batch) await commit([each])
    }
    writing = false
  }

  return {
    append: (event) =>
      new Promise<void>((done, failed) => {
        queue.push({ event, done, failed })
        if (writing) return
        if (!mayWait(event)) void write()
        else waiting ??= setTimeout(() => void write(), COMPANY_MS)
      }),
  }
}

function mayWait({ action, outcome }: CallEvent): boolean {
  return action === 'call.decide' && outcome === 'allowed'
}

function toRow(event: CallEvent): Record<string, unknown> {
  return {
    organization_id: event.organizationId,
    agent_id: event.agentId,
    key_id: event.keyId,
    server_id: event.serverId,
    action: event.action,
    outcome: event.outcome,
    reason: event.reason,
    tool: storable(event.tool),
    grant_id: event.grantId,
    call_id: event.callId,
    data: Object.fromEntries(
      Object.entries(event.data).map(([name, value]) => [name, typeof value === 'string' ? storable(value) : value]),
    ),
  }
}

// PostgreSQL text holds neither NUL nor half a surrogate pair; what an agent names a tool may.
function storable(text: string | null): string | null {
  return text === null ? null : text.slice(0, 1024).toWellFormed().replaceAll('\0', '\u2400')
}
