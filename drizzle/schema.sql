table account_tool_environments (row-level security, forced)
  created_at timestamp(3) with time zone not null default now()
  description text
  do_droplet_id bigint
  do_droplet_name text
  dtma_health_details_json jsonb
  dtma_last_known_version text
  id uuid not null default gen_random_uuid()
  image_slug text
  last_heartbeat_at timestamp(3) with time zone
  name text not null
  organization_id uuid not null
  provisioning_error_message text
  public_ip_address inet
  region_slug text
  removed_at timestamp(3) with time zone
  size_slug text
  status text not null default 'active'::text
  updated_at timestamp(3) with time zone not null default now()
  user_id uuid
  constraint account_tool_environments_id_key UNIQUE (id)
  constraint account_tool_environments_name_shape CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 120)))
  constraint account_tool_environments_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE
  constraint account_tool_environments_pkey PRIMARY KEY (organization_id, id)
  constraint account_tool_environments_status CHECK ((status = ANY (ARRAY['inactive'::text, 'pending_creation'::text, 'creating'::text, 'active'::text, 'error_creation'::text, 'pending_deletion'::text, 'deleting'::text, 'error_deletion'::text, 'unresponsive'::text, 'scaling'::text, 'pending_provision'::text, 'provisioning'::text, 'error_provisioning'::text, 'pending_deprovision'::text, 'deprovisioning'::text, 'deprovisioned'::text, 'error_deprovisioning'::text, 'awaiting_heartbeat'::text])))
  CREATE INDEX idx_ate_status ON public.account_tool_environments USING btree (organization_id, status)
  CREATE INDEX idx_ate_user_id ON public.account_tool_environments USING btree (organization_id, user_id)
  CREATE UNIQUE INDEX account_tool_environments_id_key ON public.account_tool_environments USING btree (id)
  CREATE UNIQUE INDEX account_tool_environments_pkey ON public.account_tool_environments USING btree (organization_id, id)
  policy owner_all for * to owner using true check true
  policy select_organization for r to portcullis_member using (organization_id = app.organization_id())
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE ON public.account_tool_environments FOR EACH ROW EXECUTE FUNCTION app.audit_change('environment')
  CREATE TRIGGER touch BEFORE UPDATE ON public.account_tool_environments FOR EACH ROW EXECUTE FUNCTION app.touch()

table account_tool_instances (row-level security, forced)
  account_tool_environment_id uuid not null
  base_config_override_json jsonb
  config_values jsonb default '{}'::jsonb
  created_at timestamp(3) with time zone not null default now()
  created_by_id uuid
  created_by_kind text
  discovered_at timestamp(3) with time zone
  id uuid not null default gen_random_uuid()
  instance_error_message text
  instance_name_on_toolbox text
  last_heartbeat_from_dtma timestamp(3) with time zone
  mcp_discovery_metadata jsonb
  mcp_endpoint_path text
  mcp_server_capabilities jsonb
  mcp_server_type text
  mcp_transport_type text
  organization_id uuid not null
  port_mapping_json jsonb
  removed_at timestamp(3) with time zone
  revision integer not null default 1
  slug text
  status_on_toolbox text not null default 'pending_install'::text
  tool_catalog_id uuid
  tools_digest text
  updated_at timestamp(3) with time zone not null default now()
  upstream_label text
  version text
  constraint account_tool_instances_environment_fk FOREIGN KEY (organization_id, account_tool_environment_id) REFERENCES account_tool_environments(organization_id, id) ON DELETE RESTRICT
  constraint account_tool_instances_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE
  constraint account_tool_instances_pkey PRIMARY KEY (organization_id, id)
  constraint account_tool_instances_revision CHECK ((revision >= 1))
  constraint account_tool_instances_slug_shape CHECK ((slug ~ '^[a-z][a-z0-9-]{0,19}$'::text))
  constraint account_tool_instances_status CHECK ((status_on_toolbox = ANY (ARRAY['pending_install'::text, 'installing'::text, 'active'::text, 'error_install'::text, 'pending_uninstall'::text, 'uninstalling'::text, 'uninstalled'::text, 'error_uninstall'::text, 'pending_config'::text, 'stopped'::text, 'starting'::text, 'stopping'::text, 'error_runtime'::text, 'disabled'::text, 'pending_deploy'::text, 'deploying'::text, 'running'::text, 'error'::text, 'pending_delete'::text, 'deleting'::text])))
  constraint account_tool_instances_transport CHECK ((mcp_transport_type = ANY (ARRAY['stdio'::text, 'sse'::text, 'websocket'::text, 'streamable_http'::text])))
  constraint account_tool_instances_type CHECK ((mcp_server_type = ANY (ARRAY['standard_tool'::text, 'mcp_server'::text])))
  constraint chk_mcp_server_required_fields CHECK (((mcp_server_type IS DISTINCT FROM 'mcp_server'::text) OR ((mcp_transport_type IS NOT NULL) AND (slug IS NOT NULL) AND (instance_name_on_toolbox IS NOT NULL) AND (mcp_endpoint_path IS NOT NULL) AND (mcp_endpoint_path = ('/mcp/'::text || slug)) AND ((length(btrim(instance_name_on_toolbox)) >= 1) AND (length(btrim(instance_name_on_toolbox)) <= 80)) AND (instance_name_on_toolbox !~ '[[:cntrl:]]'::text))))
  CREATE INDEX idx_account_tool_instances_mcp_server_type ON public.account_tool_instances USING btree (organization_id, mcp_server_type) WHERE (mcp_server_type = 'mcp_server'::text)
  CREATE INDEX idx_ateat_account_tool_environment_id ON public.account_tool_instances USING btree (organization_id, account_tool_environment_id)
  CREATE INDEX idx_ateat_status_on_toolbox ON public.account_tool_instances USING btree (organization_id, status_on_toolbox)
  CREATE INDEX idx_ateat_tool_catalog_id ON public.account_tool_instances USING btree (organization_id, tool_catalog_id)
  CREATE INDEX idx_mcp_server_discovery ON public.account_tool_instances USING btree (organization_id, account_tool_environment_id, mcp_server_type, status_on_toolbox) WHERE (mcp_server_type = 'mcp_server'::text)
  CREATE UNIQUE INDEX account_tool_instances_live_slug_key ON public.account_tool_instances USING btree (organization_id, slug) WHERE (removed_at IS NULL)
  CREATE UNIQUE INDEX account_tool_instances_pkey ON public.account_tool_instances USING btree (organization_id, id)
  policy insert_admin for a to portcullis_member check ((organization_id = app.organization_id()) AND app.may_administer() AND ((mcp_server_type IS DISTINCT FROM 'mcp_server'::text) OR ((status_on_toolbox = 'pending_install'::text) AND (revision = 1) AND (discovered_at IS NULL) AND (tools_digest IS NULL) AND (removed_at IS NULL) AND (mcp_server_capabilities IS NULL) AND (mcp_discovery_metadata IS NULL) AND (instance_error_message IS NULL) AND (created_by_kind = app.actor_kind()) AND (created_by_id = app.actor_id()))))
  policy owner_all for * to owner using true check true
  policy select_organization for r to portcullis_member using (organization_id = app.organization_id())
  policy select_organization_agent for r to portcullis_agent using (organization_id = app.organization_id())
  policy update_admin for w to portcullis_member using ((organization_id = app.organization_id()) AND app.may_administer() AND (removed_at IS NULL)) check ((organization_id = app.organization_id()) AND app.may_administer())
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE ON public.account_tool_instances FOR EACH ROW EXECUTE FUNCTION app.audit_change('server')
  CREATE TRIGGER organization_from_environment BEFORE INSERT ON public.account_tool_instances FOR EACH ROW EXECUTE FUNCTION app.organization_from_environment()
  CREATE TRIGGER touch BEFORE UPDATE ON public.account_tool_instances FOR EACH ROW EXECUTE FUNCTION app.touch()

table agent_keys (row-level security, forced)
  agent_id uuid not null
  created_at timestamp(3) with time zone not null default now()
  created_by_id uuid not null
  created_by_kind text not null
  expires_at timestamp(3) with time zone
  id uuid not null default gen_random_uuid()
  key_hash bytea not null
  last_used_at timestamp(3) with time zone
  name text not null default 'key'::text
  organization_id uuid not null
  public_id text not null
  revoked_at timestamp(3) with time zone
  user_id uuid not null
  constraint agent_keys_agent_fk FOREIGN KEY (organization_id, agent_id, user_id) REFERENCES agents(organization_id, id, user_id) ON UPDATE CASCADE ON DELETE RESTRICT
  constraint agent_keys_expiry CHECK (((expires_at IS NULL) OR (expires_at > created_at)))
  constraint agent_keys_hash_length CHECK ((octet_length(key_hash) = 32))
  constraint agent_keys_key_hash_key UNIQUE (key_hash)
  constraint agent_keys_name_shape CHECK ((((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 80)) AND (name !~ '[[:cntrl:]]'::text)))
  constraint agent_keys_pkey PRIMARY KEY (organization_id, id)
  constraint agent_keys_public_id_key UNIQUE (public_id)
  constraint agent_keys_public_id_shape CHECK ((public_id ~ '^[0-9A-Za-z]{12}$'::text))
  CREATE INDEX agent_keys_agent_idx ON public.agent_keys USING btree (organization_id, agent_id)
  CREATE UNIQUE INDEX agent_keys_key_hash_key ON public.agent_keys USING btree (key_hash)
  CREATE UNIQUE INDEX agent_keys_pkey ON public.agent_keys USING btree (organization_id, id)
  CREATE UNIQUE INDEX agent_keys_public_id_key ON public.agent_keys USING btree (public_id)
  policy insert_own for a to portcullis_member check ((organization_id = app.organization_id()) AND (app.may_administer() OR (app.may_own() AND (user_id = app.user_id()))) AND (created_by_kind = app.actor_kind()) AND (created_by_id = app.actor_id()) AND (revoked_at IS NULL) AND (last_used_at IS NULL))
  policy owner_all for * to owner using true check true
  policy select_organization for r to portcullis_member using (organization_id = app.organization_id())
  policy update_own for w to portcullis_member using ((organization_id = app.organization_id()) AND (revoked_at IS NULL) AND (app.may_administer() OR (app.may_own() AND (user_id = app.user_id())))) check ((organization_id = app.organization_id()) AND (app.may_administer() OR (app.may_own() AND (user_id = app.user_id()))))
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE ON public.agent_keys FOR EACH ROW EXECUTE FUNCTION app.audit_change('agent_key')

