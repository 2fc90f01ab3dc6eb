import { randomUUID } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createTestServer } from '#server/gateway/testing/create-test-server.ts'
import { newTestServerState, type TestServerState } from '#server/gateway/testing/test-tools.ts'

export interface HttpTestServer {
  /** The MCP endpoint, `http://127.0.0.1:<port>/mcp`. */
  url: string
  port: number
  state: TestServerState
  /** Every HTTP request it got, in order. */
  requests: { method: string; url: string; headers: IncomingHttpHeaders }[]
  /** How many sessions are open. */
  sessionCount(): number
  /** Forgets every session, as a restart would: the next request on one is answered with 404. */
  dropSessions(): Promise<void>
  close(): Promise<void>
}

export interface HttpTestServerOptions {
  /** Answers 401 unless `Authorization` is exactly this. */
  authorization?: string
  /** Answers with JSON bodies where it can, instead of event streams. */
  json?: boolean
}

/** Starts the fixture MCP server as Streamable HTTP on a free loopback port: one SDK server and transport per session. */
export async function startHttpTestServer(options: HttpTestServerOptions = {}): Promise<HttpTestServer> {
  const state = newTestServerState()
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const requests: HttpTestServer['requests'] = []

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
    if (options.authorization !== undefined && request.headers.authorization !== options.authorization) {
      response.writeHead(401, { 'www-authenticate': 'Bearer realm="upstream"' }).end('{"error":"who are you"}')
      return
    }
    const id = request.headers['mcp-session-id']
    const known = typeof id === 'string' ? sessions.get(id) : undefined
    if (id !== undefined && !known) {
      response.writeHead(404).end('{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}}')
      return
    }
    const transport = known ?? (await openSession())
    await transport.handleRequest(request, response)
  }

  async function openSession(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: options.json ?? false,
      onsessioninitialized: (id) => {
        sessions.set(id, transport)
      },
      onsessionclosed: (id) => {
        sessions.delete(id)
      },
    })
    await createTestServer(state).connect(transport)
    return transport
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  async function dropSessions(): Promise<void> {
    const open = [...sessions.values()]
    sessions.clear()
    await Promise.all(open.map((transport) => transport.close()))
  }

  return {
    url: `http://127.0.0.1:${port}/mcp`,
    port,
    state,
    requests,
    sessionCount: () => sessions.size,
    dropSessions,
    close: async () => {
      await dropSessions()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
