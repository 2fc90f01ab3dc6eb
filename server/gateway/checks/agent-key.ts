import { hashSecret } from '#server/crypto/hash-secret.ts'
import { publicIdOf } from '#server/crypto/keys.ts'
import type { Check } from '#server/gateway/exchange.ts'
import { Refusal } from '#server/gateway/refusal.ts'
import { invalidToken, turnAway } from '#server/gateway/turn-away.ts'

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i

/** Who calls: the agent whose key is presented, on every request, in the Authorization header and nowhere else. RFC 6750. */
export const agentKey: Check = {
  name: 'agent-key',
  async run(exchange) {
    const given = exchange.request.headersDistinct.authorization
    if (given === undefined) {
      throw Refusal.http(401, 'Send an agent key: Authorization: Bearer <key>.', { 'www-authenticate': 'Bearer' })
    }
    const key = given.length === 1 ? BEARER.exec(given[0] ?? '')?.[1] : undefined
    const publicId = key?.startsWith('pck_agt_') ? publicIdOf(key) : null
    if (key === undefined || publicId === null) {
      exchange.gateway.keyRejects.unknown()
      throw invalidToken('This is not an agent key.')
    }
    const keyHash = hashSecret(key)
    try {
      exchange.agent = await exchange.gateway.knownAgents.identify(keyHash, publicId)
    } catch (error) {
      throw await turnAway(exchange, keyHash, error)
    }
    exchange.keyHash = keyHash
    exchange.publicId = publicId
  },
}
