import { Answer } from '#server/gateway/answer.ts'
import { type Exchange, have } from '#server/gateway/exchange.ts'
import { recordOutcome } from '#server/gateway/record-event.ts'
import { Refusal } from '#server/gateway/refusal.ts'
import { unavailable } from '#server/gateway/refusal-sentence.ts'
import { relayNotification } from '#server/gateway/relay-notification.ts'
import { readMessage } from '#server/gateway/upstream/read-message.ts'
import type { ClientRequest } from '#server/gateway/upstream/upstream-connection.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

/** Shown in the client's own stream of a call; everything else goes the way of messages that belong to no call. */
const OF_A_CALL = ['notifications/progress', 'notifications/message']

/**
 * Forwards an allowed request, byte for byte, and passes its answer on. The upstream begins while the decision is being
 * recorded; nothing it says is released before that is durable, and its result not before the outcome is.
 */
export async function callUpstream(exchange: Exchange): Promise<void> {
  const session = have(exchange, 'session')
  const request = clientRequest(exchange)
  const call = new AbortController()
  session.calls.set(request.id, call)
  const deadline = setTimeout(() => call.abort('deadline'), exchange.gateway.limits.callDeadlineMs)
  const answer = new Answer(exchange)
  exchange.atEnd.push(() => {
    clearTimeout(deadline)
    answer.stop()
    if (session.calls.get(request.id) === call) session.calls.delete(request.id)
  })
  const messages = have(exchange, 'upstream').connection.exchange(request, call.signal)[Symbol.asyncIterator]()
  const recorded = have(exchange, 'recorded').then(() => answer.begin())
  try {
    // Side by side, because the outcome of a short call is known before its decision is safe, and both then cost one commit.
    const [final] = await Promise.all([passOn(exchange, answer, { messages, recorded, signal: call.signal }), recorded])
    keepSubscription(exchange, final.errorKind === undefined)
    answer.finish(final.raw)
  } catch (error) {
    const late = call.signal.reason === 'deadline'
    const cancelled = call.signal.aborted && !late
    call.abort()
    if (cancelled) {
      await Promise.all([recorded, recordOutcome(exchange, { resultBytes: 0, errorKind: 'cancelled' })])
      answer.giveUp()
      return
    }
    answer.refuse(
      await explained(
        exchange,
        recorded,
        late ? new UpstreamError('timeout', 'the limit of a call has passed') : error,
      ),
    )
  } finally {
    // The exchange is suspended at its last message; only this lets it clean up behind itself.
    messages.return?.().catch(() => undefined)
  }
}

interface Running {
  messages: AsyncIterator<string>
  /** The decision is safe: until then nothing that the upstream says may go on. */
  recorded: Promise<void>
  signal: AbortSignal
}

async function passOn(
  exchange: Exchange,
  answer: Answer,
  { messages, recorded, signal }: Running,
): Promise<{ raw: string; errorKind: string | undefined }> {
  for (let next = await messages.next(); !next.done; next = await messages.next()) {
    const message = readMessage(next.value)
    if (message?.kind === 'response') {
      const errorKind = errorKindOf(message.raw)
      await recordOutcome(exchange, { resultBytes: Buffer.byteLength(message.raw), errorKind })
      return { raw: message.raw, errorKind }
    }
    if (message?.kind !== 'notification') continue
    await recorded
    if (OF_A_CALL.includes(message.method)) await answer.notify(message.raw, signal)
    else relayNotification(exchange.gateway, have(exchange, 'upstream'), message.raw)
  }
  throw new UpstreamError('protocol', 'the exchange ended without a response')
}

async function explained(exchange: Exchange, recorded: Promise<void>, error: unknown): Promise<unknown> {
  if (!(error instanceof UpstreamError)) return error
  try {
    await Promise.all([recorded, recordOutcome(exchange, { resultBytes: 0, errorKind: error.kind })])
  } catch (refusal) {
    return refusal
  }
  const { serverName } = have(exchange, 'decision')
  return unavailable(exchange, `"${serverName}" is not reachable right now. ${error.publicMessage}`)
}

function clientRequest(exchange: Exchange): ClientRequest {
  const { message } = exchange
  const { spans } = have(exchange, 'parsed')
  if (message?.shape !== 'request' || !spans.id) throw new Error('only requests are forwarded')
  const { id, method, params } = message
  if (exchange.session?.calls.has(id)) throw Refusal.error(-32600, 'A request with this id is under way already.')
  const meta = params._meta as { progressToken?: string | number } | undefined
  const raw = have(exchange, 'body')
  return {
    id,
    method,
    raw,
    progressToken: meta?.progressToken,
    spans: { id: spans.id, progressToken: spans.progressToken },
  }
}

/** The upstream's own refusals are answers, and pass; the outcome still says that the call did not succeed. */
function errorKindOf(raw: string): string | undefined {
  const { error, result } = JSON.parse(raw) as { error?: unknown; result?: { isError?: unknown } | null }
  if (error !== undefined) return 'protocol_error'
  return result?.isError === true ? 'tool' : undefined
}

function keepSubscription({ message, session, gateway }: Exchange, succeeded: boolean): void {
  if (message?.shape !== 'request' || !session || !succeeded || typeof message.params.uri !== 'string') return
  const { subscriptions } = session
  if (message.method === 'resources/unsubscribe') subscriptions.delete(message.params.uri)
  if (message.method === 'resources/subscribe' && subscriptions.size < gateway.limits.subscriptions) {
    subscriptions.add(message.params.uri)
  }
}
