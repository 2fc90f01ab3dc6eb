import { type Check, have } from '#server/gateway/exchange.ts'
import { Refusal, rpcCodes } from '#server/gateway/refusal.ts'

/** Reads what a request is about, from the body alone: the tool's name, the resource's URI, the prompt's name. */
export const subject: Check = {
  name: 'subject',
  run(exchange) {
    const { message } = exchange
    if (message?.shape !== 'request') return
    const { nameLength, uriLength } = exchange.gateway.limits
    const found = have(exchange, 'rule').subject(message.params)
    if (!found) throw invalid('the parameter that says what it is about is missing')
    if (found.name !== null) {
      const limit = found.noun === 'resource' ? uriLength : nameLength
      // PostgreSQL's text cannot hold U+0000; a name that holds it is nobody's name.
      if (found.name === '' || found.name.length > limit || found.name.includes('\u0000'))
        throw invalid('not a usable name')
    }
    const { arguments: given, _meta: meta, task } = message.params
    if (task !== undefined) throw invalid('tasks are not offered here')
    if (given !== undefined && !isObject(given)) throw invalid('arguments must be an object')
    if (meta !== undefined && !isObject(meta)) throw invalid('_meta must be an object')
    const token = (meta as Record<string, unknown> | undefined)?.progressToken
    if (token !== undefined && typeof token !== 'string' && !Number.isSafeInteger(token))
      throw invalid('not a progress token')
    exchange.subject = found
  },
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(why: string): Refusal {
  return Refusal.error(rpcCodes.invalidParams, `Invalid parameters: ${why}.`)
}
