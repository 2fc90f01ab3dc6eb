import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, digest, instant, updatedAt } from './columns.ts'

/** People. Global, not of one organization: only the identity role reads these tables. */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    email: text('email').notNull().unique('users_email_key'),
    name: text('name').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    check(
      'users_email_normalised',
      sql`${t.email} = lower(btrim(${t.email})) and ${t.email} like '%_@_%' and length(${t.email}) <= 254`,
    ),
    check('users_name_shape', sql`length(btrim(${t.name})) between 1 and 120`),
  ],
).enableRLS()

/** Apart from users, so that listing people can never select a password hash. */
export const userPasswords = pgTable(
  'user_passwords',
  {
    userId: uuid('user_id')
      .primaryKey()
      .references(() => users.id, { onDelete: 'cascade' }),
    passwordHash: text('password_hash').notNull(),
    updatedAt: updatedAt(),
  },
  (t) => [check('user_passwords_argon2id', sql`${t.passwordHash} like '$argon2id$%'`)],
).enableRLS()

/** Signed-in browsers. The cookie carries the secret, the row its SHA-256. */
export const sessions = pgTable(
  'sessions',
  {
    secretHash: digest('secret_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    userAgent: text('user_agent'),
  },
  (t) => [
    check('sessions_secret_hash_length', sql`octet_length(${t.secretHash}) = 32`),
    check('sessions_expiry', sql`${t.expiresAt} > ${t.createdAt}`),
    index('sessions_user_id_idx').on(t.userId),
  ],
).enableRLS()

/** Failed sign-ins in the running window, by a hash of what was tried: the rate limit holds over several processes. */
export const signInAttempts = pgTable(
  'sign_in_attempts',
  {
    subjectHash: digest('subject_hash').notNull(),
    windowStart: instant('window_start').notNull(),
    failures: integer('failures').notNull().default(0),
  },
  (t) => [
    primaryKey({ name: 'sign_in_attempts_pkey', columns: [t.subjectHash] }),
    check('sign_in_attempts_failures', sql`${t.failures} >= 0`),
  ],
).enableRLS()
