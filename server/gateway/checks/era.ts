import type { Check } from '#server/gateway/exchange.ts'
import { Refusal, rpcCodes } from '#server/gateway/refusal.ts'
import { isSpoken, MODERN_REVISION_KEY, revisions } from '#server/gateway/revisions.ts'

/**
 * Tells the two eras of MCP apart, before anything else is read into a message. The stateless revisions name
 * themselves in each request's `_meta`, or begin with `server/discover`. They are answered as a server of the older
 * era would, which sends a client that knows both to `initialize`.
 */
export const era: Check = {
  name: 'era',
  run({ message }) {
    if (message === undefined || message.shape === 'response') return
    if (message.shape === 'request' && message.method === 'server/discover') {
      throw Refusal.error(rpcCodes.methodNotFound, 'Unknown method: server/discover')
    }
    const meta = message.params._meta
    if (typeof meta !== 'object' || meta === null || !Object.hasOwn(meta, MODERN_REVISION_KEY)) return
    const revision = (meta as Record<string, unknown>)[MODERN_REVISION_KEY]
    if (typeof revision === 'string' && isSpoken(revision)) return
    throw Refusal.http(400, `This revision is not spoken here. Send initialize with one of ${revisions.join(', ')}.`)
  },
}
