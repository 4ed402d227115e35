import { readFileSync } from 'node:fs'
import { migrationNames } from '../db/migrate.ts'
import type { Trx } from '../db/tenant.ts'

/**
 * Whether what writes and hides the audit is still what the migrations made. Raw rows alone do not say so: a policy may show this command
 * other rows than the page, an append_audit() that does nothing leaves a chain that is whole, and a schema that is looked in first shows
 * the application another table. Read from the catalogue, which the owner of a database cannot write.
 */
export async function findMadeOtherwise(trx: Trx): Promise<string[]> {
  // first, with the search path as the application has it
  const { rows: resolved } = await trx.raw(
    `select pg_catalog.to_regclass('audit_entry')::pg_catalog.oid as audit_entry, pg_catalog.to_regclass('audit_head')::pg_catalog.oid as audit_head,
       pg_catalog.to_regclass('audit_anchor')::pg_catalog.oid as audit_anchor,
       pg_catalog.to_regproc('append_audit')::pg_catalog.oid as append_audit,
       pg_catalog.to_regproc('current_partnership_id')::pg_catalog.oid as current_partnership_id`,
  )
  await trx.raw('set local search_path = pg_catalog')
  const found: string[] = []
  for (const table of ['audit_entry', 'audit_head', 'audit_anchor'])
    found.push(...(await judgeTable(trx, table, resolved[0][table])))
  for (const name of ['append_audit', 'current_partnership_id'])
    found.push(...(await judgeFunction(trx, name, resolved[0][name])))
  return found
}

/** An anchor is noted by the application itself. */
const MAY: Record<string, string[]> = { audit_anchor: ['INSERT', 'UPDATE'] }

const POLICY = 'own_partnership_only * true {0} (partnership_id = public.current_partnership_id())'

async function judgeTable(trx: Trx, name: string, resolved: unknown): Promise<string[]> {
  const { rows } = await trx.raw(
    `select c.oid, c.relkind::text as kind, c.relpersistence::text as persistence, c.relrowsecurity as walled, c.relforcerowsecurity as forced,
       c.relhassubclass as has_children,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'entry' and not a.attnotnull) as may_lack_number,
       array(
         select p.polname || ' ' || p.polcmd::text || ' ' || p.polpermissive::text || ' ' || p.polroles::text || ' ' || pg_get_expr(p.polqual, p.polrelid)
         from pg_policy p
         where p.polrelid = c.oid and pg_get_expr(p.polqual, p.polrelid) is not distinct from pg_get_expr(p.polwithcheck, p.polrelid)
       ) as policies,
       (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policy_count,
       (select count(*)::int from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal)
         + (select count(*)::int from pg_rewrite r where r.ev_class = c.oid) as hooks,
       array(select p from unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) p where has_table_privilege('vigil_app', c.oid, p)
         or p in ('INSERT', 'UPDATE') and has_any_column_privilege('vigil_app', c.oid, p)) as granted
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relname = :name`,
    { name },
  )
  const [table] = rows
  if (!table) return [`there is no table ${name}`]
  if (table.kind !== 'r' || table.persistence !== 'p') return [`${name} is no table any more`]
  const found: string[] = []
  if (table.oid !== resolved) found.push(`another ${name} stands before the one that is checked`)
  if (!table.walled || !table.forced || table.policy_count !== 1 || table.policies[0] !== POLICY)
    found.push(`the policies that say which rows of ${name} are seen are not those that Vigil made`)
  if (table.hooks > 0) found.push(`${name} has a trigger or a rule, and Vigil made none`)
  if (table.has_children) found.push(`${name} is read together with another table`)
  if (table.may_lack_number) found.push(`${name} may hold entries without a number`)
  const granted = table.granted.filter((privilege: string) => !MAY[name]?.includes(privilege))
  if (granted.length > 0) found.push(`the application may change ${name}: ${granted.join(', ')}`)
  return found
}

async function judgeFunction(trx: Trx, name: string, resolved: unknown): Promise<string[]> {
  const { rows } = await trx.raw(
    `select p.oid, p.prosrc as source, pg_get_function_sqlbody(p.oid) as body, p.prosecdef as as_owner, coalesce(p.proconfig::text, '') as settings
     from pg_proc p
     join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public' and p.proname = :name`,
    { name },
  )
  const [made] = rows
  if (rows.length !== 1 || made.oid !== resolved) return [`there is not one ${name}() but ${rows.length || 'none'}`]
  const isAsMade =
    name === 'append_audit'
      ? made.source === sourceIn(name) && made.as_owner && made.settings === '{"search_path=public, pg_temp"}'
      : made.body === CURRENT_PARTNERSHIP && !made.as_owner
  return isAsMade ? [] : [`${name}() is not as Vigil made it`]
}

/** As PostgreSQL prints the body of migrations/0001-ground.sql: it keeps no text of such a function. */
const CURRENT_PARTNERSHIP = "RETURN (NULLIF(current_setting('vigil.partnership_id'::text, true), ''::text))::uuid"

/** The text between $$ and $$ where the migrations say last what a function is. */
function sourceIn(name: string): string | undefined {
  const made = new RegExp(`create (?:or replace )?function ${name}\\([^$]*\\$\\$([^$]*)\\$\\$`, 'g')
  return migrationNames()
    .flatMap((file) => [...readFileSync(new URL(`../../migrations/${file}`, import.meta.url), 'utf8').matchAll(made)])
    .at(-1)?.[1]
}
