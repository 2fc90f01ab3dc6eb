/** The header by which our HTTP server tells the pages who is at the other end. It overwrites what a client sends under this name. */
export const peerHeader = 'x-portcullis-peer'

/**
 * Says where a sign-in comes from, for the limit that counts attempts from one place.
 *
 * @param headers of a request that came through our server; what else they say about a client is the client's own word.
 * @returns the peer's address. Requests without one share one place, so that not having one is no way around the limit.
 */
export function sourceOf(headers: Headers): string {
  return headers.get(peerHeader) || 'unknown'
}
