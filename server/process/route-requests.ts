import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Health } from '#server/health.ts'
import { guardPages } from './guard-pages.ts'
import { respondJson } from './respond-json.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

/** Who answers what. */
export interface Doors {
  readonly gateway: Handler | null
  readonly pages: Handler | null
  readonly health: Health
  readonly metrics: Handler
  readonly draining: () => boolean
  readonly trustProxy: boolean
  readonly log: Logger
}

// Headers by which a client could choose its own address or host, or speak as Next speaks to itself.
const forwarded = [
  'forwarded',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
]
const internal = ['x-middleware-subrequest', 'x-middleware-rewrite', 'x-middleware-next', 'x-invoke-path']

/**
 * Makes the listener of the one HTTP server: machine paths go to our own handlers, which answer in JSON and never with
 * a redirect to a page; everything else goes to the pages.
 */
export function routeRequests(doors: Doors): RequestListener {
  const guarded = { ...doors, pages: doors.pages && guardPages(doors.pages, doors.trustProxy) }
  return (request, response) => {
    for (const name of doors.trustProxy ? internal : [...internal, ...forwarded]) delete request.headers[name]
    Promise.resolve(handlerFor(guarded, pathOf(request.url))(request, response)).catch((error: unknown) => {
      doors.log.error({ err: error }, 'a request failed')
      respondJson(response, 500, { code: 'INTERNAL' })
    })
  }
}

function handlerFor(doors: Doors, path: string): Handler {
  if (path === '/healthz') return doors.health.healthz
  if (path === '/readyz') return doors.health.readyz
  if (doors.draining()) return refuseWhileDraining
  if (path === '/metrics') return doors.metrics
  if (isBelow(path, '/mcp')) return doors.gateway ?? notFound
  if (isBelow(path, '/k') || isBelow(path, '/.well-known')) return notFound
  return doors.pages ?? notFound
}

function isBelow(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}

// The raw path, not a normalised one: `/x/../mcp` is a path of the pages, and they do not know it.
function pathOf(url: string | undefined): string {
  const path = url ?? '/'
  const end = path.search(/[?#]/)
  return end === -1 ? path : path.slice(0, end)
}

const notFound: Handler = (_request, response) => respondJson(response, 404, { code: 'NOT_FOUND' })

const refuseWhileDraining: Handler = (_request, response) =>
  respondJson(response, 503, { code: 'UNAVAILABLE', reason: 'draining' }, { connection: 'close', 'retry-after': '5' })
