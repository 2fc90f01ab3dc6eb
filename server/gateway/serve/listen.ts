import { type Exchange, have } from '#server/gateway/exchange.ts'
import { Refusal } from '#server/gateway/refusal.ts'
import { startStream } from '#server/gateway/respond.ts'

/** GET: a stream for what the upstream says outside of calls. One for each session; it has no history to resume. */
export function listen(exchange: Exchange): void {
  const session = have(exchange, 'session')
  if (session.stream?.open) throw Refusal.http(409, 'This session already has a stream.')
  const stream = startStream(exchange)
  session.stream = stream
  exchange.response.once('close', () => {
    if (session.stream === stream) session.stream = undefined
    session.lastUsedAt = Date.now()
  })
}
