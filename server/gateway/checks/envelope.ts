import { type Check, type ClientMessage, have } from '#server/gateway/exchange.ts'
import { Refusal } from '#server/gateway/refusal.ts'
import type { StrictMessage } from '#server/gateway/strict-json.ts'

/** JSON-RPC 2.0, sections 4 and 5, as MCP narrows it: an id is a string or an integer, never null; params is an object. */
export const envelope: Check = {
  name: 'envelope',
  run(exchange) {
    if (exchange.httpMethod !== 'POST') return
    exchange.message = shapeOf(have(exchange, 'parsed'), have(exchange, 'body'))
  },
}

function shapeOf({ value, spans }: StrictMessage, text: string): ClientMessage {
  const { id, method } = value
  const has = (name: string) => Object.hasOwn(value, name)
  if (value.jsonrpc !== '2.0') throw malformed('jsonrpc must be "2.0"')
  if (has('id') && typeof id !== 'string' && !Number.isSafeInteger(id))
    throw malformed('id must be a string or an integer')
  if (!has('method')) {
    if (!has('id') || has('result') === has('error')) throw malformed('neither a request nor a response')
    return { shape: 'response' }
  }
  if (typeof method !== 'string' || method === '') throw malformed('method must be a string')
  if (has('result') || has('error')) throw malformed('both a request and a response')
  const params = paramsOf(value.params)
  if (!spans.id) return { shape: 'notification', method, params }
  return {
    shape: 'request',
    id: id as string | number,
    idText: text.slice(spans.id.start, spans.id.end),
    method,
    params,
  }
}

function paramsOf(params: unknown): Record<string, unknown> {
  if (params === undefined) return {}
  if (typeof params !== 'object' || params === null || Array.isArray(params))
    throw malformed('params must be an object')
  return params as Record<string, unknown>
}

function malformed(why: string): Refusal {
  return Refusal.http(400, `Not a JSON-RPC 2.0 message: ${why}.`)
}
