import { ScanError, type Span, scanJson } from '#server/gateway/json-scanner.ts'
import { readMessage } from '#server/gateway/upstream/read-message.ts'
import type { ClientRequest, UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

const MAX_PAGES = 50
const MAX_TOOLS = 2000
const LIMITS = { depth: 128, keys: 500_000 }

/** One tool as the upstream gave it. */
export interface RawTool {
  name: string
  /** The exact JSON text of the tool. */
  raw: string
  definition: Record<string, unknown>
}

/**
 * Asks an upstream for all its tools, page by page. A server without the tools capability has none.
 * @returns the tools in the server's order; a name that is listed twice is there twice, and neither may be callable
 * @throws UpstreamError `protocol` for an error answer, a page that cannot be read in one way only, or more than 50 pages
 *   or 2000 tools: an incomplete list must not look like a complete one
 */
export async function listUpstreamTools(connection: UpstreamConnection, signal: AbortSignal): Promise<RawTool[]> {
  if (!Object.hasOwn(connection.capabilities, 'tools')) return []
  const tools: RawTool[] = []
  let cursor: string | undefined
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const raw = await answerOf(connection, listRequest(page, cursor), signal)
    const found = readPage(raw)
    tools.push(...found.tools)
    if (tools.length > MAX_TOOLS) throw protocol(`more than ${MAX_TOOLS} tools`)
    if (found.nextCursor === undefined) return tools
    cursor = found.nextCursor
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

/**
 * Parses as strictly as what clients send: a definition that two parsers could read differently (a name given twice, a
 * number out of range, a lone surrogate) could be pinned as one thing and shown as another.
 */
function readPage(raw: string): { tools: RawTool[]; nextCursor: string | undefined } {
  const spans: Span[] = []
  const { result } = scan(raw, (path, span) => {
    if (path.length === 3 && path[0] === 'result' && path[1] === 'tools') spans.push(span)
  }) as { result?: { tools?: unknown; nextCursor?: unknown } | null }
  if (!result || !Array.isArray(result.tools)) throw protocol('the server did not give a list of tools')
  const tools = result.tools.map((definition: unknown, index) => {
    const span = spans[index]
    if (typeof definition !== 'object' || definition === null || !span) throw protocol('a tool is not an object')
    const name = (definition as { name?: unknown }).name
    if (typeof name !== 'string' || name === '') throw protocol('a tool has no name')
    return { name, raw: raw.slice(span.start, span.end), definition: definition as Record<string, unknown> }
  })
  return { tools, nextCursor: typeof result.nextCursor === 'string' ? result.nextCursor : undefined }
}

function scan(raw: string, value: (path: readonly (string | number)[], span: Span) => void): unknown {
  try {
    return scanJson(raw, LIMITS, { value: (path, span) => value(path, { ...span }) })
  } catch (error) {
    throw error instanceof ScanError ? protocol(`the list of tools is not acceptable: ${error.message}`) : error
  }
}

function protocol(detail: string): UpstreamError {
  return new UpstreamError('protocol', detail)
}
