import { setTimeout as wait } from 'node:timers/promises'
import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import {
  type CallToolRequest,
  type CallToolResult,
  EmptyResultSchema,
  ErrorCode,
  McpError,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js'
import { type TestServerState, testTools } from '#server/gateway/testing/test-tools.ts'

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>

/** Runs one tool of the fixture server. */
export async function runTestTool(
  server: Server,
  state: TestServerState,
  params: CallToolRequest['params'],
  extra: Extra,
): Promise<CallToolResult> {
  const input = params.arguments ?? {}
  switch (params.name) {
    case 'change_definition':
      state.changingDescription = String(input.to ?? 'Another description.')
      await server.sendToolListChanged()
      return text('changed')
    case 'add_tool':
      state.lateTool = true
      await server.sendToolListChanged()
      return text('added')
    case 'echo':
      return json({ arguments: input, meta: params._meta ?? null })
    case 'environment':
      return json({
        env: process.env,
        uid: process.getuid?.(),
        gid: process.getgid?.(),
        cwd: process.cwd(),
        pid: process.pid,
      })
    case 'headers':
      return json(extra.requestInfo?.headers ?? null)
    case 'progress':
      return reportProgress(extra)
    case 'slow':
      await wait(Number(input.milliseconds ?? 0), undefined, { signal: extra.signal }).catch(() => undefined)
      return text(extra.signal.aborted ? 'cancelled' : 'done')
    case 'big':
      return text('x'.repeat(Number(input.bytes ?? 0)))
    case 'ask_client':
      return text(await askClient(String(input.kind), extra))
    case 'notify':
      await notify(server, String(input.kind))
      return text('sent')
    case 'fail':
      return { content: [{ type: 'text', text: 'it did not work' }], isError: true }
    case 'protocol_error':
      throw new McpError(ErrorCode.InvalidParams, 'refused by the server itself', { hint: 1 })
    case 'exit':
      return process.exit(3)
    default:
      if (!testTools(state).some((tool) => tool.name === params.name)) {
        throw new McpError(ErrorCode.InvalidParams, `no tool ${params.name}`)
      }
      return text(`${params.name}: ${JSON.stringify(input)}`)
  }
}

async function reportProgress(extra: Extra): Promise<CallToolResult> {
  const progressToken = extra._meta?.progressToken
  for (const progress of [0, 1, 2]) {
    if (progressToken === undefined) continue
    await extra.sendNotification({
      method: 'notifications/progress',
      params: { progressToken, progress, total: 3, message: `step ${progress}` },
    })
  }
  return text('progressed')
}

async function askClient(kind: string, extra: Extra): Promise<string> {
  try {
    await extra.sendRequest(requestOf(kind), EmptyResultSchema)
    return `${kind}: answered`
  } catch (error) {
    return `${kind}: ${error instanceof McpError ? error.code : String(error)}`
  }
}

function requestOf(kind: string): ServerRequest {
  switch (kind) {
    case 'elicitation':
      return {
        method: 'elicitation/create',
        params: { mode: 'form', message: 'Your password?', requestedSchema: { type: 'object', properties: {} } },
      }
    case 'sampling':
      return { method: 'sampling/createMessage', params: { messages: [], maxTokens: 1 } }
    case 'roots':
      return { method: 'roots/list' }
    default:
      return { method: 'ping' }
  }
}

async function notify(server: Server, kind: string): Promise<void> {
  if (kind === 'tools') await server.sendToolListChanged()
  else if (kind === 'resource') await server.sendResourceUpdated({ uri: 'test://note' })
  else await server.sendLoggingMessage({ level: 'info', data: 'a line of log' })
}

const text = (content: string): CallToolResult => ({ content: [{ type: 'text', text: content }] })
const json = (value: unknown): CallToolResult => text(JSON.stringify(value))
