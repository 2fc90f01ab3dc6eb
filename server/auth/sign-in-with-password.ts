import { createHash, randomBytes } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import type { Pool } from 'pg'
import { hashSecret } from '#server/crypto/hash-secret.ts'
import { asActor } from '#server/db/as-actor.ts'
import { sessions, userPasswords, users } from '#server/db/schema/index.ts'
import { AppError } from '#server/errors.ts'
import { passwordMatches } from './passwords.ts'

export const sessionDays = 30
/** Failures in a quarter of an hour: for one account from anywhere, and from one place for any account. */
const limits = { account: 10, source: 50 }

export interface SignIn {
  email: string
  password: string
  /** Where the attempt comes from, as far as we know. */
  source: string
  userAgent: string | null
}

/**
 * Signs a person in with a password: checks the rate limit before the password, and leaves a session row.
 *
 * @returns the secret of the new session, which only the browser keeps.
 * @throws AppError UNAUTHORIZED wrong_credentials, the same for an unknown address; TOO_MANY_REQUESTS.
 */
export async function signInWithPassword(pool: Pool, attempt: SignIn): Promise<{ userId: string; secret: string }> {
  const email = attempt.email.trim().toLowerCase()
  const subjects = { account: subject('account', email), source: subject('source', attempt.source) }
  // The address is looked up in one short transaction and the slow hash is compared outside of any.
  const found = await asActor(pool, { kind: 'identity' }, async (tx) => {
    for (const kind of ['account', 'source'] as const) {
      const { rows } = await tx.execute<{ failures: number }>(
        sql`select app.failed_sign_ins(${subjects[kind]}) as failures`,
      )
      if ((rows[0]?.failures ?? 0) >= limits[kind]) throw new AppError('TOO_MANY_REQUESTS', 'too_many_attempts')
    }
    const [person] = await tx
      .select({ id: users.id, passwordHash: userPasswords.passwordHash })
      .from(users)
      .innerJoin(userPasswords, eq(userPasswords.userId, users.id))
      .where(eq(users.email, email))
    return person ?? null
  })
  const good = await passwordMatches(found?.passwordHash ?? null, attempt.password)
  if (!good || found === null) {
    await asActor(pool, { kind: 'identity' }, (tx) =>
      tx.execute(sql`select app.note_failed_sign_in(${subjects.account}), app.note_failed_sign_in(${subjects.source})`),
    )
    throw new AppError('UNAUTHORIZED', 'wrong_credentials')
  }
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
