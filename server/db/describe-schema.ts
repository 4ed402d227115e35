import type { Knex } from 'knex'

/**
 * The schema of a database in lines, sorted: what two databases that were made in different ways must have in common to be the same to this
 * program and to every migration after. Columns stand by name and not in their order. Left out is what belongs to PostGIS, what knex keeps
 * of migrations, and what is granted to roles that are not Vigil's (one that makes backups, say).
 */
export async function describeSchema(db: Knex): Promise<string[]> {
  const { rows } = await db.raw(CATALOGUE)
  return (rows as { line: string }[]).map(({ line }) => normalise(line)).sort()
}

/** What stands in one and not in the other, for people: "-" is missing, "+" is here although nobody expects it. */
export function compareSchemas(here: string[], expected: string[]): string[] {
  const [has, wants] = [new Set(here), new Set(expected)]
  return [
    ...expected.filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...here.filter((line) => !wants.has(line)).map((line) => `+ ${line}`),
  ].sort((a, b) => a.slice(2).localeCompare(b.slice(2)))
}

/** One line each; and PostgreSQL before 16 names the table of every column, also where a view has only one. */
function normalise(line: string): string {
  const inOne = line.replace(/\s+/g, ' ').trim()
  const [, table] = /^view .* FROM (\w+)( WHERE .*)?;$/.exec(inOne) ?? []
  return table ? inOne.replaceAll(`${table}.`, '') : inOne
}

/** The owner of the tables is called by another name in each database. */
const role = (oid: string) =>
  `case ${oid} when 0 then 'public' when (select owner from vigil) then 'owner' else ${oid}::regrole::text end`
const owned = (oid: string) =>
  `case ${oid} when (select owner from vigil) then '' else ' owned by ' || ${oid}::regrole end`
const isOurs = (catalogue: string, oid: string) =>
  `not exists (select from pg_depend d where d.classid = '${catalogue}'::regclass and d.objid = ${oid} and d.deptype = 'e')`
const granted = (acl: string) =>
  `(select string_agg(held.grantee || ' ' || held.may, ', ' order by held.grantee) from (
     select ${role('grantee')} as grantee, string_agg(privilege_type || case when is_grantable then '*' else '' end, ' ' order by privilege_type) as may
     from aclexplode(${acl})
     where grantee = 0 or grantee = 'vigil_app'::regrole
     group by grantee) held)`

const CATALOGUE = `
with vigil as (
  select relowner as owner from pg_class where oid = 'public.partnership'::regclass
),
relation as (
  select c.*, case c.relkind when 'r' then 'table' when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else c.relkind::text end as kind
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'f', 'S')
    and c.relname !~ '^schema_migration' and ${isOurs('pg_class', 'c.oid')}
),
routine as (
  select p.* from pg_proc p where p.pronamespace = 'public'::regnamespace and ${isOurs('pg_proc', 'p.oid')}
)
select kind || ' ' || relname || case relpersistence when 'p' then '' else ' not kept' end
  || case when relrowsecurity then ' walled' else '' end || case when relforcerowsecurity then ' for its owner too' else '' end
  || coalesce(' with ' || reloptions::text, '') || ${owned('relowner')}
  || case relkind when 'v' then ': ' || pg_get_viewdef(oid) else '' end as line
from relation
union all
select 'column ' || relname || '.' || attname || ' ' || format_type(atttypid, atttypmod)
  || case when attnotnull then ' not null' else '' end
  || case when attidentity <> '' then ' identity ' || attidentity::text when attgenerated <> '' then ' generated ' else '' end
  || coalesce(' ' || pg_get_expr(adbin, adrelid), '')
  || case when attcollation <> typcollation then ' collate ' || attcollation::regcollation else '' end
  || coalesce(', granted to ' || ${granted('attacl')}, '')
  || coalesce(' -- ' || col_description(relation.oid, attnum), '')
from relation
join pg_attribute on attrelid = relation.oid and attnum > 0 and not attisdropped
join pg_type on pg_type.oid = atttypid
left join pg_attrdef on adrelid = attrelid and adnum = attnum
where relkind <> 'S'
union all
select 'grant ' || relname || ': ' || ${granted(`coalesce(relacl, acldefault(case relkind when 'S' then 's'::"char" else 'r'::"char" end, relowner))`)} from relation
union all
select 'comment ' || relname || ': ' || obj_description(oid, 'pg_class') from relation where obj_description(oid, 'pg_class') is not null
union all
-- since PostgreSQL 18 "not null" is a constraint too
select 'constraint ' || relname || '.' || conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
from relation join pg_constraint on conrelid = relation.oid and contype <> 'n'
union all
select 'index ' || pg_get_indexdef(indexrelid) || case when indisvalid then '' else ' not valid' end
from relation join pg_index on indrelid = relation.oid
where not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
union all
select 'policy ' || relname || '.' || polname || case when polpermissive then '' else ' restrictive' end || ' ' || polcmd::text || ' to '
  || (select string_agg(${role('named')}, ', ' order by named) from unnest(polroles) as named)
  || coalesce(' using ' || pg_get_expr(polqual, polrelid), '') || coalesce(' with check ' || pg_get_expr(polwithcheck, polrelid), '')
from relation join pg_policy on polrelid = relation.oid
union all
select 'trigger ' || case tgenabled when 'O' then '' else '(' || tgenabled::text || ') ' end || pg_get_triggerdef(pg_trigger.oid)
from relation join pg_trigger on tgrelid = relation.oid and not tgisinternal
union all
select 'rule ' || pg_get_ruledef(pg_rewrite.oid)
from relation join pg_rewrite on ev_class = relation.oid and rulename <> '_RETURN'
union all
select case prokind when 'p' then 'procedure ' else 'function ' end || proname || '(' || pg_get_function_arguments(oid) || ')'
  || coalesce(' returns ' || pg_get_function_result(oid), '') || ' ' || (select lanname from pg_language where pg_language.oid = prolang)
  || ' ' || provolatile::text || case when proisstrict then ' strict' else '' end || case when prosecdef then ' as its owner' else '' end
  || case when proleakproof then ' leakproof' else '' end || ' parallel ' || proparallel::text
  || ' cost ' || procost || ' rows ' || prorows || coalesce(' set ' || proconfig::text, '') || ${owned('proowner')}
  || coalesce(', granted to ' || ${granted(`coalesce(proacl, acldefault('f', proowner))`)}, '')
  || coalesce(': ' || pg_get_function_sqlbody(oid), ': sha256 ' || encode(sha256(convert_to(prosrc, 'UTF8')), 'hex'))
from routine
union all
select 'type ' || typname || ' ' || typtype::text || coalesce(' ' || (select string_agg(enumlabel, ', ' order by enumsortorder) from pg_enum where enumtypid = pg_type.oid), '')
from pg_type
where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'r') and ${isOurs('pg_type', 'pg_type.oid')}
union all
select 'schema public granted to ' || string_agg(privilege_type, ' ' order by privilege_type)
from pg_namespace, aclexplode(nspacl) where nspname = 'public' and grantee = 'vigil_app'::regrole
union all
select 'default for ' || case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' else defaclobjtype::text end
  || ' of ' || ${role('defaclrole')} || ': ' || ${granted('defaclacl')}
from pg_default_acl where defaclnamespace = 'public'::regnamespace`
