import { Client } from 'pg'
import { databaseName, ownerRole } from '#server/postgres/create-roles.ts'
import { readClusterState } from '#server/postgres/state.ts'

/** A connection of the owner to a running program's private PostgreSQL: to arrange what no screen can make yet, and to look. */
export async function ownerDatabase(dataDir: string): Promise<Client> {
  const state = readClusterState(dataDir)
  if (!state) throw new Error(`there is no private PostgreSQL below ${dataDir}`)
  const client = new Client({
    host: '127.0.0.1',
    port: state.port,
    user: ownerRole,
    password: state.ownerPassword,
    database: databaseName,
  })
  await client.connect()
  return client
}
