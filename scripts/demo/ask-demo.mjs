import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { readState } from './state.mjs'

const usage = `Ask a demo that runs, as one of its agents:
  npm run -s demo -- tools <server> [agent]
  npm run -s demo -- call <server> <tool> [arguments as JSON] [agent]`

/** `npm run demo -- tools …` and `npm run demo -- call …`. */
export async function askDemo(command, words) {
  const state = readState()
  if (!state?.url) throw new Error('Start the demo first, in another terminal: npm run demo')
  if (command === 'tools' && words[0]) {
    const [server, agent] = words
    console.log((await listTools(state, server, agent)).join('\n') || '(no tool is available)')
  } else if (command === 'call' && words[1]) {
    const [server, tool, json = '{}', agent] = words
    const { outcome, text } = await callTool(state, server, tool, readArguments(json), agent)
    console.log(outcome === 'allowed' ? text : `${outcome}: ${text}`)
  } else throw new Error(usage)
}

/**
 * Calls a tool through the gateway with the official MCP client, in a session of its own.
 *
 * @returns what was said, and the outcome: `allowed`, `refused` by Portcullis, or `failed` in the server itself.
 */
export function callTool(state, server, tool, input, agent) {
  return inSession(state, server, agent, async (client) => {
    const { content, isError } = await client.callTool({ name: tool, arguments: input })
    const text = content.map((part) => (part.type === 'text' ? part.text : `(${part.type})`)).join('\n')
    // A refusal is a tool's error too, so that a model can read it; its sentence is always the same.
    const refused = /^Agent ".*" may not use /s.test(text)
    return { outcome: isError ? (refused ? 'refused' : 'failed') : 'allowed', text }
  })
}

/** The names of the tools that an agent sees on a server. */
export function listTools(state, server, agent) {
  return inSession(state, server, agent, async (client) => (await client.listTools()).tools.map((tool) => tool.name))
}

async function inSession({ url, agents }, server, agent = 'Docs assistant', work) {
  const key = agents[agent]?.key
  if (!key) throw new Error(`There is no agent "${agent}". There are: ${Object.keys(agents).join(', ')}`)
  const transport = new StreamableHTTPClientTransport(new URL(`/mcp/${server}`, url), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
  })
  const client = new Client({ name: 'portcullis-demo', version: '1.0.0' })
  try {
    await client.connect(transport)
    return await work(client)
  } catch (error) {
    if (error.code === -32600 || error.code === 400 || error.code === 404)
      throw new Error(`There is no server "${server}".`)
    if (error.cause?.code === 'ECONNREFUSED') throw new Error(`Nothing answers at ${url}. Start it with: npm run demo`)
    throw error
  } finally {
    await transport.terminateSession().catch(() => undefined)
    await client.close()
  }
}

function readArguments(json) {
  try {
    return JSON.parse(json)
  } catch {
    throw new Error(`The arguments are not JSON: ${json}\n\n${usage}`)
  }
}
