import { type Exchange, have } from '#server/gateway/exchange.ts'
import { Refusal, rpcCodes } from '#server/gateway/refusal.ts'

/**
 * The one sentence of a refusal. For a refused and an unknown tool it differs by the tool's name only: it is made from
 * the agent, the server, the name, and when the agent's grant ended, and must never be made from anything else.
 */
export function refusalSentence(exchange: Exchange): string {
  const { agentName, serverName, grantEndedAt } = have(exchange, 'decision')
  const { noun, name } = have(exchange, 'subject')
  const what = noun === null ? 'this' : `the ${noun} "${name}"`
  const ended = grantEndedAt ? `; the grant ended at ${grantEndedAt.toISOString()}` : ''
  const why = `its owner sees why, and what to do, at ${explainLink(exchange)}`
  return `Agent "${agentName}" may not use ${what} of "${serverName}": it is not available to it${ended}; ${why}`
}

/** A refusal in the form that the method calls for: a tool's result, an error, or a list that holds nothing. */
export function refusalFor(exchange: Exchange): Refusal {
  const { refused } = have(exchange, 'rule')
  if (refused !== 'sentence') return Refusal.nothing(refused)
  return unavailable(exchange, refusalSentence(exchange), rpcCodes.invalidParams)
}

/** A sentence as the answer to a request: in a result where a model reads it, else in an error. */
export function unavailable(exchange: Exchange, sentence: string, code: number = rpcCodes.internalError): Refusal {
  return exchange.subject?.noun === 'tool' ? Refusal.tool(sentence) : Refusal.error(code, sentence)
}

function explainLink(exchange: Exchange): string {
  const decision = have(exchange, 'decision')
  const { noun, name } = have(exchange, 'subject')
  const query = [`agent=${decision.agentId}`, `server=${encodeURIComponent(decision.serverSlug)}`]
  if (noun !== null && name !== null) query.push(`${noun}=${encodeURIComponent(name)}`)
  const page = `${exchange.gateway.settings.appUrl}/o/${encodeURIComponent(decision.organizationSlug)}/explain`
  return `${page}?${query.join('&')}`
}
