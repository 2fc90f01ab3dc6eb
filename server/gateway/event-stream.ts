import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/**
 * Server-sent events on one HTTP response: messages, and a comment whenever nothing was sent for a while, so that
 * neither a proxy nor the client takes the line for dead. Waits when the client reads more slowly than we write.
 */
export class EventStream {
  private readonly response: ServerResponse
  private readonly keepAlive: NodeJS.Timeout

  constructor(response: ServerResponse, headers: Record<string, string>, keepAliveMs: number) {
    this.response = response
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    response.write(': open\n\n')
    this.keepAlive = setInterval(() => {
      if (!response.writableNeedDrain) response.write(': still here\n\n')
    }, keepAliveMs)
    this.keepAlive.unref()
    response.once('close', () => clearInterval(this.keepAlive))
  }

  get open(): boolean {
    return !this.response.destroyed && !this.response.writableEnded
  }

  /**
   * Sends one JSON-RPC message; resolves when the client can take more. Does nothing once the client has gone.
   * @param patience rejects the wait for a client that does not read
   */
  async send(raw: string, patience?: AbortSignal): Promise<void> {
    if (!this.open) return
    const lines = raw.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`)
    if (this.response.write(`event: message\n${lines.join('')}\n`)) return
    const waiting = new AbortController()
    const signal = patience ? AbortSignal.any([waiting.signal, patience]) : waiting.signal
    // Whichever comes first; the loser's listener is taken away again.
    await Promise.race([once(this.response, 'drain', { signal }), once(this.response, 'close', { signal })]).finally(
      () => waiting.abort(),
    )
  }

  end(): void {
    clearInterval(this.keepAlive)
    if (this.open) this.response.end()
  }
}
