import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { digest, instant, tenant } from './columns.ts'

/** What happened. Append-only; no foreign key, so that removing a subject can never take its history along. */
export const auditEvents = pgTable(
  'audit_events',
  {
    organizationId: tenant(),
    id: uuid('id').notNull(),
    at: instant('at').notNull(),
    /** The transaction that wrote it, and its place there: what the hash chain links is the batch. */
    batchId: uuid('batch_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    actorKind: text('actor_kind').notNull(),
    actorId: uuid('actor_id'),
    action: text('action').notNull(),
    outcome: text('outcome').notNull(),
    reason: text('reason'),
    agentId: uuid('agent_id'),
    serverId: uuid('server_id'),
    tool: text('tool'),
    grantId: uuid('grant_id'),
    subjectKind: text('subject_kind'),
    subjectId: uuid('subject_id'),
    callId: uuid('call_id'),
  },
  (t) => [
    primaryKey({ name: 'audit_events_pkey', columns: [t.organizationId, t.at, t.id] }),
    check('audit_events_actor', sql`${t.actorKind} in ('user', 'agent', 'api_key', 'system')`),
    check('audit_events_outcome', sql`${t.outcome} in ('ok', 'error', 'allowed', 'denied')`),
    check('audit_events_action', sql`${t.action} ~ '^[a-z_]+\.[a-z_]+$'`),
    uniqueIndex('audit_events_batch_key').on(t.organizationId, t.batchId, t.ordinal),
    index('audit_events_agent_idx').on(t.organizationId, t.agentId, t.at, t.id),
    index('audit_events_server_idx').on(t.organizationId, t.serverId, t.at, t.id),
    index('audit_events_action_idx').on(t.organizationId, t.action, t.at, t.id),
    index('audit_events_outcome_idx').on(t.organizationId, t.outcome, t.at, t.id),
  ],
).enableRLS()

/** The particulars of an event, apart because a viewer may read what happened but not these. */
export const auditPayloads = pgTable(
  'audit_payloads',
  {
    organizationId: tenant(),
    eventId: uuid('event_id').notNull(),
    data: jsonb('data').notNull(),
  },
  (t) => [primaryKey({ name: 'audit_payloads_pkey', columns: [t.organizationId, t.eventId] })],
).enableRLS()

/** The hash chain: one link per batch and organization. */
export const auditChain = pgTable(
  'audit_chain',
  {
    organizationId: tenant(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    batchId: uuid('batch_id').notNull(),
    events: integer('events').notNull(),
    previousHash: digest('previous_hash').notNull(),
    hash: digest('hash').notNull(),
  },
  (t) => [
    primaryKey({ name: 'audit_chain_pkey', columns: [t.organizationId, t.sequence] }),
    uniqueIndex('audit_chain_batch_key').on(t.organizationId, t.batchId),
    check('audit_chain_hash_length', sql`octet_length(${t.hash}) = 32 and octet_length(${t.previousHash}) = 32`),
  ],
).enableRLS()

/** Where each organization's chain stands. Locked last in a transaction, for as short as can be. */
export const auditHeads = pgTable('audit_heads', {
  organizationId: uuid('organization_id').primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  events: bigint('events', { mode: 'number' }).notNull(),
  hash: digest('hash').notNull(),
}).enableRLS()
