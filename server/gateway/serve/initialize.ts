import { decide } from '#server/gateway/decide.ts'
import { endSessionQuietly } from '#server/gateway/end-session.ts'
import { type Exchange, have } from '#server/gateway/exchange.ts'
import { newSession } from '#server/gateway/new-session.ts'
import { Refusal, rpcCodes } from '#server/gateway/refusal.ts'
import { answerResult } from '#server/gateway/respond.ts'
import { negotiate } from '#server/gateway/revisions.ts'
import { serverDescription } from '#server/gateway/server-description.ts'

/**
 * Opens a session. Answered by us from what discovery found, without any contact with the upstream, and for every key
 * that works: clients hide a refused connection, so a refusal is said where they show it, in lists and calls.
 */
export async function initialize(exchange: Exchange): Promise<void> {
  const { gateway, message } = exchange
  const requested = message?.shape === 'request' ? message.params.protocolVersion : undefined
  if (typeof requested !== 'string') throw Refusal.error(rpcCodes.invalidParams, 'protocolVersion must be a string.')
  const protocolVersion = negotiate(requested)
  // What a server says about its use is for those who may use it.
  const { allowed } = await decide(exchange, 'list', null)
  const description = serverDescription(have(exchange, 'decision'), allowed)
  const { agentId } = have(exchange, 'agent')
  for (;;) {
    const surplus = gateway.sessions.surplus(agentId, gateway.limits.sessionsPerAgent)
    if (!surplus) break
    await endSessionQuietly(gateway, surplus, 'evicted')
  }
  const session = await newSession(exchange, protocolVersion)
  answerResult(exchange, JSON.stringify({ protocolVersion, ...description }), { 'mcp-session-id': session.id })
}
