import type { Day } from '../contract/day.ts'
import type { Trx } from '../db/tenant.ts'
import type { AnyDefinition } from './kind.ts'

/** The records of an import that somebody has amended since. Served by the index on import_id. */
export async function listTouched(
  trx: Trx,
  { table, id }: AnyDefinition,
  importId: string,
): Promise<{ recordId: string; reference: string }[]> {
  return trx(table)
    .where({ import_id: importId })
    .whereRaw('current_revision <> import_revision')
    .select({ recordId: id, reference: 'reference' })
    .orderBy('reference')
}

type Withdrawal = { importId: string; reason: string; today: Day }

/** Withdraws the records of an import that nobody has touched since; says how many. */
export async function withdrawImported(
  trx: Trx,
  { table, id, withdrawal, parts }: AnyDefinition,
  { importId, reason, today }: Withdrawal,
): Promise<number> {
  const revision = `${table}_revision`
  const touchable = `${table}.import_id = :importId and ${table}.current_revision = ${table}.import_revision and not ${table}.is_undone`
  const belongs = (part: string) =>
    `${part}.partnership_id = ${table}.partnership_id and ${part}.${id} = ${table}.${id} and ${part}.revision = ${table}.current_revision`
  // the whole row as it stands, with what changes; the type of the table keeps every column
  await trx.raw(
    `insert into ${revision}
     select (jsonb_populate_record(${revision}, jsonb_build_object(
       'revision', ${revision}.revision + 1, 'known_on', greatest(${revision}.known_on, :today::date), 'known_on_assumed', false,
       'recorded_at', now(), 'change_reason', :reason::text, ${withdrawal}))).*
     from ${table} join ${revision} on ${belongs(revision)}
     where ${touchable}`,
    { importId, reason, today },
  )
  for (const part of Object.keys(parts))
    await trx.raw(
      `insert into ${part}
       select (jsonb_populate_record(${part}, jsonb_build_object('revision', ${part}.revision + 1))).*
       from ${table} join ${part} on ${belongs(part)}
       where ${touchable}`,
      { importId },
    )
  return trx(table)
    .where({ import_id: importId, is_undone: false })
    .whereRaw('current_revision = import_revision')
    .update({ current_revision: trx.raw('current_revision + 1'), is_undone: true })
}
