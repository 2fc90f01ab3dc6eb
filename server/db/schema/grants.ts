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
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { agents } from './agents.ts'
import { createdAt, instant, rowId, tenant, updatedAt } from './columns.ts'
import { accountToolInstances } from './servers.ts'

export const accessLevels = ['read_only', 'full_access', 'custom'] as const

/** A grant is one row from granted to ended. Rows are never deleted or reopened: they are the history. */
export const agentMcpServerAccess = pgTable(
  'agent_mcp_server_access',
  {
    organizationId: tenant(),
    id: rowId(),
    agentId: uuid('agent_id').notNull(),
    accountToolInstanceId: uuid('account_tool_instance_id').notNull(),
    /** The revision of the server that was granted: after a change of the server the grant is suspended until confirmed. */
    serverRevision: integer('server_revision').notNull(),
    accessLevel: text('access_level', { enum: accessLevels }).notNull().default('read_only'),
    allowedTools: jsonb('allowed_tools').$type<string[]>(),
    resources: boolean('resources').notNull().default(false),
    prompts: boolean('prompts').notNull().default(false),
    grantedAt: instant('granted_at').notNull().defaultNow(),
    grantedByUserId: uuid('granted_by_user_id').notNull(),
    grantedByKind: text('granted_by_kind').notNull(),
    grantedById: uuid('granted_by_id').notNull(),
    reason: text('reason'),
    expiresAt: instant('expires_at'),
    revision: integer('revision').notNull().default(1),
    endedAt: instant('ended_at'),
    endedByKind: text('ended_by_kind'),
    endedById: uuid('ended_by_id'),
    endReason: text('end_reason'),
    endKind: text('end_kind', { enum: ['revoked', 'expired', 'removed'] }),
    isActive: boolean('is_active').generatedAlwaysAs(sql`ended_at is null`),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'agent_mcp_server_access_pkey', columns: [t.organizationId, t.id] }),
    uniqueIndex('uq_agent_mcp_instance_open')
      .on(t.organizationId, t.agentId, t.accountToolInstanceId)
      .where(sql`ended_at is null`),
    foreignKey({
      name: 'agent_mcp_server_access_agent_fk',
      columns: [t.organizationId, t.agentId],
      foreignColumns: [agents.organizationId, agents.id],
    }).onDelete('restrict'),
    foreignKey({
      name: 'agent_mcp_server_access_server_fk',
      columns: [t.organizationId, t.accountToolInstanceId],
      foreignColumns: [accountToolInstances.organizationId, accountToolInstances.id],
    }).onDelete('restrict'),
    check('agent_mcp_server_access_level', sql`${t.accessLevel} in ('read_only', 'full_access', 'custom')`),
    check(
      'agent_mcp_server_access_tools',
      sql`case when ${t.accessLevel} = 'custom' then ${t.allowedTools} is not null and jsonb_typeof(${t.allowedTools}) = 'array' and jsonb_array_length(${t.allowedTools}) > 0 and not jsonb_path_exists(${t.allowedTools}, '$[*] ? (@.type() != "string")') else ${t.allowedTools} is null end`,
    ),
    check('agent_mcp_server_access_reason', sql`length(${t.reason}) <= 1000 and length(${t.endReason}) <= 1000`),
    check(
      'agent_mcp_server_access_end',
      sql`(${t.endedAt} is null) = (${t.endKind} is null) and (${t.endedAt} is null) = (${t.endedByKind} is null) and ${t.endKind} in ('revoked', 'expired', 'removed')`,
    ),
    check('agent_mcp_server_access_expiry', sql`${t.expiresAt} is null or ${t.expiresAt} > ${t.grantedAt}`),
    index('idx_agent_mcp_server_access_agent_id').on(t.organizationId, t.agentId).where(sql`ended_at is null`),
    index('idx_agent_mcp_server_access_server_id').on(
      t.organizationId,
      t.accountToolInstanceId,
      t.agentId,
      t.grantedAt,
    ),
    index('idx_agent_mcp_server_access_history').on(t.organizationId, t.agentId, t.accountToolInstanceId, t.grantedAt),
    index('idx_agent_mcp_server_access_granted_at').on(t.organizationId, t.grantedAt, t.id),
  ],
).enableRLS()
