import { randomInt } from 'node:crypto'
import { ScanError, type Span, scanJson } from '#server/gateway/json-scanner.ts'
import type { GatewayLimits } from '#server/gateway/limits.ts'
import { holdsZero } from '#server/gateway/upstream/holds-zero.ts'
import type { ClientRequest, UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'
import { pinOf } from '#server/servers/pin-tool.ts'

// As the database has it.
const LONGEST_NAME = 256

/** One tool as an upstream lists it right now. */
export interface LiveTool {
  name: string
  pin: string
  /** The definition, character for character. */
  raw: string
  definition: Record<string, unknown>
}

/**
 * Reads an upstream's whole list of tools, all pages. The list is parsed as strictly as what clients send: a definition
 * that two parsers could read differently could be pinned as one thing and shown as another.
 * @returns the tools in the upstream's order; a name that is listed twice is there twice
 * @throws UpstreamError, also for a list that is too long or not one
 */
export async function readUpstreamTools(
  connection: UpstreamConnection,
  limits: GatewayLimits,
  signal: AbortSignal,
): Promise<LiveTool[]> {
  if (connection.capabilities.tools === undefined) return []
  const tools: LiveTool[] = []
  let cursor: string | undefined
  for (let page = 0; page < limits.listingPages; page += 1) {
    const text = await lastMessage(connection, listRequest(cursor), signal)
    const found = readPage(text, limits)
    tools.push(...found.tools)
    if (tools.length > limits.listingTools) throw notAList(`more than ${limits.listingTools} tools`)
    if (found.nextCursor === undefined) return tools
    cursor = found.nextCursor
  }
  throw notAList(`more than ${limits.listingPages} pages`)
}

function listRequest(cursor: string | undefined): ClientRequest {
  // Drawn, so that no request of the client's on the same connection can carry the same id on purpose.
  const id = randomInt(2 ** 46, 2 ** 47)
  const head = '{"jsonrpc":"2.0","id":'
  const params = cursor === undefined ? '' : `,"params":${JSON.stringify({ cursor })}`
  const span: Span = { start: head.length, end: head.length + String(id).length }
  return { id, method: 'tools/list', raw: `${head}${id},"method":"tools/list"${params}}`, spans: { id: span } }
}

async function lastMessage(
  connection: UpstreamConnection,
  request: ClientRequest,
  signal: AbortSignal,
): Promise<string> {
  let last: string | undefined
  for await (const text of connection.exchange(request, signal)) last = text
  if (last === undefined) throw notAList('no answer to tools/list')
  return last
}

function readPage(text: string, limits: GatewayLimits): { tools: LiveTool[]; nextCursor: string | undefined } {
  const spans: Span[] = []
  const message = scan(text, limits, (path, span) => {
    if (path.length === 3 && path[0] === 'result' && path[1] === 'tools' && typeof path[2] === 'number')
      spans.push(span)
  })
  const result = recordOf(recordOf(message)?.result)
  if (!result || !Array.isArray(result.tools)) throw notAList('the answer to tools/list holds no list')
  const tools = result.tools.map((item: unknown, index) => {
    const definition = recordOf(item)
    const span = spans[index]
    if (!definition || !span || typeof definition.name !== 'string') throw notAList('a tool without a name')
    if (definition.name === '' || definition.name.length > LONGEST_NAME) {
      throw notAList(`a tool's name must have 1 to ${LONGEST_NAME} characters`)
    }
    if (holdsZero(definition)) throw notAList('a tool with a zero character in its definition')
    return { name: definition.name, pin: pinOf(definition), raw: text.slice(span.start, span.end), definition }
  })
  const { nextCursor } = result
  if (nextCursor !== undefined && typeof nextCursor !== 'string') throw notAList('a cursor that is not a string')
  return { tools, nextCursor }
}

function scan(
  text: string,
  limits: GatewayLimits,
  value: (path: readonly (string | number)[], span: Span) => void,
): unknown {
  try {
    return scanJson(text, limits.listing, { value })
  } catch (error) {
    if (error instanceof ScanError) throw notAList(`tools/list: ${error.message}`)
    throw error
  }
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function notAList(detail: string): UpstreamError {
  return new UpstreamError('protocol', detail)
}
