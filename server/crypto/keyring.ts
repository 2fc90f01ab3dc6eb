const KEY_BYTES = 32
const VERSION = /^[A-Za-z0-9_-]{1,32}$/
const BASE64 = /^[A-Za-z0-9+/]{43}=?$/
// 32 random bytes have fewer than 8 different values with a probability below 2^-100: such a key was typed, not drawn.
const MIN_DISTINCT_BYTES = 8

/** The key-encryption keys of this installation. The first one seals; all of them open. */
export interface Keyring {
  readonly sealing: { readonly version: string; readonly key: Buffer }
  /** @returns the key of a version, or undefined when this installation does not have it */
  keyOf(version: string): Buffer | undefined
}

/** ENCRYPTION_KEYS is not usable. The message names the position and the version, never key material. */
export class KeyringError extends Error {
  override name = 'KeyringError'
}

/**
 * Reads `version:base64 of 32 bytes`, comma-separated. The first key seals, the others only open.
 * @param text the value of ENCRYPTION_KEYS
 * @throws KeyringError for an empty list, a bad version, a version given twice, a key that is not 32 bytes or not random
 */
export function parseKeyring(text: string): Keyring {
  const keys = new Map<string, Buffer>()
  for (const [index, entry] of text.split(',').entries()) {
    const [version, key] = parseEntry(entry.trim(), index + 1)
    if (keys.has(version)) throw new KeyringError(`key version ${version} is given twice`)
    keys.set(version, key)
  }
  const first = keys.entries().next().value
  if (!first) throw new KeyringError('no encryption key is given')
  return { sealing: { version: first[0], key: first[1] }, keyOf: (version) => keys.get(version) }
}

function parseEntry(entry: string, position: number): [string, Buffer] {
  const colon = entry.indexOf(':')
  if (colon < 1) throw new KeyringError(`encryption key ${position} must read version:base64`)
  const version = entry.slice(0, colon)
  const encoded = entry.slice(colon + 1)
  if (!VERSION.test(version)) {
    throw new KeyringError(`the version of encryption key ${position} may only hold letters, digits, _ and -`)
  }
  const key = BASE64.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.alloc(0)
  if (key.length !== KEY_BYTES) throw new KeyringError(`encryption key ${version} must be the base64 of 32 bytes`)
  if (new Set(key).size < MIN_DISTINCT_BYTES) throw new KeyringError(`encryption key ${version} is not random`)
  return [version, key]
}
