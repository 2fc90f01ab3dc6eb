import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'
import { accountToolInstances as servers, serverTools as tools } from '#server/db/schema/index.ts'
import { AppError, type Reason } from '#server/errors.ts'
import { gatewayLimits } from '#server/gateway/limits.ts'
import { openUpstream } from '#server/gateway/upstream/open-upstream.ts'
import type { UpstreamTarget } from '#server/gateway/upstream/target.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'
import { readUpstreamTools } from '#server/gateway/upstream-tools.ts'
import { runtime } from '#server/runtime.ts'
import type { Member, Run } from '#server/trpc.ts'
import { type Listing, recordTools } from './record-tools.ts'
import { openTarget } from './seal-target.ts'

/** One step of a discovery, as it is reached; `ms` since the start. */
export interface DiscoveryStep {
  step: 'reading' | 'connecting' | 'listing' | 'recording' | 'done'
  detail: string
  ms: number
}

export interface DiscoveredTool {
  name: string
  class: 'read' | 'write' | 'destructive'
  status: 'confirmed' | 'new' | 'quarantined'
}

/**
 * Connects to a server, asks what tools it has, and records them. No transaction is open while the network is waited for.
 *
 * @param run transactions as the admin who asks.
 * @yields each step as it begins; returns the tools that the server has now.
 * @throws AppError BAD_GATEWAY with why as detail, which also stays on the server's page; NOT_FOUND; FORBIDDEN to all but admins.
 */
export async function* discoverServer(
  run: Run,
  serverId: string,
): AsyncGenerator<DiscoveryStep, { tools: DiscoveredTool[] }> {
  const started = Date.now()
  const at = (step: DiscoveryStep['step'], detail: string): DiscoveryStep => ({
    step,
    detail,
    ms: Date.now() - started,
  })

  yield at('reading', 'Reading where the server is')
  const { organizationId, revision, target } = await run((tx, who) => whereToConnect(tx, who, serverId))
  try {
    yield at('connecting', target.transport === 'stdio' ? 'Starting the command' : 'Connecting to the address')
    const { settings, log } = runtime()
    const signal = AbortSignal.timeout(90_000)
    const connection = await openUpstream(target, {
      settings,
      log,
      key: `${organizationId}/discovery/${serverId}/${revision}`,
      signal,
    })
    let listing: Listing
    try {
      yield at('listing', 'Asking for its tools')
      const found = await readUpstreamTools(connection, gatewayLimits, signal)
      const { capabilities, serverInfo, instructions } = connection
      listing = {
        serverId,
        revision,
        tools: found,
        facts: { capabilities, serverInfo, instructions: instructions ?? null },
      }
    } finally {
      await connection.close('discovery is done')
    }
    yield at('recording', `Recording ${listing.tools.length} tools`)
    const tools = await run(async (tx) => {
      await recordTools(tx, listing)
      return currentTools(tx, serverId)
    })
    yield at('done', `${tools.length} tools`)
    return { tools }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    const why = (error.detail || error.publicMessage).slice(0, 2000)
    await run((tx) => tx.update(servers).set({ instanceErrorMessage: why }).where(eq(servers.id, serverId)))
    throw new AppError('BAD_GATEWAY', `upstream_${error.kind}` satisfies Reason, {
      field: 'serverId',
      detail: error.detail,
    })
  }
}

/** Runs a discovery to its end, for callers who do not watch it. */
export async function discoverToEnd(run: Run, serverId: string): Promise<{ tools: DiscoveredTool[] }> {
  const steps = discoverServer(run, serverId)
  for (;;) {
    const next = await steps.next()
    if (next.done) return next.value
  }
}

async function whereToConnect(
  tx: Tx,
  who: Member,
  serverId: string,
): Promise<{ organizationId: string; revision: number; target: UpstreamTarget }> {
  const { rows } = await tx.execute<{ revision: number; sealed: string }>(
    sql`select revision, sealed from app.upstream_for_discovery(${serverId})`,
  )
  const [found] = rows
  if (!found) throw new AppError('CONFLICT', 'server_has_no_upstream', { field: 'serverId' })
  return {
    organizationId: who.organizationId,
    revision: found.revision,
    target: openTarget(who.organizationId, serverId, found.sealed),
  }
}

function currentTools(tx: Tx, serverId: string): Promise<DiscoveredTool[]> {
  return tx
    .select({ name: tools.name, class: tools.class, status: tools.status })
    .from(tools)
    .where(and(eq(tools.serverId, serverId), isNull(tools.goneAt)))
    .orderBy(asc(tools.name))
}
