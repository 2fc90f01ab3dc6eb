import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Client, escapeIdentifier } from 'pg'
import pino from 'pino'
import { closeDatabase, ownerRole } from './create-roles.ts'
import { startPrivatePostgres } from './start-private-postgres.ts'

/** Where a test finds the one cluster of its run. */
export interface TestCluster {
  readonly superuserUrl: string
  readonly ownerUrl: string
  readonly loginUrl: string
}

/** A database of one test file. */
export interface TestDatabase extends TestCluster {
  readonly name: string
  drop(): Promise<void>
}

/**
 * Starts the cluster for a test run: as in production, but without fsync and in a temporary directory.
 *
 * @returns its addresses, and `stop`, which also removes every file of it.
 */
export async function startTestCluster(): Promise<TestCluster & { stop(): Promise<void> }> {
  const dataDir = mkdtempSync('/tmp/portcullis-test-')
  const log = pino({ level: 'silent' })
  const postgres = await startPrivatePostgres({ dataDir, log, fsync: false, pgBin: process.env.PG_BIN })
  return {
    superuserUrl: postgres.superuserUrl,
    ownerUrl: postgres.ownerUrl,
    loginUrl: postgres.loginUrl,
    stop: async () => {
      await postgres.stop()
      for (const directory of [dirname(postgres.location), dataDir]) rmSync(directory, { recursive: true, force: true })
    },
  }
}

/**
 * Makes a database for a test, as a copy of a template (30 ms) or empty.
 *
 * @param template a database that nobody is connected to; PostgreSQL refuses to copy one in use.
 * @returns the addresses of the new database for each role; `drop` cuts what is still connected.
 */
export async function createTestDatabase(cluster: TestCluster, template = 'template0'): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await asSuperuser(cluster, async (client) => {
    const [database, from] = [escapeIdentifier(name), escapeIdentifier(template)]
    await client.query(`create database ${database} template ${from} owner ${ownerRole}`)
    await closeDatabase(client, name)
  })
  return {
    name,
    superuserUrl: withDatabase(cluster.superuserUrl, name),
    ownerUrl: withDatabase(cluster.ownerUrl, name),
    loginUrl: withDatabase(cluster.loginUrl, name),
    drop: () =>
      asSuperuser(cluster, async (client) => {
        await client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`)
      }),
  }
}

async function asSuperuser(cluster: TestCluster, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: withDatabase(cluster.superuserUrl, 'postgres') })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function withDatabase(address: string, name: string): string {
  const url = new URL(address)
  url.pathname = `/${name}`
  return url.href
}
