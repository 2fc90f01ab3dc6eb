import type { Client } from 'pg'

/**
 * Describes everything that decides who may see and do what, as one sorted text: tables, columns, constraints, indexes, policies,
 * rights, functions, triggers, types. Equal catalogues give equal text on every PostgreSQL we run on: what only one version
 * stores (NOT NULL as constraints, the MAINTAIN right) is left out, and the owner, whose name is the installer's, is called `owner`.
 *
 * @param client anyone who may read pg_catalog.
 */
export async function describeCatalogue(client: Pick<Client, 'query'>): Promise<string> {
  const { rows } = await client.query<{ line: string }>(question)
  return `${rows.map((row) => row.line.trimEnd()).join('\n\n')}\n`
}

const ours = `('public'::regnamespace, 'app'::regnamespace)`

const question = `
with owner as (select nspowner as oid, pg_get_userbyid(nspowner) as name from pg_namespace where nspname = 'app'),
role_name as (select 0::oid as oid, 'public' as name union all select r.oid, case when r.oid = o.oid then 'owner' else r.rolname end from pg_roles r, owner o),
relation as (select c.* from pg_class c where c.relnamespace in ${ours} and c.relkind in ('r', 'p', 'v', 'm')),
acl as (
  select 'schema ' || n.nspname as object, a.privilege_type as right, a.grantee from pg_namespace n, aclexplode(n.nspacl) a where n.oid in ${ours}
  union all select 'table ' || c.oid::regclass, a.privilege_type, a.grantee from relation c, aclexplode(c.relacl) a
  union all select 'table ' || c.oid::regclass, a.privilege_type || ' (' || string_agg(att.attname, ', ' order by att.attname) || ')', a.grantee
    from relation c join pg_attribute att on att.attrelid = c.oid, aclexplode(att.attacl) a group by c.oid, a.privilege_type, a.grantee
  union all select 'function ' || p.oid::regprocedure, a.privilege_type, a.grantee from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where p.pronamespace in ${ours})
select line from (
  select 1 as part, c.oid::regclass::text as place, 'table ' || c.oid::regclass || case when c.relrowsecurity then ' (row-level security' || case when c.relforcerowsecurity then ', forced' else '' end || ')' else '' end
         || coalesce((select string_agg(e'\\n  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
              || coalesce(case when a.attgenerated = 's' then ' generated ' else ' default ' end || pg_get_expr(d.adbin, d.adrelid), ''), '' order by a.attname)
              from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '')
         || coalesce((select string_agg(e'\\n  constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid), '' order by k.conname) from pg_constraint k where k.conrelid = c.oid and k.contype <> 'n' and k.contype <> 't'), '')
         || coalesce((select string_agg(e'\\n  ' || pg_get_indexdef(i.indexrelid), '' order by pg_get_indexdef(i.indexrelid)) from pg_index i where i.indrelid = c.oid), '')
         || coalesce((select string_agg(e'\\n  policy ' || p.polname || ' for ' || p.polcmd::text || ' to ' || (select string_agg(r.name, ', ' order by r.name) from role_name r where r.oid = any (p.polroles))
              || case when p.polpermissive then '' else ' restrictive' end || coalesce(' using ' || pg_get_expr(p.polqual, p.polrelid), '') || coalesce(' check ' || pg_get_expr(p.polwithcheck, p.polrelid), ''), '' order by p.polname)
              from pg_policy p where p.polrelid = c.oid), '')
         || coalesce((select string_agg(e'\\n  ' || pg_get_triggerdef(t.oid), '' order by t.tgname) from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal), '') as line
    from relation c
  union all
  select 2, t.typname::text, 'type ' || t.oid::regtype || ' (' || string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum) || ')'
    from pg_type t join pg_class c on c.oid = t.typrelid and c.relkind = 'c' join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 where t.typnamespace in ${ours} group by t.oid, t.typname
  union all
  select 3, p.oid::regprocedure::text, rtrim(pg_get_functiondef(p.oid), e'\\n') from pg_proc p where p.pronamespace in ${ours}
  union all
  select 4, a.object, a.object || ': ' || a.right || ' to ' || string_agg(r.name, ', ' order by r.name)
    from acl a join role_name r on r.oid = a.grantee, owner o where a.grantee <> o.oid and a.right <> 'MAINTAIN' and r.name !~ '^pg_database_owner$' group by a.object, a.right
) everything order by part, place collate "C", line collate "C"`
