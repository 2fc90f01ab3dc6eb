import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Pool } from 'pg'
import { hashSecret } from '#server/crypto/hash-secret.ts'
import type { Keyring } from '#server/crypto/keyring.ts'
import { asActor } from '#server/db/as-actor.ts'
import type { Settings } from '#server/env.ts'
import { completeSetUp } from './complete-set-up.ts'

/**
 * Gets an empty database its first admin: from the INIT_* settings, or by a set-up link that is made anew at each start until
 * somebody has used it. A database with a user is left alone.
 *
 * @returns the link, or null when none is needed. The token travels in the fragment, which browsers send to nobody.
 */
export async function initialize(
  pool: Pool,
  keyring: Keyring,
  settings: Settings,
): Promise<{ setupUrl: string | null }> {
  const token = randomBytes(24).toString('base64url')
  const open = await asActor(pool, { kind: 'identity' }, async (tx) => {
    const { rows } = await tx.execute<{ open: boolean }>(sql`select app.open_set_up(${hashSecret(token)}) as open`)
    return rows[0]?.open ?? false
  })
  if (!open) return { setupUrl: null }
  if (!settings.init) return { setupUrl: `${settings.appUrl}/setup#token=${token}` }
  const { adminEmail, adminPassword, orgName, orgApiKey } = settings.init
  await completeSetUp(pool, keyring, {
    token,
    name: adminEmail.split('@')[0] || 'admin',
    email: adminEmail,
    password: adminPassword,
    organizationName: orgName,
    organizationApiKey: orgApiKey,
  })
  return { setupUrl: null }
}
