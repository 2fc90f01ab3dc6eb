import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { reachableFiles } from '#server/gateway/testing/reachable-files.ts'

// Made while the test file is loaded, because targets are named in the tables of its tests.
const files = await reachableFiles([
  '@modelcontextprotocol/server-everything',
  '@modelcontextprotocol/server-filesystem',
])

/** Where the gateways of this test file keep the private directories of stdio servers. */
export const testDataDir = await mkdtemp(join(tmpdir(), 'portcullis-gateway-'))
afterAll(async () => {
  await rm(testDataDir, { recursive: true, force: true })
  await files.remove()
})

/** The Node that stdio servers of tests run on: what STDIO_COMMANDS must list. */
export const testNode = files.node

/** The fixture server over stdio. */
export const stdioTarget = { transport: 'stdio' as const, command: files.node, args: [files.fixture], env: {} }

/** A published server over stdio. */
export function publishedServer(name: string, ...args: string[]) {
  const script = files.moduleFile(`@modelcontextprotocol/${name}`, 'dist/index.js')
  return { ...stdioTarget, args: [script, ...args] }
}
