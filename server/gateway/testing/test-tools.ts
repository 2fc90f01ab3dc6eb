import type { Tool } from '@modelcontextprotocol/sdk/types.js'

/** What one fixture server remembers: a command tool changes it, so that a definition differs from the one before. */
export interface TestServerState {
  changingDescription: string
  lateTool: boolean
}

export function newTestServerState(): TestServerState {
  return { changingDescription: 'Reads something. Its definition changes on command.', lateTool: false }
}

const read = { readOnlyHint: true }
const write = { readOnlyHint: false, destructiveHint: false }
const destructive = { readOnlyHint: false, destructiveHint: true }

const schema = (properties: Record<string, object> = {}, required: string[] = []): Tool['inputSchema'] => ({
  type: 'object',
  properties,
  required,
})

/** The tools of the fixture server at this moment, of every class and with every oddity the gateway must live with. */
export function testTools(state: TestServerState): Tool[] {
  const text = { type: 'string' }
  const number = { type: 'number' }
  const tools: Tool[] = [
    {
      name: 'read_note',
      title: 'Read a note',
      description: 'Reads one note.',
      inputSchema: schema({ id: text }, ['id']),
      annotations: read,
    },
    { name: 'write_note', description: 'Writes one note.', inputSchema: schema({ id: text }), annotations: write },
    {
      name: 'delete_note',
      description: 'Deletes a note.',
      inputSchema: schema({ id: text }),
      annotations: destructive,
    },
    { name: 'unannotated', description: 'Says nothing about itself.', inputSchema: schema() },
    {
      name: 'contradictory',
      description: 'Says that it reads and that it destroys.',
      inputSchema: schema(),
      annotations: { readOnlyHint: true, destructiveHint: true },
    },
    { name: 'changing', description: state.changingDescription, inputSchema: schema(), annotations: read },
    {
      name: 'change_definition',
      description: 'Changes `changing`.',
      inputSchema: schema({ to: text }),
      annotations: write,
    },
    { name: 'add_tool', description: 'Adds the tool `late`.', inputSchema: schema(), annotations: write },
    { name: 'echo', description: 'Gives back what it got.', inputSchema: schema(), annotations: read },
    { name: 'environment', description: 'Tells what its process sees.', inputSchema: schema(), annotations: read },
    { name: 'headers', description: 'Tells which HTTP headers it got.', inputSchema: schema(), annotations: read },
    { name: 'progress', description: 'Reports progress three times.', inputSchema: schema(), annotations: read },
    {
      name: 'slow',
      description: 'Answers after some milliseconds, or when it is cancelled.',
      inputSchema: schema({ milliseconds: number }),
      annotations: read,
    },
    { name: 'big', description: 'Answers with many bytes.', inputSchema: schema({ bytes: number }), annotations: read },
    {
      name: 'ask_client',
      description: 'Asks the client: elicitation, sampling, roots or ping; tells what came back.',
      inputSchema: schema({ kind: text }, ['kind']),
      annotations: read,
    },
    {
      name: 'notify',
      description: 'Sends a notification outside of any call: log, tools or resource.',
      inputSchema: schema({ kind: text }, ['kind']),
      annotations: read,
    },
    { name: 'fail', description: 'Answers with an error result.', inputSchema: schema(), annotations: read },
    { name: 'protocol_error', description: 'Answers with a JSON-RPC error.', inputSchema: schema(), annotations: read },
    {
      name: 'exit',
      description: 'Ends its process without an answer.',
      inputSchema: schema(),
      annotations: destructive,
    },
  ]
  if (state.lateTool) {
    tools.push({ name: 'late', description: 'Was added later.', inputSchema: schema(), annotations: read })
  }
  return tools
}
