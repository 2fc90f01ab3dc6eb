-- How the first person gets in, and how anybody signs in.

-- Whether this installation still waits for its first admin.
create function app.set_up_is_open() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select not exists (select from public.users)
$$;

-- Puts a new one-time token in place of the last. Refused for good once there is a user.
create function app.open_set_up(p_token_hash bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not app.set_up_is_open() then return false; end if;
  insert into public.set_up (token_hash) values (p_token_hash) on conflict (single) do update set token_hash = excluded.token_hash, created_at = now();
  return true;
end $$;

-- Whether a set-up link is the current one: asked before anything costly is done for whoever presents it.
create function app.set_up_token_is_good(p_token_hash bytea) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select app.set_up_is_open() and exists (select from public.set_up s where s.token_hash = p_token_hash and s.completed_at is null)
$$;

-- Makes the first user, their organization with its default environment, and, headless, its first API key: all or nothing, once.
-- The ids come from the caller because sealed values are bound to them.
create function app.complete_set_up(
  p_token_hash bytea, p_user_id uuid, p_email text, p_user_name text, p_password_hash text,
  p_organization_id uuid, p_organization_name text, p_organization_slug text, p_argument_key_sealed text,
  p_api_key_public_id text default null, p_api_key_hash bytea default null) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- Counts an attempt to sign in before its password is looked at, and says how many of this quarter of an hour it makes. The row's lock makes
-- the count exact, however many come at once. A good password takes its attempt back.
create function app.begin_sign_in(p_subject_hash bytea) returns integer
language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into public.sign_in_attempts as a (subject_hash, window_start, failures) values (p_subject_hash, now(), 1)
  on conflict (subject_hash) do update set
    failures = case when a.window_start < now() - interval '15 minutes' then 1 else a.failures + 1 end,
    window_start = case when a.window_start < now() - interval '15 minutes' then now() else a.window_start end
  returning failures
$$;

create function app.sign_in_succeeded(p_subject_hash bytea) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  update public.sign_in_attempts a set failures = a.failures - 1 where a.subject_hash = p_subject_hash and a.failures > 0
$$;

-- Signing in and out is an event of every organization the person belongs to.
create function app.audit_session() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and (old.ended_at is not null or new.ended_at is null) then return null; end if;
  perform app.write_event(m.organization_id, case tg_op when 'INSERT' then 'session.sign_in' else 'session.sign_out' end, 'ok', 'member', m.id,
                          null, null, null, null, null, null, new.user_id)
     from (select * from public.organization_memberships x where x.user_id = new.user_id and x.status = 'active' order by x.organization_id) m;
  return null;
end $$;
create trigger audit_session after insert or update on public.sessions for each row execute function app.audit_session();

grant execute on function app.set_up_is_open(), app.set_up_token_is_good(bytea), app.open_set_up(bytea),
  app.complete_set_up(bytea, uuid, text, text, text, uuid, text, text, text, text, bytea),
  app.begin_sign_in(bytea), app.sign_in_succeeded(bytea) to portcullis_identity;
-- The trigger functions that the identity role's inserts and updates fire run as the owner; refuse is called by both.
grant execute on function app.refuse(text, text, text, text) to portcullis_identity, portcullis_system;
