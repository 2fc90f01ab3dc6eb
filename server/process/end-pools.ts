import type { Pool, PoolClient } from 'pg'

/**
 * Ends pools together. `pg` says that a pool has ended once its connections have been asked to close; ours is asked
 * before PostgreSQL is stopped, which breaks what is still open, so here the end is when they are closed.
 *
 * @param pools that have not connected yet: each connection is known from its beginning.
 * @param limit milliseconds to wait for a database that does not answer any more.
 */
export function endsOf(pools: readonly Pool[], limit = 2_000): { end(): Promise<void> } {
  const open = new Set<PoolClient>()
  let noneLeft = () => {}
  for (const pool of pools) {
    pool.on('connect', (client) => open.add(client))
    pool.on('remove', (client) => {
      open.delete(client)
      if (open.size === 0) noneLeft()
    })
  }
  return {
    end: async () => {
      await Promise.all(pools.map((pool) => pool.end()))
      if (open.size === 0) return
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, limit)
        noneLeft = () => {
          clearTimeout(late)
          resolve()
        }
      })
    },
  }
}
