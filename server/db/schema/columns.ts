import { sql } from 'drizzle-orm'
import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'

/**
 * Column shapes that every table shares.
 * Times have millisecond precision because a JavaScript Date has: with microseconds a keyset cursor would lose its own row.
 */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

export const createdAt = () => instant('created_at').notNull().defaultNow()

export const updatedAt = () => instant('updated_at').notNull().defaultNow()

export const tenant = () => uuid('organization_id').notNull()

export const rowId = () => uuid('id').notNull().default(sql`gen_random_uuid()`)

/** A SHA-256 digest: how every secret that we only ever compare is stored. */
export const digest = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })
