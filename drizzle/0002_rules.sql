-- Row-level security: forced on every table; a role sees and writes only what a policy here allows.
-- Tenancy is one term, organization_id = app.organization_id(); role and ownership terms are plain comparisons with settings.

-- Under FORCE even the owner sees nothing, silently: backups and data migrations would copy 0 rows. The owner has a policy of its own
-- (definer functions run as it too); nobody logs in as the owner at run time.
do $$
declare
  name text;
begin
  for name in select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and pg_get_userbyid(c.relowner) = current_user loop
    execute format('alter table public.%I enable row level security', name);
    execute format('alter table public.%I force row level security', name);
    execute format('create policy owner_all on public.%I to current_user using (true) with check (true)', name);
  end loop;
end $$;

-- Identity tables: global, only for signing in. No role that works inside an organization reads them.
create policy identity_all on public.users to portcullis_identity using (true) with check (true);
grant select (id, email, name) on public.users to portcullis_identity;
create policy identity_all on public.user_passwords to portcullis_identity using (true) with check (true);
grant select (user_id, password_hash) on public.user_passwords to portcullis_identity;
create policy identity_select on public.sessions for select to portcullis_identity using (true);
create policy identity_insert on public.sessions for insert to portcullis_identity with check (ended_at is null);
create policy identity_update on public.sessions for update to portcullis_identity using (ended_at is null) with check (ended_at is not null);
grant select (secret_hash, user_id, created_at, expires_at, ended_at) on public.sessions to portcullis_identity;
grant insert (secret_hash, user_id, created_at, expires_at, ended_at, user_agent) on public.sessions to portcullis_identity;
grant update (ended_at) on public.sessions to portcullis_identity;
-- NOTE: no delete on sessions; ended ones are kept until they expire, so that a replayed cookie meets a row that says ended.
create policy identity_all on public.sign_in_attempts to portcullis_identity using (true) with check (true);
grant select (subject_hash, window_start, failures) on public.sign_in_attempts to portcullis_identity;
grant insert (subject_hash, window_start, failures) on public.sign_in_attempts to portcullis_identity;
grant update (window_start, failures) on public.sign_in_attempts to portcullis_identity;
grant delete on public.sign_in_attempts to portcullis_identity;
create policy identity_select on public.set_up for select to portcullis_identity using (true);
grant select (single, created_at, completed_at) on public.set_up to portcullis_identity;

-- The canary of each encryption key version: read and first written at start.
create policy system_all on public.encryption_checks to portcullis_system using (true) with check (true);
grant select (key_version, sealed, created_at) on public.encryption_checks to portcullis_system;
grant insert (key_version, sealed, created_at) on public.encryption_checks to portcullis_system;

-- organizations: the one that the identity selected. NOTE: insert and delete are not granted; see app.complete_set_up.
create policy select_own on public.organizations for select to portcullis_member using (id = app.organization_id());
create policy select_own_agent on public.organizations for select to portcullis_agent using (id = app.organization_id());
grant select on public.organizations to portcullis_member;
grant select (id, slug, name, is_active) on public.organizations to portcullis_agent;

-- organization_secrets: no role reads them; the functions that need one hand out that one.

create policy select_organization on public.organization_memberships for select to portcullis_member
  using (organization_id = app.organization_id());
grant select on public.organization_memberships to portcullis_member;

-- organization_api_keys: the hash is never selectable.
create policy select_admin on public.organization_api_keys for select to portcullis_member
  using (organization_id = app.organization_id() and app.reads_as_admin());
grant select (organization_id, id, name, public_id, scope, permissions, last_used_at, expires_at, revoked_at, is_active, created_by, created_at, updated_at)
  on public.organization_api_keys to portcullis_member;

create policy select_organization on public.account_tool_environments for select to portcullis_member
  using (organization_id = app.organization_id());
grant select on public.account_tool_environments to portcullis_member;

