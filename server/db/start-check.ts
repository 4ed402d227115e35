import type { Knex } from 'knex'

/** The file whose statements mend all of it, run by a superuser. */
export const AS_SUPERUSER = 'docs/deploy/as-superuser.sql'

/**
 * What the database lacks although Vigil runs: only a superuser can give it, and a dump does not keep all of it. Each in a sentence; none
 * once the command of `sayHowToMend` was run.
 */
export async function findMissing(db: Knex): Promise<string[]> {
  const { rows } = await db.raw(
    `select
       (select coalesce(array_agg(name::text), '{}') from functions_past_the_wall() as name) as past_the_wall,
       (select coalesce(bool_and(proleakproof), true) from pg_proc where oid = to_regprocedure('geometry_overlaps(geometry, geometry)')) as is_leakproof,
       has_schema_privilege('vigil_app', 'public', 'create') as may_create`,
  )
  const {
    past_the_wall: past,
    is_leakproof: isLeakproof,
    may_create: mayCreate,
  } = rows[0] as {
    past_the_wall: string[]
    is_leakproof: boolean
    may_create: boolean
  }
  const places = past.filter((name) => !name.startsWith('set_config'))
  return [
    past.length > places.length &&
      'The role vigil_app may call set_config: SQL that got into a request could say that it reaches every case, or be the login role.',
    places.length > 0 &&
      `The role vigil_app may call ${places.join(', ')}: they tell where cases lie that a request may not see.`,
    mayCreate && 'The role vigil_app may make tables and functions of its own in the schema public.',
    !isLeakproof &&
      'geometry_overlaps is not leakproof: maps and areas are found without their index, several times slower.',
  ].filter((sentence) => sentence !== false)
}

/** The command as a superuser runs it, with the names of this database. */
export async function sayHowToMend(db: Knex): Promise<string> {
  const { rows } = await db.raw('select current_database() as database, current_user as login')
  return superuserCommand(rows[0])
}

function superuserCommand({ database, login }: { database: string; login: string }): string {
  return `sudo -u postgres psql -v ON_ERROR_STOP=1 -v login=${login} ${database} < ${AS_SUPERUSER}`
}

/**
 * A database that was restored without the role vigil_app has lost the rights and the policies that name it: nothing that is granted
 * afterwards brings them back. What to do, in a sentence, or undefined when requests can be served.
 */
export async function findLost(db: Knex): Promise<string | undefined> {
  const { rows } = await db.raw(
    `select current_database() as database, current_user as login,
       exists (select from pg_roles where rolname = 'vigil_app') as has_role,
       has_function_privilege('pg_catalog.set_config(text, text, boolean)', 'execute') as says_context,
       (select count(*)::int from pg_policy where polname = 'within_reach') as walls,
       coalesce((select bool_and(relrowsecurity and relforcerowsecurity) from pg_class
         join pg_attribute on attrelid = pg_class.oid and attname = 'partnership_id'
         where relkind = 'r' and relnamespace = 'public'::regnamespace), false) as is_forced`,
  )
  const {
    has_role: hasRole,
    says_context: saysContext,
    walls,
    is_forced: isForced,
    ...names
  } = rows[0] as {
    database: string
    login: string
    has_role: boolean
    says_context: boolean
    walls: number
    is_forced: boolean
  }
  const isWalled =
    hasRole &&
    walls > 0 &&
    isForced &&
    (await db.raw("select has_table_privilege('vigil_app', 'death', 'select') as may")).rows[0].may
  if (!isWalled)
    return `The database ${names.database} was restored without the role vigil_app, and has lost its rights and the policies that hold requests to what they may see. Restore it again into an empty database in the order of the README, "Backups": first "${superuserCommand(names)}", then pg_restore.`
  if (!saysContext)
    return `The database user ${names.login} may not call set_config, by which Vigil says what each transaction works for. Run: ${superuserCommand(names)}`
  return undefined
}
