import { AppError } from '#server/errors.ts'
import { EventStream } from '#server/gateway/event-stream.ts'
import type { Exchange } from '#server/gateway/exchange.ts'
import { Refusal, rpcCodes } from '#server/gateway/refusal.ts'

/**
 * Ends an exchange that a check refused, or that failed. What is not a Refusal is our own fault: it is logged, and the
 * client hears one fixed sentence.
 */
export function refuse(exchange: Exchange, error: unknown): void {
  const refusal = asRefusal(exchange, error)
  if (exchange.response.headersSent) {
    exchange.response.destroy()
    return
  }
  const { form } = refusal
  if (form.as === 'result') {
    answerResult(exchange, JSON.stringify(form.result))
    return
  }
  if (form.as === 'error' && requestId(exchange) !== undefined) {
    answerRaw(exchange, errorText(exchange, form.code, refusal.message))
    return
  }
  const http = form.as === 'http' ? form : { status: 400, headers: {}, code: form.code }
  sendJson(exchange, http.status, errorText(exchange, http.code, refusal.message), http.headers)
}

/** Answers the request with a result of ours. @param result JSON text */
export function answerResult(exchange: Exchange, result: string, headers: Record<string, string> = {}): void {
  sendJson(exchange, 200, `{"jsonrpc":"2.0","id":${requestId(exchange) ?? 'null'},"result":${result}}`, headers)
}

/** Answers the request with a JSON-RPC message as it came from the upstream. */
export function answerRaw(exchange: Exchange, message: string): void {
  sendJson(exchange, 200, message, {})
}

/** Answers a notification, a response or a DELETE: there is nothing to say. */
export function answerNothing(exchange: Exchange, status: 202 | 204): void {
  if (exchange.response.headersSent) return
  exchange.response.writeHead(status, baseHeaders(exchange))
  exchange.response.end()
}

/** Turns the response into an event stream. */
export function startStream(exchange: Exchange): EventStream {
  return new EventStream(exchange.response, baseHeaders(exchange), exchange.gateway.limits.keepAliveMs)
}

/** A refusal as the JSON-RPC message that ends an event stream. */
export function refusalText(exchange: Exchange, refusal: Refusal): string {
  const { form } = refusal
  if (form.as !== 'result') return errorText(exchange, form.code, refusal.message)
  return `{"jsonrpc":"2.0","id":${requestId(exchange) ?? 'null'},"result":${JSON.stringify(form.result)}}`
}

/** What the client hears of a failure: a Refusal as it is, of everything else one fixed sentence. */
export function asRefusal(exchange: Exchange, error: unknown): Refusal {
  return error instanceof Refusal ? error : ownFault(exchange, error)
}

function ownFault(exchange: Exchange, error: unknown): Refusal {
  exchange.gateway.log.error({ err: error, callId: exchange.callId }, 'the gateway could not finish an exchange')
  const sentence = `Portcullis could not handle this request (${exchange.callId}). It was not let through.`
  if (requestId(exchange) === undefined || !exchange.session) {
    const status = error instanceof AppError && error.code === 'UNAVAILABLE' ? 503 : 500
    return Refusal.http(status, sentence, {}, rpcCodes.internalError)
  }
  return exchange.subject?.noun === 'tool' ? Refusal.tool(sentence) : Refusal.error(rpcCodes.internalError, sentence)
}

function errorText(exchange: Exchange, code: number, message: string): string {
  return `{"jsonrpc":"2.0","id":${requestId(exchange) ?? 'null'},"error":${JSON.stringify({ code, message })}}`
}

/** The request's id exactly as the client wrote it: a parsed and rewritten number could be another one. */
function requestId(exchange: Exchange): string | undefined {
  return exchange.message?.shape === 'request' ? exchange.message.idText : undefined
}

function sendJson(exchange: Exchange, status: number, text: string, headers: Record<string, string>): void {
  const body = Buffer.from(text, 'utf8')
  exchange.response.writeHead(status, {
    ...baseHeaders(exchange),
    ...headers,
    'content-type': 'application/json',
    'content-length': String(body.length),
  })
  exchange.response.end(body)
}

/** CORS is for one origin, our own dashboard, and only when it asked (the origin check says so). */
function baseHeaders(exchange: Exchange): Record<string, string> {
  const headers: Record<string, string> = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
  if (exchange.allowedOrigin) {
    headers['access-control-allow-origin'] = exchange.allowedOrigin
    headers['access-control-expose-headers'] = 'mcp-session-id, www-authenticate'
    headers.vary = 'origin'
  }
  return headers
}
