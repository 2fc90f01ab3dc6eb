import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { hashSecret } from '#server/crypto/hash-secret.ts'
import { asActor } from '#server/db/as-actor.ts'
import { useDatabase } from '#server/db/testing/database.ts'
import { makeMember, makeOrganization, type TestOrganization } from '#server/db/testing/factories.ts'
import { hashPassword, passwordMatches } from './passwords.ts'
import { endSession, signInWithPassword } from './sign-in-with-password.ts'

const db = useDatabase()
const password = 'correct horse battery staple'
const place: { hash?: string } = {}
beforeAll(async () => {
  place.hash = await hashPassword(password)
})

async function person(): Promise<{ organization: TestOrganization; userId: string; email: string }> {
  const organization = await makeOrganization(db.owner)
  const { userId, email } = await makeMember(db.owner, organization, 'member')
  await db.owner.query('insert into user_passwords values ($1, $2)', [userId, place.hash])
  return { organization, userId, email }
}
const attempt = (email: string, given: string, source = randomBytes(8).toString('hex')) =>
  signInWithPassword(db.pool, { email, password: given, source, userAgent: 'test' })
const actions = async (organization: TestOrganization) =>
  (
    await db.owner.query('select action from audit_events where organization_id = $1 order by at', [organization.id])
  ).rows.map((row) => row.action)

describe('signing in with a password', () => {
  it('opens a session that the database knows by its hash only, and says so in the log', async () => {
    const { organization, userId, email } = await person()
    const { secret } = await attempt(` ${email.toUpperCase()} `, password)
    const entered = await asActor(
      db.pool,
      { kind: 'session', secretHash: hashSecret(secret), organization: organization.slug },
      async (_, who) => who,
    )
    expect(entered).toMatchObject({ userId, rights: 'member' })
    const stored = await db.owner.query('select * from sessions where user_id = $1', [userId])
    expect(JSON.stringify(stored.rows)).not.toContain(secret)
    expect(await actions(organization)).toContain('session.sign_in')
  })

  it('answers a wrong password and an unknown address alike', async () => {
    const { email } = await person()
    const wrong = await attempt(email, 'wrong password!').catch((error: unknown) => error)
    expect(wrong).toMatchObject({ code: 'UNAUTHORIZED', reason: 'wrong_credentials' })
    expect(await attempt('nobody@example.test', password).catch((error: unknown) => error)).toEqual(wrong)
  })

  it('stops listening to an account after ten failures, also to the right password, and to no other account', async () => {
    const { email } = await person()
    for (let n = 0; n < 10; n += 1)
      await expect(attempt(email, 'wrong password!')).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(attempt(email, password)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    const other = await person()
    expect((await attempt(other.email, password)).secret).toBeTruthy()
    await db.owner.query(`update sign_in_attempts set window_start = window_start - interval '16 minutes'`)
    expect((await attempt(email, password)).secret).toBeTruthy()
  })

  it('counts attempts that come at the same time, each of them', async () => {
    const { email } = await person()
    const results = await Promise.all(
      Array.from({ length: 30 }, () =>
        attempt(email, 'wrong password!').catch((error: { code: string }) => error.code),
      ),
    )
    expect(results.filter((code) => code === 'UNAUTHORIZED')).toHaveLength(10)
    expect(results.filter((code) => code === 'TOO_MANY_REQUESTS')).toHaveLength(20)
  })

  it('does not count those that succeed', async () => {
    const { email } = await person()
    for (let n = 0; n < 12; n += 1) expect((await attempt(email, password)).secret).toBeTruthy()
  })

  it('stops listening to a place that tries many accounts', async () => {
    const { email } = await person()
    await db.owner.query(`insert into sign_in_attempts values (sha256($1), now(), 50)`, [
      Buffer.from('source\n203.0.113.9'),
    ])
    await expect(attempt(email, password, '203.0.113.9')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    expect((await attempt(email, password, '203.0.113.10')).secret).toBeTruthy()
  })

  it('ends a session at once and for good', async () => {
    const { organization, email } = await person()
    const { secret } = await attempt(email, password)
    const enter = () =>
      asActor(db.pool, { kind: 'session', secretHash: hashSecret(secret), organization: null }, async (_, who) => who)
    await enter()
    await endSession(db.pool, hashSecret(secret))
    await expect(enter()).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await endSession(db.pool, hashSecret(secret))
    expect((await actions(organization)).filter((action) => action === 'session.sign_out')).toHaveLength(1)
  })
})

describe('passwordMatches', () => {
  it('says no without a hash, for a broken one, and for another password', async () => {
    expect(await passwordMatches(null, 'nobody has this password')).toBe(false)
    expect(await passwordMatches('$argon2id$broken', password)).toBe(false)
    expect(await passwordMatches(place.hash ?? '', `${password}!`)).toBe(false)
    expect(await passwordMatches(place.hash ?? '', password)).toBe(true)
  })
})
