import type { Span } from '#server/gateway/json-scanner.ts'

/** One live MCP session with an upstream server, of either transport. Several exchanges may run on it at once. */
export interface UpstreamConnection {
  /** The revision negotiated with the upstream. */
  readonly protocolVersion: string
  readonly serverInfo: unknown
  readonly capabilities: Record<string, unknown>
  readonly instructions: string | undefined
  /**
   * Sends one client request and yields raw JSON-RPC message texts: the notifications that belong to it and, last, its
   * response. Aborting the signal gives the call up and tells the upstream so.
   * The texts are as the upstream wrote them, except that our own id and progress token are the client's again; they may
   * hold line breaks between tokens.
   * @throws UpstreamError
   */
  exchange(request: ClientRequest, signal: AbortSignal): AsyncIterable<string>
  /**
   * Passes a client notification on. A `notifications/cancelled` is translated to the id we use upstream and dropped when
   * it names no running exchange; `notifications/initialized` is dropped, because that is said once, by us.
   * @throws UpstreamError
   */
  notify(raw: string): Promise<void>
  /** Hears messages that belong to no request (list changes, log lines, resource updates). Returns how to stop. */
  onNotification(listener: (raw: string) => void): () => void
  readonly closed: boolean
  /** Ends the session and every running exchange. Safe to call twice. */
  close(reason: string): Promise<void>
}

/** A client's request, with the places in its text where its id and progress token stand. */
export interface ClientRequest {
  id: string | number
  method: string
  raw: string
  progressToken?: string | number
  spans: { id: Span; progressToken?: Span }
}
