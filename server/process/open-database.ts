import type { Logger } from 'pino'
import { migrate } from '#server/db/migrate.ts'
import type { Settings } from '#server/env.ts'
import { type PrivatePostgres, startPrivatePostgres } from '#server/postgres/start-private-postgres.ts'

/** The database of this process, migrated. */
export interface OpenDatabase {
  readonly loginUrl: string
  /** The private PostgreSQL, where there is one. */
  readonly postgres: PrivatePostgres | null
  /** For the checklist. */
  readonly description: string
  readonly applied: readonly string[]
}

/**
 * Finds the database: the one of `DATABASE_URL`, else a private PostgreSQL under the data directory; and migrates it,
 * unless the operator does that apart.
 *
 * @throws with a sentence for a person; a private PostgreSQL that was started for nothing is stopped again.
 */
export async function openDatabase(settings: Settings, log: Logger): Promise<OpenDatabase> {
  if (settings.databaseUrl !== undefined) {
    const { databaseUrl: loginUrl, databaseOwnerUrl: ownerUrl } = settings
    const applied = settings.migrateOnStart && ownerUrl ? (await migrate({ ownerUrl, loginUrl, log })).applied : []
    const { host, pathname } = new URL(loginUrl)
    return { loginUrl, postgres: null, description: `${host}${pathname} (DATABASE_URL)`, applied }
  }
  const postgres = await startPrivatePostgres({ dataDir: settings.dataDir, log, pgBin: settings.pgBin })
  try {
    const { ownerUrl, loginUrl } = postgres
    const { applied } = settings.migrateOnStart ? await migrate({ ownerUrl, loginUrl, log }) : { applied: [] }
    const how = postgres.adopted ? 'taken over from a process that was killed' : 'started'
    const description = `private PostgreSQL, ${how}, in ${postgres.location}, port ${postgres.port}`
    return { loginUrl, postgres, description, applied }
  } catch (error) {
    await postgres.stop()
    throw error
  }
}
