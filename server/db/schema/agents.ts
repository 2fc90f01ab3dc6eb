import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { createdAt, digest, instant, rowId, tenant, updatedAt } from './columns.ts'
import { organizationMemberships, organizations } from './organizations.ts'

export const agents = pgTable(
  'agents',
  {
    organizationId: tenant(),
    id: rowId(),
    /** The owner: a member. An agent that an API key made is owned by the key's creator. */
    userId: uuid('user_id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    status: text('status', { enum: ['active', 'paused'] })
      .notNull()
      .default('active'),
    /** An admin stopped somebody else's agent: its owner cannot start it again. */
    pausedByAdmin: boolean('paused_by_admin').notNull().default(false),
    removedAt: instant('removed_at'),
    createdByKind: text('created_by_kind').notNull(),
    createdById: uuid('created_by_id').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'agents_pkey', columns: [t.organizationId, t.id] }),
    unique('agents_owner_key').on(t.organizationId, t.id, t.userId),
    foreignKey({
      name: 'agents_organization_fk',
      columns: [t.organizationId],
      foreignColumns: [organizations.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'agents_owner_fk',
      columns: [t.organizationId, t.userId],
      foreignColumns: [organizationMemberships.organizationId, organizationMemberships.userId],
    }).onDelete('restrict'),
    check('agents_name_shape', sql`length(btrim(${t.name})) between 1 and 80 and ${t.name} !~ '[[:cntrl:]]'`),
    check('agents_description_length', sql`length(${t.description}) <= 2000`),
    check('agents_status', sql`${t.status} in ('active', 'paused')`),
    check('agents_removed_is_paused', sql`${t.removedAt} is null or ${t.status} = 'paused'`),
    index('agents_owner_idx').on(t.organizationId, t.userId),
    index('agents_list_idx').on(t.organizationId, t.createdAt, t.id),
  ],
).enableRLS()

export const agentKeys = pgTable(
  'agent_keys',
  {
    organizationId: tenant(),
    id: rowId(),
    agentId: uuid('agent_id').notNull(),
    /** The agent's owner, held equal by the foreign key: policies compare settings with columns of their own row only. */
    userId: uuid('user_id').notNull(),
    name: text('name').notNull().default('key'),
    publicId: text('public_id').notNull().unique('agent_keys_public_id_key'),
    keyHash: digest('key_hash').notNull().unique('agent_keys_key_hash_key'),
    expiresAt: instant('expires_at'),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
    createdByKind: text('created_by_kind').notNull(),
    createdById: uuid('created_by_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ name: 'agent_keys_pkey', columns: [t.organizationId, t.id] }),
    foreignKey({
      name: 'agent_keys_agent_fk',
      columns: [t.organizationId, t.agentId, t.userId],
      foreignColumns: [agents.organizationId, agents.id, agents.userId],
    })
      .onDelete('restrict')
      .onUpdate('cascade'),
    index('agent_keys_agent_idx').on(t.organizationId, t.agentId),
    check('agent_keys_hash_length', sql`octet_length(${t.keyHash}) = 32`),
    check('agent_keys_public_id_shape', sql`${t.publicId} ~ '^[0-9A-Za-z]{12}$'`),
    check('agent_keys_name_shape', sql`length(btrim(${t.name})) between 1 and 80 and ${t.name} !~ '[[:cntrl:]]'`),
    check('agent_keys_expiry', sql`${t.expiresAt} is null or ${t.expiresAt} > ${t.createdAt}`),
  ],
).enableRLS()
