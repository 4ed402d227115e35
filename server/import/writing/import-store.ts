import {
  ImportIssue,
  ImportReport,
  ImportRun,
  ImportRuns,
  type SavedMapping,
  SavedMappings,
} from '../../contract/import.ts'
import { nameKey } from '../../contract/text.ts'
import { fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { importedKinds } from './imported-kinds.ts'

/** What the database remembers of imports: the run, its issues, saved mappings. */

const RUN_COLUMNS = [
  'import_id',
  'subject',
  'adapter',
  'file_name',
  'is_dry_run',
  'is_all_or_nothing',
  'state',
  'rows_read',
  'records_added',
  'records_changed',
  'records_already_there',
  'rows_refused',
  'rows_doubtful',
  'rows_left_out',
  'failure',
  'undone_at',
  'started_at',
  'finished_at',
]

function toRun(row: Record<string, unknown>): ImportRun {
  return ImportRun.parse(fromColumns(row))
}

export type NewRun = Pick<ImportRun, 'subject' | 'adapter' | 'fileName' | 'isDryRun' | 'isAllOrNothing'>

export async function addRun(trx: Trx, partnershipId: string, run: NewRun): Promise<ImportRun> {
  const [row] = await trx('import_run')
    .insert({
      partnership_id: partnershipId,
      subject: run.subject,
      adapter: run.adapter,
      file_name: run.fileName,
      file_hash: '', // known when the file has been read through
      is_dry_run: run.isDryRun,
      is_all_or_nothing: run.isAllOrNothing,
    })
    .returning(RUN_COLUMNS)
  return toRun(row)
}

export type RunChange = Partial<
  Pick<
    ImportRun,
    | 'state'
    | 'rowsRead'
    | 'recordsAdded'
    | 'recordsChanged'
    | 'recordsAlreadyThere'
    | 'rowsRefused'
    | 'rowsDoubtful'
    | 'rowsLeftOut'
    | 'failure'
  >
> & { fileHash?: string; isFinished?: boolean }

export async function updateRun(trx: Trx, importId: string, change: RunChange): Promise<ImportRun> {
  const [row] = await trx('import_run')
    .where({ import_id: importId })
    .update({
      state: change.state,
      rows_read: change.rowsRead,
      records_added: change.recordsAdded,
      records_changed: change.recordsChanged,
      records_already_there: change.recordsAlreadyThere,
      rows_refused: change.rowsRefused,
      rows_doubtful: change.rowsDoubtful,
      rows_left_out: change.rowsLeftOut,
      failure: change.failure,
      file_hash: change.fileHash,
      ...(change.isFinished ? { finished_at: trx.raw('now()') } : {}),
    })
    .returning(RUN_COLUMNS)
  return toRun(row)
}

export type Progress = Partial<Pick<ImportRun, 'rowsRead' | 'recordsAdded' | 'recordsAlreadyThere' | 'rowsRefused'>>

/** How far a run is; of one that has ended nothing is changed, however late the word comes. */
export async function noteProgress(trx: Trx, importId: string, progress: Progress): Promise<void> {
  await trx('import_run').where({ import_id: importId, state: 'running' }).update({
    rows_read: progress.rowsRead,
    records_added: progress.recordsAdded,
    records_already_there: progress.recordsAlreadyThere,
    rows_refused: progress.rowsRefused,
  })
}

const ISSUES_A_STATEMENT = 2000

export async function saveIssues(
  trx: Trx,
  partnershipId: string,
  importId: string,
  issues: ImportIssue[],
): Promise<void> {
  for (let at = 0; at < issues.length; at += ISSUES_A_STATEMENT) {
    const part = issues.slice(at, at + ISSUES_A_STATEMENT).map((issue, index) => ({ ...issue, issue: at + index + 1 }))
    await trx.raw(
      `insert into import_issue (partnership_id, import_id, issue, row_number, column_name, severity, value, reason, hint)
       select :partnershipId, :importId, issue, "rowNumber", "column", severity, value, reason, hint
       from jsonb_to_recordset(:part::jsonb)
         as given (issue int, "rowNumber" int, "column" text, severity text, value text, reason text, hint text)`,
      { partnershipId, importId, part: storable(JSON.stringify(part)) },
    )
  }
}

export async function listIssues(trx: Trx, importId: string, limit: number | null = null): Promise<ImportIssue[]> {
  const { rows } = await trx.raw(
    `select row_number as "rowNumber", column_name as "column", severity, value, reason, hint
     from import_issue
     where import_id = :importId
     order by issue
     limit :limit`,
    { importId, limit },
  )
  return ImportIssue.array().parse(rows)
}

/** The newest 50 imports. */
export async function listRuns(trx: Trx): Promise<ImportRun[]> {
  const rows = await trx('import_run').select(RUN_COLUMNS).orderBy('started_at', 'desc').limit(50)
  return ImportRuns.parse(rows.map(fromColumns))
}

/** JSON that PostgreSQL takes: a NUL or half a character, in what a damaged file held, becomes the sign for an unreadable one. */
function storable(json: string): string {
  return json.replace(/\\u(0000|d[89a-f][0-9a-f]{2})/gi, '\\ufffd')
}

/** One import with its first 200 issues; undefined when there is none. */
export async function findReport(trx: Trx, importId: string): Promise<ImportReport | undefined> {
  const row = await trx('import_run').where({ import_id: importId }).first(RUN_COLUMNS)
  if (!row) return undefined
  const putOff = await trx('work')
    .where({ kind: 'import', subject: importId, state: 'asked' })
    .whereNotNull('failure')
    .first('due_at')
  return ImportReport.parse({
    ...toRun(row),
    issues: await listIssues(trx, importId, 200),
    triedAgainAt: putOff?.due_at ?? null,
  })
}

export const WENT_WRONG = 'Something went wrong on our side.'

/** Of what was to be added whole or not at all, the progress says what would be: what is there says what was. */
const RECORDS_THERE = Object.values(importedKinds)
  .map(({ table }) => `(select count(*) from ${table} where ${table}.import_id = import_run.import_id)`)
  .join(' + ')

/** Says of an import that it ended before its file did, why, and what stands. What it had added stays, batch by batch. */
export async function endRun(trx: Trx, importId: string, why: string): Promise<void> {
  await trx('import_run')
    .where({ import_id: importId, state: 'running' })
    .update({
      state: 'failed',
      failure: trx.raw(
        `:why || case when is_dry_run then ' Nothing was added; try the file again.'
           else ' What had been added is kept; import the file again to add the rest.' end`,
        { why },
      ),
      records_added: trx.raw(
        `case when is_all_or_nothing and not is_dry_run and subject in ('deaths', 'naloxone') then ${RECORDS_THERE} else records_added end`,
      ),
      finished_at: trx.raw('now()'),
    })
}

export async function listMappings(trx: Trx, subject: string): Promise<SavedMapping[]> {
  const rows = await trx('import_mapping').where({ subject }).select('name', 'mapping').orderBy('name')
  return SavedMappings.parse(rows)
}

/** Of two people who undo one import at a moment the second waits, and is told that it is undone. */
export async function lockRun(trx: Trx, importId: string): Promise<void> {
  await trx('import_run').where({ import_id: importId }).forUpdate().select('import_id')
}

export async function findMapping(trx: Trx, subject: string, name: string): Promise<SavedMapping | undefined> {
  return (await listMappings(trx, subject)).find((saved) => nameKey(saved.name) === nameKey(name))
}

/** Saves a mapping under its name; one of the same name is replaced. */
export async function saveMapping(
  trx: Trx,
  partnershipId: string,
  subject: string,
  mapping: SavedMapping,
): Promise<void> {
  await trx('import_mapping')
    .insert({
      partnership_id: partnershipId,
      subject,
      name: mapping.name,
      mapping: JSON.stringify(mapping.mapping),
      saved_at: trx.raw('now()'),
    })
    .onConflict(['partnership_id', 'subject', 'name'])
    .merge(['mapping', 'saved_at'])
}
