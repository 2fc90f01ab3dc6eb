import type { Server } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'

/** How long running calls may take to end once we are asked to stop. */
export const drainLimit = 30_000

/** What has to end, in order. A part that fails or hangs does not keep the later ones from ending. */
export interface Drainable {
  readonly server: Server
  /** Waits for its calls, a little less long than the limit, then closes streams and upstream sessions. */
  readonly gateway: { close(): Promise<void> } | null
  readonly pages: { close(): Promise<void> } | null
  readonly pool: { end(): Promise<unknown> }
  readonly postgres: { stop(): Promise<void> } | null
  readonly log: Logger
  readonly limit?: number
}

/** Requests that are being answered. */
export interface RunningRequests {
  /** Resolves once none is left, but for the streams that an agent keeps open to listen: those end only when closed. */
  idle(): Promise<void>
}

/** Counts the requests of a server. */
export function trackRequests(server: Server): RunningRequests {
  let running = 0
  let waiting: (() => void)[] = []
  server.on('request', (request, response) => {
    if (request.method === 'GET' && request.url?.startsWith('/mcp/')) return
    running += 1
    response.once('close', () => {
      running -= 1
      if (running > 0) return
      for (const resolve of waiting) resolve()
      waiting = []
    })
  })
  return { idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))) }
}

/**
 * Ends the process's work: what runs may finish within the limit, then connections are cut, then the pool, then the
 * private PostgreSQL, so that nothing loses its database before it is done.
 */
export async function drain(parts: Drainable, requests: RunningRequests): Promise<void> {
  const limit = parts.limit ?? drainLimit
  const end = async (name: string, work: (() => Promise<unknown>) | undefined, within: number) => {
    if (!work) return
    const late = new AbortController()
    const done = await Promise.race([
      work().then(
        () => true,
        (error: unknown) => parts.log.error({ err: error }, `${name} did not end well`) ?? true,
      ),
      delay(within, false, { signal: late.signal }).catch(() => true),
    ])
    late.abort()
    if (!done) parts.log.warn(`${name} took longer than ${within / 1000} s to end: cut`)
  }
  // Asked together: the gateway itself waits for its calls, and closing it is what ends those that do not end.
  await end('calls', () => Promise.all([requests.idle(), parts.gateway?.close()]), limit)
  const closed = new Promise<void>((resolve) => parts.server.close(() => resolve()))
  parts.server.closeAllConnections()
  await end('http', () => closed, 2_000)
  await end('pages', parts.pages?.close, 5_000)
  await end('pool', () => parts.pool.end(), 5_000)
  await end('PostgreSQL', parts.postgres?.stop, 70_000)
}
