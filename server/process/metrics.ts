import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { collectDefaultMetrics, register } from 'prom-client'
import { respondJson } from './respond-json.ts'

/**
 * Makes the handler of `/metrics`, which is not there at all without a token.
 *
 * @param token what the collector presents as `Authorization: Bearer`.
 */
export function createMetrics(token: string | undefined) {
  const collects = register.getSingleMetric('process_cpu_user_seconds_total') !== undefined
  if (token !== undefined && !collects) collectDefaultMetrics()
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (token === undefined) return respondJson(response, 404, { code: 'NOT_FOUND' })
    if (!presents(request.headers.authorization, token)) {
      return respondJson(response, 401, { code: 'UNAUTHORIZED' }, { 'www-authenticate': 'Bearer' })
    }
    const text = await register.metrics()
    response.writeHead(200, { 'content-type': register.contentType, 'cache-control': 'no-store' })
    response.end(text)
  }
}

// Hashes have one length, so that the comparison takes the same time whatever is presented.
function presents(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const presented = /^Bearer ([^\s]+)$/i.exec(header ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(presented), digest(token))
}
