import type { Knex } from 'knex'
import { coverEventsWithHexagons } from '../../areas/hexagons.ts'
import { appendAudit } from '../../audit/store.ts'
import type { Day } from '../../contract/day.ts'
import type { ImportIssue, ImportMapping, ImportReport, ImportRun, ImportSubject } from '../../contract/import.ts'
import { isUnavailable } from '../../db/connection.ts'
import { type Tenant, type Trx, withTenant } from '../../db/tenant.ts'
import { keepLease } from '../../work/run-work.ts'
import { finishWork, holdWork, type Piece, startWork, TakenOver } from '../../work/store.ts'
import type { GeographyOptions } from '../reading/read-file.ts'
import { doubtful, refused } from '../tables/issues.ts'
import type { Packed } from '../tables/kept-file.ts'
import type { Content } from '../tables/read-csv.ts'
import { addRun, endRun, noteProgress, type Progress, saveIssues, updateRun, WENT_WRONG } from './import-store.ts'
import { type Outcome, type Prepared, prepare } from './prepare.ts'
import { startTally, type Tally } from './tally.ts'

export { listAdapters } from '../adapters/index.ts'

export type ImportRequest = {
  subject: ImportSubject
  adapter: string
  fileName: string | null
  content: Content | Packed
  /** How the columns are read, for the adapter `vigil`; null: by their headings alone. */
  mapping?: ImportMapping | null
  /** Reads, validates and tries; writes nothing but the run and its issues. */
  isDryRun: boolean
  /** One refused row and nothing is written; otherwise what is good is kept, batch by batch. */
  isAllOrNothing: boolean
  /** Of deaths whose toxicology is complete and that name no panel themselves. */
  standardPanelId?: string | null
  today: Day
  /** The partnership's: which order its days have, where its points should lie. */
  country: string
  timeZone: string
  /** For areas: kind, properties, source and day. */
  geography?: GeographyOptions
}

export type ImportProgress = {
  rowsRead: number
  /** Records to write, and how many have been. */
  records: number
  recordsDone: number
  recordsAdded: number
  recordsAlreadyThere: number
  rowsRefused: number
}

const RECORDS_A_BATCH = 500
const MOST_SAVED_ISSUES = 20_000

/**
 * Imports a file that this process alone has: reads and validates all of it, then writes in batches. The report holds every issue (the
 * saved ones are capped, and say so). Content never makes it throw; a database that is lost does, after the run was marked as failed
 * where that is still possible.
 */
export async function runImport(
  db: Knex,
  tenant: Tenant,
  ask: ImportRequest,
  tell: (progress: ImportProgress) => void = () => undefined,
): Promise<ImportReport> {
  const piece = await withTenant(db, tenant, async (trx) => {
    const { importId } = await addRun(trx, tenant.partnershipId, ask)
    return startWork(trx, { kind: 'import', subject: importId })
  })
  const stopRenewing = keepLease(db, tenant, piece)
  try {
    return await continueImport(db, tenant, piece, ask, { tell })
  } catch (error) {
    await markFailed(db, tenant, piece, error)
    throw error
  } finally {
    stopRenewing()
  }
}

type Hands = {
  tell?: (progress: ImportProgress) => void
  /** In the transaction that ends the import. */
  atEnd?: (trx: Trx) => Promise<void>
}

/**
 * Does an import, or does it on: what was written by whoever had it before counts as added by it, and is not written twice. Each batch is
 * written only while the piece of work is held.
 */
export async function continueImport(
  db: Knex,
  tenant: Tenant,
  piece: Piece,
  ask: ImportRequest,
  { tell = () => undefined, atEnd = async () => undefined }: Hands = {},
): Promise<ImportReport> {
  const importId = piece.subject
  const isTakenUpAgain = piece.attempt > 1
  const watched = watchedRun(db, tenant, importId)
  const prepared = await prepare(db, tenant, ask, { importId, isTakenUpAgain }, (rowsRead) => {
    tell({ rowsRead, records: 0, recordsDone: 0, recordsAdded: 0, recordsAlreadyThere: 0, rowsRefused: 0 })
    watched({ rowsRead })
  })
  const tellBoth = (progress: ImportProgress) => {
    tell(progress)
    if (ask.isDryRun || ask.isAllOrNothing) watched(tally.counts())
  }
  const tally = startTally(prepared)
  const finish = (change: Pick<ImportRun, 'state' | 'failure'>) =>
    withTenant(db, tenant, async (trx) => {
      const isKept = change.state === 'done' && !ask.isDryRun
      for (const said of (isKept && (await prepared.conclude?.(trx))) || []) tally.tell(said)
      const issues = tally.sortedIssues()
      await finishWork(trx, piece, { state: 'done' })
      await atEnd(trx)
      await saveIssues(trx, tenant.partnershipId, importId, capped(issues))
      if (isKept) {
        await coverEventsWithHexagons(trx)
        await appendAudit(trx, {
          action: 'write',
          operation: `import ${ask.subject}`,
          recordId: importId,
          fields: [],
          records: tally.counts().recordsAdded,
        })
      }
      const run = await updateRun(trx, importId, {
        ...tally.counts(),
        ...change,
        fileHash: prepared.hash,
        isFinished: true,
      })
      return { ...run, issues, triedAgainAt: null }
    })

  if (!prepared.isReadable) {
    return await finish({
      state: 'failed',
      // not of a column or cell that was left out: the rest could still be read
      failure: prepared.issues.find(({ severity, keepsRow }) => severity === 'refused' && !keepsRow)?.reason ?? null,
    })
  }
  if (ask.isAllOrNothing && tally.rowsRefused() > 0) return await finish(tally.rollBack())
  tell(tally.progress())
  if (ask.isAllOrNothing) {
    const isWhole = await writeWhole(db, tenant, piece, prepared, ask.isDryRun, tally, tellBoth)
    return await finish(isWhole ? { state: 'done', failure: null } : tally.rollBack())
  }
  await writeBatches(db, tenant, piece, prepared, ask.isDryRun, tally, tellBoth)
  return await finish({ state: 'done', failure: null })
}

