import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuthenticatedAgent } from '#server/agents/authenticate-agent.ts'
import type { GatewayContext } from '#server/gateway/gateway-context.ts'
import type { MethodRule, Subject } from '#server/gateway/methods.ts'
import type { PooledUpstream } from '#server/gateway/pooled-upstream.ts'
import type { Session } from '#server/gateway/session-store.ts'
import type { StrictMessage } from '#server/gateway/strict-json.ts'
import type { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'
import type { CallDecision } from '#server/grants/decide-call.ts'

/** What a client sent, once its shape is known (JSON-RPC 2.0, sections 4 and 5). */
export type ClientMessage =
  | { shape: 'request'; id: string | number; idText: string; method: string; params: Record<string, unknown> }
  | { shape: 'notification'; method: string; params: Record<string, unknown> }
  | { shape: 'response' }

/** One HTTP request on its way through the checks. Each check adds what it found; nothing is ever taken away. */
export interface Exchange {
  readonly gateway: GatewayContext
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly callId: string
  readonly startedAt: number
  /** Run when the exchange is over, however it ends. */
  readonly atEnd: (() => void)[]
  allowedOrigin?: string
  slug?: string
  httpMethod?: 'POST' | 'GET' | 'DELETE'
  keyHash?: Buffer
  /** The readable part of the presented key. */
  publicId?: string
  agent?: AuthenticatedAgent
  body?: string
  parsed?: StrictMessage
  message?: ClientMessage
  rule?: MethodRule
  subject?: Subject
  decision?: CallDecision
  session?: Session
  argumentsHmac?: string
  upstream?: PooledUpstream
  /** The upstream's tools were read and recorded within this exchange. */
  synced?: boolean
  /** The upstream could not be reached; what the client hears of it is said after the decision is recorded. */
  upstreamError?: UpstreamError
  /** Settles when the decision event is durable, or could not be made so. */
  recorded?: Promise<void>
}

/** One rule at the door: adds to the exchange, or throws a Refusal. */
export interface Check {
  name: string
  run(exchange: Exchange): void | Promise<void>
}

/**
 * Reads what an earlier check must have added.
 * @throws Error when it is not there: without the check that adds it, nothing later goes on
 */
export function have<K extends keyof Exchange>(exchange: Exchange, name: K): NonNullable<Exchange[K]> {
  const value = exchange[name]
  if (value === undefined || value === null)
    throw new Error(`the exchange has no ${name}: the check that adds it did not run`)
  return value
}
