import { describe, expect, it } from 'vitest'
import { hashSecret } from '#server/crypto/hash-secret.ts'
import { asActor } from '#server/db/as-actor.ts'
import { useDatabase } from '#server/db/testing/database.ts'
import { testKeyring } from '#server/db/testing/factories.ts'
import { readSettings } from '#server/env.ts'
import { completeSetUp } from './complete-set-up.ts'
import { initialize } from './initialize.ts'

const person = {
  name: 'Ada',
  email: 'Ada@Example.test',
  password: 'a long enough password',
  organizationName: 'Ada & Sons Ltd.',
}

describe('set-up by link', () => {
  const db = useDatabase()

  it('opens one link at a time, lets one person in, and closes for good', async () => {
    const settings = readSettings({})
    const tokenOf = async () => (await initialize(db.pool, testKeyring, settings)).setupUrl?.split('#token=')[1] ?? ''
    const [stale, token] = [await tokenOf(), await tokenOf()]
    for (const wrong of [stale, 'guessed', '']) {
      await expect(completeSetUp(db.pool, testKeyring, { ...person, token: wrong })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        reason: 'set_up_closed',
      })
    }
    await expect(
      completeSetUp(db.pool, testKeyring, { ...person, token, email: 'not an address' }),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST', field: 'email' })
    expect((await db.owner.query('select from users')).rowCount, 'nothing was written').toBe(0)
    const twice = await Promise.allSettled(
      [1, 2].map((n) => completeSetUp(db.pool, testKeyring, { ...person, token, email: `ada${n}@example.test` })),
    )
    expect(twice.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await db.owner.query('select from organizations')).rowCount).toBe(1)
    expect(await initialize(db.pool, testKeyring, settings)).toEqual({ setupUrl: null })
    await expect(completeSetUp(db.pool, testKeyring, { ...person, token })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const environment = await db.owner.query('select name from account_tool_environments')
    expect(environment.rows).toEqual([{ name: 'default' }])
  })
})

describe('the slow hash of a password', () => {
  const db = useDatabase()
  const withToken = (token: string) => ({
    ...person,
    token,
    get password(): string {
      throw new Error('the password was looked at')
    },
  })

  it('is for whoever has the link, while it works', async () => {
    const settings = readSettings({})
    const token = (await initialize(db.pool, testKeyring, settings)).setupUrl?.split('#token=')[1] ?? ''
    const closed = { code: 'NOT_FOUND', reason: 'set_up_closed', field: 'token' }
    for (const wrong of ['guessed', '', `${token}x`])
      await expect(completeSetUp(db.pool, testKeyring, withToken(wrong))).rejects.toMatchObject(closed)
    await expect(completeSetUp(db.pool, testKeyring, withToken(token))).rejects.toThrow('looked at')
    await completeSetUp(db.pool, testKeyring, { ...person, token })
    await expect(completeSetUp(db.pool, testKeyring, withToken(token))).rejects.toMatchObject(closed)
  })
})

describe('set-up by settings', () => {
  const db = useDatabase()

  it('makes the admin, the organization and the API key once', async () => {
    const key = `pck_org_${'a'.repeat(12)}_${'b'.repeat(43)}`
    const settings = readSettings({
      INIT_ADMIN_EMAIL: 'root@example.test',
      INIT_ADMIN_PASSWORD: 'a long enough password',
      INIT_ORG_NAME: 'Acme',
      INIT_ORG_API_KEY: key,
    })
    expect(await initialize(db.pool, testKeyring, settings)).toEqual({ setupUrl: null })
    expect(await initialize(db.pool, testKeyring, settings)).toEqual({ setupUrl: null })
    const who = await asActor(
      db.pool,
      { kind: 'api_key', secretHash: hashSecret(key) },
      async (_, identity) => identity,
    )
    expect(who).toMatchObject({ organizationSlug: 'acme', rights: 'admin', scope: 'write' })
    const stored = await db.owner.query('select k::text from organization_api_keys k')
    expect(stored.rows).toHaveLength(1)
    expect(stored.rows[0].k).not.toContain(key)
  })
})
