import { authenticateAgent } from '#server/agents/authenticate-agent.ts'
import { createCallEventLog } from '#server/audit/append-call-events.ts'
import { asActor } from '#server/db/as-actor.ts'
import type { Check } from '#server/gateway/exchange.ts'
import type { GatewayDeps } from '#server/gateway/gateway-context.ts'
import type { GatewayVerbs } from '#server/gateway/gateway-verbs.ts'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { openUpstream } from '#server/gateway/upstream/open-upstream.ts'
import { decideCall } from '#server/grants/decide-call.ts'
import type { Runtime } from '#server/runtime.ts'
import { listCallableTools } from '#server/servers/list-callable-tools.ts'
import { recordTools } from '#server/servers/record-tools.ts'

/** What the gateway of a process is made of: the process's settings, keys and database, and the real verbs. */
export function processDeps(
  { settings, log, keyring, processId, pool, calls }: Runtime,
  checks: readonly Check[],
): GatewayDeps {
  const events = createCallEventLog(calls)
  const verbs: GatewayVerbs = {
    authenticateAgent: (keyHash, publicId) => authenticateAgent(calls, keyHash, publicId),
    decideCall: (question) => decideCall(calls, question),
    listCallableTools: (question) => listCallableTools(calls, question),
    recordTools: (secretHash, listing) =>
      asActor(pool, { kind: 'agent_key', secretHash }, (tx) => recordTools(tx, listing)),
    appendCallEvent: (event) => events.append(event),
  }
  const reach = { ...settings, egressAllow: [...settings.egressAllow], stdioCommands: [...settings.stdioCommands] }
  return {
    ...{ settings, log, keyring, processId, verbs, checks, limits: gatewayLimits },
    openUpstream: (target, options) => openUpstream(target, { ...options, settings: reach }),
  }
}
