import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { Client, escapeIdentifier } from 'pg'
import type { Logger } from 'pino'

const FOLDER = fileURLToPath(new URL('../../drizzle', import.meta.url))
/** "port" in ASCII: one number that every process of an installation locks while it migrates. */
const LOCK = 0x706f7274
export const runtimeRoles = [
  'portcullis_member',
  'portcullis_agent',
  'portcullis_system',
  'portcullis_identity',
] as const

export interface MigrateOptions {
  /** The role that owns the schema. */
  ownerUrl: string
  /** The run-time role: it is told which roles it may switch to. */
  loginUrl: string
  log: Logger
}

/**
 * Brings the database to the newest migration, all or nothing, one process at a time.
 *
 * @returns the names of the migrations that were applied now, in order; none when the database was current.
 * @throws when a migration fails (nothing is applied then), or when the database holds one that this program does not know.
 */
export async function migrate({ ownerUrl, loginUrl, log }: MigrateOptions): Promise<{ applied: string[] }> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'portcullis migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(`set lock_timeout = '10s'`)
    const known = knownMigrations()
    const done = await appliedMigrations(client)
    const strange = done.filter((name) => !known.some((each) => each.name === name))
    if (strange.length > 0) {
      throw new Error(
        `This database was migrated by a newer version of Portcullis (${strange.join(', ')}). Start that version, or restore a backup.`,
      )
    }
    const pending = known.filter((each) => !done.includes(each.name))
    await client.query('begin')
    for (const migration of pending) {
      for (const statement of migration.statements) await client.query(statement)
      await client.query('insert into migrations.applied (name, hash) values ($1, $2)', [
        migration.name,
        migration.hash,
      ])
      log.info({ migration: migration.name }, 'migration applied')
    }
    await grantRoles(client, new URL(loginUrl).username)
    await client.query('commit')
    return { applied: pending.map((each) => each.name) }
  } finally {
    await client.end()
  }
}

/** The migrations of this program, oldest first: `name` is the file's, `statements` run in order. */
export function knownMigrations(): { name: string; hash: string; statements: string[] }[] {
  const journal = JSON.parse(readFileSync(`${FOLDER}/meta/_journal.json`, 'utf8')) as { entries: { tag: string }[] }
  return readMigrationFiles({ migrationsFolder: FOLDER }).map((file, index) => ({
    name: journal.entries[index]?.tag ?? String(file.folderMillis),
    hash: file.hash,
    statements: file.sql,
  }))
}

/** The names of what has been applied to a database, oldest first. Makes the list's own table when it is not there. */
export async function appliedMigrations(client: Client): Promise<string[]> {
  await client.query('create schema if not exists migrations')
  await client.query(
    'create table if not exists migrations.applied (name text primary key, hash text not null, applied_at timestamptz not null default clock_timestamp())',
  )
  const { rows } = await client.query<{ name: string }>('select name from migrations.applied order by applied_at, name')
  return rows.map((row) => row.name)
}

async function grantRoles(client: Client, login: string): Promise<void> {
  const role = escapeIdentifier(decodeURIComponent(login))
  for (const wanted of runtimeRoles) {
    const { rows } = await client.query<{ held: boolean }>(`select pg_has_role($1, $2, 'member') as held`, [
      decodeURIComponent(login),
      wanted,
    ])
    if (!rows[0]?.held) await client.query(`grant ${wanted} to ${role}`)
  }
  // The run-time role reads this one table of its own accord: start and readiness compare it with what the program knows.
  await client.query(`grant usage on schema migrations to ${role}`)
  await client.query(`grant select on migrations.applied to ${role}`)
}
