import { holdsZero } from '#server/gateway/upstream/holds-zero.ts'
import { readMessage } from '#server/gateway/upstream/read-message.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

const ASKED_VERSION = '2025-11-25'
const SUPPORTED_VERSIONS = new Set([ASKED_VERSION, '2025-06-18', '2025-03-26', '2024-11-05'])

/** The id of our own `initialize`. Zero, because clients use theirs for the `initialize` that ends at the gateway. */
export const INITIALIZE_ID = 0

/**
 * Our `initialize` request. Its capabilities are empty, always and for everyone: what a server offers may depend on what
 * the client declares, and a server that is confined to a folder takes a client's roots as its new folders.
 */
export const INITIALIZE_REQUEST = JSON.stringify({
  jsonrpc: '2.0',
  id: INITIALIZE_ID,
  method: 'initialize',
  params: { protocolVersion: ASKED_VERSION, capabilities: {}, clientInfo: { name: 'portcullis', version: '0.1.0' } },
})

export const INITIALIZED_NOTIFICATION = '{"jsonrpc":"2.0","method":"notifications/initialized"}'

/** What an upstream said about itself. */
export interface ServerFacts {
  protocolVersion: string
  serverInfo: unknown
  capabilities: Record<string, unknown>
  instructions: string | undefined
}

/**
 * Reads the answer to our `initialize`.
 * @throws UpstreamError `protocol` when it is not a valid answer or speaks a revision that we do not
 */
export function readServerFacts(raw: string): ServerFacts {
  const message = readMessage(raw)
  if (message?.kind !== 'response' || message.id !== INITIALIZE_ID) {
    throw new UpstreamError('protocol', 'the answer to initialize is not a response to it')
  }
  const { result, error } = JSON.parse(raw) as { result?: unknown; error?: { code?: unknown } }
  if (error !== undefined) throw new UpstreamError('protocol', `initialize was refused with code ${error?.code}`)
  if (
    !isRecord(result) ||
    typeof result.protocolVersion !== 'string' ||
    !SUPPORTED_VERSIONS.has(result.protocolVersion)
  ) {
    throw new UpstreamError('protocol', 'the server speaks no protocol revision that we speak')
  }
  if (holdsZero(result)) throw new UpstreamError('protocol', 'the answer to initialize holds a zero character')
  return {
    protocolVersion: result.protocolVersion,
    serverInfo: result.serverInfo,
    capabilities: isRecord(result.capabilities) ? result.capabilities : {},
    instructions: typeof result.instructions === 'string' ? result.instructions : undefined,
  }
}

/** Our answer to a request that an upstream makes of its client: nothing is offered, only a ping is answered. */
export function answerTo(request: { idText: string; method: string }): string {
  return request.method === 'ping'
    ? `{"jsonrpc":"2.0","id":${request.idText},"result":{}}`
    : `{"jsonrpc":"2.0","id":${request.idText},"error":{"code":-32601,"message":"Method not found"}}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
