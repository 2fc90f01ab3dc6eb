import { setTimeout as wait } from 'node:timers/promises'
import type { HttpChannel } from '#server/gateway/upstream/http-channel.ts'
import { type EventCursor, readEvents } from '#server/gateway/upstream/read-events.ts'
import { readMessage, type UpstreamMessage } from '#server/gateway/upstream/read-message.ts'

const FIRST_RETRY = 1_000
const LAST_RETRY = 30_000

type Listener = (raw: string) => void

interface StreamOptions {
  /** Ends with the session. */
  signal: AbortSignal
  maxMessageBytes: number
  answer(request: Extract<UpstreamMessage, { kind: 'request' }>): void
}

/**
 * Hears what a Streamable HTTP server sends outside of requests. The stream is opened with the first listener, reopened
 * when it ends, and given up when the last listener leaves. A server without such a stream (405) is left alone.
 */
export function listenToStream(channel: HttpChannel, options: StreamOptions): { add(listener: Listener): () => void } {
  const listeners = new Set<Listener>()
  let stop = new AbortController()

  async function listen(signal: AbortSignal): Promise<void> {
    const cursor: EventCursor = { lastEventId: undefined, retry: undefined }
    let delay = FIRST_RETRY
    while (!signal.aborted) {
      try {
        const response = await channel.stream(cursor.lastEventId, signal)
        if (!response) return
        for await (const raw of readEvents(response.body, cursor, options.maxMessageBytes)) {
          delay = FIRST_RETRY
          hear(raw)
        }
      } catch {
        // A broken stream is normal (restart, idle timeout); the session itself shows at the next request if it is gone.
        delay = Math.min(delay * 2, LAST_RETRY)
      }
      // The server may ask for more time, not for any: a timer of more than 2^31 ms fires at once.
      const pause = Math.min(Math.max(cursor.retry ?? 0, delay), LAST_RETRY)
      await wait(pause, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  function hear(raw: string): void {
    const message = readMessage(raw)
    if (message?.kind === 'request') options.answer(message)
    if (message?.kind === 'notification') for (const listener of [...listeners]) listener(raw)
  }

  return {
    add(listener) {
      if (listeners.size === 0 && !options.signal.aborted) {
        stop = new AbortController()
        listen(AbortSignal.any([stop.signal, options.signal])).catch(() => undefined)
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop.abort()
      }
    },
  }
}
