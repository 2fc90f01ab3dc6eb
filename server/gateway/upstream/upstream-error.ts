import type { EgressErrorKind } from '#server/egress/egress-error.ts'
import { EgressError } from '#server/egress/egress-error.ts'

export type UpstreamErrorKind =
  | 'unreachable'
  | 'timeout'
  | 'refused_egress'
  | 'unauthorized'
  | 'protocol'
  | 'too_large'
  | 'closed'
  | 'spawn'
  | 'command_not_allowed'

const publicMessages: Record<UpstreamErrorKind, string> = {
  unreachable: 'The server could not be reached.',
  timeout: 'The server did not answer in time.',
  refused_egress: "The server's address does not resolve or is not allowed.",
  unauthorized: 'The server did not accept the credentials it was given.',
  protocol: 'The server gave an answer that is not valid in its protocol.',
  too_large: "The server's answer is too large.",
  closed: 'The connection to the server has ended.',
  spawn: 'The server could not be started.',
  command_not_allowed: "The server's command is not allowed here.",
}

const fromEgress: Record<EgressErrorKind, UpstreamErrorKind> = {
  refused: 'refused_egress',
  redirect: 'protocol',
  unreachable: 'unreachable',
  timeout: 'timeout',
  too_large: 'too_large',
}

/**
 * Something went wrong on the way to an MCP server. `publicMessage` is for the agent and says nothing about hosts;
 * `detail` is for the admins of the server's organization and is free of header and environment values.
 */
export class UpstreamError extends Error {
  override name = 'UpstreamError'
  readonly kind: UpstreamErrorKind
  readonly publicMessage: string
  readonly detail: string
  constructor(kind: UpstreamErrorKind, detail: string) {
    super(publicMessages[kind])
    this.kind = kind
    this.publicMessage = publicMessages[kind]
    this.detail = detail
  }
}

/**
 * Turns anything thrown on the way upstream into an UpstreamError.
 * @param redact removes the target's secrets from a text
 */
export function toUpstreamError(error: unknown, redact: (text: string) => string): UpstreamError {
  if (error instanceof UpstreamError) return error
  if (error instanceof EgressError) {
    // The public text stays for a refused address: its detail tells an admin of one tenant what an internal name resolves to.
    const detail = error.kind === 'refused' ? error.message : `${error.message}: ${error.detail}`
    return new UpstreamError(fromEgress[error.kind], redact(detail))
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new UpstreamError('timeout', 'the time limit of the call has passed')
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return new UpstreamError('closed', 'the call was given up')
  }
  return new UpstreamError('unreachable', redact(error instanceof Error ? error.message : String(error)))
}
