import { type Check, have } from '#server/gateway/exchange.ts'
import { noSuchSession, Refusal } from '#server/gateway/refusal.ts'
import { homeOfSession } from '#server/gateway/session-id.ts'

/**
 * MCP 2025-11-25, session management: everything but `initialize` belongs to a session. A missing id is never guessed,
 * and a session is there only for the key and the server that it was opened with.
 */
export const session: Check = {
  name: 'session',
  run(exchange) {
    const { gateway, message, request } = exchange
    if (message?.shape === 'request' && message.method === 'initialize') return
    const given = request.headersDistinct['mcp-session-id']
    if (given === undefined) throw Refusal.http(400, 'The Mcp-Session-Id header is missing. Send initialize first.')
    const id = given.length === 1 ? (given[0] ?? '') : ''
    const { keyId, organizationId } = have(exchange, 'agent')
    const { serverId } = have(exchange, 'decision')
    const found = gateway.sessions.find(id)
    if (!found) {
      const home = homeOfSession(gateway.keyring, id, { organizationId, keyId, serverId })
      if (home !== undefined)
        gateway.log.info({ home, callId: exchange.callId }, 'a session that ended, or of another process')
      throw noSuchSession()
    }
    if (found.ended || found.keyId !== keyId || found.serverId !== serverId) throw noSuchSession()
    found.lastUsedAt = Date.now()
    exchange.session = found
  },
}