const MILLISECONDS_BETWEEN_WORDS = 1_000

/** Writes down how far a run is, for those who watch it, at most once a second; what a batch writes itself need not be said again. */
function watchedRun(db: Knex, tenant: Tenant, importId: string): (progress: Progress) => void {
  let last = Date.now()
  return (progress) => {
    if (Date.now() - last < MILLISECONDS_BETWEEN_WORDS) return
    last = Date.now()
    withTenant(db, tenant, (trx) => noteProgress(trx, importId, progress)).catch(() => undefined) // only a word; the end is written anyway
  }
}

async function markFailed(db: Knex, tenant: Tenant, piece: Piece, error: unknown): Promise<void> {
  if (error instanceof TakenOver) return
  const failure = isUnavailable(error) ? 'The database was lost during the import.' : WENT_WRONG
  await withTenant(db, tenant, async (trx) => {
    await endRun(trx, piece.subject, failure)
    await finishWork(trx, piece, { state: 'failed', failure })
  }).catch(
    () => undefined, // the first error is the one to tell
  )
}

/** Thrown to undo a transaction that went well. */
const nothingWritten = new Error('nothing is to be written')

/** A transaction that is undone at its end: a dry run tries exactly what the real one would do. */
async function undone<T>(db: Knex, tenant: Tenant, work: (trx: Trx) => Promise<T>): Promise<T> {
  let result: T | undefined
  try {
    await withTenant(db, tenant, async (trx) => {
      result = await work(trx)
      throw nothingWritten
    })
  } catch (error) {
    if (error !== nothingWritten) throw error
  }
  return result as T
}

async function writeBatches(
  db: Knex,
  tenant: Tenant,
  piece: Piece,
  prepared: Prepared,
  isDryRun: boolean,
  tally: Tally,
  tell: (progress: ImportProgress) => void,
): Promise<void> {
  const transact = isDryRun ? undone : withTenant
  for (const batch of batchesOf(prepared)) {
    await addOrSplit(
      batch,
      (part) =>
        transact(db, tenant, async (trx) => {
          const outcomes = await prepared.add(trx, part)
          await holdWork(trx, piece)
          if (!isDryRun) await updateRun(trx, piece.subject, tally.countsWith(outcomes))
          return outcomes
        }),
      tally,
    )
    tell(tally.progress())
  }
}

/** One transaction for the whole file; false when something in it was refused, and nothing was written. */
async function writeWhole(
  db: Knex,
  tenant: Tenant,
  piece: Piece,
  prepared: Prepared,
  isDryRun: boolean,
  tally: Tally,
  tell: (progress: ImportProgress) => void,
): Promise<boolean> {
  const transact = isDryRun ? undone : withTenant
  try {
    await transact(db, tenant, async (trx) => {
      for (const batch of batchesOf(prepared)) {
        // a savepoint, so that a record the database refuses can be told by its row
        await addOrSplit(batch, (part) => trx.transaction((inner) => prepared.add(inner, part)), tally)
        tell(tally.progress())
      }
      if (tally.rowsRefused() > 0) throw nothingWritten
      await holdWork(trx, piece)
    })
    return true
  } catch (error) {
    if (error === nothingWritten) return false
    throw error
  }
}

function batchesOf({ records, batchSize = RECORDS_A_BATCH }: Prepared): Prepared['records'][] {
  return Array.from({ length: Math.ceil(records.length / batchSize) }, (_, index) =>
    records.slice(index * batchSize, (index + 1) * batchSize),
  )
}

/** A batch that the database refuses is halved until the record at fault stands alone, and is told by its row. */
async function addOrSplit(
  batch: Prepared['records'],
  add: (part: Prepared['records']) => Promise<Outcome[]>,
  tally: Tally,
): Promise<void> {
  try {
    tally.take(batch, await add(batch))
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (!/^(22|23)/.test(code)) throw error // not the fault of what the file says
    const [only] = batch
    if (batch.length === 1 && only) {
      const issue = refused(
        only.rowNumber,
        null,
        null,
        'what the row says does not fit together, and Vigil cannot say where',
        'check the row against the source; leave out what is doubtful, a cell at a time',
      )
      tally.take(batch, [{ outcome: 'refused', issue }])
      return
    }
    const half = Math.ceil(batch.length / 2)
    await addOrSplit(batch.slice(0, half), add, tally)
    await addOrSplit(batch.slice(half), add, tally)
  }
}

function capped(issues: ImportIssue[]): ImportIssue[] {
  if (issues.length <= MOST_SAVED_ISSUES) return issues
  const beyond = (issues.length - MOST_SAVED_ISSUES + 1).toLocaleString('en-GB')
  const last = doubtful(
    1,
    null,
    null,
    `${beyond} more issues are not kept`,
    'put the first ones right and import again, or use --report on the command line',
  )
  return [...issues.slice(0, MOST_SAVED_ISSUES - 1), last]
}
