import { type Exchange, have } from '#server/gateway/exchange.ts'
import { recordOutcome } from '#server/gateway/record-event.ts'
import { unavailable } from '#server/gateway/refusal-sentence.ts'
import { answerNothing, answerResult } from '#server/gateway/respond.ts'
import { acceptNotification } from '#server/gateway/serve/accept-notification.ts'
import { callUpstream } from '#server/gateway/serve/call-upstream.ts'
import { endOwnSession } from '#server/gateway/serve/end-own-session.ts'
import { initialize } from '#server/gateway/serve/initialize.ts'
import { listTools } from '#server/gateway/serve/list-tools.ts'
import { listen } from '#server/gateway/serve/listen.ts'

/** Does what an exchange asks for, after every check has let it through. */
export async function serve(exchange: Exchange): Promise<void> {
  const { httpMethod, message, rule, upstreamError } = exchange
  if (httpMethod === 'GET') return listen(exchange)
  if (httpMethod === 'DELETE') return endOwnSession(exchange)
  if (message?.shape === 'notification') return acceptNotification(exchange, message)
  // An answer of the client to a request of the server: none is ever passed on, so this answers nothing.
  if (message?.shape === 'response') return answerNothing(exchange, 202)
  if (rule?.answer === 'initialize') return initialize(exchange)
  if (rule?.answer === 'ping') return answerResult(exchange, '{}')
  if (upstreamError) {
    await have(exchange, 'recorded')
    await recordOutcome(exchange, { resultBytes: 0, errorKind: upstreamError.kind })
    const { serverName } = have(exchange, 'decision')
    throw unavailable(exchange, `"${serverName}" is not reachable right now. ${upstreamError.publicMessage}`)
  }
  if (rule?.answer === 'tools') return listTools(exchange)
  return callUpstream(exchange)
}