-- agents: everybody of the organization sees them; a member makes and runs their own, an admin all.
create policy select_organization on public.agents for select to portcullis_member using (organization_id = app.organization_id());
create policy insert_own on public.agents for insert to portcullis_member
  with check (organization_id = app.organization_id() and (app.may_administer() or (app.may_own() and user_id = app.user_id()))
    and created_by_kind = app.actor_kind() and created_by_id = app.actor_id() and removed_at is null);
create policy update_own on public.agents for update to portcullis_member
  using (organization_id = app.organization_id() and removed_at is null and (app.may_administer() or (app.may_own() and user_id = app.user_id() and not paused_by_admin)))
  with check (organization_id = app.organization_id() and (app.may_administer() or (app.may_own() and user_id = app.user_id())));
create policy select_self on public.agents for select to portcullis_agent
  using (organization_id = app.organization_id() and id = app.agent_id());
grant select on public.agents to portcullis_member;
grant select (organization_id, id, name, status, removed_at) on public.agents to portcullis_agent;
grant insert (organization_id, id, user_id, name, description, status, paused_by_admin, removed_at, created_by_kind, created_by_id, created_at, updated_at)
  on public.agents to portcullis_member;
grant update (name, description, status) on public.agents to portcullis_member;
-- NOTE: delete is not granted, and removed_at is not updatable: app.remove_agent leaves a tombstone.

-- agent_keys: the hash is written once and never selectable.
create policy select_organization on public.agent_keys for select to portcullis_member using (organization_id = app.organization_id());
create policy insert_own on public.agent_keys for insert to portcullis_member
  with check (organization_id = app.organization_id() and (app.may_administer() or (app.may_own() and user_id = app.user_id()))
    and created_by_kind = app.actor_kind() and created_by_id = app.actor_id() and revoked_at is null and last_used_at is null);
create policy update_own on public.agent_keys for update to portcullis_member
  using (organization_id = app.organization_id() and revoked_at is null and (app.may_administer() or (app.may_own() and user_id = app.user_id())))
  with check (organization_id = app.organization_id() and (app.may_administer() or (app.may_own() and user_id = app.user_id())));
grant select (organization_id, id, agent_id, user_id, name, public_id, expires_at, last_used_at, revoked_at, created_by_kind, created_by_id, created_at)
  on public.agent_keys to portcullis_member;
grant insert (organization_id, id, agent_id, user_id, name, public_id, key_hash, expires_at, last_used_at, revoked_at, created_by_kind, created_by_id, created_at)
  on public.agent_keys to portcullis_member;
grant update (revoked_at) on public.agent_keys to portcullis_member;

-- account_tool_instances: everybody sees the servers; only admins register and change them.
create policy select_organization on public.account_tool_instances for select to portcullis_member
  using (organization_id = app.organization_id());
-- A registered server starts at the beginning: nobody claims by hand that it was discovered, what it can do, or who made it.
create policy insert_admin on public.account_tool_instances for insert to portcullis_member
  with check (organization_id = app.organization_id() and app.may_administer()
    and (mcp_server_type is distinct from 'mcp_server'
      or (status_on_toolbox = 'pending_install' and revision = 1 and discovered_at is null and tools_digest is null and removed_at is null
        and mcp_server_capabilities is null and mcp_discovery_metadata is null and instance_error_message is null
        and created_by_kind = app.actor_kind() and created_by_id = app.actor_id())));
create policy update_admin on public.account_tool_instances for update to portcullis_member
  using (organization_id = app.organization_id() and app.may_administer() and removed_at is null)
  with check (organization_id = app.organization_id() and app.may_administer());
create policy select_organization_agent on public.account_tool_instances for select to portcullis_agent
  using (organization_id = app.organization_id());
grant select on public.account_tool_instances to portcullis_member;
grant select (organization_id, id, instance_name_on_toolbox, status_on_toolbox, mcp_server_type, mcp_endpoint_path, mcp_transport_type, mcp_server_capabilities, slug, revision, removed_at)
  on public.account_tool_instances to portcullis_agent;
grant insert on public.account_tool_instances to portcullis_member;
grant update (instance_name_on_toolbox, instance_error_message) on public.account_tool_instances to portcullis_member;
-- NOTE: delete is not granted; transport, revision, discovery and removal change only through functions.

