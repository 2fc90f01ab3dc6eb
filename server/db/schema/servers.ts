import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, instant, rowId, tenant, updatedAt } from './columns.ts'
import { accountToolEnvironments } from './environments.ts'
import { organizations } from './organizations.ts'

export const transports = ['stdio', 'sse', 'websocket', 'streamable_http'] as const
export const toolClasses = ['read', 'write', 'destructive'] as const
export const toolStatuses = ['confirmed', 'new', 'quarantined'] as const

/** Servers: rows of type `mcp_server`. `standard_tool` rows of the origin stay valid and are left alone. */
export const accountToolInstances = pgTable(
  'account_tool_instances',
  {
    organizationId: tenant(),
    id: rowId(),
    accountToolEnvironmentId: uuid('account_tool_environment_id').notNull(),
    toolCatalogId: uuid('tool_catalog_id'),
    instanceNameOnToolbox: text('instance_name_on_toolbox'),
    statusOnToolbox: text('status_on_toolbox').notNull().default('pending_install'),
    configValues: jsonb('config_values').default({}),
    baseConfigOverrideJson: jsonb('base_config_override_json'),
    portMappingJson: jsonb('port_mapping_json'),
    version: text('version'),
    instanceErrorMessage: text('instance_error_message'),
    lastHeartbeatFromDtma: instant('last_heartbeat_from_dtma'),
    mcpServerType: text('mcp_server_type'),
    mcpEndpointPath: text('mcp_endpoint_path'),
    mcpTransportType: text('mcp_transport_type', { enum: transports }),
    mcpServerCapabilities: jsonb('mcp_server_capabilities'),
    mcpDiscoveryMetadata: jsonb('mcp_discovery_metadata'),
    slug: text('slug'),
    /** Where it is, without what may be secret: scheme and host, or the command's name. */
    upstreamLabel: text('upstream_label'),
    revision: integer('revision').notNull().default(1),
    /** When an admin first discovered this revision: that discovery confirms what it finds. */
    discoveredAt: instant('discovered_at'),
    /** SHA-256 over the sorted pins of the last listing: an unchanged list needs no write. */
    toolsDigest: text('tools_digest'),
    removedAt: instant('removed_at'),
    createdByKind: text('created_by_kind'),
    createdById: uuid('created_by_id'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'account_tool_instances_pkey', columns: [t.organizationId, t.id] }),
    foreignKey({
      name: 'account_tool_instances_environment_fk',
      columns: [t.organizationId, t.accountToolEnvironmentId],
      foreignColumns: [accountToolEnvironments.organizationId, accountToolEnvironments.id],
    }).onDelete('restrict'),
    foreignKey({
      name: 'account_tool_instances_organization_fk',
      columns: [t.organizationId],
      foreignColumns: [organizations.id],
    }).onDelete('cascade'),
    uniqueIndex('account_tool_instances_live_slug_key').on(t.organizationId, t.slug).where(sql`removed_at is null`),
    check('account_tool_instances_type', sql`${t.mcpServerType} in ('standard_tool', 'mcp_server')`),
    check(
      'account_tool_instances_transport',
      sql`${t.mcpTransportType} in ('stdio', 'sse', 'websocket', 'streamable_http')`,
    ),
    check(
      'account_tool_instances_status',
      sql`${t.statusOnToolbox} in ('pending_install', 'installing', 'active', 'error_install', 'pending_uninstall', 'uninstalling', 'uninstalled', 'error_uninstall', 'pending_config', 'stopped', 'starting', 'stopping', 'error_runtime', 'disabled', 'pending_deploy', 'deploying', 'running', 'error', 'pending_delete', 'deleting')`,
    ),
    check('account_tool_instances_slug_shape', sql`${t.slug} ~ '^[a-z][a-z0-9-]{0,19}$'`),
    check('account_tool_instances_revision', sql`${t.revision} >= 1`),
    check(
      'chk_mcp_server_required_fields',
      sql`${t.mcpServerType} is distinct from 'mcp_server' or (${t.mcpTransportType} is not null and ${t.slug} is not null and ${t.instanceNameOnToolbox} is not null and ${t.mcpEndpointPath} is not null and ${t.mcpEndpointPath} = '/mcp/' || ${t.slug} and length(btrim(${t.instanceNameOnToolbox})) between 1 and 80 and ${t.instanceNameOnToolbox} !~ '[[:cntrl:]]')`,
    ),
    index('idx_ateat_account_tool_environment_id').on(t.organizationId, t.accountToolEnvironmentId),
    index('idx_ateat_status_on_toolbox').on(t.organizationId, t.statusOnToolbox),
    index('idx_ateat_tool_catalog_id').on(t.organizationId, t.toolCatalogId),
    index('idx_account_tool_instances_mcp_server_type')
      .on(t.organizationId, t.mcpServerType)
      .where(sql`mcp_server_type = 'mcp_server'`),
    index('idx_mcp_server_discovery')
      .on(t.organizationId, t.accountToolEnvironmentId, t.mcpServerType, t.statusOnToolbox)
      .where(sql`mcp_server_type = 'mcp_server'`),
  ],
).enableRLS()

