CREATE TABLE "agent_keys" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"agent_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text DEFAULT 'key' NOT NULL,
	"public_id" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"created_by_kind" text NOT NULL,
	"created_by_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agent_keys_pkey" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "agent_keys_public_id_key" UNIQUE("public_id"),
	CONSTRAINT "agent_keys_key_hash_key" UNIQUE("key_hash"),
	CONSTRAINT "agent_keys_hash_length" CHECK (octet_length("agent_keys"."key_hash") = 32),
	CONSTRAINT "agent_keys_public_id_shape" CHECK ("agent_keys"."public_id" ~ '^[0-9A-Za-z]{12}$'),
	CONSTRAINT "agent_keys_name_shape" CHECK (length(btrim("agent_keys"."name")) between 1 and 80 and "agent_keys"."name" !~ '[[:cntrl:]]'),
	CONSTRAINT "agent_keys_expiry" CHECK ("agent_keys"."expires_at" is null or "agent_keys"."expires_at" > "agent_keys"."created_at")
);
--> statement-breakpoint
ALTER TABLE "agent_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "agents" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"paused_by_admin" boolean DEFAULT false NOT NULL,
	"removed_at" timestamp (3) with time zone,
	"created_by_kind" text NOT NULL,
	"created_by_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agents_pkey" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "agents_owner_key" UNIQUE("organization_id","id","user_id"),
	CONSTRAINT "agents_name_shape" CHECK (length(btrim("agents"."name")) between 1 and 80 and "agents"."name" !~ '[[:cntrl:]]'),
	CONSTRAINT "agents_description_length" CHECK (length("agents"."description") <= 2000),
	CONSTRAINT "agents_status" CHECK ("agents"."status" in ('active', 'paused')),
	CONSTRAINT "agents_removed_is_paused" CHECK ("agents"."removed_at" is null or "agents"."status" = 'paused')
);
--> statement-breakpoint
ALTER TABLE "agents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_chain" (
	"organization_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"batch_id" uuid NOT NULL,
	"events" integer NOT NULL,
	"previous_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_chain_pkey" PRIMARY KEY("organization_id","sequence"),
	CONSTRAINT "audit_chain_hash_length" CHECK (octet_length("audit_chain"."hash") = 32 and octet_length("audit_chain"."previous_hash") = 32)
);
--> statement-breakpoint
ALTER TABLE "audit_chain" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_events" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"batch_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"action" text NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"agent_id" uuid,
	"server_id" uuid,
	"tool" text,
	"grant_id" uuid,
	"subject_kind" text,
	"subject_id" uuid,
	"call_id" uuid,
	CONSTRAINT "audit_events_pkey" PRIMARY KEY("organization_id","at","id"),
	CONSTRAINT "audit_events_actor" CHECK ("audit_events"."actor_kind" in ('user', 'agent', 'api_key', 'system')),
	CONSTRAINT "audit_events_outcome" CHECK ("audit_events"."outcome" in ('ok', 'error', 'allowed', 'denied')),
	CONSTRAINT "audit_events_action" CHECK ("audit_events"."action" ~ '^[a-z_]+.[a-z_]+$')
);
--> statement-breakpoint
ALTER TABLE "audit_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"organization_id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"events" bigint NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_heads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_payloads" (
	"organization_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "audit_payloads_pkey" PRIMARY KEY("organization_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "audit_payloads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "account_tool_environments" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid,
	"name" text NOT NULL,
	"description" text,
	"do_droplet_id" bigint,
	"do_droplet_name" text,
	"public_ip_address" "inet",
	"status" text DEFAULT 'active' NOT NULL,
	"region_slug" text,
	"size_slug" text,
	"image_slug" text,
	"dtma_last_known_version" text,
	"dtma_health_details_json" jsonb,
	"last_heartbeat_at" timestamp (3) with time zone,
	"provisioning_error_message" text,
	"removed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "account_tool_environments_pkey" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "account_tool_environments_id_key" UNIQUE("id"),
	CONSTRAINT "account_tool_environments_name_shape" CHECK (length(btrim("account_tool_environments"."name")) between 1 and 120),
	CONSTRAINT "account_tool_environments_status" CHECK ("account_tool_environments"."status" in ('inactive', 'pending_creation', 'creating', 'active', 'error_creation', 'pending_deletion', 'deleting', 'error_deletion', 'unresponsive', 'scaling', 'pending_provision', 'provisioning', 'error_provisioning', 'pending_deprovision', 'deprovisioning', 'deprovisioned', 'error_deprovisioning', 'awaiting_heartbeat'))
);
--> statement-breakpoint
ALTER TABLE "account_tool_environments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "agent_mcp_server_access" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"agent_id" uuid NOT NULL,
	"account_tool_instance_id" uuid NOT NULL,
	"server_revision" integer NOT NULL,
	"access_level" text DEFAULT 'read_only' NOT NULL,
	"allowed_tools" jsonb,
	"resources" boolean DEFAULT false NOT NULL,
	"prompts" boolean DEFAULT false NOT NULL,
	"granted_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"granted_by_user_id" uuid NOT NULL,
	"granted_by_kind" text NOT NULL,
	"granted_by_id" uuid NOT NULL,
	"reason" text,
	"expires_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by_kind" text,
	"ended_by_id" uuid,
	"end_reason" text,
	"end_kind" text,
	"is_active" boolean GENERATED ALWAYS AS (ended_at is null) STORED,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "agent_mcp_server_access_pkey" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "agent_mcp_server_access_level" CHECK ("agent_mcp_server_access"."access_level" in ('read_only', 'full_access', 'custom')),
	CONSTRAINT "agent_mcp_server_access_tools" CHECK (case when "agent_mcp_server_access"."access_level" = 'custom' then "agent_mcp_server_access"."allowed_tools" is not null and jsonb_typeof("agent_mcp_server_access"."allowed_tools") = 'array' and jsonb_array_length("agent_mcp_server_access"."allowed_tools") > 0 and not jsonb_path_exists("agent_mcp_server_access"."allowed_tools", '$[*] ? (@.type() != "string")') else "agent_mcp_server_access"."allowed_tools" is null end),
	CONSTRAINT "agent_mcp_server_access_reason" CHECK (length("agent_mcp_server_access"."reason") <= 1000 and length("agent_mcp_server_access"."end_reason") <= 1000),
	CONSTRAINT "agent_mcp_server_access_end" CHECK (("agent_mcp_server_access"."ended_at" is null) = ("agent_mcp_server_access"."end_kind" is null) and ("agent_mcp_server_access"."ended_at" is null) = ("agent_mcp_server_access"."ended_by_kind" is null) and "agent_mcp_server_access"."end_kind" in ('revoked', 'expired', 'removed')),
	CONSTRAINT "agent_mcp_server_access_expiry" CHECK ("agent_mcp_server_access"."expires_at" is null or "agent_mcp_server_access"."expires_at" > "agent_mcp_server_access"."granted_at")
);
--> statement-breakpoint
ALTER TABLE "agent_mcp_server_access" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "encryption_checks" (
	"key_version" text PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "encryption_checks_sealed" CHECK ("encryption_checks"."sealed" ~ '^pcs1.[A-Za-z0-9_-]+(.[A-Za-z0-9_-]+){4}$')
);
--> statement-breakpoint
ALTER TABLE "encryption_checks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "set_up" (
	"single" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp (3) with time zone,
	CONSTRAINT "set_up_one_row" CHECK ("set_up"."single")
);
--> statement-breakpoint
ALTER TABLE "set_up" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organization_api_keys" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"public_id" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"scope" text DEFAULT 'read' NOT NULL,
	"permissions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"is_active" boolean GENERATED ALWAYS AS (revoked_at is null) STORED,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organization_api_keys_pkey" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "organization_api_keys_key_hash_key" UNIQUE("key_hash"),
	CONSTRAINT "organization_api_keys_hash_length" CHECK (octet_length("organization_api_keys"."key_hash") = 32),
	CONSTRAINT "organization_api_keys_scope" CHECK ("organization_api_keys"."scope" in ('read', 'write')),
	CONSTRAINT "organization_api_keys_name_shape" CHECK (length(btrim("organization_api_keys"."name")) between 1 and 120)
);
--> statement-breakpoint
ALTER TABLE "organization_api_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organization_memberships" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"role" text DEFAULT 'member' NOT NULL,
	"permissions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"invited_by" uuid,
	"invited_at" timestamp (3) with time zone,
	"joined_at" timestamp (3) with time zone,
	"last_active_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organization_memberships_pkey" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "organization_memberships_user_key" UNIQUE("organization_id","user_id"),
	CONSTRAINT "organization_memberships_role" CHECK ("organization_memberships"."role" in ('owner', 'admin', 'member', 'viewer')),
	CONSTRAINT "organization_memberships_status" CHECK ("organization_memberships"."status" in ('active', 'pending', 'suspended', 'removed'))
);
--> statement-breakpoint
ALTER TABLE "organization_memberships" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organization_secrets" (
	"organization_id" uuid PRIMARY KEY NOT NULL,
	"argument_key_sealed" text NOT NULL,
	CONSTRAINT "organization_secrets_sealed" CHECK ("organization_secrets"."argument_key_sealed" ~ '^pcs1.[A-Za-z0-9_-]+(.[A-Za-z0-9_-]+){4}$')
);
--> statement-breakpoint
ALTER TABLE "organization_secrets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"subscription_tier" text DEFAULT 'free' NOT NULL,
	"max_mcp_servers" integer DEFAULT 100 NOT NULL,
	"max_concurrent_connections" integer DEFAULT 1000 NOT NULL,
	"logo_url" text,
	"website_url" text,
	"contact_email" text,
	"billing_email" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_slug_key" UNIQUE("slug"),
	CONSTRAINT "organizations_name_shape" CHECK (length(btrim("organizations"."name")) between 1 and 120),
	CONSTRAINT "organizations_slug_shape" CHECK ("organizations"."slug" ~ '^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$'),
	CONSTRAINT "organizations_tier" CHECK ("organizations"."subscription_tier" in ('free', 'pro', 'enterprise')),
	CONSTRAINT "organizations_limits" CHECK ("organizations"."max_mcp_servers" >= 0 and "organizations"."max_concurrent_connections" >= 0)
);
--> statement-breakpoint
ALTER TABLE "organizations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "account_tool_instances" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"account_tool_environment_id" uuid NOT NULL,
	"tool_catalog_id" uuid,
	"instance_name_on_toolbox" text,
	"status_on_toolbox" text DEFAULT 'pending_install' NOT NULL,
	"config_values" jsonb DEFAULT '{}'::jsonb,
	"base_config_override_json" jsonb,
	"port_mapping_json" jsonb,
	"version" text,
	"instance_error_message" text,
	"last_heartbeat_from_dtma" timestamp (3) with time zone,
	"mcp_server_type" text,
	"mcp_endpoint_path" text,
	"mcp_transport_type" text,
	"mcp_server_capabilities" jsonb,
	"mcp_discovery_metadata" jsonb,
	"slug" text,
	"upstream_label" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"discovered_at" timestamp (3) with time zone,
	"tools_digest" text,
	"removed_at" timestamp (3) with time zone,
	"created_by_kind" text,
	"created_by_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "account_tool_instances_pkey" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "account_tool_instances_type" CHECK ("account_tool_instances"."mcp_server_type" in ('standard_tool', 'mcp_server')),
	CONSTRAINT "account_tool_instances_transport" CHECK ("account_tool_instances"."mcp_transport_type" in ('stdio', 'sse', 'websocket', 'streamable_http')),
	CONSTRAINT "account_tool_instances_status" CHECK ("account_tool_instances"."status_on_toolbox" in ('pending_install', 'installing', 'active', 'error_install', 'pending_uninstall', 'uninstalling', 'uninstalled', 'error_uninstall', 'pending_config', 'stopped', 'starting', 'stopping', 'error_runtime', 'disabled', 'pending_deploy', 'deploying', 'running', 'error', 'pending_delete', 'deleting')),
	CONSTRAINT "account_tool_instances_slug_shape" CHECK ("account_tool_instances"."slug" ~ '^[a-z][a-z0-9-]{0,19}$'),
	CONSTRAINT "account_tool_instances_revision" CHECK ("account_tool_instances"."revision" >= 1),
	CONSTRAINT "chk_mcp_server_required_fields" CHECK ("account_tool_instances"."mcp_server_type" is distinct from 'mcp_server' or ("account_tool_instances"."mcp_transport_type" is not null and "account_tool_instances"."slug" is not null and "account_tool_instances"."instance_name_on_toolbox" is not null and "account_tool_instances"."mcp_endpoint_path" is not null and "account_tool_instances"."mcp_endpoint_path" = '/mcp/' || "account_tool_instances"."slug" and length(btrim("account_tool_instances"."instance_name_on_toolbox")) between 1 and 80 and "account_tool_instances"."instance_name_on_toolbox" !~ '[[:cntrl:]]'))
);
--> statement-breakpoint
ALTER TABLE "account_tool_instances" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "server_tools" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"server_id" uuid NOT NULL,
	"name" text NOT NULL,
	"definition" jsonb NOT NULL,
	"approved_definition" jsonb,
	"found_hash" text NOT NULL,
	"pinned_hash" text,
	"class" text NOT NULL,
	"class_set_by" text DEFAULT 'annotations' NOT NULL,
	"status" text NOT NULL,
	"status_reason" text,
	"gone_at" timestamp (3) with time zone,
	"confirmed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "server_tools_pkey" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "server_tools_name_key" UNIQUE("organization_id","server_id","name"),
	CONSTRAINT "server_tools_name_shape" CHECK (length("server_tools"."name") between 1 and 256),
	CONSTRAINT "server_tools_class" CHECK ("server_tools"."class" in ('read', 'write', 'destructive')),
	CONSTRAINT "server_tools_class_set_by" CHECK ("server_tools"."class_set_by" in ('annotations', 'admin')),
	CONSTRAINT "server_tools_status" CHECK ("server_tools"."status" in ('confirmed', 'new', 'quarantined')),
	CONSTRAINT "server_tools_hashes" CHECK ("server_tools"."found_hash" ~ '^[0-9a-f]{64}$' and "server_tools"."pinned_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "server_tools_confirmed_is_pinned" CHECK ("server_tools"."status" <> 'confirmed' or ("server_tools"."pinned_hash" is not null and "server_tools"."pinned_hash" = "server_tools"."found_hash"))
);
--> statement-breakpoint
ALTER TABLE "server_tools" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "server_upstreams" (
	"organization_id" uuid NOT NULL,
	"server_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "server_upstreams_pkey" PRIMARY KEY("organization_id","server_id"),
	CONSTRAINT "server_upstreams_sealed" CHECK ("server_upstreams"."sealed" ~ '^pcs1.[A-Za-z0-9_-]+(.[A-Za-z0-9_-]+){4}$')
);
--> statement-breakpoint
ALTER TABLE "server_upstreams" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sessions" (
	"secret_hash" "bytea" PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"user_agent" text,
	CONSTRAINT "sessions_secret_hash_length" CHECK (octet_length("sessions"."secret_hash") = 32),
	CONSTRAINT "sessions_expiry" CHECK ("sessions"."expires_at" > "sessions"."created_at")
);
--> statement-breakpoint
ALTER TABLE "sessions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"subject_hash" "bytea" NOT NULL,
	"window_start" timestamp (3) with time zone NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "sign_in_attempts_pkey" PRIMARY KEY("subject_hash"),
	CONSTRAINT "sign_in_attempts_failures" CHECK ("sign_in_attempts"."failures" >= 0)
);
--> statement-breakpoint
ALTER TABLE "sign_in_attempts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "user_passwords" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"password_hash" text NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_passwords_argon2id" CHECK ("user_passwords"."password_hash" like '$argon2id$%')
);
--> statement-breakpoint
ALTER TABLE "user_passwords" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_key" UNIQUE("email"),
	CONSTRAINT "users_email_normalised" CHECK ("users"."email" = lower(btrim("users"."email")) and "users"."email" like '%_@_%' and length("users"."email") <= 254),
	CONSTRAINT "users_name_shape" CHECK (length(btrim("users"."name")) between 1 and 120)
);
--> statement-breakpoint
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "agent_keys" ADD CONSTRAINT "agent_keys_agent_fk" FOREIGN KEY ("organization_id","agent_id","user_id") REFERENCES "public"."agents"("organization_id","id","user_id") ON DELETE restrict ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "agents" ADD CONSTRAINT "agents_organization_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agents" ADD CONSTRAINT "agents_owner_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."organization_memberships"("organization_id","user_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_tool_environments" ADD CONSTRAINT "account_tool_environments_organization_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_mcp_server_access" ADD CONSTRAINT "agent_mcp_server_access_agent_fk" FOREIGN KEY ("organization_id","agent_id") REFERENCES "public"."agents"("organization_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_mcp_server_access" ADD CONSTRAINT "agent_mcp_server_access_server_fk" FOREIGN KEY ("organization_id","account_tool_instance_id") REFERENCES "public"."account_tool_instances"("organization_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_api_keys" ADD CONSTRAINT "organization_api_keys_organization_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_memberships" ADD CONSTRAINT "organization_memberships_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_memberships" ADD CONSTRAINT "organization_memberships_organization_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_secrets" ADD CONSTRAINT "organization_secrets_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_tool_instances" ADD CONSTRAINT "account_tool_instances_environment_fk" FOREIGN KEY ("organization_id","account_tool_environment_id") REFERENCES "public"."account_tool_environments"("organization_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_tool_instances" ADD CONSTRAINT "account_tool_instances_organization_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_tools" ADD CONSTRAINT "server_tools_server_fk" FOREIGN KEY ("organization_id","server_id") REFERENCES "public"."account_tool_instances"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_upstreams" ADD CONSTRAINT "server_upstreams_server_fk" FOREIGN KEY ("organization_id","server_id") REFERENCES "public"."account_tool_instances"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_passwords" ADD CONSTRAINT "user_passwords_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agent_keys_agent_idx" ON "agent_keys" USING btree ("organization_id","agent_id");--> statement-breakpoint
CREATE INDEX "agents_owner_idx" ON "agents" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE INDEX "agents_list_idx" ON "agents" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_chain_batch_key" ON "audit_chain" USING btree ("organization_id","batch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_events_batch_key" ON "audit_events" USING btree ("organization_id","batch_id","ordinal");--> statement-breakpoint
CREATE INDEX "audit_events_agent_idx" ON "audit_events" USING btree ("organization_id","agent_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_server_idx" ON "audit_events" USING btree ("organization_id","server_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_action_idx" ON "audit_events" USING btree ("organization_id","action","at","id");--> statement-breakpoint
CREATE INDEX "audit_events_outcome_idx" ON "audit_events" USING btree ("organization_id","outcome","at","id");--> statement-breakpoint
CREATE INDEX "idx_ate_user_id" ON "account_tool_environments" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE INDEX "idx_ate_status" ON "account_tool_environments" USING btree ("organization_id","status");--> statement-breakpoint
CREATE UNIQUE INDEX "uq_agent_mcp_instance_open" ON "agent_mcp_server_access" USING btree ("organization_id","agent_id","account_tool_instance_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "idx_agent_mcp_server_access_agent_id" ON "agent_mcp_server_access" USING btree ("organization_id","agent_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "idx_agent_mcp_server_access_server_id" ON "agent_mcp_server_access" USING btree ("organization_id","account_tool_instance_id","agent_id","granted_at");--> statement-breakpoint
CREATE INDEX "idx_agent_mcp_server_access_history" ON "agent_mcp_server_access" USING btree ("organization_id","agent_id","account_tool_instance_id","granted_at");--> statement-breakpoint
CREATE INDEX "idx_agent_mcp_server_access_granted_at" ON "agent_mcp_server_access" USING btree ("organization_id","granted_at","id");--> statement-breakpoint
CREATE INDEX "organization_memberships_user_id_idx" ON "organization_memberships" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "account_tool_instances_live_slug_key" ON "account_tool_instances" USING btree ("organization_id","slug") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "idx_ateat_account_tool_environment_id" ON "account_tool_instances" USING btree ("organization_id","account_tool_environment_id");--> statement-breakpoint
CREATE INDEX "idx_ateat_status_on_toolbox" ON "account_tool_instances" USING btree ("organization_id","status_on_toolbox");--> statement-breakpoint
CREATE INDEX "idx_ateat_tool_catalog_id" ON "account_tool_instances" USING btree ("organization_id","tool_catalog_id");--> statement-breakpoint
CREATE INDEX "idx_account_tool_instances_mcp_server_type" ON "account_tool_instances" USING btree ("organization_id","mcp_server_type") WHERE mcp_server_type = 'mcp_server';--> statement-breakpoint
CREATE INDEX "idx_mcp_server_discovery" ON "account_tool_instances" USING btree ("organization_id","account_tool_environment_id","mcp_server_type","status_on_toolbox") WHERE mcp_server_type = 'mcp_server';--> statement-breakpoint
CREATE INDEX "sessions_user_id_idx" ON "sessions" USING btree ("user_id");