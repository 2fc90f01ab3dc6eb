import { afterAll } from 'vitest'
import type { MigratedDatabase } from '#server/db/testing/database.ts'
import type { GatewayDeps } from '#server/gateway/gateway-context.ts'
import type { World } from '#server/gateway/spec/testing/make-world.ts'
import { type OpenGateway, openGateway } from '#server/gateway/spec/testing/open-gateway.ts'
import { RawSession } from '#server/gateway/spec/testing/raw-client.ts'

export interface GatewayInTest {
  origin(): Promise<string>
  /** An open session of the world's agent with the world's server. */
  session(world: World): Promise<RawSession>
  close(): Promise<void>
}

/** A gateway that is opened at its first use and closed with the test file. */
export function useGateway(db: MigratedDatabase, replace?: (deps: GatewayDeps) => Partial<GatewayDeps>): GatewayInTest {
  let opened: Promise<OpenGateway> | undefined
  const open = () => {
    opened ??= openGateway(db, replace)
    return opened
  }
  const close = async () => {
    const gateway = await opened
    opened = undefined
    await gateway?.close()
  }
  afterAll(close)
  return {
    origin: async () => (await open()).origin,
    session: async ({ server, agent }) => {
      const session = new RawSession((await open()).origin, server.slug, agent.key)
      await session.open()
      return session
    },
    close,
  }
}
