import { AppError } from '#server/errors.ts'
import { type Exchange, have } from '#server/gateway/exchange.ts'
import { noSuchServer } from '#server/gateway/refusal.ts'
import { invalidToken, turnAway } from '#server/gateway/turn-away.ts'
import type { CallDecision, CallQuestion } from '#server/grants/decide-call.ts'

/**
 * Asks the decision for this exchange's key and server. Whatever goes wrong is not an allowance.
 * @throws Refusal when the key's organization has no such server, or the key stopped working meanwhile
 */
export async function decide(
  exchange: Exchange,
  kind: CallQuestion['kind'],
  name: string | null,
): Promise<CallDecision> {
  const agent = have(exchange, 'agent')
  const question = { keyHash: have(exchange, 'keyHash'), serverSlug: have(exchange, 'slug'), kind, name }
  const decision = await exchange.gateway.verbs.decideCall(question).catch(async (error: unknown) => {
    if (error instanceof AppError && error.code === 'NOT_FOUND') throw noSuchServer()
    if (error instanceof AppError && error.code === 'UNAUTHORIZED') throw await noLonger(exchange)
    throw error
  })
  if (decision.organizationId !== agent.organizationId || decision.agentId !== agent.agentId) {
    throw new Error('the decision is about another agent than the key')
  }
  return decision
}

/** The key was good a moment ago, as far as was remembered: ask who holds it once more, for the true reason. */
async function noLonger(exchange: Exchange): Promise<unknown> {
  const { knownAgents } = exchange.gateway
  const keyHash = have(exchange, 'keyHash')
  knownAgents.forget(keyHash)
  try {
    await knownAgents.identify(keyHash, have(exchange, 'publicId'))
  } catch (error) {
    return turnAway(exchange, keyHash, error)
  }
  return invalidToken('This agent key no longer works.')
}
