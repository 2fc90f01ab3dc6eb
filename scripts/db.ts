import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import pino from 'pino'
import { describeCatalogue } from '#server/db/catalogue.ts'
import { migrate } from '#server/db/migrate.ts'
import { rollBack } from '#server/db/rollback.ts'
import { settingsOfProcess } from '#server/env.ts'
import { startPrivatePostgres } from '#server/postgres/start-private-postgres.ts'
import { startTestCluster } from '#server/postgres/testing.ts'

// npm run db:migrate | db:rollback -- [STEPS] [--drop-data] | db:dump
// The first two work on DATABASE_OWNER_URL, or on the private cluster of DATA_DIR while nothing else serves from it.

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const log = pino({ level: 'silent' })
const [command, ...options] = process.argv.slice(2)

switch (command) {
  case 'migrate':
    await onDatabase(async (ownerUrl, loginUrl) => {
      const { applied } = await migrate({ ownerUrl, loginUrl, log })
      console.log(applied.length === 0 ? 'The database is current.' : `Applied: ${applied.join(', ')}`)
    })
    break
  case 'rollback':
    await onDatabase(async (ownerUrl) => {
      const steps = Number(options.find((option) => /^\d+$/.test(option)) ?? 1)
      const names = await rollBack(ownerUrl, { steps, dropData: options.includes('--drop-data') })
      console.log(names.length === 0 ? 'There is nothing to take back.' : `Taken back: ${names.join(', ')}`)
    })
    break
  case 'dump':
    await dump()
    break
  default:
    console.error('Say migrate, rollback or dump.')
    process.exitCode = 1
}

async function onDatabase(work: (ownerUrl: string, loginUrl: string) => Promise<void>): Promise<void> {
  const settings = settingsOfProcess(root)
  if (settings.databaseOwnerUrl)
    return work(settings.databaseOwnerUrl, settings.databaseUrl ?? settings.databaseOwnerUrl)
  if (settings.databaseUrl)
    throw new Error('DATABASE_OWNER_URL is needed: the run-time role of DATABASE_URL cannot migrate.')
  const postgres = await startPrivatePostgres({ dataDir: settings.dataDir, log, pgBin: settings.pgBin })
  try {
    await work(postgres.ownerUrl, postgres.loginUrl)
  } finally {
    await postgres.stop()
  }
}

// What the migrations make, seen in a database of its own: the effect of all of them, for the reviewer of any one.
async function dump(): Promise<void> {
  const cluster = await startTestCluster()
  try {
    await migrate({ ownerUrl: cluster.ownerUrl, loginUrl: cluster.loginUrl, log })
    const client = new Client({ connectionString: cluster.ownerUrl })
    await client.connect()
    writeFileSync(join(root, 'drizzle', 'schema.sql'), await describeCatalogue(client))
    await client.end()
    console.log('drizzle/schema.sql is written.')
  } finally {
    await cluster.stop()
  }
}
