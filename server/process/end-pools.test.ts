import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '#server/db/testing/database.ts'
import { endsOf } from './end-pools.ts'

const db = useDatabase()
const name = 'end-pools-test'
const connected = async () =>
  (await db.owner.query('select from pg_stat_activity where application_name = $1', [name])).rowCount
const newPool = () => new Pool({ connectionString: db.urls.ownerUrl, application_name: name })

describe('ending pools', () => {
  it('is over when no connection is left for a stopping PostgreSQL to break', async () => {
    const pools = [newPool(), newPool()]
    const closed: unknown[] = []
    for (const pool of pools) pool.on('remove', (client) => closed.push(client))
    const all = endsOf(pools)
    await Promise.all(pools.flatMap((pool) => [1, 2, 3].map(() => pool.query('select pg_sleep(0.02)'))))
    expect(await connected()).toBe(6)
    await all.end()
    expect(closed).toHaveLength(6)
    expect(await connected()).toBe(0)
  })

  it('waits for a query that runs', async () => {
    const pool = newPool()
    const all = endsOf([pool])
    const client = await pool.connect()
    const ended = all.end()
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    client.release()
    await ended
    expect(await connected()).toBe(0)
  })

  it('is nothing for pools that never connected', async () => {
    await endsOf([newPool()]).end()
  })

  it('does not wait for ever for a database that has gone silent', async () => {
    // It lets a client in, and neither answers nor closes from then on.
    const silent = createServer({ allowHalfOpen: true }, (socket) => {
      socket.once('data', () => socket.write(Buffer.from('520000000800000000' + '5a0000000549', 'hex')))
      socket.on('error', () => undefined)
    })
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const pool = new Pool({ host: '127.0.0.1', port: (silent.address() as AddressInfo).port, user: 'x', database: 'x' })
    pool.on('error', () => undefined)
    const all = endsOf([pool], 30)
    ;(await pool.connect()).release()
    await all.end()
    expect(pool.ended).toBe(true)
    silent.close()
  })
})
