import { Pool } from 'pg'
import type { Logger } from 'pino'
import { roleOf } from '#server/actor.ts'

/** The pools whose every statement runs as one role: for the gateway's questions, each a transaction of one statement. */
export interface CallPools {
  readonly agent_key: Pool
  readonly system: Pool
}

/**
 * Connections of the login role, for transactions that switch to the role they need.
 *
 * Pipeline mode writes a transaction's opening statements at once: one round trip instead of three.
 *
 * @param url the run-time role's; it owns nothing and sees nothing until it enters as somebody.
 */
export function openPool(url: string, log: Logger, size = 16): Pool {
  return open(url, log, { max: size, pipeline: true })
}

/**
 * Connections that are in their role from the start. Nothing else survives a statement on them: whoever it enters as is
 * forgotten when its transaction, that one statement, ends.
 */
export function openCallPools(url: string, log: Logger): CallPools {
  const as = (kind: 'agent_key' | 'system', max: number) => open(url, log, { max, options: `-c role=${roleOf[kind]}` })
  return { agent_key: as('agent_key', 12), system: as('system', 4) }
}

function open(url: string, log: Logger, more: Record<string, unknown>): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'portcullis',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    // Nothing of ours runs long; what does must not hold a connection for ever.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    ...more,
  } as ConstructorParameters<typeof Pool>[0])
  // A connection that breaks would otherwise end the process: while it is in use its query rejects by itself, while idle nobody waits.
  pool.on('connect', (client) => client.on('error', () => undefined))
  pool.on('error', (error) =>
    log.warn({ code: (error as { code?: string }).code }, 'an idle database connection broke'),
  )
  return pool
}
