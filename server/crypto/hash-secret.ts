import { createHash } from 'node:crypto'

/**
 * Hashes a random secret (key, session id, invitation token) for storage and look-up.
 * A plain SHA-256 is right here: the input has 256 random bits, so a slow hash would only slow down the gateway.
 * @param secret the secret exactly as its holder presents it
 * @returns 32 bytes
 */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest()
}
