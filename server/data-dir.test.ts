import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseKeyring } from './crypto/keyring.ts'
import { installationSecrets } from './data-dir.ts'
import { readSettings } from './env.ts'

const place = mkdtempSync('/tmp/portcullis-data-dir-')
afterAll(() => rmSync(place, { recursive: true }))

const settingsFor = (name: string, more = {}) =>
  readSettings({ DATA_DIR: join(place, name), ...more } as unknown as NodeJS.ProcessEnv)

describe('the secrets of an installation', () => {
  it('refuse a damaged file instead of making up another key', () => {
    const settings = settingsFor('damaged')
    installationSecrets(settings)
    writeFileSync(join(settings.dataDir, 'secrets', 'encryption-keys'), '')
    expect(() => installationSecrets(settings)).toThrow('encryption-keys is empty. Put back a copy of it')
  })

  it('are not made up, and not written, beside DATABASE_URL', () => {
    const settings = { ...settingsFor('database'), databaseUrl: 'postgresql://a:b@c/d' }
    expect(() => installationSecrets(settings)).toThrow('are needed')
    expect(readdirSync(place)).not.toContain('database')
  })

  it('are made once, differ, and can be read by us alone', () => {
    const settings = settingsFor('fresh')
    const secrets = installationSecrets(settings)
    expect(installationSecrets(settings)).toEqual(secrets)
    expect(new Set(Object.values(secrets)).size).toBe(3)
    expect(parseKeyring(secrets.encryptionKeys).sealing.version).toBe('v1')
    const directory = join(settings.dataDir, 'secrets')
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    const files = readdirSync(directory)
    expect(files.sort()).toEqual(['auth-secret', 'connect-secret', 'encryption-keys'])
    for (const file of files) expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600)
  })

  it('differ between installations', () => {
    expect(installationSecrets(settingsFor('one'))).not.toEqual(installationSecrets(settingsFor('other')))
  })

  it('come from the settings where these have them', () => {
    const authSecret = 'q8Zr1Vb4Nn7Lk0Jh3Gf6Dd9Ss2Aa5Pp8Oo1Ii4'
    const settings = settingsFor('given', { AUTH_SECRET: authSecret })
    expect(installationSecrets(settings).authSecret).toBe(authSecret)
    expect(readFileSync(join(settings.dataDir, 'secrets', 'connect-secret'), 'utf8')).not.toContain(authSecret)
  })
})
