import { ScanError, type ScanLimits, type Span, scanJson } from '#server/gateway/json-scanner.ts'

const ENVELOPE_KEYS = ['jsonrpc', 'id', 'method', 'params', 'result', 'error']
const PARAMS_KEYS = [
  ...['name', 'arguments', 'uri', 'ref', 'argument', 'context', 'cursor', '_meta', 'level', 'task', 'taskId'],
  ...[
    'protocolVersion',
    'capabilities',
    'clientInfo',
    'requestId',
    'reason',
    'progressToken',
    'inputResponses',
    'requestState',
  ],
]
const ENVELOPE = foldedKeys(ENVELOPE_KEYS)
const PARAMS = foldedKeys(PARAMS_KEYS)

/** One client message that every parser reads alike. */
export interface StrictMessage {
  value: Record<string, unknown>
  /** Where the top-level `id` and `params._meta.progressToken` stand, for splicing. */
  spans: { id?: Span; progressToken?: Span }
}

/**
 * Parses one JSON-RPC message strictly. On top of the scanner's rules it refuses arrays (batches) and all else that is
 * not an object, and names that differ only by case from a name that routes: in the envelope and the top level of
 * `params`, nowhere deeper (tool arguments may hold both `id` and `ID`).
 * @throws ScanError
 */
export function parseStrictly(text: string, limits: ScanLimits): StrictMessage {
  const spans: StrictMessage['spans'] = {}
  const value = scanJson(text, limits, {
    key(path, name) {
      if (path.length === 0) refuseVariant(ENVELOPE, name)
      if (path.length === 1 && path[0] === 'params') refuseVariant(PARAMS, name)
    },
    value(path, span) {
      if (path.length === 1 && path[0] === 'id') spans.id = span
      if (path.length === 3 && path.join('.') === 'params._meta.progressToken') spans.progressToken = span
    },
  })
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ScanError('refused', 'a message is one JSON object; batches are not accepted')
  }
  return { value: value as Record<string, unknown>, spans }
}

function refuseVariant(known: Map<string, string>, name: string): void {
  const exact = known.get(fold(name))
  if (exact !== undefined && exact !== name) {
    throw new ScanError('refused', `a member name that differs from "${exact}" by case only`)
  }
}

function foldedKeys(names: string[]): Map<string, string> {
  return new Map(names.map((name) => [fold(name), name]))
}

/** Upper case first: parsers that ignore case also take the long s (U+017F) for s and the Kelvin sign (U+212A) for k. */
function fold(name: string): string {
  return name.toUpperCase().toLowerCase()
}
