import { createHash, randomBytes } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import type { Pool } from 'pg'
import { hashSecret } from '#server/crypto/hash-secret.ts'
import { asActor } from '#server/db/as-actor.ts'
import { sessions, userPasswords, users } from '#server/db/schema/index.ts'
import { AppError } from '#server/errors.ts'
import { passwordMatches } from './passwords.ts'

export const sessionDays = 30
/** Attempts in a quarter of an hour that may fail: for one account from anywhere, and from one place for any account. */
const limits = { account: 10, source: 50 }

export interface SignIn {
  email: string
  password: string
  /** Where the attempt comes from, as far as we know. */
  source: string
  userAgent: string | null
}

/**
 * Signs a person in with a password: counts the attempt before it looks at the password, and leaves a session row.
 *
 * @returns the secret of the new session, which only the browser keeps.
 * @throws AppError UNAUTHORIZED wrong_credentials, the same for an unknown address; TOO_MANY_REQUESTS.
 */
export async function signInWithPassword(pool: Pool, attempt: SignIn): Promise<{ userId: string; secret: string }> {
  const email = attempt.email.trim().toLowerCase()
  const subjects = { account: subject('account', email), source: subject('source', attempt.source) }
  // The attempt is counted and the address looked up in one short transaction; the slow hash is compared outside of any.
  const found = await asActor(pool, { kind: 'identity' }, async (tx) => {
    const { rows } = await tx.execute<{ account: number; source: number }>(
      sql`select app.begin_sign_in(${subjects.account}) as account, app.begin_sign_in(${subjects.source}) as source`,
    )
    const [count] = rows
    if (!count || count.account > limits.account || count.source > limits.source) return 'too_many_attempts'
    const [person] = await tx
      .select({ id: users.id, passwordHash: userPasswords.passwordHash })
      .from(users)
      .innerJoin(userPasswords, eq(userPasswords.userId, users.id))
      .where(eq(users.email, email))
    return person ?? null
  })
  if (found === 'too_many_attempts') throw new AppError('TOO_MANY_REQUESTS', 'too_many_attempts')
  const good = await passwordMatches(found?.passwordHash ?? null, attempt.password)
  if (!good || found === null) throw new AppError('UNAUTHORIZED', 'wrong_credentials')
  await asActor(pool, { kind: 'identity' }, (tx) =>
    tx.execute(sql`select app.sign_in_succeeded(${subjects.account}), app.sign_in_succeeded(${subjects.source})`),
  )
  return { userId: found.id, secret: await openSession(pool, found.id, attempt.userAgent) }
}

async function openSession(pool: Pool, userId: string, userAgent: string | null): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const now = Date.now()
  await asActor(pool, { kind: 'identity' }, (tx) =>
    tx.insert(sessions).values({
      secretHash: hashSecret(secret),
      userId,
      createdAt: new Date(now),
      expiresAt: new Date(now + sessionDays * 86_400_000),
      endedAt: null,
      userAgent: userAgent?.slice(0, 200) ?? null,
    }),
  )
  return secret
}

/** Ends a session: its cookie is refused from the next request on. Ending it twice, or one that never was, changes nothing. */
export async function endSession(pool: Pool, secretHash: Buffer): Promise<void> {
  await asActor(pool, { kind: 'identity' }, (tx) =>
    tx
      .update(sessions)
      .set({ endedAt: new Date() })
      .where(sql`${sessions.secretHash} = ${secretHash} and ${sessions.endedAt} is null`),
  )
}

// Attempts are counted under a hash: the table is no list of addresses that people tried.
const subject = (kind: string, value: string) => createHash('sha256').update(`${kind}\n${value}`).digest()
