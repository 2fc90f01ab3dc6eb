-- Who is asking. The one way to become somebody is app.enter, which looks the secret up itself.

create schema app;
alter default privileges revoke execute on functions from public;

-- Roles belong to the cluster, not to a database: another database of the same cluster may have made them already.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['portcullis_member', 'portcullis_agent', 'portcullis_system', 'portcullis_identity'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin noinherit', wanted);
      exception when duplicate_object or unique_violation then
        null;
      end;
    end if;
  end loop;
end $$;

revoke create on schema public from public;
grant usage on schema public, app to portcullis_member, portcullis_agent, portcullis_system, portcullis_identity;

-- Settings read back as '' after a transaction that set them: nullif, always.
create function app.organization_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.organization_id', true), '')::uuid;
create function app.actor_kind() returns text language sql stable parallel safe
  return nullif(current_setting('app.actor_kind', true), '');
create function app.actor_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.actor_id', true), '')::uuid;
create function app.user_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.user_id', true), '')::uuid;
create function app.agent_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.agent_id', true), '')::uuid;
create function app.rights() returns text language sql stable parallel safe
  return nullif(current_setting('app.rights', true), '');
create function app.scope() returns text language sql stable parallel safe
  return nullif(current_setting('app.scope', true), '');

create function app.reads_as_admin() returns boolean language sql stable parallel safe
  return coalesce(app.rights() in ('owner', 'admin'), false);
create function app.may_administer() returns boolean language sql stable parallel safe
  return coalesce(app.rights() in ('owner', 'admin') and app.scope() = 'write', false);
create function app.may_own() returns boolean language sql stable parallel safe
  return coalesce(app.rights() in ('owner', 'admin', 'member') and app.scope() = 'write', false);

-- Refusals carry a stable reason as message and, where one is to blame, the field as column.
create function app.refuse(p_code text, p_reason text, p_field text default '', p_detail text default '') returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = p_code, message = p_reason, column = p_field, detail = p_detail;
end $$;

create type app.identity as (
  organization_id uuid,
  organization_slug text,
  organization_name text,
  actor_kind text,
  actor_id uuid,
  user_id uuid,
  agent_id uuid,
  rights text,
  scope text
);

-- Sets the identity of this transaction from the hash of a secret: a session, an organization's API key or an agent's key.
-- The organization argument only selects among those the secret already reaches. PC401: the secret is not good. PC404: no such organization for it.
create function app.enter(p_kind text, p_secret_hash bytea, p_organization text default null) returns app.identity
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- The organizations that the signed-in person may choose from.
create function app.my_organizations() returns table (id uuid, slug text, name text, role text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id, o.slug, o.name, m.role
    from public.organization_memberships m
    join public.organizations o on o.id = m.organization_id
   where m.user_id = app.user_id() and app.actor_kind() = 'user' and m.status = 'active' and o.is_active
   order by m.created_at, o.id
$$;

-- The person behind the session.
create function app.my_profile() returns table (id uuid, name text, email text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.name, u.email from public.users u where u.id = app.user_id() and app.actor_kind() = 'user'
$$;

grant execute on function
  app.organization_id(), app.actor_kind(), app.actor_id(), app.user_id(), app.agent_id(), app.rights(), app.scope(),
  app.reads_as_admin(), app.may_administer(), app.may_own(), app.refuse(text, text, text, text),
  app.enter(text, bytea, text)
  to portcullis_member, portcullis_agent;
grant execute on function app.my_organizations(), app.my_profile() to portcullis_member;
