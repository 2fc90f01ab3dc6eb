import { hashSecret } from '#server/crypto/hash-secret.ts'
import { publicIdOf } from '#server/crypto/keys.ts'
import { AppError } from '#server/errors.ts'
import { endSessionQuietly } from '#server/gateway/end-session.ts'
import type { Check, Exchange } from '#server/gateway/exchange.ts'
import type { KnownKey } from '#server/gateway/key-rejects.ts'
import { Refusal } from '#server/gateway/refusal.ts'

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i
const DESCRIPTIONS: Record<string, string> = {
  key_revoked: 'This agent key was revoked.',
  key_expired: 'This agent key has expired.',
}

/** Who calls: the agent whose key is presented, on every request, in the Authorization header and nowhere else. RFC 6750. */
export const agentKey: Check = {
  name: 'agent-key',
  async run(exchange) {
    const given = exchange.request.headersDistinct.authorization
    if (given === undefined) {
      throw Refusal.http(401, 'Send an agent key: Authorization: Bearer <key>.', { 'www-authenticate': 'Bearer' })
    }
    const key = given.length === 1 ? BEARER.exec(given[0] ?? '')?.[1] : undefined
    const publicId = key?.startsWith('pck_agt_') ? publicIdOf(key) : null
    if (key === undefined || publicId === null) {
      exchange.gateway.keyRejects.unknown()
      throw invalidToken('This is not an agent key.')
    }
    const keyHash = hashSecret(key)
    try {
      exchange.agent = await exchange.gateway.verbs.authenticateAgent(keyHash, publicId)
    } catch (error) {
      throw await rejected(exchange, keyHash, error)
    }
    exchange.keyHash = keyHash
  },
}

/** A key that worked once and no longer does takes its sessions with it. Only who holds the whole key can cause that. */
async function rejected(exchange: Exchange, keyHash: Buffer, error: unknown): Promise<unknown> {
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

function invalidToken(description: string): Refusal {
  return Refusal.http(401, description, {
    'www-authenticate': `Bearer error="invalid_token", error_description="${description}"`,
  })
}
