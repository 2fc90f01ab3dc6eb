import type { Pool } from 'pg'
import type { Keyring } from '#server/crypto/keyring.ts'
import { open, seal } from '#server/crypto/seal.ts'
import { asActor } from './as-actor.ts'
import { encryptionChecks } from './schema/index.ts'

/** The program found itself in a position it must not serve from. The message says what and what to do. */
export class UnsafeStart extends Error {
  override readonly name = 'UnsafeStart'
}

/**
 * Makes sure that the run-time role could not see more than the policies allow even if all of our code were wrong.
 *
 * @throws UnsafeStart naming every finding: a role with power, a table without forced row-level security, an old PostgreSQL.
 */
export async function selfCheck(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ finding: string }>(`
    select 'the run-time role ' || rolname || ' is ' || power as finding
      from pg_roles cross join lateral (values ('a superuser', rolsuper), ('able to bypass row-level security', rolbypassrls), ('able to create roles', rolcreaterole), ('able to create databases', rolcreatedb),
             ('able to replicate', rolreplication), ('not NOINHERIT', rolinherit)) p(power, held)
     where (rolname = current_user or rolname like 'portcullis\\_%' and pg_has_role(current_user, oid, 'member')) and held and not (power = 'not NOINHERIT' and rolname <> current_user)
    union all
    select 'the run-time role may become ' || r.rolname from pg_roles r
     where pg_has_role(current_user, r.oid, 'member') and r.rolname <> current_user
       and r.rolname not in ('portcullis_member', 'portcullis_agent', 'portcullis_system', 'portcullis_identity')
    union all
    select 'the run-time role owns ' || c.oid::regclass from pg_class c where c.relowner = (select oid from pg_roles where rolname = current_user) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all
    select 'row-level security is not forced on ' || c.oid::regclass from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
    union all
    select 'the table ' || c.oid::regclass || ' has no policy' from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not exists (select from pg_policy p where p.polrelid = c.oid)
    union all
    select 'the run-time role can read ' || c.oid::regclass || ' without entering as somebody' from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and has_table_privilege(c.oid, 'select')
    union all
    select 'anybody may execute ' || p.oid::regprocedure from pg_proc p
     where p.pronamespace = 'app'::regnamespace and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x where x.grantee = 0)
    union all
    select 'PostgreSQL ' || current_setting('server_version') || ' is too old: 15.14, 16.10, 17.6, 18 or newer is needed'
     where current_setting('server_version_num')::int < 150014 or current_setting('server_version_num')::int between 160000 and 160009 or current_setting('server_version_num')::int between 170000 and 170005`)
  if (rows.length > 0)
    throw new UnsafeStart(
      `Portcullis does not serve from this database:\n${rows.map((row) => `  - ${row.finding}`).join('\n')}`,
    )
}

const canary = 'portcullis encryption check'
const placeOf = (version: string) => ({
  table: 'encryption_checks',
  organizationId: 'installation',
  rowId: version,
  field: 'sealed',
})

/**
 * Makes sure that the keys we were given are the ones that this database was sealed with; leaves a canary for a new one.
 *
 * @throws UnsafeStart when a canary does not open: a wrong key would turn every secret into a loss at its next change.
 */
export async function checkKeys(pool: Pool, keyring: Keyring): Promise<void> {
  const { version } = keyring.sealing
  if (await canariesOpen(pool, keyring)) return
  const first = { keyVersion: version, sealed: seal(keyring, canary, placeOf(version)) }
  await asActor(pool, { kind: 'system' }, (tx) => tx.insert(encryptionChecks).values(first).onConflictDoNothing())
  // Another process may have been first, with another key.
  await canariesOpen(pool, keyring)
}

/** @returns whether there is one of the sealing version among them. */
async function canariesOpen(pool: Pool, keyring: Keyring): Promise<boolean> {
  const stored = await asActor(pool, { kind: 'system' }, (tx) =>
    tx.select({ version: encryptionChecks.keyVersion, sealed: encryptionChecks.sealed }).from(encryptionChecks),
  )
  for (const { version, sealed } of stored) {
    if (keyring.keyOf(version) === undefined) {
      throw new UnsafeStart(
        `ENCRYPTION_KEYS lacks version ${version}, with which this database holds secrets. Add it after the newest.`,
      )
    }
    if (!opens(keyring, version, sealed)) {
      throw new UnsafeStart(
        `The encryption key of version ${version} is not the one that this database was sealed with. Give the right one in ENCRYPTION_KEYS.`,
      )
    }
  }
  return stored.some((row) => row.version === keyring.sealing.version)
}

function opens(keyring: Keyring, version: string, sealed: string): boolean {
  try {
    return open(keyring, sealed, placeOf(version)) === canary
  } catch {
    return false
  }
}
