import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Pool, PoolClient, QueryResultRow } from 'pg'
import { type Actor, type Identity, roleOf } from '#server/actor.ts'
import type { CallPools } from './client.ts'
import * as schema from './schema/index.ts'
import { toAppError } from './sqlstate.ts'

/** A transaction that is already somebody. There is no other way to the database. */
export type Tx = NodePgDatabase<typeof schema>

/**
 * Runs `work` in one transaction as `actor`: begins, switches the role, lets SQL look up who holds the secret, runs, commits.
 * Never wait for the network inside `work`.
 *
 * @returns what `work` returns, once it is committed.
 * @throws AppError, after rolling back, for whatever failed; UNAUTHORIZED when the secret is not good.
 */
export async function asActor<T>(
  pool: Pool,
  actor: Actor,
  work: (tx: Tx, identity: Identity | null) => Promise<T>,
): Promise<T> {
  const client = await connect(pool)
  let broken: Error | undefined
  try {
    const [identity] = await open(client, actor)
    const result = await work(drizzle(client, { schema }), identity ?? null)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw toAppError(error)
  } finally {
    client.release(broken)
  }
}

/**
 * Asks one function that is told the secret itself (the gateway's questions): one statement, its own transaction, on a
 * connection that is in the right role already.
 *
 * @param statement `name` makes it a prepared statement.
 * @throws AppError.
 */
export async function callAs<Row extends QueryResultRow>(
  pools: CallPools,
  kind: keyof CallPools,
  statement: { name: string; text: string; values: unknown[] },
): Promise<Row[]> {
  try {
    return (await pools[kind].query<Row>(statement)).rows
  } catch (error) {
    throw toAppError(error)
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw toAppError(error)
  }
}

async function open(client: PoolClient, actor: Actor): Promise<Identity[]> {
  const statements: Promise<unknown>[] = [client.query('begin'), client.query(switchRole(actor.kind))]
  const entered = 'secretHash' in actor ? client.query<Identity>(enter(actor)) : undefined
  if (entered) statements.push(entered)
  for (const step of await Promise.allSettled(statements)) if (step.status === 'rejected') throw step.reason
  return entered ? (await entered).rows : []
}

const switchRole = (kind: Actor['kind']) => ({
  name: 'switch_role',
  text: `select set_config('role', $1, true)`,
  values: [roleOf[kind]],
})

const enter = (actor: Extract<Actor, { secretHash: Buffer }>) => ({
  name: 'enter',
  text: `select organization_id as "organizationId", organization_slug as "organizationSlug", organization_name as "organizationName", actor_kind as "actorKind",
                actor_id as "actorId", user_id as "userId", agent_id as "agentId", rights, scope from app.enter($1, $2, $3)`,
  values: [actor.kind, actor.secretHash, actor.kind === 'session' ? actor.organization : null],
})
