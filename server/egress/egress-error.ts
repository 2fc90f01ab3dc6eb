export type EgressErrorKind = 'refused' | 'redirect' | 'unreachable' | 'timeout' | 'too_large'

const publicMessages: Record<EgressErrorKind, string> = {
  // One text for a forbidden address and for a name without one: the difference would tell which internal names exist.
  refused: "the server's address does not resolve or is not allowed",
  redirect: 'the server answered with a redirect, which is never followed',
  unreachable: 'the server could not be reached',
  timeout: 'the server did not answer in time',
  too_large: "the server's answer is too large",
}

/** An outgoing request that was not made or not finished. `message` may be shown to anyone, `detail` only to operators. */
export class EgressError extends Error {
  override name = 'EgressError'
  readonly kind: EgressErrorKind
  readonly detail: string
  constructor(kind: EgressErrorKind, detail: string) {
    super(publicMessages[kind])
    this.kind = kind
    this.detail = detail
  }
}
