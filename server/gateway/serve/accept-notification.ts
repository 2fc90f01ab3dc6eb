import { type ClientMessage, type Exchange, have } from '#server/gateway/exchange.ts'
import { answerNothing } from '#server/gateway/respond.ts'

/**
 * Takes a client's notification. Only a cancelled call means something to the upstream: giving the call up here tells
 * it so, under the id it knows. The rest (initialized, progress, roots) concerns what we never offered it.
 */
export function acceptNotification(exchange: Exchange, message: ClientMessage & { shape: 'notification' }): void {
  const { requestId } = message.params
  if (
    message.method === 'notifications/cancelled' &&
    (typeof requestId === 'string' || typeof requestId === 'number')
  ) {
    have(exchange, 'session').calls.get(requestId)?.abort()
  }
  answerNothing(exchange, 202)
}
