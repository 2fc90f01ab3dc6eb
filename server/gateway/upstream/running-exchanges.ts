import type { UpstreamMessage } from '#server/gateway/upstream/read-message.ts'
import { scanMembers } from '#server/gateway/upstream/scan-members.ts'
import { splice } from '#server/gateway/upstream/splice.ts'
import type { ClientRequest } from '#server/gateway/upstream/upstream-connection.ts'

/** One request under way: what is sent, and how what comes back is made the client's again. */
export interface RunningExchange {
  readonly id: string | number
  /** The id as it stands in the text that is sent. */
  readonly idText: string
  /** The text to send. */
  readonly raw: string
  /** Gives the text for the client when the message belongs to this exchange, with its own id or progress token. */
  restore(message: UpstreamMessage): string | null
  end(): void
}

/** The exchanges that share one upstream session, told apart by ids and progress tokens that are unique among them. */
export interface RunningExchanges {
  begin(request: ClientRequest): RunningExchange
  byId(id: string | number | null): RunningExchange | undefined
  byProgressToken(token: string | number | undefined): RunningExchange | undefined
  /** Rewrites a client's `notifications/cancelled` for the upstream; null when it names no or more than one exchange. */
  translateCancel(raw: string): string | null
  size(): number
}

/**
 * @param ids `own`: every exchange gets a numeric id of ours (stdio: all clients share one pipe).
 *   `kept`: the client's bytes are sent as they are, unless its id or token is already under way on this session.
 */
export function runningExchanges(ids: 'own' | 'kept'): RunningExchanges {
  // Ids of ours start above what clients count from, so that in `kept` mode they do not meet the client's next ones.
  let next = ids === 'own' ? 1 : 2_000_000_000
  const byId = new Map<string | number, RunningExchange>()
  const byToken = new Map<string | number, RunningExchange>()
  const clientIds = new Map<RunningExchange, string | number>()

  function begin(request: ClientRequest): RunningExchange {
    const keepId = ids === 'kept' && !byId.has(request.id)
    const id = keepId ? request.id : next++
    const { progressToken, spans } = request
    const keepToken = ids === 'kept' && progressToken !== undefined && !byToken.has(progressToken)
    const token = progressToken === undefined || keepToken ? progressToken : next++
    const replacements = [
      ...(keepId ? [] : [{ span: spans.id, by: String(id) }]),
      ...(spans.progressToken && !keepToken ? [{ span: spans.progressToken, by: String(token) }] : []),
    ]
    const clientId = request.raw.slice(spans.id.start, spans.id.end)
    const clientToken = spans.progressToken && request.raw.slice(spans.progressToken.start, spans.progressToken.end)
    const exchange: RunningExchange = {
      id,
      idText: keepId ? clientId : String(id),
      raw: splice(request.raw, replacements),
      restore: (message) => restore(message, exchange, { clientId, clientToken, token }),
      end: () => {
        byId.delete(id)
        clientIds.delete(exchange)
        if (token !== undefined) byToken.delete(token)
      },
    }
    byId.set(id, exchange)
    clientIds.set(exchange, request.id)
    if (token !== undefined) byToken.set(token, exchange)
    return exchange
  }

  function translateCancel(raw: string): string | null {
    const requestId: unknown = JSON.parse(raw)?.params?.requestId
    const named = [...clientIds].filter(([, clientId]) => clientId === requestId).map(([exchange]) => exchange)
    const params = scanMembers(raw).get('params')
    const span = params && scanMembers(raw, params.start).get('requestId')
    return named.length === 1 && named[0] && span ? splice(raw, [{ span, by: named[0].idText }]) : null
  }

  return {
    begin,
    byId: (id) => (id === null ? undefined : byId.get(id)),
    byProgressToken: (token) => (token === undefined ? undefined : byToken.get(token)),
    translateCancel,
    size: () => byId.size,
  }
}

function restore(
  message: UpstreamMessage,
  exchange: RunningExchange,
  client: { clientId: string; clientToken: string | undefined; token: string | number | undefined },
): string | null {
  if (message.kind === 'response') {
    return message.id === exchange.id ? splice(message.raw, [{ span: message.idSpan, by: client.clientId }]) : null
  }
  if (message.kind !== 'notification') return null
  const { progressToken, progressTokenSpan } = message
  if (progressToken === undefined || !progressTokenSpan) return message.raw
  if (progressToken !== client.token || client.clientToken === undefined) return null
  return splice(message.raw, [{ span: progressTokenSpan, by: client.clientToken }])
}
