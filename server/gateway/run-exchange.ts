import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Exchange } from '#server/gateway/exchange.ts'
import type { GatewayContext } from '#server/gateway/gateway-context.ts'
import { refuse } from '#server/gateway/respond.ts'
import { serve } from '#server/gateway/serve/serve.ts'

/** Takes one HTTP request through the gateway's checks, one after the other, and serves it. Never rejects. */
export async function runExchange(
  gateway: GatewayContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const callId = randomUUID()
  const exchange: Exchange = { gateway, request, response, callId, startedAt: performance.now(), atEnd: [] }
  try {
    for (const check of gateway.checks) await check.run(exchange)
    await serve(exchange)
  } catch (error) {
    refuse(exchange, error)
  } finally {
    for (const end of exchange.atEnd) end()
  }
}
