import { setTimeout as wait } from 'node:timers/promises'
import type { Egress, EgressResponse } from '#server/egress/create-egress.ts'
import { contentType, type HttpChannel, httpChannel } from '#server/gateway/upstream/http-channel.ts'
import {
  answerTo,
  INITIALIZE_REQUEST,
  INITIALIZED_NOTIFICATION,
  readServerFacts,
} from '#server/gateway/upstream/initialize.ts'
import { listenToStream } from '#server/gateway/upstream/listen-to-stream.ts'
import { type EventCursor, readEvents } from '#server/gateway/upstream/read-events.ts'
import { readMessage, type UpstreamMessage } from '#server/gateway/upstream/read-message.ts'
import { redactor } from '#server/gateway/upstream/redact.ts'
import { type RunningExchange, runningExchanges } from '#server/gateway/upstream/running-exchanges.ts'
import type { HttpTarget } from '#server/gateway/upstream/target.ts'
import type { ClientRequest, UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import { toUpstreamError, UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

const MAX_RESUMES = 5
const DEFAULT_RETRY = 1_000
const MAX_RETRY = 15_000
const NOTIFY_TIMEOUT = 10_000
const MAX_ANSWERS_AT_ONCE = 32

export interface HttpOptions {
  egress: Egress
  /** Covers only the opening. */
  signal: AbortSignal
  /** Bytes one message may have. */
  maxMessageBytes: number
}

/**
 * Opens a Streamable HTTP session of the legacy era (revisions up to 2025-11-25) and initializes it.
 * @throws UpstreamError
 */
export async function openStreamableHttp(target: HttpTarget, options: HttpOptions): Promise<UpstreamConnection> {
  const { maxMessageBytes } = options
  const redact = redactor(target)
  const running = runningExchanges('kept')
  const life = new AbortController()
  let answering = 0
  const channel = httpChannel(target, options.egress, () => life.abort())

  /** Notifications and answers: nothing comes back but a status. */
  async function tell(body: string): Promise<void> {
    const signal = AbortSignal.any([life.signal, AbortSignal.timeout(NOTIFY_TIMEOUT)])
    const response = await channel.post(body, signal)
    response.discard()
  }

  function answer(request: Extract<UpstreamMessage, { kind: 'request' }>): void {
    // A server that asks faster than we can refuse gets no answers: its own requests then time out, ours go on.
    if (answering >= MAX_ANSWERS_AT_ONCE) return
    answering += 1
    tell(answerTo(request)).then(
      () => {
        answering -= 1
      },
      () => {
        answering -= 1
      },
    )
  }

  const messages = (response: EgressResponse, cursor: EventCursor) => readResponse(response, cursor, maxMessageBytes)

  async function* run(
    exchange: RunningExchange,
    state: { over: boolean },
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    const cursor: EventCursor = { lastEventId: undefined, retry: undefined }
    let response: EgressResponse | null = await channel.post(exchange.raw, signal)
    for (let resumes = 0; response && resumes <= MAX_RESUMES; resumes += 1) {
      for await (const raw of messages(response, cursor)) {
        const message = readMessage(raw)
        if (!message) throw new UpstreamError('protocol', 'a message is not valid JSON-RPC')
        if (message.kind === 'request') answer(message)
        const restored = exchange.restore(message)
        if (restored === null) continue
        // Before the yield: a reader that stops at the response never comes back here.
        state.over = message.kind === 'response'
        yield restored
        if (state.over) return
      }
      // Since 2025-11-25 a server may end the stream early and expect us to come back with the last event's id.
      if (cursor.lastEventId === undefined) break
      await wait(Math.min(cursor.retry ?? DEFAULT_RETRY, MAX_RETRY), undefined, { signal })
      response = await channel.stream(cursor.lastEventId, signal)
    }
    throw new UpstreamError('closed', 'the answer ended without a response')
  }

  async function* exchangeOf(request: ClientRequest, caller: AbortSignal): AsyncGenerator<string, void> {
    if (life.signal.aborted) throw new UpstreamError('closed', 'the session has ended')
    const signal = AbortSignal.any([caller, life.signal])
    const exchange = running.begin(request)
    const state = { over: false }
    try {
      yield* run(exchange, state, signal)
    } catch (error) {
      state.over ||= !caller.aborted
      if (life.signal.aborted) throw new UpstreamError('closed', 'the session has ended')
      throw toUpstreamError(caller.aborted ? caller.reason : error, redact)
    } finally {
      exchange.end()
      if (!state.over && !life.signal.aborted) cancel(exchange)
    }
  }

  function cancel(exchange: RunningExchange): void {
    // In this era a closed response does not cancel anything: it has to be said.
    const raw = `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":${exchange.idText}}}`
    tell(raw).catch(() => undefined)
  }

  const facts = await open(channel, options, messages).catch((error: unknown) => {
    throw toUpstreamError(options.signal.aborted ? options.signal.reason : error, redact)
  })
  const listening = listenToStream(channel, { signal: life.signal, maxMessageBytes, answer })

  return {
    ...facts,
    get closed() {
      return life.signal.aborted
    },
    exchange: exchangeOf,
    async notify(raw) {
      const method: unknown = JSON.parse(raw)?.method
      if (method === 'notifications/initialized') return
      const text = method === 'notifications/cancelled' ? running.translateCancel(raw) : raw
      if (text === null) return
      await tell(text).catch((error: unknown) => {
        throw toUpstreamError(error, redact)
      })
    },
    onNotification: listening.add,
    async close() {
      if (life.signal.aborted) return
      life.abort()
      await channel.endSession()
    },
  }
}

async function open(
  channel: HttpChannel,
  options: HttpOptions,
  messages: (response: EgressResponse, cursor: EventCursor) => AsyncIterable<string>,
) {
  const { signal } = options
  const response = await channel.post(INITIALIZE_REQUEST, signal)
  for await (const raw of messages(response, { lastEventId: undefined, retry: undefined })) {
    if (readMessage(raw)?.kind === 'notification') continue
    const facts = readServerFacts(raw)
    channel.start(response, facts.protocolVersion)
    const accepted = await channel.post(INITIALIZED_NOTIFICATION, signal)
    accepted.discard()
    return facts
  }
  throw new UpstreamError('protocol', 'the answer to initialize ended without a response')
}

/** The messages of one response, which is one JSON text or a stream of events. */
async function* readResponse(
  response: EgressResponse,
  cursor: EventCursor,
  limit: number,
): AsyncGenerator<string, void> {
  const type = contentType(response)
  if (response.status === 200 && type === 'text/event-stream') {
    yield* readEvents(response.body, cursor, limit)
    return
  }
  const text = await readAtMost(response.body, limit)
  // Servers also answer 4xx with a JSON-RPC error for the request; that is the upstream's own answer and is passed on.
  if (response.status === 200 || (response.status >= 400 && readMessage(text)?.kind === 'response')) {
    if (type === 'application/json') {
      yield text
      return
    }
  }
  throw new UpstreamError('protocol', `the server answered ${response.status} ${type || 'without a content type'}`)
}

async function readAtMost(body: AsyncIterable<Buffer>, limit: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > limit) throw new UpstreamError('too_large', `a message is larger than ${limit} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
