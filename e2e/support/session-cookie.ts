import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext } from '@playwright/test'
import { encode } from 'next-auth/jwt'
import type { Client } from 'pg'

const cookieName = 'authjs.session-token'

/** A session that is a row in the database, and the cookie that its browser would hold. */
export interface PlantedSession {
  /** For requests without a browser. */
  readonly cookie: string
  plantIn(context: BrowserContext): Promise<void>
}

/** Gives the cookie of a session whose row is there already. */
export async function cookieOf(session: {
  url: string
  dataDir: string
  userId: string
  secret: string
}): Promise<PlantedSession> {
  const { url, dataDir, userId, secret } = session
  const authSecret = readFileSync(join(dataDir, 'secrets', 'auth-secret'), 'utf8').trim()
  const value = await encode({ token: { sub: userId, session: secret }, secret: authSecret, salt: cookieName })
  return {
    cookie: `${cookieName}=${value}`,
    plantIn: (context) => context.addCookies([{ name: cookieName, value, url, httpOnly: true, sameSite: 'Lax' }]),
  }
}

/** Opens a session for a person by writing its row, as signing in would. */
export async function openSession(owner: Client, at: { url: string; dataDir: string }, email: string) {
  const secret = randomBytes(32).toString('base64url')
  const { rows } = await owner.query<{ user_id: string }>(
    `insert into sessions (secret_hash, user_id, expires_at)
     select $1, id, now() + interval '1 hour' from users where email = $2 returning user_id`,
    [createHash('sha256').update(secret).digest(), email],
  )
  const [row] = rows
  if (!row) throw new Error(`nobody has the address ${email}`)
  return cookieOf({ ...at, userId: row.user_id, secret })
}
