import { Client, escapeIdentifier, escapeLiteral } from 'pg'

/** The roles and the database of a private cluster; an installation on its own PostgreSQL makes the like by hand. */
export const ownerRole = 'portcullis_owner'
export const loginRole = 'portcullis_login'
export const databaseName = 'portcullis'

/**
 * Makes the owner (migrates, may create roles, is no superuser), the login role (owns nothing, inherits nothing) and
 * the database. Can be run again after it was interrupted.
 */
export async function createRoles(
  superuserUrl: string,
  passwords: { ownerPassword: string; loginPassword: string },
): Promise<void> {
  const client = new Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    // A failing statement would be written to PostgreSQL's log, password included.
    await client.query(`set log_min_error_statement = 'panic'`)
    const none = 'nosuperuser nocreatedb nobypassrls noreplication'
    await ensureRole(client, ownerRole, `login createrole ${none}`, passwords.ownerPassword)
    await ensureRole(client, loginRole, `login noinherit nocreaterole ${none}`, passwords.loginPassword)
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName])
    if (rowCount === 0) await client.query(`create database ${databaseName} owner ${ownerRole}`)
    await closeDatabase(client, databaseName)
    for (const other of ['postgres', 'template1']) await client.query(`revoke all on database ${other} from public`)
  } finally {
    await client.end()
  }
}

/** Lets only the owner and the login role into a database, and the latter make nothing there. */
export async function closeDatabase(client: Client, name: string): Promise<void> {
  const database = escapeIdentifier(name)
  await client.query(`revoke all on database ${database} from public`)
  await client.query(`grant connect on database ${database} to ${loginRole}`)
}

async function ensureRole(client: Client, name: string, attributes: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name])
  const verb = rowCount === 0 ? 'create' : 'alter'
  await client.query(`${verb} role ${name} ${attributes} password ${escapeLiteral(password)}`)
}
