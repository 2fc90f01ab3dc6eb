import { assembleGateway, type Gateway } from '#server/gateway/assemble-gateway.ts'
import { accept } from '#server/gateway/checks/accept.ts'
import { agentKey } from '#server/gateway/checks/agent-key.ts'
import { argumentsHmac } from '#server/gateway/checks/arguments-hmac.ts'
import { bodySize } from '#server/gateway/checks/body-size.ts'
import { callLimit } from '#server/gateway/checks/call-limit.ts'
import { contentType } from '#server/gateway/checks/content-type.ts'
import { decision } from '#server/gateway/checks/decision.ts'
import { envelope } from '#server/gateway/checks/envelope.ts'
import { era } from '#server/gateway/checks/era.ts'
import { granted } from '#server/gateway/checks/granted.ts'
import { host } from '#server/gateway/checks/host.ts'
import { httpMethod } from '#server/gateway/checks/http-method.ts'
import { knownMethod } from '#server/gateway/checks/known-method.ts'
import { origin } from '#server/gateway/checks/origin.ts'
import { protocolVersion } from '#server/gateway/checks/protocol-version.ts'
import { recordTheDecision } from '#server/gateway/checks/record-decision.ts'
import { route } from '#server/gateway/checks/route.ts'
import { session } from '#server/gateway/checks/session.ts'
import { strictJson } from '#server/gateway/checks/strict-json.ts'
import { subject } from '#server/gateway/checks/subject.ts'
import { upstream } from '#server/gateway/checks/upstream.ts'
import type { Check } from '#server/gateway/exchange.ts'
import type { GatewayDeps } from '#server/gateway/gateway-context.ts'
import { processDeps } from '#server/gateway/process-deps.ts'
import { runtime } from '#server/runtime.ts'

/** THE list: everything that stands between an agent and a server, in the order in which it is asked. */
export const checks: readonly Check[] = [
  host, //            the Host header names us
  origin, //          a browser's page is ours
  route, //           /mcp/{server}
  httpMethod, //      POST, GET or DELETE
  agentKey, //        who calls
  accept, //          the client can read what we answer
  contentType, //     JSON, as it is
  bodySize, //        not too much of it
  strictJson, //      which every parser reads alike
  envelope, //        one JSON-RPC 2.0 message
  era, //             of a revision that is spoken here
  knownMethod, //     that a rule is written for
  subject, //         about one thing, which the body names
  decision, //        is it allowed (SQL decides)
  session, //         in a session of this key and server
  protocolVersion, // that speaks the negotiated revision
  argumentsHmac, //   what the log may know of the arguments
  callLimit, //       not too many calls at once
  upstream, //        a live connection, its tools recorded; where they were not: ask the decision again
  recordTheDecision, // the log knows
  granted, //         and the answer was yes
]

/** The gateway of this process, or of what is given: a test that needs one without some check gives another list. */
export function createGateway(deps: GatewayDeps = processDeps(runtime(), checks)): Gateway {
  return assembleGateway(deps)
}
