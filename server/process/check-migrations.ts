import type { Pool } from 'pg'
import { knownMigrations } from '#server/db/migrate.ts'

/**
 * Checks that the database is at this program's migrations, not before and not after.
 *
 * @throws naming the first one that differs.
 */
export async function checkMigrations(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>('select name from migrations.applied')
  const applied = new Set(rows.map((row) => row.name))
  const known = knownMigrations().map((each) => each.name)
  const missing = known.find((name) => !applied.has(name))
  if (missing) throw new Error(`Migration ${missing} has not been applied to this database: run npm run db:migrate.`)
  const strange = [...applied].find((name) => !known.includes(name))
  if (strange) throw new Error(`This database has been migrated further, to ${strange}, than this version knows.`)
}
