import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { canonicalJson } from '#server/crypto/canonical-json.ts'
import type { Keyring } from '#server/crypto/keyring.ts'

const FORMAT = 'pcs1'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const BASE64URL = /^[A-Za-z0-9_-]+$/

/** The place a sealed value belongs to. It opens there and nowhere else. */
export interface SealContext {
  table: string
  organizationId: string
  rowId: string
  field: string
}

/** A sealed value did not open. `unknown_key` means the key is missing, not that the value is damaged: keep the row. */
export class SealError extends Error {
  override name = 'SealError'
  readonly reason: 'unknown_key' | 'broken'
  constructor(reason: 'unknown_key' | 'broken') {
    super(reason === 'unknown_key' ? 'sealed under an unknown key version' : 'the sealed value does not open here')
    this.reason = reason
  }
}

/**
 * Seals a secret for one field of one row: AES-256-GCM under a fresh row key, which is wrapped under the first key of
 * the ring. Both layers are bound to the place (and to the key version) as additional data.
 * @returns `pcs1.<key version>.<wrap iv>.<wrapped key + tag>.<iv>.<ciphertext + tag>`, the parts in base64url
 */
export function seal(keyring: Keyring, plaintext: string, context: SealContext): string {
  const { version, key } = keyring.sealing
  const rowKey = randomBytes(KEY_BYTES)
  const wrapped = encrypt(key, rowKey, additionalData('key', version, context))
  const sealed = encrypt(rowKey, Buffer.from(plaintext, 'utf8'), additionalData('value', version, context))
  return [FORMAT, version, ...wrapped, ...sealed].join('.')
}

/**
 * Opens what `seal` made, for exactly the same place.
 * @throws SealError for another place, an unknown key version, and anything that is not byte for byte what was sealed
 */
export function open(keyring: Keyring, sealed: string, context: SealContext): string {
  const [format, version, wrapIv, wrapped, iv, ciphertext, ...rest] = sealed.split('.')
  if (format !== FORMAT || !version || !wrapIv || !wrapped || !iv || !ciphertext || rest.length > 0) {
    throw new SealError('broken')
  }
  const key = keyring.keyOf(version)
  if (!key) throw new SealError('unknown_key')
  const rowKey = decrypt(key, wrapIv, wrapped, additionalData('key', version, context))
  if (rowKey.length !== KEY_BYTES) throw new SealError('broken')
  return decrypt(rowKey, iv, ciphertext, additionalData('value', version, context)).toString('utf8')
}

function additionalData(layer: 'key' | 'value', version: string, context: SealContext): Buffer {
  const { table, organizationId, rowId, field } = context
  return Buffer.from(canonicalJson([FORMAT, layer, version, table, organizationId, rowId, field]), 'utf8')
}

function encrypt(key: Buffer, plaintext: Buffer, aad: Buffer): [string, string] {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(aad)
  const body = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  return [iv.toString('base64url'), body.toString('base64url')]
}

function decrypt(key: Buffer, iv: string, body: string, aad: Buffer): Buffer {
  const ivBytes = decodeStrictly(iv)
  const bytes = decodeStrictly(body)
  if (ivBytes.length !== IV_BYTES || bytes.length < TAG_BYTES) throw new SealError('broken')
  const decipher = createDecipheriv('aes-256-gcm', key, ivBytes, { authTagLength: TAG_BYTES })
  decipher.setAAD(aad)
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, bytes.length - TAG_BYTES)), decipher.final()])
  } catch {
    // The library's own text says which part failed; a caller must not learn more than "does not open".
    throw new SealError('broken')
  }
}

/** One text per value: unused trailing bits in base64url would otherwise give several texts that open. */
function decodeStrictly(part: string): Buffer {
  const bytes = BASE64URL.test(part) ? Buffer.from(part, 'base64url') : Buffer.alloc(0)
  if (bytes.toString('base64url') !== part) throw new SealError('broken')
  return bytes
}
