-- Granting, changing and taking back. These run as the caller: row-level security applies inside them.

-- The tools that a grant may name: those of this server, still there. Answers with the names that are not.
create function app.unknown_tools(p_server_id uuid, p_tools jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg(wanted.name, ', ' order by wanted.name)
    from jsonb_array_elements_text(p_tools) wanted(name)
   where not exists (select from public.server_tools t where t.organization_id = app.organization_id() and t.server_id = p_server_id and t.name = wanted.name and t.gone_at is null)
$$;

-- Refuses what a grant may not say. An expiry lies in the future by the database's clock; custom names at least one tool that exists.
create function app.check_grant(p_server_id uuid, p_level text, p_tools jsonb, p_expires_at timestamptz) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- Grants an agent the use of a server. Closes an expired grant in the same transaction; a live one is a conflict that names it (detail).
create function public.grant_agent_mcp_access(
  p_agent_id uuid, p_instance_id uuid, p_access_level text default 'read_only', p_allowed_tools jsonb default null, p_expires_at timestamptz default null,
  p_resources boolean default null, p_prompts boolean default null, p_reason text default null) returns uuid
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- A live grant of the caller's organization, locked. Ended or expired ones are history: grant again instead.
create function app.live_grant(p_grant_id uuid) returns public.agent_mcp_server_access
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  it public.agent_mcp_server_access;
begin
  perform app.require_admin();
  select * into it from public.agent_mcp_server_access g where g.organization_id = app.organization_id() and g.id = p_grant_id;
  if not found then perform app.refuse('PC404', 'grant_not_found', 'grantId'); end if;
  select * into it from public.agent_mcp_server_access g where g.organization_id = app.organization_id() and g.id = p_grant_id and g.ended_at is null for update;
  if not found or it.expires_at <= now() then perform app.refuse('PC409', 'grant_ended', 'grantId'); end if;
  return it;
end $$;

-- Changes a live grant in place: same id, next revision. Only keys that are present change anything; absent is not null.
-- p_changes: {level?, allowedTools?, resources?, prompts?, expiresAt?, reason?, confirmRevision?}; the last is the server's revision that was
-- looked at, or true for the current one: a suspended grant lives again at that revision only.
create function app.change_grant(p_grant_id uuid, p_changes jsonb) returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- Ends one open grant. False when it had ended already; nothing is rewritten then.
create function app.revoke_grant(p_grant_id uuid, p_reason text default null) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  perform app.require_admin();
  perform from public.agent_mcp_server_access g where g.organization_id = app.organization_id() and g.id = p_grant_id;
  if not found then perform app.refuse('PC404', 'grant_not_found', 'grantId'); end if;
  update public.agent_mcp_server_access g
     set ended_at = now(), end_kind = 'revoked', ended_by_kind = app.actor_kind(), ended_by_id = app.actor_id(), end_reason = p_reason
   where g.organization_id = app.organization_id() and g.id = p_grant_id and g.ended_at is null;
  return found;
end $$;

create function public.revoke_agent_mcp_access(p_agent_id uuid, p_instance_id uuid, p_reason text default null) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  open_grant uuid;
begin
  perform app.require_admin();
  perform from public.agents a where a.organization_id = app.organization_id() and a.id = p_agent_id;
  if not found then perform app.refuse('PC404', 'agent_not_found', 'agentId'); end if;
  select g.id into open_grant from public.agent_mcp_server_access g
   where g.organization_id = app.organization_id() and g.agent_id = p_agent_id and g.account_tool_instance_id = p_instance_id and g.ended_at is null;
  return open_grant is not null and app.revoke_grant(open_grant, p_reason);
end $$;

-- A tombstone: keys revoked, grants ended, history kept. The owner of the agent may, and any admin.
create function app.remove_agent(p_agent_id uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

grant execute on function app.unknown_tools(uuid, jsonb), app.check_grant(uuid, text, jsonb, timestamptz), app.live_grant(uuid), app.change_grant(uuid, jsonb),
  app.revoke_grant(uuid, text), app.remove_agent(uuid),
  public.grant_agent_mcp_access(uuid, uuid, text, jsonb, timestamptz, boolean, boolean, text), public.revoke_agent_mcp_access(uuid, uuid, text) to portcullis_member;
