import { and, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Tx } from '#server/db/as-actor.ts'
import { accountToolInstances as servers } from '#server/db/schema/index.ts'
import { AppError } from '#server/errors.ts'
import type { UpstreamTarget } from '#server/gateway/upstream/target.ts'
import type { Member, Run } from '#server/trpc.ts'
import { liveServer } from './list-servers.ts'
import { labelOf, readTarget } from './read-target.ts'
import type { updateServerInput } from './schemas.ts'
import { sealTarget } from './seal-target.ts'

/**
 * Renames a server, or points it somewhere else. The latter makes a new revision: its tools are new again and its grants are
 * suspended until an admin confirms them (app.change_upstream).
 *
 * @throws AppError NOT_FOUND; BAD_REQUEST naming the field; FORBIDDEN to all but admins.
 */
export async function updateServer(
  run: Run,
  input: z.output<typeof updateServerInput>,
): Promise<{ id: string; revision: number }> {
  await run((tx) => tx.execute(sql`select app.require_admin()`))
  const target = input.target && (await readTarget(input.target))
  return run((tx, who) => changeServer(tx, who, { ...input, target }))
}

interface Change {
  serverId: string
  name?: string | undefined
  target?: UpstreamTarget | undefined
}

async function changeServer(
  tx: Tx,
  who: Member,
  { serverId, name, target }: Change,
): Promise<{ id: string; revision: number }> {
  const one = and(liveServer, eq(servers.id, serverId))
  const [server] = await tx.select({ id: servers.id, revision: servers.revision }).from(servers).where(one)
  if (!server) throw new AppError('NOT_FOUND', 'server_not_found', { field: 'serverId' })
  if (name !== undefined) await tx.update(servers).set({ instanceNameOnToolbox: name }).where(one)
  if (target === undefined) return server
  const { rows } = await tx.execute<{ revision: number }>(
    sql`select app.change_upstream(${server.id}, ${target.transport}, ${labelOf(target)}, ${sealTarget(who.organizationId, server.id, target)}) as revision`,
  )
  return { id: server.id, revision: rows[0]?.revision ?? server.revision }
}
