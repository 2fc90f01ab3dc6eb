/** The revisions of MCP that are spoken here, newest first. All of them open with `initialize`. */
export const revisions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const

/** Where a request of the stateless era names its revision. */
export const MODERN_REVISION_KEY = 'io.modelcontextprotocol/protocolVersion'

export function isSpoken(revision: string): boolean {
  return revisions.some((known) => known === revision)
}

/** @returns the revision that an `initialize` is answered with: the requested one, or our newest when we do not speak it */
export function negotiate(requested: string): string {
  return isSpoken(requested) ? requested : revisions[0]
}
