import type { IncomingMessage, ServerResponse } from 'node:http'
import { peerHeader } from '#server/auth/source-of-request.ts'
import { respondJson } from './respond-json.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

/** Bytes that the body of a request to the pages or the API may have. */
const bodyLimit = 1024 * 1024

/**
 * Wraps the pages and the API. They read a whole body before they know whose it is, so one that is too large, or that
 * does not say its size first, is refused here; and they learn from us, not from the client, who is at the other end.
 *
 * @param trustProxy whether there is a proxy whose word on the client's address counts.
 */
export function guardPages(pages: Handler, trustProxy: boolean): Handler {
  return (request, response) => {
    const refused = refusalOf(request)
    // The body is not read, so nothing else can follow on this connection.
    if (refused) return respondJson(response, refused.status, refused.body, { connection: 'close' })
    delete request.headers[peerHeader]
    const peer = peerOf(request, trustProxy)
    if (peer) request.headers[peerHeader] = peer
    return pages(request, response)
  }
}

// For every path and not only below /api/: Next knows more than one way to write a path, and no page needs a larger body.
// Node has checked that the length is a number, the only one, and that no more bytes than that follow as the body.
function refusalOf({ method = 'GET', headers }: IncomingMessage) {
  const length = headers['content-length']
  const sends = ['POST', 'PUT', 'PATCH'].includes(method)
  if (headers['transfer-encoding'] !== undefined || (sends && length === undefined))
    return { status: 411, body: { code: 'BAD_REQUEST', reason: 'length_required' } }
  if (Number(length ?? 0) > bodyLimit) return { status: 413, body: { code: 'BAD_REQUEST', reason: 'body_too_large' } }
  return null
}

// Of X-Forwarded-For only the last entry is the proxy's own; whatever stands before it, the client may have written.
function peerOf(request: IncomingMessage, trustProxy: boolean): string | undefined {
  const told = trustProxy ? String(request.headers['x-forwarded-for'] ?? '') : ''
  return told.split(',').at(-1)?.trim() || request.socket.remoteAddress
}
