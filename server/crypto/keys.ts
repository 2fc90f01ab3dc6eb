import { randomBytes } from 'node:crypto'
import { hashSecret } from '#server/crypto/hash-secret.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const PUBLIC_ID_LENGTH = 12
const SECRET_BYTES = 32
const KEY = /^pck_(?:agt|org)_([0-9A-Za-z]{12})_[0-9A-Za-z_-]{43}$/

/** A fresh key: `key` is shown once and never stored, `publicId` may be shown and logged, `hash` is stored. */
export interface NewKey {
  key: string
  publicId: string
  hash: Buffer
}

/** Makes an agent key, `pck_agt_<public id>_<256 random bits>`. */
export function newAgentKey(): NewKey {
  return newKey('agt')
}

/** Makes an organization API key, `pck_org_<public id>_<256 random bits>`. */
export function newOrganizationKey(): NewKey {
  return newKey('org')
}

/**
 * Reads the public id out of something that looks like one of our keys.
 * @returns the 12 characters, or null when the text does not have the shape of a key
 */
export function publicIdOf(key: string): string | null {
  return KEY.exec(key)?.[1] ?? null
}

function newKey(kind: 'agt' | 'org'): NewKey {
  const publicId = randomBase62(PUBLIC_ID_LENGTH)
  const key = `pck_${kind}_${publicId}_${randomBytes(SECRET_BYTES).toString('base64url')}`
  return { key, publicId, hash: hashSecret(key) }
}

function randomBase62(length: number): string {
  // Bytes from 248 on are dropped: 248 is the largest multiple of 62 in a byte, so every character is equally likely.
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += ALPHABET.charAt(byte % 62)
    }
  }
  return text
}
