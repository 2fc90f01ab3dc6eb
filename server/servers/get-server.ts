import { and, eq, isNull, or, sql } from 'drizzle-orm'
import type { Tx } from '#server/db/as-actor.ts'
import { accountToolInstances as servers, serverTools as tools } from '#server/db/schema/index.ts'
import { AppError } from '#server/errors.ts'
import { gatewayUrl } from './gateway-url.ts'
import { liveServer, serverColumns } from './list-servers.ts'

/**
 * One server with every tool it lists now: its class, its status, and, where it changed, the approved definition beside the found one.
 *
 * @param idOrSlug either.
 * @throws AppError NOT_FOUND, the same for another organization's server and for none.
 */
export async function getServer(tx: Tx, idOrSlug: string) {
  const [server] = await tx
    .select(serverColumns)
    .from(servers)
    .where(and(liveServer, or(sql`${servers.id}::text = ${idOrSlug}`, eq(servers.slug, idOrSlug))))
  if (!server) throw new AppError('NOT_FOUND', 'server_not_found', { field: 'serverId' })
  const found = await tx
    .select({
      name: tools.name,
      title: sql<
        string | null
      >`coalesce(${tools.definition} ->> 'title', ${tools.definition} #>> '{annotations,title}')`,
      description: sql<string | null>`${tools.definition} ->> 'description'`,
      class: tools.class,
      classSetBy: tools.classSetBy,
      annotations: sql<Record<string, unknown> | null>`${tools.definition} -> 'annotations'`,
      status: tools.status,
      reason: tools.statusReason,
      hash: tools.foundHash,
      definition: sql<Record<string, unknown>>`${tools.definition}`,
      approvedDefinition: sql<Record<string, unknown> | null>`${tools.approvedDefinition}`,
      firstSeenAt: tools.createdAt,
      confirmedAt: tools.confirmedAt,
    })
    .from(tools)
    .where(and(eq(tools.serverId, server.id), isNull(tools.goneAt)))
    .orderBy(tools.name)
  return { ...server, endpoint: gatewayUrl(server.slug), toolCounts: server.tools, tools: found }
}