table agent_mcp_server_access (row-level security, forced)
  access_level text not null default 'read_only'::text
  account_tool_instance_id uuid not null
  agent_id uuid not null
  allowed_tools jsonb
  created_at timestamp(3) with time zone not null default now()
  end_kind text
  end_reason text
  ended_at timestamp(3) with time zone
  ended_by_id uuid
  ended_by_kind text
  expires_at timestamp(3) with time zone
  granted_at timestamp(3) with time zone not null default now()
  granted_by_id uuid not null
  granted_by_kind text not null
  granted_by_user_id uuid not null
  id uuid not null default gen_random_uuid()
  is_active boolean generated (ended_at IS NULL)
  organization_id uuid not null
  prompts boolean not null default false
  reason text
  resources boolean not null default false
  revision integer not null default 1
  server_revision integer not null
  updated_at timestamp(3) with time zone not null default now()
  constraint agent_mcp_server_access_agent_fk FOREIGN KEY (organization_id, agent_id) REFERENCES agents(organization_id, id) ON DELETE RESTRICT
  constraint agent_mcp_server_access_end CHECK ((((ended_at IS NULL) = (end_kind IS NULL)) AND ((ended_at IS NULL) = (ended_by_kind IS NULL)) AND (end_kind = ANY (ARRAY['revoked'::text, 'expired'::text, 'removed'::text]))))
  constraint agent_mcp_server_access_expiry CHECK (((expires_at IS NULL) OR (expires_at > granted_at)))
  constraint agent_mcp_server_access_level CHECK ((access_level = ANY (ARRAY['read_only'::text, 'full_access'::text, 'custom'::text])))
  constraint agent_mcp_server_access_pkey PRIMARY KEY (organization_id, id)
  constraint agent_mcp_server_access_reason CHECK (((length(reason) <= 1000) AND (length(end_reason) <= 1000)))
  constraint agent_mcp_server_access_server_fk FOREIGN KEY (organization_id, account_tool_instance_id) REFERENCES account_tool_instances(organization_id, id) ON DELETE RESTRICT
  constraint agent_mcp_server_access_tools CHECK (
CASE
    WHEN (access_level = 'custom'::text) THEN ((allowed_tools IS NOT NULL) AND (jsonb_typeof(allowed_tools) = 'array'::text) AND (jsonb_array_length(allowed_tools) > 0) AND (NOT jsonb_path_exists(allowed_tools, '$[*]?(@.type() != "string")'::jsonpath)))
    ELSE (allowed_tools IS NULL)
END)
  CREATE INDEX idx_agent_mcp_server_access_agent_id ON public.agent_mcp_server_access USING btree (organization_id, agent_id) WHERE (ended_at IS NULL)
  CREATE INDEX idx_agent_mcp_server_access_granted_at ON public.agent_mcp_server_access USING btree (organization_id, granted_at, id)
  CREATE INDEX idx_agent_mcp_server_access_history ON public.agent_mcp_server_access USING btree (organization_id, agent_id, account_tool_instance_id, granted_at)
  CREATE INDEX idx_agent_mcp_server_access_server_id ON public.agent_mcp_server_access USING btree (organization_id, account_tool_instance_id, agent_id, granted_at)
  CREATE UNIQUE INDEX agent_mcp_server_access_pkey ON public.agent_mcp_server_access USING btree (organization_id, id)
  CREATE UNIQUE INDEX uq_agent_mcp_instance_open ON public.agent_mcp_server_access USING btree (organization_id, agent_id, account_tool_instance_id) WHERE (ended_at IS NULL)
  policy insert_admin for a to portcullis_member check ((organization_id = app.organization_id()) AND app.may_administer() AND (granted_by_kind = app.actor_kind()) AND (granted_by_id = app.actor_id()) AND (granted_by_user_id = app.user_id()) AND (ended_at IS NULL))
  policy owner_all for * to owner using true check true
  policy select_organization for r to portcullis_member using (organization_id = app.organization_id())
  policy select_self for r to portcullis_agent using ((organization_id = app.organization_id()) AND (agent_id = app.agent_id()))
  policy update_admin for w to portcullis_member using ((organization_id = app.organization_id()) AND app.may_administer() AND (ended_at IS NULL)) check ((organization_id = app.organization_id()) AND app.may_administer())
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE ON public.agent_mcp_server_access FOR EACH ROW EXECUTE FUNCTION app.audit_change('grant')
  CREATE TRIGGER touch BEFORE UPDATE ON public.agent_mcp_server_access FOR EACH ROW EXECUTE FUNCTION app.touch()

table agents (row-level security, forced)
  created_at timestamp(3) with time zone not null default now()
  created_by_id uuid not null
  created_by_kind text not null
  description text not null default ''::text
  id uuid not null default gen_random_uuid()
  name text not null
  organization_id uuid not null
  paused_by_admin boolean not null default false
  removed_at timestamp(3) with time zone
  status text not null default 'active'::text
  updated_at timestamp(3) with time zone not null default now()
  user_id uuid not null
  constraint agents_description_length CHECK ((length(description) <= 2000))
  constraint agents_name_shape CHECK ((((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 80)) AND (name !~ '[[:cntrl:]]'::text)))
  constraint agents_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE
  constraint agents_owner_fk FOREIGN KEY (organization_id, user_id) REFERENCES organization_memberships(organization_id, user_id) ON DELETE RESTRICT
  constraint agents_owner_key UNIQUE (organization_id, id, user_id)
  constraint agents_pkey PRIMARY KEY (organization_id, id)
  constraint agents_removed_is_paused CHECK (((removed_at IS NULL) OR (status = 'paused'::text)))
  constraint agents_status CHECK ((status = ANY (ARRAY['active'::text, 'paused'::text])))
  CREATE INDEX agents_list_idx ON public.agents USING btree (organization_id, created_at, id)
  CREATE INDEX agents_owner_idx ON public.agents USING btree (organization_id, user_id)
  CREATE UNIQUE INDEX agents_owner_key ON public.agents USING btree (organization_id, id, user_id)
  CREATE UNIQUE INDEX agents_pkey ON public.agents USING btree (organization_id, id)
  policy insert_own for a to portcullis_member check ((organization_id = app.organization_id()) AND (app.may_administer() OR (app.may_own() AND (user_id = app.user_id()))) AND (created_by_kind = app.actor_kind()) AND (created_by_id = app.actor_id()) AND (removed_at IS NULL))
  policy owner_all for * to owner using true check true
  policy select_organization for r to portcullis_member using (organization_id = app.organization_id())
  policy select_self for r to portcullis_agent using ((organization_id = app.organization_id()) AND (id = app.agent_id()))
  policy update_own for w to portcullis_member using ((organization_id = app.organization_id()) AND (removed_at IS NULL) AND (app.may_administer() OR (app.may_own() AND (user_id = app.user_id()) AND (NOT paused_by_admin)))) check ((organization_id = app.organization_id()) AND (app.may_administer() OR (app.may_own() AND (user_id = app.user_id()))))
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE ON public.agents FOR EACH ROW EXECUTE FUNCTION app.audit_change('agent')
  CREATE TRIGGER note_pause BEFORE UPDATE OF status ON public.agents FOR EACH ROW EXECUTE FUNCTION app.note_pause()
  CREATE TRIGGER touch BEFORE UPDATE ON public.agents FOR EACH ROW EXECUTE FUNCTION app.touch()

table audit_chain (row-level security, forced)
  batch_id uuid not null
  events integer not null
  hash bytea not null
  organization_id uuid not null
  previous_hash bytea not null
  sequence bigint not null
  constraint audit_chain_hash_length CHECK (((octet_length(hash) = 32) AND (octet_length(previous_hash) = 32)))
  constraint audit_chain_pkey PRIMARY KEY (organization_id, sequence)
  CREATE UNIQUE INDEX audit_chain_batch_key ON public.audit_chain USING btree (organization_id, batch_id)
  CREATE UNIQUE INDEX audit_chain_pkey ON public.audit_chain USING btree (organization_id, sequence)
  policy owner_all for * to owner using true check true
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_chain FOR EACH ROW EXECUTE FUNCTION app.refuse_audit_change()
  CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.audit_chain FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_audit_change()

table audit_events (row-level security, forced)
  action text not null
  actor_id uuid
  actor_kind text not null
  agent_id uuid
  at timestamp(3) with time zone not null
  batch_id uuid not null
  call_id uuid
  grant_id uuid
  id uuid not null
  ordinal integer not null
  organization_id uuid not null
  outcome text not null
  reason text
  server_id uuid
  subject_id uuid
  subject_kind text
  tool text
  constraint audit_events_action CHECK ((action ~ '^[a-z_]+.[a-z_]+$'::text))
  constraint audit_events_actor CHECK ((actor_kind = ANY (ARRAY['user'::text, 'agent'::text, 'api_key'::text, 'system'::text])))
  constraint audit_events_outcome CHECK ((outcome = ANY (ARRAY['ok'::text, 'error'::text, 'allowed'::text, 'denied'::text])))
  constraint audit_events_pkey PRIMARY KEY (organization_id, at, id)
  CREATE INDEX audit_events_action_idx ON public.audit_events USING btree (organization_id, action, at, id)
  CREATE INDEX audit_events_agent_idx ON public.audit_events USING btree (organization_id, agent_id, at, id)
  CREATE INDEX audit_events_outcome_idx ON public.audit_events USING btree (organization_id, outcome, at, id)
  CREATE INDEX audit_events_server_idx ON public.audit_events USING btree (organization_id, server_id, at, id)
  CREATE UNIQUE INDEX audit_events_batch_key ON public.audit_events USING btree (organization_id, batch_id, ordinal)
  CREATE UNIQUE INDEX audit_events_pkey ON public.audit_events USING btree (organization_id, at, id)
  policy owner_all for * to owner using true check true
  policy select_organization for r to portcullis_member using (organization_id = app.organization_id())
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_events FOR EACH ROW EXECUTE FUNCTION app.refuse_audit_change()
  CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.audit_events FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_audit_change()
  CREATE CONSTRAINT TRIGGER audit_events_chain AFTER INSERT ON public.audit_events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.chain_batch()

table audit_heads (row-level security, forced)
  events bigint not null
  hash bytea not null
  organization_id uuid not null
  sequence bigint not null
  constraint audit_heads_pkey PRIMARY KEY (organization_id)
  CREATE UNIQUE INDEX audit_heads_pkey ON public.audit_heads USING btree (organization_id)
  policy owner_all for * to owner using true check true

table audit_payloads (row-level security, forced)
  data jsonb not null
  event_id uuid not null
  organization_id uuid not null
  constraint audit_payloads_pkey PRIMARY KEY (organization_id, event_id)
  CREATE UNIQUE INDEX audit_payloads_pkey ON public.audit_payloads USING btree (organization_id, event_id)
  policy owner_all for * to owner using true check true
  policy select_admin for r to portcullis_member using ((organization_id = app.organization_id()) AND app.reads_as_admin())
  CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_payloads FOR EACH ROW EXECUTE FUNCTION app.refuse_audit_change()
  CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.audit_payloads FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_audit_change()

table encryption_checks (row-level security, forced)
  created_at timestamp(3) with time zone not null default now()
  key_version text not null
  sealed text not null
  constraint encryption_checks_pkey PRIMARY KEY (key_version)
  constraint encryption_checks_sealed CHECK ((sealed ~ '^pcs1.[A-Za-z0-9_-]+(.[A-Za-z0-9_-]+){4}$'::text))
  CREATE UNIQUE INDEX encryption_checks_pkey ON public.encryption_checks USING btree (key_version)
  policy owner_all for * to owner using true check true
  policy system_all for * to portcullis_system using true check true

table organization_api_keys (row-level security, forced)
  created_at timestamp(3) with time zone not null default now()
  created_by uuid not null
  expires_at timestamp(3) with time zone
  id uuid not null default gen_random_uuid()
  is_active boolean generated (revoked_at IS NULL)
  key_hash bytea not null
  last_used_at timestamp(3) with time zone
  name text not null
  organization_id uuid not null
  permissions jsonb not null default '[]'::jsonb
  public_id text not null
  revoked_at timestamp(3) with time zone
  scope text not null default 'read'::text
  updated_at timestamp(3) with time zone not null default now()
  constraint organization_api_keys_hash_length CHECK ((octet_length(key_hash) = 32))
  constraint organization_api_keys_key_hash_key UNIQUE (key_hash)
  constraint organization_api_keys_name_shape CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 120)))
  constraint organization_api_keys_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE
  constraint organization_api_keys_pkey PRIMARY KEY (organization_id, id)
  constraint organization_api_keys_scope CHECK ((scope = ANY (ARRAY['read'::text, 'write'::text])))
  CREATE UNIQUE INDEX organization_api_keys_key_hash_key ON public.organization_api_keys USING btree (key_hash)
  CREATE UNIQUE INDEX organization_api_keys_pkey ON public.organization_api_keys USING btree (organization_id, id)
  policy owner_all for * to owner using true check true
  policy select_admin for r to portcullis_member using ((organization_id = app.organization_id()) AND app.reads_as_admin())
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE ON public.organization_api_keys FOR EACH ROW EXECUTE FUNCTION app.audit_change('api_key')
  CREATE TRIGGER touch BEFORE UPDATE ON public.organization_api_keys FOR EACH ROW EXECUTE FUNCTION app.touch()

