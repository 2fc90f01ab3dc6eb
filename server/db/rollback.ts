import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { appliedMigrations } from './migrate.ts'

const FOLDER = fileURLToPath(new URL('../../drizzle/rollback', import.meta.url))

/** A rollback would lose rows, and nobody said that it may. */
export class RollbackRefused extends Error {
  override readonly name = 'RollbackRefused'
}

/**
 * Takes back the newest migrations, newest first, all or nothing.
 *
 * @param steps how many; Infinity takes back everything.
 * @param dropData whether rows may be lost. Audit events are never dropped with any in them.
 * @returns the names of what was taken back.
 * @throws RollbackRefused when a table that would be dropped holds rows.
 */
export async function rollBack(
  ownerUrl: string,
  { steps, dropData = false }: { steps: number; dropData?: boolean },
): Promise<string[]> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'portcullis rollback' })
  await client.connect()
  try {
    await client.query('begin')
    const names = (await appliedMigrations(client)).reverse().slice(0, steps)
    for (const name of names) {
      const text = readFileSync(`${FOLDER}/${name}.sql`, 'utf8')
      await refuseLoss(client, name, text, dropData)
      await client.query(text)
      await client.query('delete from migrations.applied where name = $1', [name])
    }
    await client.query('commit')
    return names
  } finally {
    await client.end()
  }
}

async function refuseLoss(client: Client, name: string, text: string, dropData: boolean): Promise<void> {
  const dropped = [...text.matchAll(/drop table([^;]+);/gi)].flatMap(([, list = '']) =>
    list.split(',').map((each) => each.trim()),
  )
  for (const table of dropped) {
    const { rows } = await client.query<{ filled: boolean }>(`select exists (select from ${table}) as filled`)
    if (!rows[0]?.filled) continue
    if (table === 'public.audit_events')
      throw new RollbackRefused(
        `Rolling back ${name} would drop the audit log. Export it and drop the database instead.`,
      )
    if (!dropData)
      throw new RollbackRefused(
        `Rolling back ${name} would drop rows of ${table}. Take a backup, then say --drop-data.`,
      )
  }
}
