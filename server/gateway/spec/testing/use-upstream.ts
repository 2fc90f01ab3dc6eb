import { afterAll, beforeAll } from 'vitest'
import { type HttpTestServer, startHttpTestServer } from '#server/gateway/testing/start-http-test-server.ts'

/** Gives the calling test file one fixture server over Streamable HTTP, from beforeAll to afterAll. Read it inside tests only. */
export function useUpstream(): {
  server: HttpTestServer
  target: { transport: 'streamable_http'; url: string; headers: Record<string, string> }
} {
  const place: { server?: HttpTestServer } = {}
  beforeAll(async () => {
    place.server = await startHttpTestServer()
  })
  afterAll(async () => {
    await place.server?.close()
  })
  const held = () => {
    if (!place.server) throw new Error('useUpstream: read it inside a test, after beforeAll')
    return place.server
  }
  return {
    get server() {
      return held()
    },
    get target() {
      return { transport: 'streamable_http' as const, url: held().url, headers: {} }
    },
  }
}
