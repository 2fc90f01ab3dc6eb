-- The audit log: append-only events, each change recorded by a trigger in its own transaction, and one hash chain per organization.

-- RFC 8785 canonical JSON for what we ever write here: objects, arrays, strings, booleans, null and integers of at most 15 digits.
-- Keys sort by code point, which equals the RFC's UTF-16 order for every key in the basic plane; ours are ASCII.
create function app.canonical_json(p_value jsonb) returns text
language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- What is hashed of an event: canonical JSON of every column and of its particulars, absent ones left out. Written out in the order of
-- the keys, because this runs twice for each call; a test compares it with an implementation of the RFC.
create function app.event_text(p_event public.audit_events, p_data jsonb) returns text
language sql stable parallel safe
return '{"action":' || to_json(p_event.action)::text
  || coalesce(',"actor_id":"' || p_event.actor_id || '"', '')
  || ',"actor_kind":' || to_json(p_event.actor_kind)::text
  || coalesce(',"agent_id":"' || p_event.agent_id || '"', '')
  || ',"at":' || floor(extract(epoch from p_event.at) * 1000)::bigint
  || coalesce(',"call_id":"' || p_event.call_id || '"', '')
  || coalesce(',"data":' || app.canonical_json(p_data), '')
  || coalesce(',"grant_id":"' || p_event.grant_id || '"', '')
  || ',"id":"' || p_event.id || '"'
  || ',"ordinal":' || p_event.ordinal
  || ',"organization_id":"' || p_event.organization_id || '"'
  || ',"outcome":' || to_json(p_event.outcome)::text
  || coalesce(',"reason":' || to_json(p_event.reason)::text, '')
  || coalesce(',"server_id":"' || p_event.server_id || '"', '')
  || coalesce(',"subject_id":"' || p_event.subject_id || '"', '')
  || coalesce(',"subject_kind":' || to_json(p_event.subject_kind)::text, '')
  || coalesce(',"tool":' || to_json(p_event.tool)::text, '')
  || '}';

-- One batch of one organization as the chain sees it: how many events, and the digest over their digests in order.
create function app.batch_digest(p_organization_id uuid, p_batch_id uuid, out events integer, out digest bytea)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select count(*)::integer,
         sha256(coalesce(string_agg(sha256(convert_to(app.event_text(e, p.data), 'UTF8')), ''::bytea order by e.ordinal), ''::bytea))
    from public.audit_events e
    left join public.audit_payloads p on p.organization_id = e.organization_id and p.event_id = e.id
   where e.organization_id = p_organization_id and e.batch_id = p_batch_id
$$;

create function app.chain_genesis(p_organization_id uuid) returns bytea language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to('portcullis audit chain of ' || p_organization_id, 'UTF8'))
$$;

-- Links this transaction's events to the chain. A deferred trigger, so that it runs at commit and the head is locked last and shortest.
-- A batch is linked once: events that claim a batch of an earlier transaction fail on its unique key, and their transaction with them.
create function app.chain_batch() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;
create constraint trigger audit_events_chain after insert on public.audit_events
  deferrable initially deferred for each row execute function app.chain_batch();

-- Nobody but the owner has a right to change the log; and even the owner, by mistake, meets this.
create function app.refuse_audit_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'PC500', message = 'audit_is_append_only';
end $$;
do $$
declare
  name text;
begin
  foreach name in array array['audit_events', 'audit_payloads', 'audit_chain'] loop
    execute format('create trigger append_only before update or delete on public.%I for each row execute function app.refuse_audit_change()', name);
    execute format('create trigger append_only_truncate before truncate on public.%I for each statement execute function app.refuse_audit_change()', name);
  end loop;
end $$;

-- The place of the next event within this transaction's batch.
create function app.next_in_batch(out batch_id uuid, out ordinal integer)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- A time-ordered id (RFC 9562, version 7: milliseconds, then microseconds, then the place in the batch, then chance), so that events
-- of one millisecond still list in the order in which they happened.
create function app.event_id(p_at timestamptz, p_ordinal integer) returns uuid
language sql volatile parallel safe set search_path = pg_catalog, pg_temp as $$
  select encode(substring(int8send(micros / 1000) from 3 for 6) || int2send((28672 + micros % 1000 * 4)::int2)
                || substring(int4send(32768 + p_ordinal % 16384) from 3 for 2) || substring(uuid_send(gen_random_uuid()) from 11 for 6), 'hex')::uuid
    from (values ((extract(epoch from p_at) * 1000000)::bigint)) t(micros)
$$;

-- Writes one event as whoever this transaction is; outside any identity the system did it, or the person who is just signing in.
create function app.write_event(
  p_organization_id uuid, p_action text, p_outcome text, p_subject_kind text, p_subject_id uuid, p_agent_id uuid, p_server_id uuid,
  p_tool text, p_grant_id uuid, p_reason text, p_data jsonb, p_user_id uuid default null) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- Only the columns that differ, as they were and as they are. Secrets, bulky columns and bookkeeping never enter the log.
create function app.changed_columns(p_before jsonb, p_after jsonb) returns jsonb
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  with kept as (
    select coalesce(b.key, a.key) as key, b.value as before, a.value as after
      from jsonb_each(p_before) b full join jsonb_each(p_after) a on a.key = b.key
     where coalesce(b.key, a.key) not in ('key_hash', 'password_hash', 'sealed', 'token_hash', 'definition', 'approved_definition', 'mcp_server_capabilities', 'mcp_discovery_metadata', 'instance_error_message',
             'config_values', 'base_config_override_json', 'port_mapping_json', 'dtma_health_details_json', 'do_droplet_id', 'settings', 'created_at', 'updated_at', 'last_used_at', 'tools_digest', 'organization_id')
       and b.value is distinct from a.value)
  select coalesce(jsonb_strip_nulls(jsonb_build_object(
    'before', (select jsonb_object_agg(key, before) from kept where before is not null and p_before <> '{}'),
    'after', (select jsonb_object_agg(key, after) from kept where after is not null and after <> 'null'))), '{}')
$$;

-- One trigger for every table whose changes are events. The argument names the noun; the transition gives the verb.
create function app.audit_change() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;
do $$
declare
  watched text[];
begin
  foreach watched slice 1 in array array[
    ['organizations', 'organization'], ['organization_memberships', 'member'], ['organization_api_keys', 'api_key'],
    ['account_tool_environments', 'environment'], ['agents', 'agent'], ['agent_keys', 'agent_key'],
    ['account_tool_instances', 'server'], ['server_tools', 'tool'], ['agent_mcp_server_access', 'grant']] loop
    execute format('create trigger audit_change after insert or update on public.%I for each row execute function app.audit_change(%L)', watched[1], watched[2]);
  end loop;
end $$;

-- The gateway's events, several calls of several organizations at once (group commit). Only the system role may say what an agent did.
create function app.append_call_events(p_events jsonb) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- Recomputes the whole chain of the caller's organization. The first link that does not hold is named by its sequence.
create function app.verify_audit() returns table (ok boolean, events bigint, first_broken bigint, problem text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

grant execute on function app.append_call_events(jsonb) to portcullis_system;
grant execute on function app.verify_audit() to portcullis_member;
