import type { Day } from '../contract/day.ts'
import type { ImportRun, ImportUndone } from '../contract/import.ts'
import type { Trx } from '../db/tenant.ts'

/** Takes an import back: each record that nobody has touched since is withdrawn by a new revision that says so. */

type Kind = {
  kind: ImportUndone['left'][number]['kind']
  head: string
  id: string
  revision: string
  /** What makes a record withdrawn. */
  withdrawal: string
  /** Tables that hold what belongs to a revision. */
  parts: string[]
}

const KINDS: Kind[] = [
  {
    kind: 'death',
    head: 'death',
    id: 'death_id',
    revision: 'death_revision',
    withdrawal: `'status', 'excluded', 'exclusion_reason', :reason::text`,
    parts: ['death_substance'],
  },
  {
    kind: 'overdose',
    head: 'overdose',
    id: 'overdose_id',
    revision: 'overdose_revision',
    withdrawal: `'is_withdrawn', true`,
    parts: ['overdose_person', 'overdose_person_substance', 'naloxone_administration'],
  },
  {
    kind: 'supply',
    head: 'naloxone_supply',
    id: 'supply_id',
    revision: 'naloxone_supply_revision',
    withdrawal: `'is_withdrawn', true`,
    parts: [],
  },
]

const MOST_LEFT_SHOWN = 500

/** Nights and releases that were made with these records stay as they are. */
export async function undoImport(trx: Trx, run: ImportRun, today: Day): Promise<ImportUndone> {
  const file = run.fileName ? ` of ${run.fileName}` : ''
  const reason = `withdrawn: the import${file} was undone`.slice(0, 400)
  const undone: ImportUndone = { importId: run.importId, withdrawn: 0, left: [] }
  for (const kind of KINDS) {
    undone.left.push(...(await listTouched(trx, kind, run.importId)))
    undone.withdrawn += await withdraw(trx, kind, { importId: run.importId, reason, today })
  }
  await trx('import_run')
    .where({ import_id: run.importId })
    .update({ undone_at: trx.raw('now()') })
  return { ...undone, left: undone.left.slice(0, MOST_LEFT_SHOWN) }
}

/** Served by the index on import_id. */
async function listTouched(trx: Trx, { kind, head, id }: Kind, importId: string): Promise<ImportUndone['left']> {
  const rows = await trx(head)
    .where({ import_id: importId })
    .whereRaw('current_revision <> import_revision')
    .select({ recordId: id, reference: 'reference' })
    .orderBy('reference')
  return rows.map(({ recordId, reference }) => ({ kind, recordId, reference }))
}

type Withdrawal = { importId: string; reason: string; today: Day }

async function withdraw(
  trx: Trx,
  { head, id, revision, withdrawal, parts }: Kind,
  { importId, reason, today }: Withdrawal,
): Promise<number> {
  const touchable = `${head}.import_id = :importId and ${head}.current_revision = ${head}.import_revision and not ${head}.is_undone`
  const belongs = (part: string) =>
    `${part}.partnership_id = ${head}.partnership_id and ${part}.${id} = ${head}.${id} and ${part}.revision = ${head}.current_revision`
  // the whole row as it stands, with what changes; the type of the table keeps every column
  await trx.raw(
    `insert into ${revision}
     select (jsonb_populate_record(${revision}, jsonb_build_object(
       'revision', ${revision}.revision + 1, 'known_on', greatest(${revision}.known_on, :today::date), 'known_on_assumed', false,
       'recorded_at', now(), 'change_reason', :reason::text, ${withdrawal}))).*
     from ${head} join ${revision} on ${belongs(revision)}
     where ${touchable}`,
    { importId, reason, today },
  )
  for (const part of parts)
    await trx.raw(
      `insert into ${part}
       select (jsonb_populate_record(${part}, jsonb_build_object('revision', ${part}.revision + 1))).*
       from ${head} join ${part} on ${belongs(part)}
       where ${touchable}`,
      { importId },
    )
  return trx(head)
    .where({ import_id: importId, is_undone: false })
    .whereRaw('current_revision = import_revision')
    .update({ current_revision: trx.raw('current_revision + 1'), is_undone: true })
}
