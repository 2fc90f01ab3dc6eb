import { randomBytes } from 'node:crypto'
import type { Keyring } from '#server/crypto/keyring.ts'
import { open, seal } from '#server/crypto/seal.ts'

export interface SessionOwner {
  organizationId: string
  keyId: string
  serverId: string
}

/**
 * Makes a session id: 128 random bits and the process the session lives in, sealed for its owner. It opens for the same
 * key and server only, and says nothing to the client.
 */
export function newSessionId(keyring: Keyring, processId: string, owner: SessionOwner): string {
  return seal(keyring, `${processId} ${randomBytes(16).toString('base64url')}`, placeOf(owner))
}

/** @returns the process a session lives in, or undefined when the id is not one of ours for this owner */
export function homeOfSession(keyring: Keyring, id: string, owner: SessionOwner): string | undefined {
  try {
    return open(keyring, id, placeOf(owner)).split(' ')[0]
  } catch {
    return undefined
  }
}

function placeOf(owner: SessionOwner) {
  return {
    table: 'gateway_sessions',
    organizationId: owner.organizationId,
    rowId: owner.serverId,
    field: `session of key ${owner.keyId}`,
  }
}