table organization_memberships (row-level security, forced)
  created_at timestamp(3) with time zone not null default now()
  email text not null
  id uuid not null default gen_random_uuid()
  invited_at timestamp(3) with time zone
  invited_by uuid
  joined_at timestamp(3) with time zone
  last_active_at timestamp(3) with time zone
  name text not null
  organization_id uuid not null
  permissions jsonb not null default '[]'::jsonb
  role text not null default 'member'::text
  status text not null default 'active'::text
  updated_at timestamp(3) with time zone not null default now()
  user_id uuid not null
  constraint organization_memberships_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE
  constraint organization_memberships_pkey PRIMARY KEY (organization_id, id)
  constraint organization_memberships_role CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text, 'viewer'::text])))
  constraint organization_memberships_status CHECK ((status = ANY (ARRAY['active'::text, 'pending'::text, 'suspended'::text, 'removed'::text])))
  constraint organization_memberships_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE RESTRICT
  constraint organization_memberships_user_key UNIQUE (organization_id, user_id)
  CREATE INDEX organization_memberships_user_id_idx ON public.organization_memberships USING btree (user_id)
  CREATE UNIQUE INDEX organization_memberships_pkey ON public.organization_memberships USING btree (organization_id, id)
  CREATE UNIQUE INDEX organization_memberships_user_key ON public.organization_memberships USING btree (organization_id, user_id)
  policy owner_all for * to owner using true check true
  policy select_organization for r to portcullis_member using (organization_id = app.organization_id())
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE ON public.organization_memberships FOR EACH ROW EXECUTE FUNCTION app.audit_change('member')
  CREATE TRIGGER touch BEFORE UPDATE ON public.organization_memberships FOR EACH ROW EXECUTE FUNCTION app.touch()

table organization_secrets (row-level security, forced)
  argument_key_sealed text not null
  organization_id uuid not null
  constraint organization_secrets_organization_id_organizations_id_fk FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE
  constraint organization_secrets_pkey PRIMARY KEY (organization_id)
  constraint organization_secrets_sealed CHECK ((argument_key_sealed ~ '^pcs1.[A-Za-z0-9_-]+(.[A-Za-z0-9_-]+){4}$'::text))
  CREATE UNIQUE INDEX organization_secrets_pkey ON public.organization_secrets USING btree (organization_id)
  policy owner_all for * to owner using true check true

table organizations (row-level security, forced)
  billing_email text
  contact_email text
  created_at timestamp(3) with time zone not null default now()
  id uuid not null default gen_random_uuid()
  is_active boolean not null default true
  logo_url text
  max_concurrent_connections integer not null default 1000
  max_mcp_servers integer not null default 100
  name text not null
  settings jsonb not null default '{}'::jsonb
  slug text not null
  subscription_tier text not null default 'free'::text
  updated_at timestamp(3) with time zone not null default now()
  website_url text
  constraint organizations_limits CHECK (((max_mcp_servers >= 0) AND (max_concurrent_connections >= 0)))
  constraint organizations_name_shape CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 120)))
  constraint organizations_pkey PRIMARY KEY (id)
  constraint organizations_slug_key UNIQUE (slug)
  constraint organizations_slug_shape CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$'::text))
  constraint organizations_tier CHECK ((subscription_tier = ANY (ARRAY['free'::text, 'pro'::text, 'enterprise'::text])))
  CREATE UNIQUE INDEX organizations_pkey ON public.organizations USING btree (id)
  CREATE UNIQUE INDEX organizations_slug_key ON public.organizations USING btree (slug)
  policy owner_all for * to owner using true check true
  policy select_own for r to portcullis_member using (id = app.organization_id())
  policy select_own_agent for r to portcullis_agent using (id = app.organization_id())
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE ON public.organizations FOR EACH ROW EXECUTE FUNCTION app.audit_change('organization')
  CREATE TRIGGER touch BEFORE UPDATE ON public.organizations FOR EACH ROW EXECUTE FUNCTION app.touch()

table server_tools (row-level security, forced)
  approved_definition jsonb
  class text not null
  class_set_by text not null default 'annotations'::text
  confirmed_at timestamp(3) with time zone
  created_at timestamp(3) with time zone not null default now()
  definition jsonb not null
  found_hash text not null
  gone_at timestamp(3) with time zone
  id uuid not null default gen_random_uuid()
  name text not null
  organization_id uuid not null
  pinned_hash text
  server_id uuid not null
  status text not null
  status_reason text
  updated_at timestamp(3) with time zone not null default now()
  constraint server_tools_class CHECK ((class = ANY (ARRAY['read'::text, 'write'::text, 'destructive'::text])))
  constraint server_tools_class_set_by CHECK ((class_set_by = ANY (ARRAY['annotations'::text, 'admin'::text])))
  constraint server_tools_confirmed_is_pinned CHECK (((status <> 'confirmed'::text) OR ((pinned_hash IS NOT NULL) AND (pinned_hash = found_hash))))
  constraint server_tools_hashes CHECK (((found_hash ~ '^[0-9a-f]{64}$'::text) AND (pinned_hash ~ '^[0-9a-f]{64}$'::text)))
  constraint server_tools_name_key UNIQUE (organization_id, server_id, name)
  constraint server_tools_name_shape CHECK (((length(name) >= 1) AND (length(name) <= 256)))
  constraint server_tools_pkey PRIMARY KEY (organization_id, id)
  constraint server_tools_server_fk FOREIGN KEY (organization_id, server_id) REFERENCES account_tool_instances(organization_id, id) ON DELETE CASCADE
  constraint server_tools_status CHECK ((status = ANY (ARRAY['confirmed'::text, 'new'::text, 'quarantined'::text])))
  CREATE UNIQUE INDEX server_tools_name_key ON public.server_tools USING btree (organization_id, server_id, name)
  CREATE UNIQUE INDEX server_tools_pkey ON public.server_tools USING btree (organization_id, id)
  policy owner_all for * to owner using true check true
  policy select_organization for r to portcullis_member using (organization_id = app.organization_id())
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE ON public.server_tools FOR EACH ROW EXECUTE FUNCTION app.audit_change('tool')
  CREATE TRIGGER touch BEFORE UPDATE ON public.server_tools FOR EACH ROW EXECUTE FUNCTION app.touch()

table server_upstreams (row-level security, forced)
  created_at timestamp(3) with time zone not null default now()
  organization_id uuid not null
  revision integer not null
  sealed text not null
  server_id uuid not null
  constraint server_upstreams_pkey PRIMARY KEY (organization_id, server_id)
  constraint server_upstreams_sealed CHECK ((sealed ~ '^pcs1.[A-Za-z0-9_-]+(.[A-Za-z0-9_-]+){4}$'::text))
  constraint server_upstreams_server_fk FOREIGN KEY (organization_id, server_id) REFERENCES account_tool_instances(organization_id, id) ON DELETE CASCADE
  CREATE UNIQUE INDEX server_upstreams_pkey ON public.server_upstreams USING btree (organization_id, server_id)
  policy owner_all for * to owner using true check true

table sessions (row-level security, forced)
  created_at timestamp(3) with time zone not null default now()
  ended_at timestamp(3) with time zone
  expires_at timestamp(3) with time zone not null
  secret_hash bytea not null
  user_agent text
  user_id uuid not null
  constraint sessions_expiry CHECK ((expires_at > created_at))
  constraint sessions_pkey PRIMARY KEY (secret_hash)
  constraint sessions_secret_hash_length CHECK ((octet_length(secret_hash) = 32))
  constraint sessions_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
  CREATE INDEX sessions_user_id_idx ON public.sessions USING btree (user_id)
  CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (secret_hash)
  policy identity_insert for a to portcullis_identity check (ended_at IS NULL)
  policy identity_select for r to portcullis_identity using true
  policy identity_update for w to portcullis_identity using (ended_at IS NULL) check (ended_at IS NOT NULL)
  policy owner_all for * to owner using true check true
  CREATE TRIGGER audit_session AFTER INSERT OR UPDATE ON public.sessions FOR EACH ROW EXECUTE FUNCTION app.audit_session()

table set_up (row-level security, forced)
  completed_at timestamp(3) with time zone
  created_at timestamp(3) with time zone not null default now()
  single boolean not null default true
  token_hash bytea not null
  constraint set_up_one_row CHECK (single)
  constraint set_up_pkey PRIMARY KEY (single)
  CREATE UNIQUE INDEX set_up_pkey ON public.set_up USING btree (single)
  policy identity_select for r to portcullis_identity using true
  policy owner_all for * to owner using true check true

table sign_in_attempts (row-level security, forced)
  failures integer not null default 0
  subject_hash bytea not null
  window_start timestamp(3) with time zone not null
  constraint sign_in_attempts_failures CHECK ((failures >= 0))
  constraint sign_in_attempts_pkey PRIMARY KEY (subject_hash)
  CREATE UNIQUE INDEX sign_in_attempts_pkey ON public.sign_in_attempts USING btree (subject_hash)
  policy identity_all for * to portcullis_identity using true check true
  policy owner_all for * to owner using true check true

table user_passwords (row-level security, forced)
  password_hash text not null
  updated_at timestamp(3) with time zone not null default now()
  user_id uuid not null
  constraint user_passwords_argon2id CHECK ((password_hash ~~ '$argon2id$%'::text))
  constraint user_passwords_pkey PRIMARY KEY (user_id)
  constraint user_passwords_user_id_users_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
  CREATE UNIQUE INDEX user_passwords_pkey ON public.user_passwords USING btree (user_id)
  policy identity_all for * to portcullis_identity using true check true
  policy owner_all for * to owner using true check true
  CREATE TRIGGER touch BEFORE UPDATE ON public.user_passwords FOR EACH ROW EXECUTE FUNCTION app.touch()

table users (row-level security, forced)
  created_at timestamp(3) with time zone not null default now()
  email text not null
  id uuid not null default gen_random_uuid()
  name text not null
  updated_at timestamp(3) with time zone not null default now()
  constraint users_email_key UNIQUE (email)
  constraint users_email_normalised CHECK (((email = lower(btrim(email))) AND (email ~~ '%_@_%'::text) AND (length(email) <= 254)))
  constraint users_name_shape CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 120)))
  constraint users_pkey PRIMARY KEY (id)
  CREATE UNIQUE INDEX users_email_key ON public.users USING btree (email)
  CREATE UNIQUE INDEX users_pkey ON public.users USING btree (id)
  policy identity_all for * to portcullis_identity using true check true
  policy owner_all for * to owner using true check true
  CREATE TRIGGER copy_person_to_memberships AFTER UPDATE OF name, email ON public.users FOR EACH ROW EXECUTE FUNCTION app.copy_person_to_memberships()
  CREATE TRIGGER touch BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION app.touch()

type app.decision (allowed boolean, reason text, grant_id uuid, grant_ended_at timestamp with time zone, checks jsonb)

type app.identity (organization_id uuid, organization_slug text, organization_name text, actor_kind text, actor_id uuid, user_id uuid, agent_id uuid, rights text, scope text)

CREATE OR REPLACE FUNCTION app.actor_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.actor_id'::text, true), ''::text))::uuid

CREATE OR REPLACE FUNCTION app.actor_kind()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('app.actor_kind'::text, true), ''::text)

CREATE OR REPLACE FUNCTION app.agent_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.agent_id'::text, true), ''::text))::uuid

