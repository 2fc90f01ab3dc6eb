import type { IncomingMessage, ServerResponse } from 'node:http'
import { peerHeader } from '#server/auth/source-of-request.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

/**
 * Wraps the pages, so that they learn from us, and not from the client, who is at the other end.
 *
 * @param trustProxy whether there is a proxy whose word on the client's address counts.
 */
export function guardPages(pages: Handler, trustProxy: boolean): Handler {
  return (request, response) => {
    delete request.headers[peerHeader]
    const peer = peerOf(request, trustProxy)
    if (peer) request.headers[peerHeader] = peer
    return pages(request, response)
  }
}

// Of X-Forwarded-For only the last entry is the proxy's own; whatever stands before it, the client may have written.
function peerOf(request: IncomingMessage, trustProxy: boolean): string | undefined {
  const told = trustProxy ? String(request.headers['x-forwarded-for'] ?? '') : ''
  return told.split(',').at(-1)?.trim() || request.socket.remoteAddress
}
