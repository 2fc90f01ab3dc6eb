-- The decision. Allow or deny is decided here and nowhere else; the gateway, the dashboard's explanation, the API and the tests all ask it.

create type app.decision as (allowed boolean, reason text, grant_id uuid, grant_ended_at timestamptz, checks jsonb);

-- May this agent use this server, and this tool, resource or prompt of it, now?
-- p_kind: 'list' (anything at all), 'tool' (p_name), 'resource', 'prompt'. The checks are in order; the first that fails is the reason.
-- p_explain spells them out; the answer is the same without.
create function app.decide(p_organization_id uuid, p_agent_id uuid, p_server_id uuid, p_kind text, p_name text, p_explain boolean default false) returns app.decision
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- The gateway's question, one call: who holds this key, which server is that, and may it? Only the answer yes carries the sealed upstream.
-- p_kind 'open' asks nothing but the key; PC401 and PC404 as in app.enter and for a slug that the key's organization does not have.
create function app.decide_call(p_key_hash bytea, p_server_slug text, p_kind text, p_name text default null)
returns table (allowed boolean, reason text, grant_id uuid, grant_ended_at timestamptz, agent_id uuid, agent_name text, organization_id uuid, organization_slug text,
               server_id uuid, server_slug text, server_name text, revision integer, tools_digest text, capabilities jsonb, facts jsonb, upstream_sealed text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- Exactly the tools for which the decision says yes, with the pin each must still have.
create function app.callable_tools(p_key_hash bytea, p_server_slug text) returns table (name text, hash text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who app.identity := app.enter('agent_key', p_key_hash);
begin
  return query
    select t.name, t.found_hash from public.account_tool_instances s
      join public.server_tools t on t.organization_id = s.organization_id and t.server_id = s.id
     cross join lateral app.decide(s.organization_id, who.agent_id, s.id, 'tool', t.name) d
     where s.organization_id = who.organization_id and s.slug = p_server_slug and s.removed_at is null and d.allowed;
end $$;

-- Who presents this key, before anything is asked. The sealed argument key is the organization's own, for fingerprints in its log.
create function app.authenticate_agent(p_key_hash bytea)
returns table (organization_id uuid, organization_slug text, agent_id uuid, agent_name text, key_id uuid, argument_key_sealed text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who app.identity := app.enter('agent_key', p_key_hash);
begin
  return query
    select who.organization_id, who.organization_slug, a.id, a.name, k.id, x.argument_key_sealed
      from public.agents a
      join public.agent_keys k on k.organization_id = a.organization_id and k.key_hash = p_key_hash
      join public.organization_secrets x on x.organization_id = a.organization_id
     where a.organization_id = who.organization_id and a.id = who.agent_id;
end $$;

-- Why a key was turned away, when its public id is one of ours: for the owner's eyes, never for the caller's.
create function app.rejected_key(p_public_id text, p_key_hash bytea) returns table (organization_id uuid, agent_id uuid, key_id uuid, reason text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.organization_id, k.agent_id, k.id,
         case when k.key_hash <> p_key_hash then 'key_wrong' when k.revoked_at is not null then 'key_revoked'
              when k.expires_at <= now() then 'key_expired' when a.removed_at is not null then 'agent_removed' else 'organization_suspended' end
    from public.agent_keys k join public.agents a on a.organization_id = k.organization_id and a.id = k.agent_id
   where k.public_id = p_public_id
$$;

-- The dashboard's question: the same decision, for an agent and a server of the caller's organization.
create function app.explain_access(p_agent_id uuid, p_server_id uuid, p_kind text, p_name text) returns app.decision
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.agents a where a.organization_id = app.organization_id() and a.id = p_agent_id;
  if not found then perform app.refuse('PC404', 'agent_not_found', 'agentId'); end if;
  perform from public.account_tool_instances s where s.organization_id = app.organization_id() and s.id = p_server_id and s.mcp_server_type = 'mcp_server';
  if not found then perform app.refuse('PC404', 'server_not_found', 'serverId'); end if;
  return app.decide(app.organization_id(), p_agent_id, p_server_id, p_kind, p_name, true);
end $$;

-- Which servers may this agent use now? An agent asks about itself only; a member about any agent of the organization.
create function public.get_agent_mcp_servers(p_agent_id uuid)
returns table (instance_id uuid, instance_name text, mcp_endpoint_path text, mcp_transport_type text, mcp_capabilities jsonb, access_level text, is_active boolean,
               status_on_toolbox text, expires_at timestamptz, allowed_tools jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- The servers a member could ask for: live ones of the organization. Everybody asks about themselves; an admin about any member.
create function public.get_available_mcp_servers(p_user_id uuid)
returns table (instance_id uuid, instance_name text, mcp_endpoint_path text, mcp_transport_type text, mcp_capabilities jsonb, status_on_toolbox text,
               environment_id uuid, environment_status text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
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
end $$;

grant execute on function app.decide_call(bytea, text, text, text), app.callable_tools(bytea, text), app.authenticate_agent(bytea) to portcullis_agent;
grant execute on function app.rejected_key(text, bytea) to portcullis_system;
grant execute on function app.decide(uuid, uuid, uuid, text, text, boolean), app.explain_access(uuid, uuid, text, text), public.get_available_mcp_servers(uuid) to portcullis_member;
grant execute on function public.get_agent_mcp_servers(uuid) to portcullis_member, portcullis_agent;
