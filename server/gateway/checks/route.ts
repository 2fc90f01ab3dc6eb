import type { Check } from '#server/gateway/exchange.ts'
import { noSuchServer } from '#server/gateway/refusal.ts'

const PATH = /^\/mcp\/([a-z][a-z0-9-]{0,19})$/

/** One address per server. The slug only selects; whether there is such a server is for the decision to say. */
export const route: Check = {
  name: 'route',
  run(exchange) {
    const path = (exchange.request.url ?? '').split('?', 1)[0] ?? ''
    const slug = PATH.exec(path)?.[1]
    if (slug === undefined) throw noSuchServer()
    exchange.slug = slug
  },
}
