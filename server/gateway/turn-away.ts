import { AppError } from '#server/errors.ts'
import { endSessionQuietly } from '#server/gateway/end-session.ts'
import type { Exchange } from '#server/gateway/exchange.ts'
import type { KnownKey } from '#server/gateway/key-rejects.ts'
import { Refusal } from '#server/gateway/refusal.ts'

const DESCRIPTIONS: Record<string, string> = {
  key_revoked: 'This agent key was revoked.',
  key_expired: 'This agent key has expired.',
}

/**
 * Makes a 401 of a key that the database does not take, and tells its owner why. A key that worked once and no longer does takes its
 * sessions with it; only who holds the whole key can cause that.
 *
 * @returns what to throw: other errors as they are.
 */
export async function turnAway(exchange: Exchange, keyHash: Buffer, error: unknown): Promise<unknown> {
  if (!(error instanceof AppError) || error.code !== 'UNAUTHORIZED') return error
  const { gateway } = exchange
  const known = knownKey(error.detail)
  if (known) await gateway.keyRejects.known(known, error.reason)
  else gateway.keyRejects.unknown()
  for (const session of gateway.sessions.ofKey(keyHash)) await endSessionQuietly(gateway, session, error.reason)
  return invalidToken(DESCRIPTIONS[error.reason] ?? 'This agent key is not known.')
}

function knownKey(detail: unknown): KnownKey | undefined {
  if (typeof detail !== 'object' || detail === null) return undefined
  const { organizationId, agentId, keyId } = detail as Record<string, unknown>
  if (typeof organizationId !== 'string' || typeof agentId !== 'string' || typeof keyId !== 'string') return undefined
  return { organizationId, agentId, keyId }
}

/** The refusal of a bearer token. RFC 6750 section 3. */
export function invalidToken(description: string): Refusal {
  return Refusal.http(401, description, {
    'www-authenticate': `Bearer error="invalid_token", error_description="${description}"`,
  })
}
