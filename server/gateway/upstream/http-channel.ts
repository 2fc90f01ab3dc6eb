import { setTimeout as wait } from 'node:timers/promises'
import type { Egress, EgressRequest, EgressResponse } from '#server/egress/create-egress.ts'
import type { HttpTarget } from '#server/gateway/upstream/target.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

const CLOSE_TIMEOUT = 5_000

/** The HTTP side of one Streamable HTTP session: its headers, and what its statuses mean. Knows nothing of JSON-RPC. */
export interface HttpChannel {
  post(body: string, signal: AbortSignal): Promise<EgressResponse>
  /** Opens an event stream; null when the server offers none (405). */
  stream(lastEventId: string | undefined, signal: AbortSignal): Promise<EgressResponse | null>
  /** Tells the server that the session is over; failures do not matter any more. */
  endSession(): Promise<void>
  /** Takes over what the answer to `initialize` set. */
  start(response: EgressResponse, protocolVersion: string): void
}

/**
 * @param onGone called when the server says that it no longer knows the session
 */
export function httpChannel(target: HttpTarget, egress: Egress, onGone: () => void): HttpChannel {
  let sessionId: string | undefined
  let protocolVersion: string | undefined

  async function send(input: Pick<EgressRequest, 'method' | 'body' | 'signal'>, extra: Record<string, string>) {
    const headers = {
      ...target.headers,
      ...(protocolVersion === undefined ? {} : { 'mcp-protocol-version': protocolVersion }),
      ...(sessionId === undefined ? {} : { 'mcp-session-id': sessionId }),
      ...extra,
    }
    const response = await egress.request({
      ...input,
      url: target.url,
      headers,
      maxBodyBytes: Number.POSITIVE_INFINITY,
    })
    if (response.status < 400) return response
    if (response.status === 401 || response.status === 403) {
      response.discard()
      throw new UpstreamError('unauthorized', `the server answered ${response.status}`)
    }
    if (response.status === 404 && sessionId !== undefined) {
      response.discard()
      onGone()
      throw new UpstreamError('closed', 'the server no longer knows the session')
    }
    return response
  }

  return {
    post: (body, signal) =>
      send(
        { method: 'POST', body, signal },
        { accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
      ),
    async stream(lastEventId, signal) {
      const resume: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
      const response = await send({ method: 'GET', signal }, { accept: 'text/event-stream', ...resume })
      if (response.status === 200 && contentType(response) === 'text/event-stream') return response
      response.discard()
      if (response.status < 500) return null
      throw new UpstreamError('protocol', `the server answered the event stream with ${response.status}`)
    },
    async endSession() {
      if (sessionId === undefined) return
      const end = new AbortController()
      const late = wait(CLOSE_TIMEOUT, undefined, { signal: end.signal, ref: false }).then(
        () => end.abort(),
        () => undefined,
      )
      await send({ method: 'DELETE', signal: end.signal }, {}).then(
        (response) => response.discard(),
        () => undefined,
      )
      end.abort()
      await late
    },
    start(response, version) {
      const id = response.headers['mcp-session-id']
      // Only visible ASCII is valid (transports, session management); anything else is not sent back.
      if (typeof id === 'string' && /^[\x21-\x7e]{1,1024}$/.test(id)) sessionId = id
      protocolVersion = version
    },
  }
}

/** The media type of a response, without parameters, in lower case. */
export function contentType(response: EgressResponse): string {
  const header = response.headers['content-type']
  return (
    String(Array.isArray(header) ? header[0] : (header ?? ''))
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? ''
  )
}
