import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** The header by which our HTTP server tells the pages who is at the other end. It overwrites what a client sends under this name. */
export const peerHeader = 'x-portcullis-peer'

/**
 * Says where a sign-in comes from, for the limit that counts attempts from one place.
 *
 * @param headers of a request that came through our server; what else they say about a client is the client's own word.
 * @returns the peer's address; of an IPv6 one its /64, because whoever has one address there has them all. Requests without one
 *   share one place, so that not having one is no way around the limit.
 */
export function sourceOf(headers: Headers): string {
  const peer = headers.get(peerHeader) || 'unknown'
  if (isIP(peer) !== 6) return peer
  const address = ipaddr.IPv6.parse(peer)
  return address.isIPv4MappedAddress()
    ? address.toIPv4Address().toString()
    : `${address.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`
}