-- server_upstreams: no role selects it. app.decide_call hands a sealed value to the call that was allowed.

create policy select_organization on public.server_tools for select to portcullis_member using (organization_id = app.organization_id());
grant select on public.server_tools to portcullis_member;
-- NOTE: no insert, update or delete: what a tool is and whether it is confirmed changes only through functions.

-- agent_mcp_server_access: everybody of the organization sees who may use what; only admins grant. Rows are never deleted.
create policy select_organization on public.agent_mcp_server_access for select to portcullis_member
  using (organization_id = app.organization_id());
create policy insert_admin on public.agent_mcp_server_access for insert to portcullis_member
  with check (organization_id = app.organization_id() and app.may_administer()
    and granted_by_kind = app.actor_kind() and granted_by_id = app.actor_id() and granted_by_user_id = app.user_id() and ended_at is null);
create policy update_admin on public.agent_mcp_server_access for update to portcullis_member
  using (organization_id = app.organization_id() and app.may_administer() and ended_at is null)
  with check (organization_id = app.organization_id() and app.may_administer());
create policy select_self on public.agent_mcp_server_access for select to portcullis_agent
  using (organization_id = app.organization_id() and agent_id = app.agent_id());
grant select on public.agent_mcp_server_access to portcullis_member;
grant select (organization_id, id, agent_id, account_tool_instance_id, server_revision, access_level, allowed_tools, resources, prompts, expires_at, ended_at, is_active)
  on public.agent_mcp_server_access to portcullis_agent;
grant insert (organization_id, agent_id, account_tool_instance_id, server_revision, access_level, allowed_tools, resources, prompts, granted_by_user_id, granted_by_kind, granted_by_id, reason, expires_at)
  on public.agent_mcp_server_access to portcullis_member;
grant update (access_level, allowed_tools, resources, prompts, expires_at, reason, revision, server_revision, ended_at, ended_by_kind, ended_by_id, end_reason, end_kind)
  on public.agent_mcp_server_access to portcullis_member;

-- Audit: read by the organization, particulars by its admins; written only by functions and triggers; changed by nobody.
create policy select_organization on public.audit_events for select to portcullis_member using (organization_id = app.organization_id());
grant select on public.audit_events to portcullis_member;
create policy select_admin on public.audit_payloads for select to portcullis_member
  using (organization_id = app.organization_id() and app.reads_as_admin());
grant select on public.audit_payloads to portcullis_member;
-- NOTE: audit_chain and audit_heads are granted to nobody; app.verify_audit reads them.

-- updated_at
create function app.touch() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.updated_at := now();
  return new;
end $$;
do $$
declare
  name text;
begin
  foreach name in array array['users', 'user_passwords', 'organizations', 'organization_memberships', 'organization_api_keys', 'account_tool_environments', 'agents', 'account_tool_instances', 'server_tools', 'agent_mcp_server_access'] loop
    execute format('create trigger touch before update on public.%I for each row execute function app.touch()', name);
  end loop;
end $$;

-- An admin's stop holds: the owner of the agent cannot lift it.
create function app.note_pause() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.paused_by_admin := new.status = 'paused' and (old.paused_by_admin or (app.may_administer() and new.user_id is distinct from app.user_id()));
  return new;
end $$;
create trigger note_pause before update of status on public.agents for each row execute function app.note_pause();

-- The origin inserted instances with an environment and no organization: the environment knows whose it is.
create function app.organization_from_environment() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.organization_id is null then
    select e.organization_id into new.organization_id from public.account_tool_environments e where e.id = new.account_tool_environment_id;
  end if;
  return new;
end $$;
create trigger organization_from_environment before insert on public.account_tool_instances
  for each row execute function app.organization_from_environment();

-- A member's name and e-mail follow the person's.
create function app.copy_person_to_memberships() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.organization_memberships m set name = new.name, email = new.email
   where m.user_id = new.id and (m.name, m.email) is distinct from (new.name, new.email);
  return null;
end $$;
create trigger copy_person_to_memberships after update of name, email on public.users
  for each row execute function app.copy_person_to_memberships();