CREATE OR REPLACE FUNCTION app.append_call_events(p_events jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  batch uuid := gen_random_uuid();
  now_at timestamptz := clock_timestamp();
begin
  with given as (
    -- By organization, because each one's head is locked when its first event is linked: two processes that lock several must do it in one order.
    select e.*, row_number() over (order by e.organization_id, e.n)::integer as ordinal
      from rows from (jsonb_to_recordset(p_events) as (organization_id uuid, agent_id uuid, key_id uuid, server_id uuid, action text, outcome text, reason text,
             tool text, grant_id uuid, call_id uuid, data jsonb)) with ordinality as e(organization_id, agent_id, key_id, server_id, action, outcome, reason, tool, grant_id, call_id, data, n)
  ), written_events as (
    insert into public.audit_events (organization_id, id, at, batch_id, ordinal, actor_kind, actor_id, action, outcome, reason, agent_id, server_id, tool, grant_id, subject_kind, subject_id, call_id)
    select g.organization_id, app.event_id(now_at, g.ordinal), now_at, batch, g.ordinal, 'agent', g.agent_id, g.action, g.outcome, g.reason, g.agent_id, g.server_id, g.tool, g.grant_id,
           'agent_key', g.key_id, g.call_id
      from given g order by g.ordinal
    returning organization_id, id, ordinal
  )
  insert into public.audit_payloads (organization_id, event_id, data)
  select w.organization_id, w.id, g.data from written_events w join given g on g.ordinal = w.ordinal and g.organization_id = w.organization_id
   where g.data is not null and g.data <> '{}';
  -- Keys that somebody else is changing right now are left for the next minute: nothing here waits for them.
  update public.agent_keys k set last_used_at = now() from (
    select x.organization_id, x.id from public.agent_keys x
     where (x.organization_id, x.id) in (select (e ->> 'organization_id')::uuid, (e ->> 'key_id')::uuid from jsonb_array_elements(p_events) e where e ->> 'action' <> 'key.reject')
       and (x.last_used_at is null or x.last_used_at < now() - interval '1 minute')
     order by x.id for no key update skip locked) due
   where k.organization_id = due.organization_id and k.id = due.id;
  return jsonb_array_length(p_events);
end $function$

CREATE OR REPLACE FUNCTION app.audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  before jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) else '{}' end;
  after jsonb := to_jsonb(new);
  change jsonb := app.changed_columns(before, after);
  noun text := tg_argv[0];
  verb text;
begin
  if change = '{}' then return null; end if;
  verb := case
    when tg_op = 'INSERT' then case noun when 'grant' then 'grant' when 'tool' then 'find' else 'create' end
    when before ->> 'removed_at' is null and after ->> 'removed_at' is not null then 'remove'
    when before ->> 'revoked_at' is null and after ->> 'revoked_at' is not null then 'revoke'
    when before ->> 'ended_at' is null and after ->> 'ended_at' is not null then
      case after ->> 'end_kind' when 'expired' then 'expire' else 'revoke' end
    when noun = 'agent' and before ->> 'status' <> after ->> 'status' then case after ->> 'status' when 'paused' then 'pause' else 'resume' end
    when noun = 'tool' and before ->> 'status' <> after ->> 'status' then
      case after ->> 'status' when 'confirmed' then 'confirm' when 'quarantined' then 'quarantine' else 'reset' end
    when noun = 'tool' and before ->> 'class' <> after ->> 'class' then 'classify'
    else 'change'
  end;
  perform app.write_event(
    case when noun = 'organization' then (after ->> 'id')::uuid else (after ->> 'organization_id')::uuid end,
    noun || '.' || verb, 'ok', noun, (after ->> 'id')::uuid,
    case noun when 'agent' then (after ->> 'id')::uuid else (after ->> 'agent_id')::uuid end,
    case noun when 'server' then (after ->> 'id')::uuid when 'grant' then (after ->> 'account_tool_instance_id')::uuid else (after ->> 'server_id')::uuid end,
    case noun when 'tool' then after ->> 'name' end,
    case noun when 'grant' then (after ->> 'id')::uuid end,
    case when tg_op = 'UPDATE' then coalesce(after ->> 'end_reason', case noun when 'tool' then after ->> 'status_reason' end) else after ->> 'reason' end,
    change);
  return null;
end $function$

CREATE OR REPLACE FUNCTION app.audit_session()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'UPDATE' and (old.ended_at is not null or new.ended_at is null) then return null; end if;
  perform app.write_event(m.organization_id, case tg_op when 'INSERT' then 'session.sign_in' else 'session.sign_out' end, 'ok', 'member', m.id,
                          null, null, null, null, null, null, new.user_id)
     from (select * from public.organization_memberships x where x.user_id = new.user_id and x.status = 'active' order by x.organization_id) m;
  return null;
end $function$

