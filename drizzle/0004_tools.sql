-- Servers and their tools: what was found, what an admin approved, and what changes about a server.

-- Annotations are claims by the server. Missing is a write; contradicting is not a read.
create function app.tool_class(p_definition jsonb) returns text language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case
    when 'true' in (coalesce(h -> 'destructiveHint', 'null'), coalesce(h -> 'destructive_hint', 'null')) then 'destructive'
    when 'false' in (coalesce(h -> 'readOnlyHint', 'null'), coalesce(h -> 'read_only_hint', 'null')) then 'write'
    when 'true' in (coalesce(h -> 'readOnlyHint', 'null'), coalesce(h -> 'read_only_hint', 'null')) then 'read'
    else 'write' end
    from (select case when jsonb_typeof(p_definition -> 'annotations') = 'object' then p_definition -> 'annotations' else '{}' end as h) a
$$;

-- A live server of the caller's organization, locked; not yours and not there are the same refusal.
create function app.live_server(p_server_id uuid) returns public.account_tool_instances
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  server public.account_tool_instances;
begin
  select * into server from public.account_tool_instances s
   where s.organization_id = app.organization_id() and s.id = p_server_id and s.mcp_server_type = 'mcp_server' and s.removed_at is null
     for update;
  if not found then perform app.refuse('PC404', 'server_not_found', 'serverId'); end if;
  return server;
end $$;

create function app.require_admin() returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if not app.may_administer() then
    perform app.refuse('PC403', case when app.reads_as_admin() then 'key_is_read_only' else 'admin_required' end);
  end if;
end $$;

-- Keeps the sealed upstream of a server at its current revision.
create function app.store_upstream(p_server_id uuid, p_sealed text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  server public.account_tool_instances;
begin
  perform app.require_admin();
  server := app.live_server(p_server_id);
  insert into public.server_upstreams (organization_id, server_id, revision, sealed) values (server.organization_id, server.id, server.revision, p_sealed)
  on conflict (organization_id, server_id) do update set revision = excluded.revision, sealed = excluded.sealed, created_at = now();
end $$;

-- Points a server somewhere else: a new revision. What was sealed for the old one is replaced, its tools are new again,
-- and its grants, which name the old revision, are suspended until an admin confirms them.
create function app.change_upstream(p_server_id uuid, p_transport text, p_label text, p_sealed text) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- Records what a server lists now. p_tools: [{name, definition, hash, duplicate?}], p_facts: {capabilities, serverInfo, instructions}.
-- An admin's first discovery of a revision confirms what it finds. Later finds are new; a definition that differs from the approved
-- one is quarantined and never replaces it. An agent's connection may record too (its own granted server), but confirms nothing.
create function app.record_tools(p_server_id uuid, p_revision integer, p_digest text, p_tools jsonb, p_facts jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- An admin has looked: what is there now is approved. The hash, when given, says which definition was looked at. A class that was set by
-- hand was set for the definition of then: another one is classed by its own annotations again.
create function app.confirm_tool(p_server_id uuid, p_name text, p_hash text default null) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

create function app.set_tool_class(p_server_id uuid, p_name text, p_class text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  server public.account_tool_instances;
begin
  perform app.require_admin();
  server := app.live_server(p_server_id);
  update public.server_tools t set class = p_class, class_set_by = 'admin'
   where t.organization_id = server.organization_id and t.server_id = server.id and t.name = p_name;
  if not found then perform app.refuse('PC404', 'tool_not_found', 'tool'); end if;
end $$;

-- What discovery connects to. Handed to an admin's discovery only; that it was read is an event.
create function app.upstream_for_discovery(p_server_id uuid) returns table (revision integer, transport text, slug text, sealed text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- A tombstone: the secret is destroyed, grants are ended, history stays, name and slug are free again.
create function app.remove_server(p_server_id uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

grant execute on function app.require_admin(), app.store_upstream(uuid, text), app.change_upstream(uuid, text, text, text), app.confirm_tool(uuid, text, text),
  app.set_tool_class(uuid, text, text), app.upstream_for_discovery(uuid), app.remove_server(uuid), app.tool_class(jsonb) to portcullis_member;
grant execute on function app.record_tools(uuid, integer, text, jsonb, jsonb) to portcullis_member, portcullis_agent;
