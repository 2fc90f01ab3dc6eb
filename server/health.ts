import type { IncomingMessage, ServerResponse } from 'node:http'
import { respondJson } from '#server/process/respond-json.ts'

/** What must hold for this process to be sent work. */
export interface ReadinessChecks {
  /** Each rejects when it does not hold. */
  readonly checks: Readonly<Record<'database' | 'migrations' | 'keys', () => Promise<unknown>>>
  readonly draining: () => boolean
  /** Milliseconds after which a check counts as failed. */
  readonly limit: number
}

/** The two questions of whoever supervises this process. */
export interface Health {
  /** Does it run? Never asks the database, so that an outage there does not get every process killed. */
  healthz(request: IncomingMessage, response: ServerResponse): void
  /** Should it get work? 503 says which check fails, and nothing about why. */
  readyz(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** @param options what readiness means here; `main.ts` gives the real checks. */
export function createHealth(options: ReadinessChecks): Health {
  return {
    healthz: (_request, response) => respondJson(response, 200, { status: 'ok' }),
    readyz: async (_request, response) => {
      if (options.draining()) return respondJson(response, 503, { status: 'draining' })
      const entries = Object.entries(options.checks)
      const results = await Promise.all(entries.map(async ([name, check]) => [name, await holds(check, options.limit)]))
      const ready = results.every(([, state]) => state === 'ok')
      respondJson(response, ready ? 200 : 503, {
        status: ready ? 'ready' : 'not ready',
        checks: Object.fromEntries(results),
      })
    },
  }
}

async function holds(check: () => Promise<unknown>, limit: number): Promise<'ok' | 'failed'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'failed'>((resolve) => {
    timer = setTimeout(() => resolve('failed'), limit)
  })
  const asked = check().then(
    () => 'ok' as const,
    () => 'failed' as const,
  )
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}
