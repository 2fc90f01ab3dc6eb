import { randomBytes } from 'node:crypto'
import type { Credentials } from './api-client.ts'
import { withKey } from './api-client.ts'
import { type Program, startProgram } from './start-program.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** A program that was set up without a person: an admin, an organization, an API key. */
export interface Installation {
  readonly program: Program
  readonly url: string
  readonly dataDir: string
  readonly organization: { readonly name: string; readonly slug: string }
  readonly admin: { readonly email: string; readonly password: string }
  readonly apiKey: string
  /** The API key as headers. */
  readonly asKey: Credentials
  /** Where agents reach a server. */
  endpoint(slug: string): string
  /** Ends the program and removes everything. */
  remove(): Promise<void>
}

/** What every installation of these tests is made with. */
export function initSettings() {
  const apiKey = `pck_org_${randomBytes(6).toString('hex')}_${randomBytes(32).toString('base64url')}`
  const admin = { email: 'ada@example.test', password: randomBytes(12).toString('base64url') }
  const env = {
    INIT_ADMIN_EMAIL: admin.email,
    INIT_ADMIN_PASSWORD: admin.password,
    INIT_ORG_NAME: 'Northwind',
    INIT_ORG_API_KEY: apiKey,
  }
  return { apiKey, admin, env }
}

/** Starts a program that sets itself up from its settings. */
export async function startInstallation(env: Record<string, string> = {}): Promise<Installation> {
  const directory = temporaryDirectory('data')
  const init = initSettings()
  const program = await startProgram({ dataDir: directory.path, env: { ...init.env, ...env } })
  return {
    program,
    url: program.url,
    dataDir: directory.path,
    organization: { name: 'Northwind', slug: 'northwind' },
    admin: init.admin,
    apiKey: init.apiKey,
    asKey: withKey(init.apiKey),
    endpoint: (slug) => `${program.url}/mcp/${slug}`,
    remove: async () => {
      await program.stop()
      directory.remove()
    },
  }
}