/** The upstream's URL, headers, command and environment: sealed, and no role but the decision function reads it. */
export const serverUpstreams = pgTable(
  'server_upstreams',
  {
    organizationId: tenant(),
    serverId: uuid('server_id').notNull(),
    revision: integer('revision').notNull(),
    sealed: text('sealed').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ name: 'server_upstreams_pkey', columns: [t.organizationId, t.serverId] }),
    foreignKey({
      name: 'server_upstreams_server_fk',
      columns: [t.organizationId, t.serverId],
      foreignColumns: [accountToolInstances.organizationId, accountToolInstances.id],
    }).onDelete('cascade'),
    check('server_upstreams_sealed', sql`${t.sealed} ~ '^pcs1\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){4}$'`),
  ],
).enableRLS()

/** One tool of a server, as found: the definition that was approved, the one last seen, and the hash that pins it. */
export const serverTools = pgTable(
  'server_tools',
  {
    organizationId: tenant(),
    id: rowId(),
    serverId: uuid('server_id').notNull(),
    name: text('name').notNull(),
    definition: jsonb('definition').notNull(),
    approvedDefinition: jsonb('approved_definition'),
    foundHash: text('found_hash').notNull(),
    /** The approved pin; null while the tool is new. */
    pinnedHash: text('pinned_hash'),
    class: text('class', { enum: toolClasses }).notNull(),
    classSetBy: text('class_set_by', { enum: ['annotations', 'admin'] })
      .notNull()
      .default('annotations'),
    status: text('status', { enum: toolStatuses }).notNull(),
    statusReason: text('status_reason'),
    /** Set while the server no longer lists it. */
    goneAt: instant('gone_at'),
    confirmedAt: instant('confirmed_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'server_tools_pkey', columns: [t.organizationId, t.id] }),
    unique('server_tools_name_key').on(t.organizationId, t.serverId, t.name),
    foreignKey({
      name: 'server_tools_server_fk',
      columns: [t.organizationId, t.serverId],
      foreignColumns: [accountToolInstances.organizationId, accountToolInstances.id],
    }).onDelete('cascade'),
    check('server_tools_name_shape', sql`length(${t.name}) between 1 and 256`),
    check('server_tools_class', sql`${t.class} in ('read', 'write', 'destructive')`),
    check('server_tools_class_set_by', sql`${t.classSetBy} in ('annotations', 'admin')`),
    check('server_tools_status', sql`${t.status} in ('confirmed', 'new', 'quarantined')`),
    check('server_tools_hashes', sql`${t.foundHash} ~ '^[0-9a-f]{64}$' and ${t.pinnedHash} ~ '^[0-9a-f]{64}$'`),
    check(
      'server_tools_confirmed_is_pinned',
      sql`${t.status} <> 'confirmed' or (${t.pinnedHash} is not null and ${t.pinnedHash} = ${t.foundHash})`,
    ),
  ],
).enableRLS()
