import { test as base } from '@playwright/test'
import type { Client } from 'pg'
import { type ReachableFiles, reachableFiles } from '#server/gateway/testing/reachable-files.ts'
import { call } from './support/api-client.ts'
import { ownerDatabase } from './support/owner-database.ts'
import { openSession, type PlantedSession } from './support/session-cookie.ts'
import { type RunningServer, startEverything } from './support/start-everything.ts'
import { type Installation, startInstallation } from './support/start-installation.ts'

export { expect } from '@playwright/test'

interface WorkerFixtures {
  /** Packages of stdio servers, where every user id of this machine can read them. */
  files: ReachableFiles
  /** The program on the production build, set up, with data of its own; one for each worker. */
  installation: Installation
  /** The installation's database, as its owner. */
  owner: Client
  /** The official reference server over Streamable HTTP. */
  everything: RunningServer
}

interface TestFixtures {
  /** A session of the installation's admin; `page` is signed in with it. */
  session: PlantedSession
  /** What the program wrote goes with the report of a test that failed. */
  programLog: undefined
  /** Calls the API with the organization's key. */
  api: <T>(procedure: string, input?: unknown) => Promise<T>
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  files: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from this pattern.
    async ({}, use) => {
      const files = await reachableFiles(['@modelcontextprotocol/server-filesystem'])
      await use(files)
      await files.remove()
    },
    { scope: 'worker' },
  ],
  installation: [
    async ({ files }, use) => {
      const installation = await startInstallation({ STDIO_COMMANDS: files.node })
      await use(installation)
      await installation.remove()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  owner: [
    async ({ installation }, use) => {
      const client = await ownerDatabase(installation.dataDir)
      await use(client)
      await client.end()
    },
    { scope: 'worker' },
  ],
  everything: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      const server = await startEverything()
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],
  session: async ({ installation, owner, context }, use) => {
    const session = await openSession(owner, installation, installation.admin.email)
    await session.plantIn(context)
    await use(session)
  },
  programLog: [
    async ({ installation }, use, testInfo) => {
      const from = installation.program.output().length
      await use(undefined)
      if (testInfo.status === testInfo.expectedStatus) return
      await testInfo.attach('program.log', {
        body: installation.program.output().slice(from),
        contentType: 'text/plain',
      })
    },
    { auto: true },
  ],
  api: async ({ installation }, use) => {
    await use((procedure, input) => call(installation.url, installation.asKey, procedure, input))
  },
})