CREATE OR REPLACE FUNCTION app.authenticate_agent(p_key_hash bytea)
 RETURNS TABLE(organization_id uuid, organization_slug text, agent_id uuid, agent_name text, key_id uuid, argument_key_sealed text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  who app.identity := app.enter('agent_key', p_key_hash);
begin
  return query
    select who.organization_id, who.organization_slug, a.id, a.name, k.id, x.argument_key_sealed
      from public.agents a
      join public.agent_keys k on k.organization_id = a.organization_id and k.key_hash = p_key_hash
      join public.organization_secrets x on x.organization_id = a.organization_id
     where a.organization_id = who.organization_id and a.id = who.agent_id;
end $function$

CREATE OR REPLACE FUNCTION app.batch_digest(p_organization_id uuid, p_batch_id uuid, OUT events integer, OUT digest bytea)
 RETURNS record
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select count(*)::integer,
         sha256(coalesce(string_agg(sha256(convert_to(app.event_text(e, p.data), 'UTF8')), ''::bytea order by e.ordinal), ''::bytea))
    from public.audit_events e
    left join public.audit_payloads p on p.organization_id = e.organization_id and p.event_id = e.id
   where e.organization_id = p_organization_id and e.batch_id = p_batch_id
$function$

CREATE OR REPLACE FUNCTION app.begin_sign_in(p_subject_hash bytea)
 RETURNS integer
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  insert into public.sign_in_attempts as a (subject_hash, window_start, failures) values (p_subject_hash, now(), 1)
  on conflict (subject_hash) do update set
    failures = case when a.window_start < now() - interval '15 minutes' then 1 else a.failures + 1 end,
    window_start = case when a.window_start < now() - interval '15 minutes' then now() else a.window_start end
  returning failures
$function$

CREATE OR REPLACE FUNCTION app.callable_tools(p_key_hash bytea, p_server_slug text)
 RETURNS TABLE(name text, hash text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  who app.identity := app.enter('agent_key', p_key_hash);
begin
  return query
    select t.name, t.found_hash from public.account_tool_instances s
      join public.server_tools t on t.organization_id = s.organization_id and t.server_id = s.id
     cross join lateral app.decide(s.organization_id, who.agent_id, s.id, 'tool', t.name) d
     where s.organization_id = who.organization_id and s.slug = p_server_slug and s.removed_at is null and d.allowed;
end $function$

CREATE OR REPLACE FUNCTION app.canonical_json(p_value jsonb)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  case jsonb_typeof(p_value)
  when 'object' then
    return '{' || coalesce((select string_agg(to_json(e.key)::text || ':' || app.canonical_json(e.value), ',' order by e.key collate "C")
                              from jsonb_each(p_value) e), '') || '}';
  when 'array' then
    return '[' || coalesce((select string_agg(app.canonical_json(e.value), ',' order by e.ordinality)
                              from jsonb_array_elements(p_value) with ordinality e), '') || ']';
  when 'number' then
    if p_value::text !~ '^-?[0-9]{1,15}$' then perform app.refuse('PC500', 'audit_number_not_integer'); end if;
    return p_value::text;
  else
    return p_value::text;
  end case;
end $function$

CREATE OR REPLACE FUNCTION app.chain_batch()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  head public.audit_heads;
  batch record;
  link bytea;
begin
  if exists (select from public.audit_chain c where c.organization_id = new.organization_id and c.batch_id = new.batch_id
                and c.xmin = pg_current_xact_id()::xid) then
    return null;
  end if;
  select * into head from public.audit_heads h where h.organization_id = new.organization_id for update;
  if not found then
    insert into public.audit_heads values (new.organization_id, 0, 0, app.chain_genesis(new.organization_id)) on conflict do nothing;
    select * into head from public.audit_heads h where h.organization_id = new.organization_id for update;
  end if;
  select * into batch from app.batch_digest(new.organization_id, new.batch_id);
  link := sha256(head.hash || batch.digest);
  insert into public.audit_chain values (new.organization_id, head.sequence + 1, new.batch_id, batch.events, head.hash, link);
  update public.audit_heads set sequence = head.sequence + 1, events = head.events + batch.events, hash = link
   where organization_id = new.organization_id;
  return null;
end $function$

CREATE OR REPLACE FUNCTION app.chain_genesis(p_organization_id uuid)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select sha256(convert_to('portcullis audit chain of ' || p_organization_id, 'UTF8'))
$function$

CREATE OR REPLACE FUNCTION app.change_grant(p_grant_id uuid, p_changes jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  it public.agent_mcp_server_access := app.live_grant(p_grant_id);
  level text := coalesce(p_changes ->> 'level', it.access_level);
  tools jsonb := case when p_changes ? 'allowedTools' then nullif(p_changes -> 'allowedTools', 'null') when level = it.access_level then it.allowed_tools end;
  expiry timestamptz := case when p_changes ? 'expiresAt' then (p_changes ->> 'expiresAt')::timestamptz else it.expires_at end;
  current_revision integer := (select s.revision from public.account_tool_instances s where s.organization_id = app.organization_id() and s.id = it.account_tool_instance_id);
begin
  if p_changes ? 'confirmRevision' and p_changes ->> 'confirmRevision' not in ('true', current_revision::text) then
    perform app.refuse('PC409', 'server_changed_again', 'confirmRevision');
  end if;
  perform app.check_grant(it.account_tool_instance_id, level, tools, expiry);
  if level <> 'custom' and (p_changes ? 'resources' or p_changes ? 'prompts') then perform app.refuse('PC400', 'resources_and_prompts_only_with_custom', 'resources'); end if;
  update public.agent_mcp_server_access g
     set access_level = level,
         allowed_tools = case when level = 'custom' then (select jsonb_agg(distinct t) from jsonb_array_elements(tools) t) end,
         resources = level = 'custom' and coalesce((p_changes ->> 'resources')::boolean, it.resources),
         prompts = level = 'custom' and coalesce((p_changes ->> 'prompts')::boolean, it.prompts),
         expires_at = expiry,
         reason = case when p_changes ? 'reason' then p_changes ->> 'reason' else it.reason end,
         server_revision = case when p_changes ? 'confirmRevision' then current_revision else it.server_revision end,
         revision = it.revision + 1
   where g.organization_id = app.organization_id() and g.id = it.id;
  return it.revision + 1;
end $function$

CREATE OR REPLACE FUNCTION app.change_upstream(p_server_id uuid, p_transport text, p_label text, p_sealed text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  server public.account_tool_instances;
begin
  perform app.require_admin();
  server := app.live_server(p_server_id);
  update public.account_tool_instances s
     set revision = s.revision + 1, mcp_transport_type = p_transport, upstream_label = p_label, discovered_at = null, tools_digest = null,
         mcp_server_capabilities = null, mcp_discovery_metadata = null, instance_error_message = null, status_on_toolbox = 'pending_config'
   where s.organization_id = server.organization_id and s.id = server.id;
  update public.server_tools t
     set status = 'new', status_reason = 'server_changed', pinned_hash = null, approved_definition = null, confirmed_at = null, class_set_by = 'annotations',
         class = app.tool_class(t.definition), gone_at = coalesce(t.gone_at, now())
   where t.organization_id = server.organization_id and t.server_id = server.id;
  perform app.store_upstream(p_server_id, p_sealed);
  return server.revision + 1;
end $function$

CREATE OR REPLACE FUNCTION app.changed_columns(p_before jsonb, p_after jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with kept as (
    select coalesce(b.key, a.key) as key, b.value as before, a.value as after
      from jsonb_each(p_before) b full join jsonb_each(p_after) a on a.key = b.key
     where coalesce(b.key, a.key) not in ('key_hash', 'password_hash', 'sealed', 'token_hash', 'definition', 'approved_definition', 'mcp_server_capabilities', 'mcp_discovery_metadata', 'instance_error_message',
             'config_values', 'base_config_override_json', 'port_mapping_json', 'dtma_health_details_json', 'do_droplet_id', 'settings', 'created_at', 'updated_at', 'last_used_at', 'tools_digest', 'organization_id')
       and b.value is distinct from a.value)
  select coalesce(jsonb_strip_nulls(jsonb_build_object(
    'before', (select jsonb_object_agg(key, before) from kept where before is not null and p_before <> '{}'),
    'after', (select jsonb_object_agg(key, after) from kept where after is not null and after <> 'null'))), '{}')
$function$

CREATE OR REPLACE FUNCTION app.check_grant(p_server_id uuid, p_level text, p_tools jsonb, p_expires_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  unknown text;
begin
  if p_level is null or p_level not in ('read_only', 'full_access', 'custom') then perform app.refuse('PC400', 'level_unknown', 'level'); end if;
  if p_expires_at <= now() then perform app.refuse('PC400', 'expiry_in_the_past', 'expiresAt'); end if;
  if p_level <> 'custom' then
    if p_tools is not null then perform app.refuse('PC400', 'tools_only_with_custom', 'allowedTools'); end if;
    return;
  end if;
  if p_tools is null or jsonb_typeof(p_tools) <> 'array' or jsonb_array_length(p_tools) = 0 then perform app.refuse('PC400', 'custom_needs_tools', 'allowedTools'); end if;
  if jsonb_path_exists(p_tools, '$[*] ? (@.type() != "string")') then perform app.refuse('PC400', 'tools_must_be_names', 'allowedTools'); end if;
  unknown := app.unknown_tools(p_server_id, p_tools);
  if unknown is not null then perform app.refuse('PC400', 'tools_unknown', 'allowedTools', unknown); end if;
end $function$

CREATE OR REPLACE FUNCTION app.complete_set_up(p_token_hash bytea, p_user_id uuid, p_email text, p_user_name text, p_password_hash text, p_organization_id uuid, p_organization_name text, p_organization_slug text, p_argument_key_sealed text, p_api_key_public_id text DEFAULT NULL::text, p_api_key_hash bytea DEFAULT NULL::bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform from public.set_up s where s.token_hash = p_token_hash and s.completed_at is null for update;
  if not found or not app.set_up_is_open() then perform app.refuse('PC404', 'set_up_closed', 'token'); end if;
  update public.set_up set completed_at = now();
  insert into public.users (id, email, name) values (p_user_id, lower(btrim(p_email)), p_user_name);
  insert into public.user_passwords (user_id, password_hash) values (p_user_id, p_password_hash);
  insert into public.organizations (id, name, slug) values (p_organization_id, p_organization_name, p_organization_slug);
  insert into public.organization_secrets values (p_organization_id, p_argument_key_sealed);
  insert into public.organization_memberships (organization_id, user_id, name, email, role, joined_at)
  values (p_organization_id, p_user_id, p_user_name, lower(btrim(p_email)), 'owner', now());
  insert into public.account_tool_environments (organization_id, user_id, name) values (p_organization_id, p_user_id, 'default');
  if p_api_key_hash is not null then
    insert into public.organization_api_keys (organization_id, name, public_id, key_hash, scope, created_by)
    values (p_organization_id, 'initial', p_api_key_public_id, p_api_key_hash, 'write', p_user_id);
  end if;
end $function$

CREATE OR REPLACE FUNCTION app.confirm_tool(p_server_id uuid, p_name text, p_hash text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  server public.account_tool_instances;
begin
  perform app.require_admin();
  server := app.live_server(p_server_id);
  perform from public.server_tools t where t.organization_id = server.organization_id and t.server_id = server.id and t.name = p_name and t.gone_at is null;
  if not found then perform app.refuse('PC404', 'tool_not_found', 'tool'); end if;
  update public.server_tools t
     set status = 'confirmed', status_reason = null, pinned_hash = t.found_hash, approved_definition = t.definition, confirmed_at = now(),
         class = case when t.pinned_hash <> t.found_hash then app.tool_class(t.definition) else t.class end,
         class_set_by = case when t.pinned_hash <> t.found_hash then 'annotations' else t.class_set_by end
   where t.organization_id = server.organization_id and t.server_id = server.id and t.name = p_name and t.gone_at is null
     and t.status_reason is distinct from 'duplicate_name' and (p_hash is null or t.found_hash = p_hash);
  if not found then perform app.refuse('PC409', 'tool_changed_again', 'tool'); end if;
end $function$

CREATE OR REPLACE FUNCTION app.copy_person_to_memberships()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  update public.organization_memberships m set name = new.name, email = new.email
   where m.user_id = new.id and (m.name, m.email) is distinct from (new.name, new.email);
  return null;
end $function$

CREATE OR REPLACE FUNCTION app.decide(p_organization_id uuid, p_agent_id uuid, p_server_id uuid, p_kind text, p_name text, p_explain boolean DEFAULT false)
 RETURNS app.decision
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  answer app.decision;
begin
  with fact as (
    select o.is_active as organization_active, a.status as agent_status, a.removed_at as agent_removed_at, a.id as agent_id, s.id as server_id, s.revision,
           s.removed_at as server_removed_at, s.status_on_toolbox as server_status, g.id as grant_id, g.access_level, g.allowed_tools, g.resources, g.prompts,
           g.expires_at, g.ended_at, g.end_kind, g.server_revision, t.id as tool_id, t.class, t.status as tool_status
      from (values (1)) one
      left join public.organizations o on o.id = p_organization_id
      left join public.agents a on a.organization_id = p_organization_id and a.id = p_agent_id
      left join public.account_tool_instances s on s.organization_id = p_organization_id and s.id = p_server_id and s.mcp_server_type = 'mcp_server'
      left join lateral (select * from public.agent_mcp_server_access x
                          where x.organization_id = p_organization_id and x.agent_id = p_agent_id and x.account_tool_instance_id = p_server_id
                          order by x.ended_at is null desc, x.granted_at desc, x.id desc limit 1) g on true
      left join public.server_tools t on p_kind = 'tool' and t.organization_id = p_organization_id and t.server_id = p_server_id and t.name = p_name and t.gone_at is null
  ), checks as (
    select c.n, c.name, coalesce(c.passed, false) as passed, c.reason, c.detail from fact f, lateral (values
      (1, 'organization', f.organization_active, 'organization_suspended', ''),
      (2, 'agent', f.agent_removed_at is null and f.agent_status = 'active',
          case when f.agent_id is null or f.agent_removed_at is not null then 'agent_removed' else 'agent_paused' end, f.agent_status),
      (3, 'server', f.server_removed_at is null and f.server_status in ('active', 'running'),
          case when f.server_id is null or f.server_removed_at is not null then 'server_removed' else 'server_not_ready' end, f.server_status),
      (4, 'grant', f.grant_id is not null, 'no_grant', f.access_level),
      (5, 'grant_open', f.ended_at is null, 'grant_' || f.end_kind, f.ended_at::text),
      (6, 'grant_expiry', f.expires_at is null or f.expires_at > now(), 'grant_expired', f.expires_at::text),
      (7, 'server_revision', f.server_revision = f.revision, 'grant_suspended', format('granted at revision %s, now %s', f.server_revision, f.revision)),
      (8, 'tool_known', p_kind <> 'tool' or f.tool_id is not null, 'tool_unknown', p_name),
      (9, 'tool_approved', p_kind <> 'tool' or f.tool_status = 'confirmed' or (f.tool_status = 'new' and f.access_level = 'full_access'),
          'tool_' || f.tool_status, f.tool_status),
      (10, 'level', p_kind = 'list' or f.access_level = 'full_access' or case f.access_level
          when 'read_only' then (p_kind = 'tool' and f.class = 'read') or p_kind in ('resource', 'prompt')
          when 'custom' then (p_kind = 'tool' and f.allowed_tools ? p_name) or (p_kind = 'resource' and f.resources) or (p_kind = 'prompt' and f.prompts) end,
          case when p_kind <> 'tool' then p_kind || 's_not_granted' when f.access_level = 'read_only' then 'tool_not_read' else 'tool_not_granted' end,
          f.access_level || coalesce(', tool is ' || f.class, ''))
    ) c(n, name, passed, reason, detail)
  )
  select bool_and(c.passed), coalesce((array_agg(c.reason order by c.n) filter (where not c.passed))[1], 'allowed'), f.grant_id,
         case when f.ended_at is not null or f.expires_at <= now() then least(f.ended_at, f.expires_at) end,
         jsonb_agg(jsonb_build_object('check', c.name, 'passed', c.passed, 'detail', coalesce(c.detail, ''), 'reason', c.reason) order by c.n) filter (where p_explain)
    into answer from checks c, fact f group by f.grant_id, f.ended_at, f.expires_at;
  return answer;
end $function$

CREATE OR REPLACE FUNCTION app.decide_call(p_key_hash bytea, p_server_slug text, p_kind text, p_name text DEFAULT NULL::text)
 RETURNS TABLE(allowed boolean, reason text, grant_id uuid, grant_ended_at timestamp with time zone, agent_id uuid, agent_name text, organization_id uuid, organization_slug text, server_id uuid, server_slug text, server_name text, revision integer, tools_digest text, capabilities jsonb, facts jsonb, upstream_sealed text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  who app.identity := app.enter('agent_key', p_key_hash);
  server public.account_tool_instances;
  answer app.decision;
begin
  if p_kind not in ('open', 'list', 'tool', 'resource', 'prompt') then perform app.refuse('PC400', 'kind_unknown'); end if;
  select * into server from public.account_tool_instances s
   where s.organization_id = who.organization_id and s.slug = p_server_slug and s.removed_at is null and s.mcp_server_type = 'mcp_server';
  if not found then perform app.refuse('PC404', 'server_not_found'); end if;
  answer := app.decide(who.organization_id, who.agent_id, server.id, case p_kind when 'open' then 'list' else p_kind end, p_name);
  return query
    select answer.allowed or p_kind = 'open', answer.reason, answer.grant_id, answer.grant_ended_at, a.id, a.name, who.organization_id, who.organization_slug,
           server.id, server.slug, server.instance_name_on_toolbox, server.revision, server.tools_digest, server.mcp_server_capabilities,
           case when answer.allowed then server.mcp_discovery_metadata else server.mcp_discovery_metadata - 'instructions' end,
           case when answer.allowed and p_kind <> 'open' then (select u.sealed from public.server_upstreams u
             where u.organization_id = who.organization_id and u.server_id = server.id and u.revision = server.revision) end
      from public.agents a where a.organization_id = who.organization_id and a.id = who.agent_id;
end $function$

CREATE OR REPLACE FUNCTION app.enter(p_kind text, p_secret_hash bytea, p_organization text DEFAULT NULL::text)
 RETURNS app.identity
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  who app.identity;
begin
  case p_kind
  when 'session' then
    select null, null, null, 'user', s.user_id, s.user_id, null, null, 'write' into who
      from public.sessions s
     where s.secret_hash = p_secret_hash and s.ended_at is null and s.expires_at > now();
    if found and p_organization is not null then
      select o.id, o.slug, o.name, 'user', m.user_id, m.user_id, null, m.role, 'write' into who
        from public.organization_memberships m
        join public.organizations o on o.id = m.organization_id
       where m.user_id = who.user_id and m.status = 'active' and o.is_active and o.slug = p_organization;
      if not found then perform app.refuse('PC404', 'organization_not_found'); end if;
    end if;
  when 'api_key' then
    select o.id, o.slug, o.name, 'api_key', k.id, k.created_by, null, 'admin', k.scope into who
      from public.organization_api_keys k
      join public.organizations o on o.id = k.organization_id
     where k.key_hash = p_secret_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and o.is_active;
  when 'agent_key' then
    select o.id, o.slug, o.name, 'agent', a.id, null, a.id, 'agent', 'write' into who
      from public.agent_keys k
      join public.agents a on a.organization_id = k.organization_id and a.id = k.agent_id
      join public.organizations o on o.id = k.organization_id
     where k.key_hash = p_secret_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and a.removed_at is null;
  else
    null;
  end case;
  if who.actor_id is null then perform app.refuse('PC401', 'unauthenticated'); end if;

  perform set_config('app.organization_id', coalesce(who.organization_id::text, ''), true),
          set_config('app.actor_kind', who.actor_kind, true),
          set_config('app.actor_id', who.actor_id::text, true),
          set_config('app.user_id', coalesce(who.user_id::text, ''), true),
          set_config('app.agent_id', coalesce(who.agent_id::text, ''), true),
          set_config('app.rights', coalesce(who.rights, ''), true),
          set_config('app.scope', who.scope, true);
  return who;
end $function$

CREATE OR REPLACE FUNCTION app.event_id(p_at timestamp with time zone, p_ordinal integer)
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select encode(substring(int8send(micros / 1000) from 3 for 6) || int2send((28672 + micros % 1000 * 4)::int2)
                || substring(int4send(32768 + p_ordinal % 16384) from 3 for 2) || substring(uuid_send(gen_random_uuid()) from 11 for 6), 'hex')::uuid
    from (values ((extract(epoch from p_at) * 1000000)::bigint)) t(micros)
$function$

CREATE OR REPLACE FUNCTION app.event_text(p_event audit_events, p_data jsonb)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (((((((((((((((((((((((((('{"action":'::text || (to_json((p_event).action))::text) || COALESCE(((',"actor_id":"'::text || (p_event).actor_id) || '"'::text), ''::text)) || ',"actor_kind":'::text) || (to_json((p_event).actor_kind))::text) || COALESCE(((',"agent_id":"'::text || (p_event).agent_id) || '"'::text), ''::text)) || ',"at":'::text) || (floor((EXTRACT(epoch FROM (p_event).at) * (1000)::numeric)))::bigint) || COALESCE(((',"call_id":"'::text || (p_event).call_id) || '"'::text), ''::text)) || COALESCE((',"data":'::text || app.canonical_json(p_data)), ''::text)) || COALESCE(((',"grant_id":"'::text || (p_event).grant_id) || '"'::text), ''::text)) || ',"id":"'::text) || (p_event).id) || '"'::text) || ',"ordinal":'::text) || (p_event).ordinal) || ',"organization_id":"'::text) || (p_event).organization_id) || '"'::text) || ',"outcome":'::text) || (to_json((p_event).outcome))::text) || COALESCE((',"reason":'::text || (to_json((p_event).reason))::text), ''::text)) || COALESCE(((',"server_id":"'::text || (p_event).server_id) || '"'::text), ''::text)) || COALESCE(((',"subject_id":"'::text || (p_event).subject_id) || '"'::text), ''::text)) || COALESCE((',"subject_kind":'::text || (to_json((p_event).subject_kind))::text), ''::text)) || COALESCE((',"tool":'::text || (to_json((p_event).tool))::text), ''::text)) || '}'::text)

CREATE OR REPLACE FUNCTION app.explain_access(p_agent_id uuid, p_server_id uuid, p_kind text, p_name text)
 RETURNS app.decision
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform from public.agents a where a.organization_id = app.organization_id() and a.id = p_agent_id;
  if not found then perform app.refuse('PC404', 'agent_not_found', 'agentId'); end if;
  perform from public.account_tool_instances s where s.organization_id = app.organization_id() and s.id = p_server_id and s.mcp_server_type = 'mcp_server';
  if not found then perform app.refuse('PC404', 'server_not_found', 'serverId'); end if;
  return app.decide(app.organization_id(), p_agent_id, p_server_id, p_kind, p_name, true);
end $function$

CREATE OR REPLACE FUNCTION app.live_grant(p_grant_id uuid)
 RETURNS agent_mcp_server_access
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  it public.agent_mcp_server_access;
begin
  perform app.require_admin();
  select * into it from public.agent_mcp_server_access g where g.organization_id = app.organization_id() and g.id = p_grant_id;
  if not found then perform app.refuse('PC404', 'grant_not_found', 'grantId'); end if;
  select * into it from public.agent_mcp_server_access g where g.organization_id = app.organization_id() and g.id = p_grant_id and g.ended_at is null for update;
  if not found or it.expires_at <= now() then perform app.refuse('PC409', 'grant_ended', 'grantId'); end if;
  return it;
end $function$

CREATE OR REPLACE FUNCTION app.live_server(p_server_id uuid)
 RETURNS account_tool_instances
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  server public.account_tool_instances;
begin
  select * into server from public.account_tool_instances s
   where s.organization_id = app.organization_id() and s.id = p_server_id and s.mcp_server_type = 'mcp_server' and s.removed_at is null
     for update;
  if not found then perform app.refuse('PC404', 'server_not_found', 'serverId'); end if;
  return server;
end $function$

CREATE OR REPLACE FUNCTION app.may_administer()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE(((app.rights() = ANY (ARRAY['owner'::text, 'admin'::text])) AND (app.scope() = 'write'::text)), false)

CREATE OR REPLACE FUNCTION app.may_own()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE(((app.rights() = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text])) AND (app.scope() = 'write'::text)), false)

CREATE OR REPLACE FUNCTION app.my_organizations()
 RETURNS TABLE(id uuid, slug text, name text, role text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select o.id, o.slug, o.name, m.role
    from public.organization_memberships m
    join public.organizations o on o.id = m.organization_id
   where m.user_id = app.user_id() and app.actor_kind() = 'user' and m.status = 'active' and o.is_active
   order by m.created_at, o.id
$function$

CREATE OR REPLACE FUNCTION app.my_profile()
 RETURNS TABLE(id uuid, name text, email text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select u.id, u.name, u.email from public.users u where u.id = app.user_id() and app.actor_kind() = 'user'
$function$

CREATE OR REPLACE FUNCTION app.next_in_batch(OUT batch_id uuid, OUT ordinal integer)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  batch_id := nullif(current_setting('app.batch_id', true), '')::uuid;
  if batch_id is null then
    batch_id := gen_random_uuid();
    ordinal := 1;
    perform set_config('app.batch_id', batch_id::text, true);
  else
    ordinal := current_setting('app.batch_ordinal')::integer + 1;
  end if;
  perform set_config('app.batch_ordinal', ordinal::text, true);
end $function$

CREATE OR REPLACE FUNCTION app.note_pause()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  new.paused_by_admin := new.status = 'paused' and (old.paused_by_admin or (app.may_administer() and new.user_id is distinct from app.user_id()));
  return new;
end $function$

CREATE OR REPLACE FUNCTION app.open_set_up(p_token_hash bytea)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not app.set_up_is_open() then return false; end if;
  insert into public.set_up (token_hash) values (p_token_hash) on conflict (single) do update set token_hash = excluded.token_hash, created_at = now();
  return true;
end $function$

CREATE OR REPLACE FUNCTION app.organization_from_environment()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.organization_id is null then
    select e.organization_id into new.organization_id from public.account_tool_environments e where e.id = new.account_tool_environment_id;
  end if;
  return new;
end $function$

CREATE OR REPLACE FUNCTION app.organization_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid

CREATE OR REPLACE FUNCTION app.reads_as_admin()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE((app.rights() = ANY (ARRAY['owner'::text, 'admin'::text])), false)

CREATE OR REPLACE FUNCTION app.record_tools(p_server_id uuid, p_revision integer, p_digest text, p_tools jsonb, p_facts jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  server public.account_tool_instances;
  first boolean;
begin
  if app.agent_id() is null then perform app.require_admin(); end if;
  server := app.live_server(p_server_id);
  if app.agent_id() is not null and not (app.decide(server.organization_id, app.agent_id(), server.id, 'list', null)).allowed then
    perform app.refuse('PC404', 'server_not_found', 'serverId');
  end if;
  if server.revision <> p_revision then return false; end if;
  first := app.agent_id() is null and server.discovered_at is null;

  insert into public.server_tools as t (organization_id, server_id, name, definition, found_hash, class, status, status_reason, pinned_hash, approved_definition, confirmed_at)
  select server.organization_id, server.id, f.name, f.definition, f.hash, app.tool_class(f.definition),
         case when f.duplicate then 'quarantined' when first then 'confirmed' else 'new' end,
         case when f.duplicate then 'duplicate_name' end,
         case when first and not f.duplicate then f.hash end, case when first and not f.duplicate then f.definition end, case when first and not f.duplicate then now() end
    from (select e.name, e.definition, e.hash, coalesce(e.duplicate, false) as duplicate
            from jsonb_to_recordset(p_tools) as e(name text, definition jsonb, hash text, duplicate boolean)) f
  on conflict (organization_id, server_id, name) do update set
    definition = excluded.definition,
    found_hash = excluded.found_hash,
    gone_at = null,
    class = case when t.class_set_by = 'admin' then t.class else excluded.class end,
    status = case
      when excluded.status = 'quarantined' then 'quarantined'
      when first and t.status <> 'quarantined' then 'confirmed'
      when t.status = 'confirmed' and t.found_hash <> excluded.found_hash then 'quarantined'
      else t.status end,
    -- A name that was listed twice and is listed once again may be looked at and confirmed; until then it stays refused.
    status_reason = case
      when excluded.status = 'quarantined' then excluded.status_reason
      when t.status_reason = 'duplicate_name' then 'definition_changed'
      when t.status = 'confirmed' and t.found_hash <> excluded.found_hash then 'definition_changed'
      when first and t.status <> 'quarantined' then null
      else t.status_reason end,
    pinned_hash = case when first and t.status <> 'quarantined' then coalesce(excluded.pinned_hash, t.pinned_hash) else t.pinned_hash end,
    approved_definition = case when first and t.status <> 'quarantined' then coalesce(excluded.approved_definition, t.approved_definition) else t.approved_definition end,
    confirmed_at = case when first and t.status <> 'quarantined' then now() else t.confirmed_at end
  where t.found_hash <> excluded.found_hash or t.gone_at is not null or excluded.status = 'quarantined' or first or t.status_reason = 'duplicate_name';

  update public.server_tools t set gone_at = now()
   where t.organization_id = server.organization_id and t.server_id = server.id and t.gone_at is null
     and t.name not in (select e.name from jsonb_to_recordset(p_tools) as e(name text));

  update public.account_tool_instances s
     set tools_digest = p_digest, instance_error_message = null, status_on_toolbox = 'active',
         discovered_at = case when first then now() else s.discovered_at end,
         mcp_server_capabilities = coalesce(p_facts -> 'capabilities', s.mcp_server_capabilities),
         mcp_discovery_metadata = case when p_facts is null then s.mcp_discovery_metadata else p_facts - 'capabilities' end
   where s.organization_id = server.organization_id and s.id = server.id;
  return true;
end $function$

CREATE OR REPLACE FUNCTION app.refuse(p_code text, p_reason text, p_field text DEFAULT ''::text, p_detail text DEFAULT ''::text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  raise exception using errcode = p_code, message = p_reason, column = p_field, detail = p_detail;
end $function$

CREATE OR REPLACE FUNCTION app.refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  raise exception using errcode = 'PC500', message = 'audit_is_append_only';
end $function$

CREATE OR REPLACE FUNCTION app.rejected_key(p_public_id text, p_key_hash bytea)
 RETURNS TABLE(organization_id uuid, agent_id uuid, key_id uuid, reason text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select k.organization_id, k.agent_id, k.id,
         case when k.key_hash <> p_key_hash then 'key_wrong' when k.revoked_at is not null then 'key_revoked'
              when k.expires_at <= now() then 'key_expired' when a.removed_at is not null then 'agent_removed' else 'organization_suspended' end
    from public.agent_keys k join public.agents a on a.organization_id = k.organization_id and a.id = k.agent_id
   where k.public_id = p_public_id
$function$

CREATE OR REPLACE FUNCTION app.remove_agent(p_agent_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  organization uuid := app.organization_id();
begin
  perform from public.agents a where a.organization_id = organization and a.id = p_agent_id and a.removed_at is null for update;
  if not found then perform app.refuse('PC404', 'agent_not_found', 'agentId'); end if;
  perform from public.agents a where a.organization_id = organization and a.id = p_agent_id and (app.may_administer() or (app.may_own() and a.user_id = app.user_id()));
  if not found then perform app.refuse('PC403', case when app.reads_as_admin() then 'key_is_read_only' else 'not_the_owner' end); end if;
  update public.agent_mcp_server_access g
     set ended_at = now(), ended_by_kind = app.actor_kind(), ended_by_id = app.actor_id(), end_kind = 'removed', end_reason = 'the agent was removed'
   where g.organization_id = organization and g.agent_id = p_agent_id and g.ended_at is null;
  update public.agent_keys k set revoked_at = now() where k.organization_id = organization and k.agent_id = p_agent_id and k.revoked_at is null;
  update public.agents a set status = 'paused', removed_at = now() where a.organization_id = organization and a.id = p_agent_id;
end $function$

CREATE OR REPLACE FUNCTION app.remove_server(p_server_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  server public.account_tool_instances;
begin
  perform app.require_admin();
  server := app.live_server(p_server_id);
  delete from public.server_upstreams u where u.organization_id = server.organization_id and u.server_id = server.id;
  update public.agent_mcp_server_access g
     set ended_at = now(), ended_by_kind = app.actor_kind(), ended_by_id = app.actor_id(), end_kind = 'removed', end_reason = 'the server was removed'
   where g.organization_id = server.organization_id and g.account_tool_instance_id = server.id and g.ended_at is null;
  update public.account_tool_instances s set removed_at = now(), status_on_toolbox = 'uninstalled'
   where s.organization_id = server.organization_id and s.id = server.id;
end $function$

CREATE OR REPLACE FUNCTION app.require_admin()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not app.may_administer() then
    perform app.refuse('PC403', case when app.reads_as_admin() then 'key_is_read_only' else 'admin_required' end);
  end if;
end $function$

CREATE OR REPLACE FUNCTION app.revoke_grant(p_grant_id uuid, p_reason text DEFAULT NULL::text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform app.require_admin();
  perform from public.agent_mcp_server_access g where g.organization_id = app.organization_id() and g.id = p_grant_id;
  if not found then perform app.refuse('PC404', 'grant_not_found', 'grantId'); end if;
  update public.agent_mcp_server_access g
     set ended_at = now(), end_kind = 'revoked', ended_by_kind = app.actor_kind(), ended_by_id = app.actor_id(), end_reason = p_reason
   where g.organization_id = app.organization_id() and g.id = p_grant_id and g.ended_at is null;
  return found;
end $function$

CREATE OR REPLACE FUNCTION app.rights()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('app.rights'::text, true), ''::text)

CREATE OR REPLACE FUNCTION app.scope()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('app.scope'::text, true), ''::text)

CREATE OR REPLACE FUNCTION app.set_tool_class(p_server_id uuid, p_name text, p_class text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  server public.account_tool_instances;
begin
  perform app.require_admin();
  server := app.live_server(p_server_id);
  update public.server_tools t set class = p_class, class_set_by = 'admin'
   where t.organization_id = server.organization_id and t.server_id = server.id and t.name = p_name;
  if not found then perform app.refuse('PC404', 'tool_not_found', 'tool'); end if;
end $function$

CREATE OR REPLACE FUNCTION app.set_up_is_open()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select not exists (select from public.users)
$function$

CREATE OR REPLACE FUNCTION app.set_up_token_is_good(p_token_hash bytea)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select app.set_up_is_open() and exists (select from public.set_up s where s.token_hash = p_token_hash and s.completed_at is null)
$function$

CREATE OR REPLACE FUNCTION app.sign_in_succeeded(p_subject_hash bytea)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  update public.sign_in_attempts a set failures = a.failures - 1 where a.subject_hash = p_subject_hash and a.failures > 0
$function$

CREATE OR REPLACE FUNCTION app.store_upstream(p_server_id uuid, p_sealed text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  server public.account_tool_instances;
begin
  perform app.require_admin();
  server := app.live_server(p_server_id);
  insert into public.server_upstreams (organization_id, server_id, revision, sealed) values (server.organization_id, server.id, server.revision, p_sealed)
  on conflict (organization_id, server_id) do update set revision = excluded.revision, sealed = excluded.sealed, created_at = now();
end $function$

CREATE OR REPLACE FUNCTION app.tool_class(p_definition jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select case
    when 'true' in (coalesce(h -> 'destructiveHint', 'null'), coalesce(h -> 'destructive_hint', 'null')) then 'destructive'
    when 'false' in (coalesce(h -> 'readOnlyHint', 'null'), coalesce(h -> 'read_only_hint', 'null')) then 'write'
    when 'true' in (coalesce(h -> 'readOnlyHint', 'null'), coalesce(h -> 'read_only_hint', 'null')) then 'read'
    else 'write' end
    from (select case when jsonb_typeof(p_definition -> 'annotations') = 'object' then p_definition -> 'annotations' else '{}' end as h) a
$function$

CREATE OR REPLACE FUNCTION app.touch()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  new.updated_at := now();
  return new;
end $function$

CREATE OR REPLACE FUNCTION app.unknown_tools(p_server_id uuid, p_tools jsonb)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select string_agg(wanted.name, ', ' order by wanted.name)
    from jsonb_array_elements_text(p_tools) wanted(name)
   where not exists (select from public.server_tools t where t.organization_id = app.organization_id() and t.server_id = p_server_id and t.name = wanted.name and t.gone_at is null)
$function$

CREATE OR REPLACE FUNCTION app.upstream_for_discovery(p_server_id uuid)
 RETURNS TABLE(revision integer, transport text, slug text, sealed text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  server public.account_tool_instances;
begin
  perform app.require_admin();
  server := app.live_server(p_server_id);
  perform app.write_event(server.organization_id, 'server.discover', 'ok', 'server', server.id, null, server.id, null, null, null,
                          jsonb_build_object('revision', server.revision));
  return query
    select server.revision, server.mcp_transport_type, server.slug, u.sealed
      from public.server_upstreams u where u.organization_id = server.organization_id and u.server_id = server.id and u.revision = server.revision;
end $function$

CREATE OR REPLACE FUNCTION app.user_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid

CREATE OR REPLACE FUNCTION app.verify_audit()
 RETURNS TABLE(ok boolean, events bigint, first_broken bigint, problem text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  organization uuid := app.organization_id();
  broken record;
  head public.audit_heads;
begin
  if organization is null or not app.reads_as_admin() then perform app.refuse('PC403', 'admin_required'); end if;
  select count(*) into events from public.audit_events e where e.organization_id = organization;
  select * into head from public.audit_heads h where h.organization_id = organization;
  select l.sequence, l.problem into broken from (
    select c.sequence,
           case when c.sequence <> row_number() over links then 'a link is missing before this one'
                when c.previous_hash <> coalesce(lag(c.hash) over links, app.chain_genesis(organization)) then 'does not continue the link before it'
                when d.events <> c.events then 'events were added to or removed from this batch'
                when c.hash <> sha256(c.previous_hash || d.digest) then 'an event of this batch was changed' end as problem
      from public.audit_chain c cross join lateral app.batch_digest(c.organization_id, c.batch_id) d
     where c.organization_id = organization
    window links as (order by c.sequence)) l
   where l.problem is not null order by l.sequence limit 1;
  if not found then
    if (select coalesce(max(c.sequence), 0) from public.audit_chain c where c.organization_id = organization) <> coalesce(head.sequence, 0)
       or coalesce((select c.hash from public.audit_chain c where c.organization_id = organization order by c.sequence desc limit 1), app.chain_genesis(organization))
          <> coalesce(head.hash, app.chain_genesis(organization)) then
      select coalesce(head.sequence, 0) as sequence, 'the end of the chain was cut' as problem into broken;
    elsif events <> coalesce(head.events, 0) then
      select 0::bigint as sequence, 'there are events outside the chain' as problem into broken;
    end if;
  end if;
  ok := broken is null;
  first_broken := broken.sequence;
  problem := broken.problem;
  return next;
end $function$

CREATE OR REPLACE FUNCTION app.write_event(p_organization_id uuid, p_action text, p_outcome text, p_subject_kind text, p_subject_id uuid, p_agent_id uuid, p_server_id uuid, p_tool text, p_grant_id uuid, p_reason text, p_data jsonb, p_user_id uuid DEFAULT NULL::uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  place record;
  now_at timestamptz := clock_timestamp();
  event_id uuid;
begin
  select * into place from app.next_in_batch();
  event_id := app.event_id(now_at, place.ordinal);
  insert into public.audit_events (organization_id, id, at, batch_id, ordinal, actor_kind, actor_id, action, outcome, reason, agent_id, server_id, tool, grant_id, subject_kind, subject_id)
  values (p_organization_id, event_id, now_at, place.batch_id, place.ordinal, coalesce(app.actor_kind(), case when p_user_id is null then 'system' else 'user' end), coalesce(app.actor_id(), p_user_id),
          p_action, p_outcome, p_reason, p_agent_id, p_server_id, p_tool, p_grant_id, p_subject_kind, p_subject_id);
  if p_data is not null and p_data <> '{}' then
    insert into public.audit_payloads values (p_organization_id, event_id, p_data);
  end if;
end $function$

CREATE OR REPLACE FUNCTION public.get_agent_mcp_servers(p_agent_id uuid)
 RETURNS TABLE(instance_id uuid, instance_name text, mcp_endpoint_path text, mcp_transport_type text, mcp_capabilities jsonb, access_level text, is_active boolean, status_on_toolbox text, expires_at timestamp with time zone, allowed_tools jsonb)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform from public.agents a where a.organization_id = app.organization_id() and a.id = p_agent_id;
  if not found then perform app.refuse('PC404', 'agent_not_found', 'agentId'); end if;
  return query
    select s.id, s.instance_name_on_toolbox, s.mcp_endpoint_path, s.mcp_transport_type, s.mcp_server_capabilities, g.access_level, g.is_active, s.status_on_toolbox, g.expires_at, g.allowed_tools
      from public.agent_mcp_server_access g
      join public.account_tool_instances s on s.organization_id = g.organization_id and s.id = g.account_tool_instance_id
      join public.agents a on a.organization_id = g.organization_id and a.id = g.agent_id
     where g.organization_id = app.organization_id() and g.agent_id = p_agent_id and g.ended_at is null and (g.expires_at is null or g.expires_at > now())
       and g.server_revision = s.revision and s.removed_at is null and s.mcp_server_type = 'mcp_server' and s.status_on_toolbox in ('active', 'running')
       and a.status = 'active' and a.removed_at is null
     order by s.slug, s.id;
end $function$

CREATE OR REPLACE FUNCTION public.get_available_mcp_servers(p_user_id uuid)
 RETURNS TABLE(instance_id uuid, instance_name text, mcp_endpoint_path text, mcp_transport_type text, mcp_capabilities jsonb, status_on_toolbox text, environment_id uuid, environment_status text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform from public.organization_memberships m where m.organization_id = app.organization_id() and m.user_id = p_user_id and m.status = 'active';
  if not found or (p_user_id is distinct from app.user_id() and not app.reads_as_admin()) then perform app.refuse('PC404', 'member_not_found', 'userId'); end if;
  return query
    select s.id, s.instance_name_on_toolbox, s.mcp_endpoint_path, s.mcp_transport_type, s.mcp_server_capabilities, s.status_on_toolbox, e.id, e.status
      from public.account_tool_instances s
      join public.account_tool_environments e on e.organization_id = s.organization_id and e.id = s.account_tool_environment_id
     where s.organization_id = app.organization_id() and s.mcp_server_type = 'mcp_server' and s.removed_at is null
       and s.status_on_toolbox in ('active', 'running') and e.status = 'active' and e.removed_at is null
     order by s.created_at desc, s.id;
end $function$

CREATE OR REPLACE FUNCTION public.grant_agent_mcp_access(p_agent_id uuid, p_instance_id uuid, p_access_level text DEFAULT 'read_only'::text, p_allowed_tools jsonb DEFAULT NULL::jsonb, p_expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_resources boolean DEFAULT NULL::boolean, p_prompts boolean DEFAULT NULL::boolean, p_reason text DEFAULT NULL::text)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  server_revision_now integer;
  live uuid;
  granted uuid;
begin
  perform app.require_admin();
  perform from public.agents a where a.organization_id = app.organization_id() and a.id = p_agent_id and a.removed_at is null;
  if not found then perform app.refuse('PC404', 'agent_not_found', 'agentId'); end if;
  select s.revision into server_revision_now from public.account_tool_instances s
   where s.organization_id = app.organization_id() and s.id = p_instance_id and s.mcp_server_type = 'mcp_server' and s.removed_at is null;
  if not found then perform app.refuse('PC404', 'server_not_found', 'serverId'); end if;
  perform app.check_grant(p_instance_id, p_access_level, p_allowed_tools, p_expires_at);
  if p_access_level <> 'custom' and (p_resources is not null or p_prompts is not null) then perform app.refuse('PC400', 'resources_and_prompts_only_with_custom', 'resources'); end if;

  update public.agent_mcp_server_access g
     set ended_at = now(), end_kind = 'expired', ended_by_kind = 'system'
   where g.organization_id = app.organization_id() and g.agent_id = p_agent_id and g.account_tool_instance_id = p_instance_id and g.ended_at is null and g.expires_at <= now();
  select g.id into live from public.agent_mcp_server_access g
   where g.organization_id = app.organization_id() and g.agent_id = p_agent_id and g.account_tool_instance_id = p_instance_id and g.ended_at is null;
  if found then perform app.refuse('PC409', 'grant_exists', '', live::text); end if;

  insert into public.agent_mcp_server_access (organization_id, agent_id, account_tool_instance_id, server_revision, access_level, allowed_tools, resources, prompts,
                                              granted_by_user_id, granted_by_kind, granted_by_id, reason, expires_at)
  values (app.organization_id(), p_agent_id, p_instance_id, server_revision_now, p_access_level,
          case when p_access_level = 'custom' then (select jsonb_agg(distinct t) from jsonb_array_elements(p_allowed_tools) t) end,
          coalesce(p_resources, false), coalesce(p_prompts, false), app.user_id(), app.actor_kind(), app.actor_id(), p_reason, p_expires_at)
  on conflict (organization_id, agent_id, account_tool_instance_id) where ended_at is null do nothing
  returning id into granted;
  if granted is null then perform app.refuse('PC409', 'grant_exists'); end if;
  return granted;
end $function$

CREATE OR REPLACE FUNCTION public.revoke_agent_mcp_access(p_agent_id uuid, p_instance_id uuid, p_reason text DEFAULT NULL::text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  open_grant uuid;
begin
  perform app.require_admin();
  perform from public.agents a where a.organization_id = app.organization_id() and a.id = p_agent_id;
  if not found then perform app.refuse('PC404', 'agent_not_found', 'agentId'); end if;
  select g.id into open_grant from public.agent_mcp_server_access g
   where g.organization_id = app.organization_id() and g.agent_id = p_agent_id and g.account_tool_instance_id = p_instance_id and g.ended_at is null;
  return open_grant is not null and app.revoke_grant(open_grant, p_reason);
end $function$

function app.actor_id(): EXECUTE to portcullis_agent, portcullis_member

function app.actor_kind(): EXECUTE to portcullis_agent, portcullis_member

function app.agent_id(): EXECUTE to portcullis_agent, portcullis_member

function app.append_call_events(jsonb): EXECUTE to portcullis_system

function app.authenticate_agent(bytea): EXECUTE to portcullis_agent

function app.begin_sign_in(bytea): EXECUTE to portcullis_identity

function app.callable_tools(bytea,text): EXECUTE to portcullis_agent

function app.change_grant(uuid,jsonb): EXECUTE to portcullis_member

function app.change_upstream(uuid,text,text,text): EXECUTE to portcullis_member

function app.check_grant(uuid,text,jsonb,timestamp with time zone): EXECUTE to portcullis_member

function app.complete_set_up(bytea,uuid,text,text,text,uuid,text,text,text,text,bytea): EXECUTE to portcullis_identity

function app.confirm_tool(uuid,text,text): EXECUTE to portcullis_member

function app.decide(uuid,uuid,uuid,text,text,boolean): EXECUTE to portcullis_member

function app.decide_call(bytea,text,text,text): EXECUTE to portcullis_agent

function app.enter(text,bytea,text): EXECUTE to portcullis_agent, portcullis_member

function app.explain_access(uuid,uuid,text,text): EXECUTE to portcullis_member

function app.live_grant(uuid): EXECUTE to portcullis_member

function app.may_administer(): EXECUTE to portcullis_agent, portcullis_member

function app.may_own(): EXECUTE to portcullis_agent, portcullis_member

function app.my_organizations(): EXECUTE to portcullis_member

function app.my_profile(): EXECUTE to portcullis_member

function app.open_set_up(bytea): EXECUTE to portcullis_identity

function app.organization_id(): EXECUTE to portcullis_agent, portcullis_member

function app.reads_as_admin(): EXECUTE to portcullis_agent, portcullis_member

function app.record_tools(uuid,integer,text,jsonb,jsonb): EXECUTE to portcullis_agent, portcullis_member

function app.refuse(text,text,text,text): EXECUTE to portcullis_agent, portcullis_identity, portcullis_member, portcullis_system

function app.rejected_key(text,bytea): EXECUTE to portcullis_system

function app.remove_agent(uuid): EXECUTE to portcullis_member

function app.remove_server(uuid): EXECUTE to portcullis_member

function app.require_admin(): EXECUTE to portcullis_member

function app.revoke_grant(uuid,text): EXECUTE to portcullis_member

function app.rights(): EXECUTE to portcullis_agent, portcullis_member

function app.scope(): EXECUTE to portcullis_agent, portcullis_member

function app.set_tool_class(uuid,text,text): EXECUTE to portcullis_member

function app.set_up_is_open(): EXECUTE to portcullis_identity

function app.set_up_token_is_good(bytea): EXECUTE to portcullis_identity

function app.sign_in_succeeded(bytea): EXECUTE to portcullis_identity

function app.store_upstream(uuid,text): EXECUTE to portcullis_member

function app.tool_class(jsonb): EXECUTE to portcullis_member

function app.unknown_tools(uuid,jsonb): EXECUTE to portcullis_member

function app.upstream_for_discovery(uuid): EXECUTE to portcullis_member

function app.user_id(): EXECUTE to portcullis_agent, portcullis_member

function app.verify_audit(): EXECUTE to portcullis_member

function get_agent_mcp_servers(uuid): EXECUTE to portcullis_agent, portcullis_member

function get_available_mcp_servers(uuid): EXECUTE to portcullis_member

function grant_agent_mcp_access(uuid,uuid,text,jsonb,timestamp with time zone,boolean,boolean,text): EXECUTE to portcullis_member

function revoke_agent_mcp_access(uuid,uuid,text): EXECUTE to portcullis_member

schema app: USAGE to portcullis_agent, portcullis_identity, portcullis_member, portcullis_system

schema public: USAGE to portcullis_agent, portcullis_identity, portcullis_member, portcullis_system, public

table account_tool_environments: SELECT to portcullis_member

table account_tool_instances: INSERT to portcullis_member

table account_tool_instances: SELECT (id, instance_name_on_toolbox, mcp_endpoint_path, mcp_server_capabilities, mcp_server_type, mcp_transport_type, organization_id, removed_at, revision, slug, status_on_toolbox) to portcullis_agent

table account_tool_instances: SELECT to portcullis_member

table account_tool_instances: UPDATE (instance_error_message, instance_name_on_toolbox) to portcullis_member

table agent_keys: INSERT (agent_id, created_at, created_by_id, created_by_kind, expires_at, id, key_hash, last_used_at, name, organization_id, public_id, revoked_at, user_id) to portcullis_member

table agent_keys: SELECT (agent_id, created_at, created_by_id, created_by_kind, expires_at, id, last_used_at, name, organization_id, public_id, revoked_at, user_id) to portcullis_member

table agent_keys: UPDATE (revoked_at) to portcullis_member

table agent_mcp_server_access: INSERT (access_level, account_tool_instance_id, agent_id, allowed_tools, expires_at, granted_by_id, granted_by_kind, granted_by_user_id, organization_id, prompts, reason, resources, server_revision) to portcullis_member

table agent_mcp_server_access: SELECT (access_level, account_tool_instance_id, agent_id, allowed_tools, ended_at, expires_at, id, is_active, organization_id, prompts, resources, server_revision) to portcullis_agent

table agent_mcp_server_access: SELECT to portcullis_member

table agent_mcp_server_access: UPDATE (access_level, allowed_tools, end_kind, end_reason, ended_at, ended_by_id, ended_by_kind, expires_at, prompts, reason, resources, revision, server_revision) to portcullis_member

table agents: INSERT (created_at, created_by_id, created_by_kind, description, id, name, organization_id, paused_by_admin, removed_at, status, updated_at, user_id) to portcullis_member

table agents: SELECT (id, name, organization_id, removed_at, status) to portcullis_agent

table agents: SELECT to portcullis_member

table agents: UPDATE (description, name, status) to portcullis_member

table audit_events: SELECT to portcullis_member

table audit_payloads: SELECT to portcullis_member

table encryption_checks: INSERT (created_at, key_version, sealed) to portcullis_system

table encryption_checks: SELECT (created_at, key_version, sealed) to portcullis_system

table organization_api_keys: SELECT (created_at, created_by, expires_at, id, is_active, last_used_at, name, organization_id, permissions, public_id, revoked_at, scope, updated_at) to portcullis_member

table organization_memberships: SELECT to portcullis_member

table organizations: SELECT (id, is_active, name, slug) to portcullis_agent

table organizations: SELECT to portcullis_member

table server_tools: SELECT to portcullis_member

table sessions: INSERT (created_at, ended_at, expires_at, secret_hash, user_agent, user_id) to portcullis_identity

table sessions: SELECT (created_at, ended_at, expires_at, secret_hash, user_id) to portcullis_identity

table sessions: UPDATE (ended_at) to portcullis_identity

table set_up: SELECT (completed_at, created_at, single) to portcullis_identity

table sign_in_attempts: DELETE to portcullis_identity

table sign_in_attempts: INSERT (failures, subject_hash, window_start) to portcullis_identity

table sign_in_attempts: SELECT (failures, subject_hash, window_start) to portcullis_identity

table sign_in_attempts: UPDATE (failures, window_start) to portcullis_identity

table user_passwords: SELECT (password_hash, user_id) to portcullis_identity

table users: SELECT (email, id, name) to portcullis_identity
