import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, digest, instant, rowId, tenant, updatedAt } from './columns.ts'
import { users } from './users.ts'

export const roles = ['owner', 'admin', 'member', 'viewer'] as const

export const organizations = pgTable(
  'organizations',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    slug: text('slug').notNull().unique('organizations_slug_key'),
    settings: jsonb('settings').notNull().default({}),
    subscriptionTier: text('subscription_tier').notNull().default('free'),
    maxMcpServers: integer('max_mcp_servers').notNull().default(100),
    maxConcurrentConnections: integer('max_concurrent_connections').notNull().default(1000),
    logoUrl: text('logo_url'),
    websiteUrl: text('website_url'),
    contactEmail: text('contact_email'),
    billingEmail: text('billing_email'),
    isActive: boolean('is_active').notNull().default(true),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    check('organizations_name_shape', sql`length(btrim(${t.name})) between 1 and 120`),
    check('organizations_slug_shape', sql`${t.slug} ~ '^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$'`),
    check('organizations_tier', sql`${t.subscriptionTier} in ('free', 'pro', 'enterprise')`),
    check('organizations_limits', sql`${t.maxMcpServers} >= 0 and ${t.maxConcurrentConnections} >= 0`),
  ],
).enableRLS()

/** What an organization keeps sealed for itself: the key under which call arguments are fingerprinted in the audit log. */
export const organizationSecrets = pgTable(
  'organization_secrets',
  {
    organizationId: uuid('organization_id')
      .primaryKey()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    argumentKeySealed: text('argument_key_sealed').notNull(),
  },
  (t) => [
    check('organization_secrets_sealed', sql`${t.argumentKeySealed} ~ '^pcs1\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){4}$'`),
  ],
).enableRLS()

export const organizationMemberships = pgTable(
  'organization_memberships',
  {
    organizationId: tenant(),
    id: rowId(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'restrict' }),
    /** Copied from users by a trigger: the member role may name its colleagues without reading the users table. */
    name: text('name').notNull(),
    email: text('email').notNull(),
    role: text('role', { enum: roles }).notNull().default('member'),
    permissions: jsonb('permissions').notNull().default([]),
    status: text('status', { enum: ['active', 'pending', 'suspended', 'removed'] })
      .notNull()
      .default('active'),
    invitedBy: uuid('invited_by'),
    invitedAt: instant('invited_at'),
    joinedAt: instant('joined_at'),
    lastActiveAt: instant('last_active_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'organization_memberships_pkey', columns: [t.organizationId, t.id] }),
    unique('organization_memberships_user_key').on(t.organizationId, t.userId),
    foreignKey({
      name: 'organization_memberships_organization_fk',
      columns: [t.organizationId],
      foreignColumns: [organizations.id],
    }).onDelete('cascade'),
    check('organization_memberships_role', sql`${t.role} in ('owner', 'admin', 'member', 'viewer')`),
    check('organization_memberships_status', sql`${t.status} in ('active', 'pending', 'suspended', 'removed')`),
    index('organization_memberships_user_id_idx').on(t.userId),
  ],
).enableRLS()

export const organizationApiKeys = pgTable(
  'organization_api_keys',
  {
    organizationId: tenant(),
    id: rowId(),
    name: text('name').notNull(),
    publicId: text('public_id').notNull(),
    keyHash: digest('key_hash').notNull().unique('organization_api_keys_key_hash_key'),
    scope: text('scope', { enum: ['read', 'write'] })
      .notNull()
      .default('read'),
    permissions: jsonb('permissions').notNull().default([]),
    lastUsedAt: instant('last_used_at'),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    isActive: boolean('is_active').generatedAlwaysAs(sql`revoked_at is null`),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'organization_api_keys_pkey', columns: [t.organizationId, t.id] }),
    foreignKey({
      name: 'organization_api_keys_organization_fk',
      columns: [t.organizationId],
      foreignColumns: [organizations.id],
    }).onDelete('cascade'),
    check('organization_api_keys_hash_length', sql`octet_length(${t.keyHash}) = 32`),
    check('organization_api_keys_scope', sql`${t.scope} in ('read', 'write')`),
    check('organization_api_keys_name_shape', sql`length(btrim(${t.name})) between 1 and 120`),
  ],
).enableRLS()
