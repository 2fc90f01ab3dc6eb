import { createParser } from 'eventsource-parser'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

export interface EventCursor {
  lastEventId: string | undefined
  /** Milliseconds the server asked to wait before a reconnect. */
  retry: number | undefined
}

/**
 * Reads an event stream (WHATWG HTML, server-sent events) and yields the data of its message events.
 * @param cursor is kept up to date, for resuming
 * @param limit bytes one event may have
 * @throws UpstreamError `too_large`
 */
export async function* readEvents(
  body: AsyncIterable<Buffer>,
  cursor: EventCursor,
  limit: number,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8')
  let events: string[] = []
  let tooLarge = false
  const parser = createParser({
    maxBufferSize: limit,
    onError: (error) => {
      tooLarge ||= error.type === 'max-buffer-size-exceeded'
    },
    onId: (id) => {
      cursor.lastEventId = id === '' ? undefined : id
    },
    onRetry: (milliseconds) => {
      cursor.retry = milliseconds
    },
    onEvent: ({ event, data }) => {
      if ((event === undefined || event === 'message') && data !== '') events.push(data)
    },
  })
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    if (tooLarge) throw new UpstreamError('too_large', `a message is larger than ${limit} bytes`)
    const ready = events
    events = []
    yield* ready
  }
}
