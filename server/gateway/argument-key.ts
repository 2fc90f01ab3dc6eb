import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Keyring } from '#server/crypto/keyring.ts'
import { open } from '#server/crypto/seal.ts'

const MOST_KEPT = 1000
const kept = new WeakMap<Keyring, Map<string, KeyObject>>()

/**
 * Opens the key under which an organization's call arguments are fingerprinted. Opened ones are kept: it is asked for at every call.
 *
 * @param sealed as its row holds it; part of what is looked up, so that a key that was changed is not taken for the old one.
 * @throws SealError for another organization's.
 */
export function argumentKey(keyring: Keyring, organizationId: string, sealed: string): KeyObject {
  const keys = kept.get(keyring) ?? new Map<string, KeyObject>()
  kept.set(keyring, keys)
  const name = `${organizationId} ${sealed}`
  const known = keys.get(name)
  if (known) return known
  const place = { table: 'organization_secrets', organizationId, rowId: organizationId, field: 'argument_key' }
  const key = createSecretKey(Buffer.from(open(keyring, sealed, place), 'base64'))
  if (keys.size >= MOST_KEPT) keys.clear()
  keys.set(name, key)
  return key
}
