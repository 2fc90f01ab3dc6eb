import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

/** A session of an agent: the official client, with the agent's key. */
export interface AgentSession {
  toolNames(): Promise<string[]>
  /** Calls a tool and gives the answer as the model would read it. */
  call(tool: string, args?: Record<string, unknown>): Promise<{ refused: boolean; text: string }>
  close(): Promise<void>
}

/** Opens a session with the gateway, as any MCP client does. */
export async function connectAgent(endpoint: string, key: string): Promise<AgentSession> {
  const client = new Client({ name: 'e2e', version: '1.0.0' })
  const transport = new StreamableHTTPClientTransport(new URL(endpoint), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
  })
  await client.connect(transport)
  return {
    toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name).sort(),
    call: async (name, args = {}) => {
      const result = await client.callTool({ name, arguments: args })
      const texts = (result.content as { type: string; text?: string }[]).map((part) => part.text ?? '')
      return { refused: result.isError === true, text: texts.join('\n') }
    },
    close: () => client.close(),
  }
}
