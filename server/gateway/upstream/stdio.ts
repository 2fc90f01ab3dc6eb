import {
  answerTo,
  INITIALIZE_ID,
  INITIALIZE_REQUEST,
  INITIALIZED_NOTIFICATION,
  readServerFacts,
} from '#server/gateway/upstream/initialize.ts'
import { type MessageQueue, messageQueue } from '#server/gateway/upstream/message-queue.ts'
import type { UpstreamLog, UpstreamSettings } from '#server/gateway/upstream/open-upstream.ts'
import { readMessage, type UpstreamMessage } from '#server/gateway/upstream/read-message.ts'
import { redactor } from '#server/gateway/upstream/redact.ts'
import { type RunningExchange, runningExchanges } from '#server/gateway/upstream/running-exchanges.ts'
import { startChild } from '#server/gateway/upstream/start-child.ts'
import type { StdioTarget } from '#server/gateway/upstream/target.ts'
import type { ClientRequest, UpstreamConnection } from '#server/gateway/upstream/upstream-connection.ts'
import { toUpstreamError, UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

export interface StdioOptions {
  settings: UpstreamSettings
  log: UpstreamLog
  key: string
  /** Covers only the opening. */
  signal: AbortSignal
  /** Bytes one message may have. */
  maxMessageBytes: number
}

/**
 * Starts a stdio server and opens its session. All exchanges share one pipe: on it they have ids and progress tokens of
 * ours, which are put into the client's text and taken out of the server's, leaving the rest byte for byte.
 * @throws UpstreamError
 */
export async function openStdio(target: StdioTarget, options: StdioOptions): Promise<UpstreamConnection> {
  const { settings, maxMessageBytes } = options
  const redact = redactor(target)
  const running = runningExchanges('own')
  const queues = new Map<RunningExchange, MessageQueue>()
  const listeners = new Set<(raw: string) => void>()
  const opening = newQueue()
  let ended: UpstreamError | undefined
  let closing = false

  function newQueue(): MessageQueue {
    return messageQueue(2 * maxMessageBytes, () => new UpstreamError('too_large', 'more waits than may be kept'))
  }

  function hear(line: string): void {
    const message = readMessage(line)
    // Servers write banners and log lines to stdout: what is no message is not for us.
    if (!message) return
    if (message.kind === 'request') child.write(answerTo(message))
    else if (message.kind === 'notification') hearNotification(message)
    else if (message.id === INITIALIZE_ID) opening.push(line)
    else deliver(message, running.byId(message.id))
  }

  function hearNotification(message: Extract<UpstreamMessage, { kind: 'notification' }>): void {
    if (message.method === 'notifications/progress') deliver(message, running.byProgressToken(message.progressToken))
    else for (const listener of [...listeners]) listener(message.raw)
  }

  /** Answers to nothing that runs (late, or made up) are dropped here. */
  function deliver(message: UpstreamMessage, exchange: RunningExchange | undefined): void {
    const restored = exchange?.restore(message)
    const queue = exchange && queues.get(exchange)
    if (!queue || restored === null || restored === undefined) return
    queue.push(restored)
    if (message.kind === 'response') queue.end()
  }

  function failAll(error: UpstreamError): void {
    ended = new UpstreamError(error.kind, redact(error.detail))
    if (!closing) options.log.warn({ key: options.key, detail: ended.detail }, 'a stdio server ended')
    for (const queue of [opening, ...queues.values()]) queue.end(ended)
  }

  const child = await startChild(target, {
    stdioCommands: settings.stdioCommands,
    stdioMaxRss: settings.stdioMaxRss,
    dataDir: settings.dataDir,
    // Two installations, or two processes of one, must not share an account: they do not know each other's children.
    key: JSON.stringify([settings.dataDir, settings.port, options.key]),
    maxLineBytes: maxMessageBytes,
    onLine: hear,
    onEnd: failAll,
  })

  async function* exchange(request: ClientRequest, signal: AbortSignal): AsyncGenerator<string, void> {
    if (ended) throw ended
    if (signal.aborted) throw toUpstreamError(signal.reason, redact)
    const exchange = running.begin(request)
    const queue = newQueue()
    queues.set(exchange, queue)
    let over = false
    const giveUp = () => queue.end(toUpstreamError(signal.reason, redact))
    signal.addEventListener('abort', giveUp, { once: true })
    try {
      child.write(oneLine(exchange.raw))
      for await (const raw of queue.read()) {
        over = readMessage(raw)?.kind === 'response'
        yield raw
      }
    } finally {
      signal.removeEventListener('abort', giveUp)
      queues.delete(exchange)
      exchange.end()
      if (!over) child.write(cancelOf(exchange))
    }
  }

  const facts = await open().catch(async (error: unknown) => {
    const failure = toUpstreamError(options.signal.aborted ? options.signal.reason : error, redact)
    closing = true
    await child.end()
    throw failure
  })

  async function open() {
    const giveUp = () => opening.end(new UpstreamError('timeout', 'the server did not answer initialize in time'))
    options.signal.addEventListener('abort', giveUp, { once: true })
    try {
      if (options.signal.aborted) giveUp()
      child.write(INITIALIZE_REQUEST)
      for await (const raw of opening.read()) {
        const read = readServerFacts(raw)
        child.write(INITIALIZED_NOTIFICATION)
        return read
      }
      throw new UpstreamError('protocol', 'the server did not answer initialize')
    } finally {
      options.signal.removeEventListener('abort', giveUp)
    }
  }

  return {
    ...facts,
    get closed() {
      return ended !== undefined
    },
    exchange,
    async notify(raw) {
      if (ended) throw ended
      const method: unknown = JSON.parse(raw)?.method
      if (method === 'notifications/initialized') return
      const text = method === 'notifications/cancelled' ? running.translateCancel(raw) : raw
      // One message is one line here; line breaks of a JSON text can only lie between its tokens.
      if (text !== null) child.write(oneLine(text))
    },
    onNotification(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close: () => {
      closing = true
      return child.end()
    },
  }
}

function cancelOf(exchange: RunningExchange): string {
  return `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":${exchange.idText}}}`
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ')
}
