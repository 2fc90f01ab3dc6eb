import { type Exchange, have } from '#server/gateway/exchange.ts'
import { recordOutcome } from '#server/gateway/record-event.ts'
import { answerResult } from '#server/gateway/respond.ts'

/**
 * tools/list: what the upstream lists right now and the agent may call, in the upstream's order and its own words. A
 * definition that is not the pinned one is left out. One page: what a cursor would stand for changes with every grant.
 */
export async function listTools(exchange: Exchange): Promise<void> {
  const { gateway } = exchange
  const session = have(exchange, 'session')
  const upstream = have(exchange, 'upstream')
  if (!exchange.synced) await gateway.upstreams.sync(upstream, session, have(exchange, 'decision').toolsDigest)
  const callable = await gateway.verbs.listCallableTools({ keyHash: session.keyHash, serverSlug: session.serverSlug })
  const pinned = new Map(callable.map(({ name, pinnedHash }) => [name, pinnedHash]))
  const listed = upstream.tools.filter(({ name }) => {
    const pin = upstream.pinOf(name)
    return pin !== undefined && pin === pinned.get(name)
  })
  const result = `{"tools":[${listed.map(({ raw }) => raw).join(',')}]}`
  await have(exchange, 'recorded')
  await recordOutcome(exchange, { resultBytes: Buffer.byteLength(result) })
  answerResult(exchange, result)
}
