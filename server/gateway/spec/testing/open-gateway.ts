import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import type { MigratedDatabase } from '#server/db/testing/database.ts'
import { testKeyring } from '#server/db/testing/factories.ts'
import { readSettings, type Settings } from '#server/env.ts'
import type { GatewayDeps } from '#server/gateway/gateway-context.ts'
import { checks, createGateway } from '#server/gateway/handle.ts'
import { processDeps } from '#server/gateway/process-deps.ts'
import { testDataDir, testNode } from '#server/gateway/spec/testing/stdio-programs.ts'

export const testSettings: Settings = readSettings({
  NODE_ENV: 'test',
  APP_URL: 'https://portcullis.example.test',
  EGRESS_ALLOW: '127.0.0.0/8',
  DATA_DIR: testDataDir,
  STDIO_COMMANDS: testNode,
  LOG_LEVEL: 'silent',
})

export interface OpenGateway {
  /** Where it listens, without a path. */
  origin: string
  close(): Promise<void>
}

/**
 * Serves a gateway on a free loopback port: the one of the program, with the parts that a test replaces. A protection
 * is left out by leaving it out of `checks`; there is nothing in the gateway that could switch it off.
 */
export async function openGateway(
  { pool, calls }: Pick<MigratedDatabase, 'pool' | 'calls'>,
  replace: (deps: GatewayDeps) => Partial<GatewayDeps> = () => ({}),
): Promise<OpenGateway> {
  const log = pino({ level: 'silent' })
  const runtime = { settings: testSettings, pool, calls, log, keyring: testKeyring, processId: randomUUID() }
  const deps = processDeps(runtime, checks)
  const gateway = createGateway({ ...deps, ...replace(deps) })
  const server = createServer((request, response) => void gateway.handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      await gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
