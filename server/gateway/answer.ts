import type { EventStream } from '#server/gateway/event-stream.ts'
import type { Exchange } from '#server/gateway/exchange.ts'
import { answerRaw, asRefusal, refusalText, refuse, startStream } from '#server/gateway/respond.ts'

/**
 * The answer to one forwarded request: plain JSON when the response comes first and soon, an event stream when
 * something precedes it or it takes long. A client that goes away does not end the call (revisions up to 2025-11-25).
 */
export class Answer {
  private readonly exchange: Exchange
  private stream: EventStream | undefined
  private timer: NodeJS.Timeout | undefined
  private over = false

  constructor(exchange: Exchange) {
    this.exchange = exchange
  }

  /** From now on something may be released; after some silence the client is shown that we are there. */
  begin(): void {
    if (this.over) return
    this.timer = setTimeout(() => this.asStream(), this.exchange.gateway.limits.streamAfterMs)
  }

  async notify(raw: string, signal: AbortSignal): Promise<void> {
    await this.asStream().send(raw, signal)
  }

  finish(raw: string): void {
    this.stop()
    this.over = true
    if (!this.stream) {
      answerRaw(this.exchange, raw)
      return
    }
    // Not awaited: what is left to do is only to close, and closing flushes.
    void this.stream.send(raw).catch(() => undefined)
    this.stream.end()
  }

  refuse(error: unknown): void {
    this.stop()
    this.over = true
    const refusal = asRefusal(this.exchange, error)
    if (this.stream) this.finish(refusalText(this.exchange, refusal))
    else refuse(this.exchange, refusal)
  }

  /** The client cancelled the call and expects no answer (MCP, cancellation): an empty stream says so. */
  giveUp(): void {
    this.stop()
    this.over = true
    this.asStream().end()
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private asStream(): EventStream {
    this.stop()
    this.stream ??= startStream(this.exchange)
    return this.stream
  }
}
