drop trigger copy_person_to_memberships on public.users;
drop function app.copy_person_to_memberships();
drop trigger organization_from_environment on public.account_tool_instances;
drop function app.organization_from_environment();
drop function app.note_pause() cascade;
drop function app.touch() cascade;
do $$
declare
  it record;
begin
  for it in select p.polname, c.relname from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = 'public'::regnamespace loop
    execute format('drop policy %I on public.%I', it.polname, it.relname);
  end loop;
  for it in select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and pg_get_userbyid(c.relowner) = current_user loop
    execute format('alter table public.%I no force row level security', it.relname);
    execute format('revoke all on public.%I from portcullis_member, portcullis_agent, portcullis_system, portcullis_identity', it.relname);
  end loop;
end $$;
