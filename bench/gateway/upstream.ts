import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { z } from 'zod'

// The upstream of the benchmark, a process of its own: a real MCP server with one trivial tool, which asks for the
// credential that the gateway keeps sealed. Its parent hears its port.

const credential = `Bearer ${process.env.BENCH_CREDENTIAL}`
const sessions = new Map<string, StreamableHTTPServerTransport>()

async function open(): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    enableJsonResponse: true,
    onsessioninitialized: (id) => {
      sessions.set(id, transport)
    },
    onsessionclosed: (id) => {
      sessions.delete(id)
    },
  })
  const server = new McpServer({ name: 'bench-upstream', version: '1.0.0' })
  const inputSchema = { a: z.number(), b: z.number() }
  server.registerTool(
    'add',
    { description: 'Adds two numbers', inputSchema, annotations: { readOnlyHint: true } },
    ({ a, b }) => ({ content: [{ type: 'text', text: `sum=${a + b};` }] }),
  )
  await server.connect(transport)
  return transport
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers.authorization !== credential) {
    response.writeHead(401).end()
    return
  }
  const id = request.headers['mcp-session-id']
  const known = typeof id === 'string' ? sessions.get(id) : undefined
  if (id !== undefined && known === undefined) response.writeHead(404).end()
  else await (known ?? (await open())).handleRequest(request, response)
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy())
})
server.keepAliveTimeout = 75_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('disconnect', () => process.exit())
