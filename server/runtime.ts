import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Keyring } from '#server/crypto/keyring.ts'
import type { CallPools } from '#server/db/client.ts'
import type { Settings } from '#server/env.ts'

/** What the whole process shares. */
export interface Runtime {
  readonly settings: Settings
  /** Connections of the login role. */
  readonly pool: Pool
  /** Connections for the gateway's questions, each in its role. */
  readonly calls: CallPools
  readonly log: Logger
  readonly keyring: Keyring
  /** Names this process among several on one database; new at each start. */
  readonly processId: string
}

// On globalThis, because the bundle that Next makes is a second module graph in the same process.
const place = Symbol.for('portcullis.runtime')
const holder = globalThis as typeof globalThis & { [place]?: Runtime }

/** Puts the runtime in place: for `main.ts` and for the composition root of a test. */
export function setRuntime(value: Runtime): void {
  holder[place] = Object.freeze(value)
}

/** @throws when nothing has been put in place: a module asked while it was loaded, or in a build. */
export function runtime(): Runtime {
  const value = holder[place]
  if (!value) throw new Error('The runtime is not set: server/main.ts sets it at start, a test in its own set-up.')
  return value
}
