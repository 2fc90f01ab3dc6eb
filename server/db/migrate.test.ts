import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '#server/postgres/testing.ts'
import { describeCatalogue } from './catalogue.ts'
import { knownMigrations, migrate } from './migrate.ts'
import { rollBack } from './rollback.ts'
import { makeOrganization } from './testing/factories.ts'

const log = pino({ level: 'silent' })

describe('migrate', () => {
  let database: TestDatabase
  let owner: Client
  beforeEach(async () => {
    database = await createTestDatabase(inject('testCluster'))
    owner = new Client({ connectionString: database.ownerUrl })
    await owner.connect()
  })
  afterEach(async () => {
    await owner.end()
    await database.drop()
  })
  const up = () => migrate({ ownerUrl: database.ownerUrl, loginUrl: database.loginUrl, log })

  it('makes what drizzle/schema.sql shows (npm run db:dump writes it)', async () => {
    await up()
    const committed = readFileSync(fileURLToPath(new URL('../../drizzle/schema.sql', import.meta.url)), 'utf8')
    expect(await describeCatalogue(owner)).toBe(committed)
  })

  it('goes up, down to nothing, and up again to the same', async () => {
    await up()
    const first = await describeCatalogue(owner)
    const names = knownMigrations().map((each) => each.name)
    expect(await rollBack(database.ownerUrl, { steps: Number.POSITIVE_INFINITY })).toEqual([...names].reverse())
    const { rows } = await owner.query(
      `select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`,
    )
    expect(rows).toEqual([])
    expect((await up()).applied).toEqual(names)
    expect(await describeCatalogue(owner)).toBe(first)
  })

  it('goes down and up one migration at a time', async () => {
    await up()
    const whole = await describeCatalogue(owner)
    for (let steps = 1; steps <= knownMigrations().length; steps += 1) {
      await rollBack(database.ownerUrl, { steps })
      await up()
      expect(await describeCatalogue(owner), `${steps} steps`).toBe(whole)
    }
  })

  it('does it once when several start at the same time', async () => {
    const runs = await Promise.all([up(), up(), up()])
    expect(runs.map((run) => run.applied.length).sort()).toEqual([0, 0, knownMigrations().length])
  })

  it('refuses to take back what would lose rows, and the audit log in any case', async () => {
    await up()
    await makeOrganization(owner)
    const all = Number.POSITIVE_INFINITY
    await expect(rollBack(database.ownerUrl, { steps: all })).rejects.toThrow(/would drop/)
    await expect(rollBack(database.ownerUrl, { steps: all, dropData: true })).rejects.toThrow(
      /would drop the audit log/,
    )
    expect((await owner.query('select from organizations')).rowCount, 'nothing happened').toBe(1)
  })

  it('refuses a database that a newer version has migrated', async () => {
    await up()
    await owner.query(`insert into migrations.applied (name, hash) values ('9999_future', 'x')`)
    await expect(up()).rejects.toThrow(/newer version/)
  })
})
