import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  inet,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, instant, rowId, tenant, updatedAt } from './columns.ts'
import { organizations } from './organizations.ts'

/**
 * Where servers run. The origin kept a bearer token here in plain text (dtma_bearer_token): that column is left out on purpose.
 */
export const accountToolEnvironments = pgTable(
  'account_tool_environments',
  {
    organizationId: tenant(),
    id: rowId(),
    userId: uuid('user_id'),
    name: text('name').notNull(),
    description: text('description'),
    doDropletId: bigint('do_droplet_id', { mode: 'bigint' }),
    doDropletName: text('do_droplet_name'),
    publicIpAddress: inet('public_ip_address'),
    status: text('status').notNull().default('active'),
    regionSlug: text('region_slug'),
    sizeSlug: text('size_slug'),
    imageSlug: text('image_slug'),
    dtmaLastKnownVersion: text('dtma_last_known_version'),
    dtmaHealthDetailsJson: jsonb('dtma_health_details_json'),
    lastHeartbeatAt: instant('last_heartbeat_at'),
    provisioningErrorMessage: text('provisioning_error_message'),
    removedAt: instant('removed_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'account_tool_environments_pkey', columns: [t.organizationId, t.id] }),
    // The origin's rows name an environment without its organization: a trigger finds the organization by this id.
    unique('account_tool_environments_id_key').on(t.id),
    foreignKey({
      name: 'account_tool_environments_organization_fk',
      columns: [t.organizationId],
      foreignColumns: [organizations.id],
    }).onDelete('cascade'),
    check('account_tool_environments_name_shape', sql`length(btrim(${t.name})) between 1 and 120`),
    check(
      'account_tool_environments_status',
      sql`${t.status} in ('inactive', 'pending_creation', 'creating', 'active', 'error_creation', 'pending_deletion', 'deleting', 'error_deletion', 'unresponsive', 'scaling', 'pending_provision', 'provisioning', 'error_provisioning', 'pending_deprovision', 'deprovisioning', 'deprovisioned', 'error_deprovisioning', 'awaiting_heartbeat')`,
    ),
    index('idx_ate_user_id').on(t.organizationId, t.userId),
    index('idx_ate_status').on(t.organizationId, t.status),
  ],
).enableRLS()
