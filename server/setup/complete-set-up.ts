import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Pool } from 'pg'
import { hashPassword } from '#server/auth/passwords.ts'
import { hashSecret } from '#server/crypto/hash-secret.ts'
import type { Keyring } from '#server/crypto/keyring.ts'
import { publicIdOf } from '#server/crypto/keys.ts'
import { seal } from '#server/crypto/seal.ts'
import { asActor } from '#server/db/as-actor.ts'
import { AppError } from '#server/errors.ts'

export interface FirstAdmin {
  /** The one-time token of the set-up link. */
  token: string
  name: string
  email: string
  password: string
  organizationName: string
  /** Headless only: the plain API key that the installer already holds. */
  organizationApiKey?: string
}

/**
 * Makes the first admin with their organization, all or nothing, and closes set-up for good (app.complete_set_up).
 *
 * @throws AppError NOT_FOUND set_up_closed for a wrong or used token, and once there is a user; BAD_REQUEST naming the field.
 */
export async function completeSetUp(
  pool: Pool,
  keyring: Keyring,
  input: FirstAdmin,
): Promise<{ organizationSlug: string }> {
  const tokenHash = hashSecret(input.token)
  // The slow hash is only for whoever has the link; the call below checks again, and exactly.
  const good = await asActor(pool, { kind: 'identity' }, async (tx) => {
    const { rows } = await tx.execute<{ good: boolean }>(sql`select app.set_up_token_is_good(${tokenHash}) as good`)
    return rows[0]?.good ?? false
  })
  if (!good) throw new AppError('NOT_FOUND', 'set_up_closed', { field: 'token' })
  const organizationId = randomUUID()
  const organizationSlug = slugOf(input.organizationName)
  const argumentKey = seal(keyring, randomBytes(32).toString('base64'), {
    table: 'organization_secrets',
    organizationId,
    rowId: organizationId,
    field: 'argument_key',
  })
  const passwordHash = await hashPassword(input.password)
  const apiKeyHash = input.organizationApiKey ? hashSecret(input.organizationApiKey) : null
  const apiKeyPublicId = input.organizationApiKey ? (publicIdOf(input.organizationApiKey) ?? 'given') : null
  await asActor(pool, { kind: 'identity' }, (tx) =>
    tx.execute(sql`select app.complete_set_up(${tokenHash}, ${randomUUID()}, ${input.email}, ${input.name}, ${passwordHash},
      ${organizationId}, ${input.organizationName}, ${organizationSlug}, ${argumentKey}, ${apiKeyPublicId}, ${apiKeyHash})`),
  )
  return { organizationSlug }
}

function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return plain.length >= 3 ? plain : `org-${randomBytes(3).toString('hex')}`
}
