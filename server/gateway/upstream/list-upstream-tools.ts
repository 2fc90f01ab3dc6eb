import { readMessage } from '#server/gateway/upstream/read-message.ts'
import { scanItems, scanMembers } from '#server/gateway/upstream/scan-members.ts'
import type { ClientRequest, UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

const MAX_PAGES = 50
const MAX_TOOLS = 2000

/** One tool as the upstream gave it. */
export interface RawTool {
  name: string
  /** The exact JSON text of the tool. */
  raw: string
  definition: Record<string, unknown>
}

/**
 * Asks an upstream for all its tools, page by page. A server without the tools capability has none.
 * @throws UpstreamError `protocol` for an error answer, a malformed page, a name given twice, or more than 50 pages or
 *   2000 tools: an incomplete list must not look like a complete one
 */
export async function listUpstreamTools(connection: UpstreamConnection, signal: AbortSignal): Promise<RawTool[]> {
  if (!Object.hasOwn(connection.capabilities, 'tools')) return []
  const tools: RawTool[] = []
  let cursor: string | undefined
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const raw = await answerOf(connection, listRequest(page, cursor), signal)
    const { result } = JSON.parse(raw) as { result?: { tools?: unknown; nextCursor?: unknown } }
    if (!result || !Array.isArray(result.tools)) throw protocol('the server did not give a list of tools')
    tools.push(...readTools(raw, result.tools))
    if (tools.length > MAX_TOOLS) throw protocol(`more than ${MAX_TOOLS} tools`)
    if (typeof result.nextCursor !== 'string') return withoutDuplicates(tools)
    cursor = result.nextCursor
  }
  throw protocol(`more than ${MAX_PAGES} pages of tools`)
}

function listRequest(id: number, cursor: string | undefined): ClientRequest {
  const params = cursor === undefined ? '{}' : JSON.stringify({ cursor })
  const raw = `{"id":${id},"jsonrpc":"2.0","method":"tools/list","params":${params}}`
  return { id, method: 'tools/list', raw, spans: { id: { start: 6, end: 6 + String(id).length } } }
}

async function answerOf(connection: UpstreamConnection, request: ClientRequest, signal: AbortSignal): Promise<string> {
  for await (const raw of connection.exchange(request, signal)) {
    if (readMessage(raw)?.kind === 'response') return raw
  }
  throw protocol('the server did not answer')
}

/** Reads values and exact texts side by side; a name given twice inside a tool or the result is refused by the scan. */
function readTools(raw: string, values: unknown[]): RawTool[] {
  const spans = toolSpans(raw)
  return values.map((definition, index) => {
    const span = spans[index]
    if (typeof definition !== 'object' || definition === null || !span) throw protocol('a tool is not an object')
    const name = (definition as { name?: unknown }).name
    if (typeof name !== 'string' || name === '') throw protocol('a tool has no name')
    return { name, raw: raw.slice(span.start, span.end), definition: definition as Record<string, unknown> }
  })
}

function toolSpans(raw: string) {
  try {
    const result = scanMembers(raw).get('result')
    const tools = result && scanMembers(raw, result.start).get('tools')
    return tools ? scanItems(raw, tools.start).filter((span) => scanMembers(raw, span.start)) : []
  } catch {
    throw protocol('a name is given twice in the list of tools')
  }
}

function withoutDuplicates(tools: RawTool[]): RawTool[] {
  if (new Set(tools.map((tool) => tool.name)).size < tools.length) throw protocol('two tools have the same name')
  return tools
}

function protocol(detail: string): UpstreamError {
  return new UpstreamError('protocol', detail)
}
