import { createHmac } from 'node:crypto'
import { canonicalJson } from '#server/crypto/canonical-json.ts'
import { argumentKey } from '#server/gateway/argument-key.ts'
import { type Check, have } from '#server/gateway/exchange.ts'

/**
 * What a call was made with, for the audit: never the arguments, but an HMAC of their canonical form under a key of the
 * organization's own. Equal arguments can be found again; nobody can guess them from the log.
 */
export const argumentsHmac: Check = {
  name: 'arguments-hmac',
  run(exchange) {
    const { message, gateway } = exchange
    if (message?.shape !== 'request' || message.params.arguments === undefined) return
    const { organizationId, argumentKeySealed } = have(exchange, 'agent')
    const key = argumentKey(gateway.keyring, organizationId, argumentKeySealed)
    exchange.argumentsHmac = createHmac('sha256', key).update(canonicalJson(message.params.arguments)).digest('hex')
  },
}
