import { endSession } from '#server/gateway/end-session.ts'
import { type Exchange, have } from '#server/gateway/exchange.ts'
import { answerNothing } from '#server/gateway/respond.ts'

/** DELETE: the client is done with its session. */
export async function endOwnSession(exchange: Exchange): Promise<void> {
  await endSession(exchange.gateway, have(exchange, 'session'), 'deleted')
  answerNothing(exchange, 204)
}
