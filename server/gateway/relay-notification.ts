import type { GatewayContext } from '#server/gateway/gateway-context.ts'
import type { PooledUpstream } from '#server/gateway/pooled-upstream.ts'
import type { Session } from '#server/gateway/session-store.ts'
import type { CallQuestion } from '#server/grants/decide-call.ts'

/** What an agent must be allowed for it to hear of something. */
const questions = new Map<string, CallQuestion['kind']>([
  ['notifications/tools/list_changed', 'list'],
  ['notifications/resources/list_changed', 'resource'],
  ['notifications/resources/updated', 'resource'],
  ['notifications/prompts/list_changed', 'prompt'],
  ['notifications/message', 'list'],
])

/**
 * Passes on what an upstream says outside of any call, to the sessions that listen, each after its grant was looked at
 * again. What is not in the table is dropped: a request from the upstream, or a method nobody decided about.
 */
export function relayNotification(gateway: GatewayContext, upstream: PooledUpstream, raw: string): void {
  const { method, uri } = read(raw)
  const kind = questions.get(method)
  if (kind === undefined) return
  if (method === 'notifications/tools/list_changed') upstream.stale = true
  for (const session of upstream.sessions) {
    if (!session.stream?.open) continue
    if (method === 'notifications/resources/updated' && (uri === null || !session.subscriptions.has(uri))) continue
    enqueue(gateway, session, { kind, name: uri }, raw)
  }
}

/** One after the other, so that a session hears them in order; what does not fit into its queue is lost to it. */
function enqueue(
  gateway: GatewayContext,
  session: Session,
  about: { kind: CallQuestion['kind']; name: string | null },
  raw: string,
) {
  if (session.relayWaiting >= gateway.limits.relayQueue) return
  session.relayWaiting += 1
  session.relayed = session.relayed
    .then(async () => {
      const { keyHash, serverSlug } = session
      const { allowed } = await gateway.verbs.decideCall({ keyHash, serverSlug, ...about })
      if (allowed && !session.ended) await session.stream?.send(raw)
    })
    .catch((error: unknown) => gateway.log.warn({ err: error }, 'a notification was not passed on'))
    .finally(() => {
      session.relayWaiting -= 1
    })
}

function read(raw: string): { method: string; uri: string | null } {
  const message: unknown = JSON.parse(raw)
  if (typeof message !== 'object' || message === null || 'id' in message) return { method: '', uri: null }
  const { method, params } = message as { method?: unknown; params?: { uri?: unknown } | null }
  return { method: typeof method === 'string' ? method : '', uri: typeof params?.uri === 'string' ? params.uri : null }
}
