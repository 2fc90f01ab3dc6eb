import { Pool } from 'pg'
import type { Logger } from 'pino'

/**
 * Connections of the login role.
 *
 * Pipeline mode writes a transaction's opening statements at once: one round trip instead of four.
 *
 * @param url the run-time role's; it owns nothing and sees nothing until it enters as somebody.
 */
export function openPool(url: string, log: Logger, size = 16): Pool {
  const pool = new Pool({
    connectionString: url,
    max: size,
    pipeline: true,
    application_name: 'portcullis',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    // Nothing of ours runs long; what does must not hold a connection for ever.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
  } as ConstructorParameters<typeof Pool>[0])
  // A connection that breaks while idle would otherwise end the process.
  pool.on('error', (error) =>
    log.warn({ code: (error as { code?: string }).code }, 'an idle database connection broke'),
  )
  return pool
}
