import { sql } from 'drizzle-orm'
import { boolean, check, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, digest, instant } from './columns.ts'

/** The one-time link that lets the first admin in. One row, closed for good once used. */
export const setUp = pgTable(
  'set_up',
  {
    single: boolean('single').primaryKey().default(true),
    tokenHash: digest('token_hash').notNull(),
    createdAt: createdAt(),
    completedAt: instant('completed_at'),
  },
  (t) => [check('set_up_one_row', sql`${t.single}`)],
).enableRLS()

/** One sealed canary per key version: start refuses a key that does not open what this database holds. */
export const encryptionChecks = pgTable(
  'encryption_checks',
  {
    keyVersion: text('key_version').primaryKey(),
    sealed: text('sealed').notNull(),
    createdAt: createdAt(),
  },
  (t) => [check('encryption_checks_sealed', sql`${t.sealed} ~ '^pcs1\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){4}$'`)],
).enableRLS()
