import type { Span } from '#server/gateway/json-scanner.ts'
import { scanMembers } from '#server/gateway/upstream/scan-members.ts'

/** A message that came from an upstream, known only as far as is needed to say where it goes. */
export type UpstreamMessage =
  | { kind: 'response'; raw: string; id: string | number | null; idSpan: Span }
  | { kind: 'request'; raw: string; idText: string; method: string }
  | { kind: 'notification'; raw: string; method: string; progressToken?: string | number; progressTokenSpan?: Span }

/**
 * Reads one JSON-RPC 2.0 message from an upstream.
 * @returns null for everything that is not exactly one such message: bad JSON, batches, names given twice in the
 *   envelope, a response with both or neither of result and error
 */
export function readMessage(raw: string): UpstreamMessage | null {
  try {
    const value: unknown = JSON.parse(raw)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return classify(raw, value as Record<string, unknown>, scanMembers(raw))
  } catch {
    return null
  }
}

function classify(raw: string, value: Record<string, unknown>, spans: Map<string, Span>): UpstreamMessage | null {
  if (value.jsonrpc !== '2.0') return null
  const { id, method } = value
  const idSpan = spans.get('id')
  if (typeof method === 'string') {
    if (!idSpan) return { kind: 'notification', raw, method, ...progressTokenOf(raw, value, spans) }
    return isId(id) ? { kind: 'request', raw, idText: raw.slice(idSpan.start, idSpan.end), method } : null
  }
  if (method !== undefined || !idSpan || spans.has('result') === spans.has('error')) return null
  return isId(id) || id === null ? { kind: 'response', raw, id, idSpan } : null
}

function progressTokenOf(
  raw: string,
  value: Record<string, unknown>,
  spans: Map<string, Span>,
): { progressToken?: string | number; progressTokenSpan?: Span } {
  const params = value.params
  const span = spans.get('params')
  if (value.method !== 'notifications/progress' || !span || typeof params !== 'object' || params === null) return {}
  const progressToken = (params as { progressToken?: unknown }).progressToken
  const progressTokenSpan = Array.isArray(params) ? undefined : scanMembers(raw, span.start).get('progressToken')
  return isId(progressToken) && progressTokenSpan ? { progressToken, progressTokenSpan } : {}
}

function isId(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}
