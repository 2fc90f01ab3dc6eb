import { Client, type Pool } from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, inject } from 'vitest'
import { createTestDatabase, type TestDatabase } from '#server/postgres/testing.ts'
import { type CallPools, openCallPools, openPool } from '../client.ts'

/** A migrated database of one test file. */
export interface MigratedDatabase {
  /** Connections of the login role, as the program has them. */
  readonly pool: Pool
  /** The gateway's connections, as the program has them. */
  readonly calls: CallPools
  /** One connection of the owner, who has a policy of its own on every table: for arranging, and for looks that prove a row is there. */
  readonly owner: Client
  readonly urls: TestDatabase
}

/** Gives the calling test file a migrated database of its own, from beforeAll to afterAll. Read it inside tests only. */
export function useDatabase(): MigratedDatabase {
  const place: { pool?: Pool; calls?: CallPools; owner?: Client; urls?: TestDatabase } = {}
  beforeAll(async () => {
    place.urls = await createTestDatabase(inject('testCluster'), inject('templateDatabase'))
    place.pool = openPool(place.urls.loginUrl, pino({ level: 'silent' }))
    place.calls = openCallPools(place.urls.loginUrl, pino({ level: 'silent' }))
    place.owner = new Client({ connectionString: place.urls.ownerUrl })
    await place.owner.connect()
  })
  afterAll(async () => {
    await Promise.all([place.pool?.end(), place.calls?.agent_key.end(), place.calls?.system.end()])
    await place.owner?.end()
    await place.urls?.drop()
  })
  const held = <Key extends keyof typeof place>(key: Key) => {
    const value = place[key]
    if (!value) throw new Error('useDatabase: read it inside a test, after beforeAll')
    return value as NonNullable<(typeof place)[Key]>
  }
  return {
    get pool() {
      return held('pool')
    },
    get calls() {
      return held('calls')
    },
    get owner() {
      return held('owner')
    },
    get urls() {
      return held('urls')
    },
  }
}
