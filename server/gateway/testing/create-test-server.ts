import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { runTestTool } from '#server/gateway/testing/run-test-tool.ts'
import { type TestServerState, testTools } from '#server/gateway/testing/test-tools.ts'

const TOOLS_PER_PAGE = 8

/**
 * Makes one real MCP server (official SDK, legacy era) for tests: tools of every class, resources, a template,
 * prompts, completion. Connect it to any transport of the SDK.
 * @param state what several sessions of one fixture share
 */
export function createTestServer(state: TestServerState): Server {
  const server = new Server(
    { name: 'portcullis-test-server', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: {},
        completions: {},
        logging: {},
      },
      instructions: 'A server for tests.',
    },
  )
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => page(testTools(state), params?.cursor))
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) => runTestTool(server, state, params, extra))
  addResources(server)
  addPrompts(server)
  return server
}

function page<T>(tools: T[], cursor: string | undefined): { tools: T[]; nextCursor?: string } {
  const from = Number(cursor ?? 0)
  const to = from + TOOLS_PER_PAGE
  return { tools: tools.slice(from, to), ...(to < tools.length ? { nextCursor: String(to) } : {}) }
}

function addResources(server: Server): void {
  server.setRequestHandler(ListResourcesRequestSchema, () => ({
    resources: [
      { uri: 'test://note', name: 'note', mimeType: 'text/plain' },
      { uri: 'test://picture', name: 'picture', mimeType: 'image/png' },
    ],
  }))
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [{ uriTemplate: 'test://note/{id}', name: 'note by id' }],
  }))
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    if (uri === 'test://picture') return { contents: [{ uri, mimeType: 'image/png', blob: 'iVBORw0KGgo=' }] }
    if (!uri.startsWith('test://note')) throw new McpError(ErrorCode.InvalidParams, 'no such resource', { uri })
    return { contents: [{ uri, mimeType: 'text/plain', text: `the text of ${uri}` }] }
  })
  server.setRequestHandler(SubscribeRequestSchema, () => ({}))
  server.setRequestHandler(UnsubscribeRequestSchema, () => ({}))
}

function addPrompts(server: Server): void {
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: [{ name: 'greet', description: 'Greets.', arguments: [{ name: 'who', required: true }] }],
  }))
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => {
    if (params.name !== 'greet') throw new McpError(ErrorCode.InvalidParams, 'no such prompt')
    return { messages: [{ role: 'user', content: { type: 'text', text: `Greet ${params.arguments?.who}` } }] }
  })
  server.setRequestHandler(CompleteRequestSchema, () => ({ completion: { values: ['ann', 'bob'], hasMore: false } }))
}
