import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '#server/env.ts'
import { writeFileDurably } from '#server/postgres/write-durably.ts'

/** The three secrets that an installation cannot run without. */
export interface InstallationSecrets {
  readonly encryptionKeys: string
  readonly authSecret: string
  readonly connectSecret: string
}

/**
 * Gives the secrets of this installation. With `DATABASE_URL` they are settings and nothing is made up; without it they
 * are made once and kept under the data directory, readable by us alone. A setting always wins.
 *
 * @throws when a file is there that is empty: it was damaged, and a new key would not open what the old one sealed.
 */
export function installationSecrets(settings: Settings): InstallationSecrets {
  const { encryptionKeys, authSecret, connectSecret } = settings
  if (settings.databaseUrl !== undefined) {
    if (!encryptionKeys || !authSecret || !connectSecret)
      throw new Error('ENCRYPTION_KEYS, AUTH_SECRET and CONNECT_SECRET are needed.')
    return { encryptionKeys, authSecret, connectSecret }
  }
  const directory = join(settings.dataDir, 'secrets')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  chmodSync(directory, 0o700)
  return {
    encryptionKeys:
      encryptionKeys ?? keptIn(join(directory, 'encryption-keys'), () => `v1:${randomBytes(32).toString('base64')}`),
    authSecret: authSecret ?? keptIn(join(directory, 'auth-secret'), () => randomBytes(32).toString('base64url')),
    connectSecret:
      connectSecret ?? keptIn(join(directory, 'connect-secret'), () => randomBytes(32).toString('base64url')),
  }
}

function keptIn(file: string, make: () => string): string {
  if (!existsSync(file)) makeOnce(file, make())
  const text = readFileSync(file, 'utf8').trim()
  if (text === '')
    throw new Error(
      `${file} is empty. Put back a copy of it: what was sealed with its content cannot be opened without it.`,
    )
  return text
}

// Linking fails when the name is taken, so of two processes that start together one wins and both read its secret.
function makeOnce(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`
  writeFileDurably(fresh, `${text}\n`)
  try {
    linkSync(fresh, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(fresh, { force: true })
  }
}
