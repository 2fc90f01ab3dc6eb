import { randomUUID } from 'node:crypto'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Tx } from '#server/db/as-actor.ts'
import { accountToolEnvironments as environments, accountToolInstances as servers } from '#server/db/schema/index.ts'
import { AppError } from '#server/errors.ts'
import type { UpstreamTarget } from '#server/gateway/upstream/target.ts'
import type { Member, Run } from '#server/trpc.ts'
import { labelOf, readTarget } from './read-target.ts'
import type { createServerInput } from './schemas.ts'
import { sealTarget } from './seal-target.ts'

/**
 * Registers an MCP server; nothing is connected to yet. Without a slug one is made of the name.
 *
 * @throws AppError BAD_REQUEST naming the field; CONFLICT slug_taken; NOT_FOUND for an environment that is not the organization's;
 *   FORBIDDEN to all but admins.
 */
export async function createServer(
  run: Run,
  input: z.output<typeof createServerInput>,
): Promise<{ id: string; slug: string }> {
  await run((tx) => tx.execute(sql`select app.require_admin()`))
  const { name, slug, environmentId, ...whereabouts } = input
  const target = await readTarget(whereabouts)
  return run((tx, who) => insertServer(tx, who, { name, slug, environmentId, target }))
}

interface NewServer {
  name: string
  slug: string | undefined
  environmentId: string | undefined
  target: UpstreamTarget
}

async function insertServer(
  tx: Tx,
  who: Member,
  { name, slug: wanted, environmentId, target }: NewServer,
): Promise<{ id: string; slug: string }> {
  const slug = wanted ?? (await freeSlug(tx, name))
  const id = randomUUID()
  await tx.insert(servers).values({
    organizationId: who.organizationId,
    id,
    accountToolEnvironmentId: await idOfEnvironment(tx, environmentId),
    instanceNameOnToolbox: name,
    mcpServerType: 'mcp_server',
    mcpTransportType: target.transport,
    mcpEndpointPath: `/mcp/${slug}`,
    slug,
    upstreamLabel: labelOf(target),
    createdByKind: who.actorKind,
    createdById: who.actorId,
  })
  await tx.execute(sql`select app.store_upstream(${id}, ${sealTarget(who.organizationId, id, target)})`)
  return { id, slug }
}

async function idOfEnvironment(tx: Tx, wanted: string | undefined): Promise<string> {
  const [found] = await tx
    .select({ id: environments.id })
    .from(environments)
    .where(and(isNull(environments.removedAt), wanted ? eq(environments.id, wanted) : undefined))
    .orderBy(environments.createdAt, environments.id)
    .limit(1)
  if (!found) throw new AppError('NOT_FOUND', 'environment_not_found', { field: 'environmentId' })
  return found.id
}

async function freeSlug(tx: Tx, name: string): Promise<string> {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
  const base = plain.slice(0, 17).replace(/-+$/, '') || 'server'
  const taken = await tx.select({ slug: servers.slug }).from(servers).where(isNull(servers.removedAt))
  const names = new Set(taken.map((row) => row.slug))
  for (let n = 1; n < 1000; n += 1) {
    const slug = n === 1 ? base : `${base.slice(0, 16)}-${n}`
    if (!names.has(slug)) return slug
  }
  throw new AppError('CONFLICT', 'slug_taken', { field: 'slug' })
}
