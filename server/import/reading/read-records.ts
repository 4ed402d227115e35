import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { NewDeath } from '../../contract/death.ts'
import type { ImportMapping, ImportSubject } from '../../contract/import.ts'
import { NewOverdose } from '../../contract/overdose.ts'
import { judgeDeath } from '../../contract/rules/death.ts'
import { judgeOverdose } from '../../contract/rules/overdose.ts'
import { type Judgement, nothingToRemark } from '../../contract/rules/remark.ts'
import { judgeExpiry, judgeSupply } from '../../contract/rules/supply.ts'
import { NewBatch, NewSupply } from '../../contract/supply.ts'
import type { Draft, ReadingContext, RecordAdapter } from '../adapters/adapter.ts'
import { withoutAsides, withReferencesRead } from '../adapters/asides.ts'
import { headingsByField } from '../adapters/field-reader.ts'
import { fieldsTaken, forHeadingsOf, inWords, nearestField, proposeMapping } from '../adapters/propose.ts'
import { fieldsOf } from '../adapters/vigil-fields.ts'
import type { CsvRow, CsvTable } from '../tables/csv-table.ts'
import { withoutIdentity } from '../tables/identity.ts'
import { cellLost, doubtful, type Issue, leftOut, note, refused } from '../tables/issues.ts'

/** A record that may be stored: it passed the contract's schema and has its reference. */
type Named = { reference: string; knownOnAssumed: boolean }
export type ReadyRecord =
  | { kind: 'death'; record: NewDeath & Named }
  | { kind: 'overdose'; record: NewOverdose & Named }
  | { kind: 'supply'; record: NewSupply & Named; batch: NewBatch | null }
export type Ready = { rowNumber: number; record: ReadyRecord }

export type RecordReading = { ready: Ready[]; issues: Issue[]; isReadable: boolean }

/** Everything of an import that needs no database: identity out, rows to drafts, drafts to records that the contract accepts. */
export function readRecords(
  table: CsvTable,
  adapter: RecordAdapter,
  subject: ImportSubject,
  given: ReadingContext,
): RecordReading {
  const named = withoutIdentity(table)
  const isOwn = adapter.expects.length === 0
  const notes: Issue[] = []
  const context = isOwn ? withMapping(named, subject, given, notes) : given
  const safe = isOwn ? withReferencesRead(withoutAsides(named, subject, context.mapping), context.mapping) : named
  const notThisFile = explainMissing(safe, adapter, subject, context)
  if (notThisFile) return { ready: [], issues: [...safe.issues, ...notes, notThisFile], isReadable: false }
  const { drafts, issues } = adapter.read(safe, context, subject)
  const all: Issue[] = [...safe.issues, ...notes, ...issues]
  const accepted: Ready[] = []
  // each draft is let go of as soon as it is a record: a file holds many
  drafts.reverse()
  for (let draft = drafts.pop(); draft; draft = drafts.pop()) accepted.push(...accept(draft, context, all))
  const hasAllReferences = accepted.every(({ record }) => record.record.reference !== '')
  const rows = isOwn && !hasAllReferences ? new Map(safe.rows.map((row) => [row.rowNumber, row])) : null
  return { ready: dropRepeated(withReferences(accepted, rows, safe, all), all), issues: all, isReadable: true }
}

/** The mapping that was given, or what the headings say by themselves; what is not used of the file is said. */
function withMapping(table: CsvTable, subject: ImportSubject, given: ReadingContext, notes: Issue[]): ReadingContext {
  const isGiven = Object.keys(given.mapping.columns).length > 0
  const mapping = isGiven
    ? forHeadingsOf(table, given.mapping)
    : { ...given.mapping, ...proposeMapping(table, subject, given, 'headings') }
  const fields = new Map((fieldsOf(subject) ?? []).map((field) => [field.name, field]))
  leaveOutGone(mapping, fields, given, notes)
  for (const heading of Object.keys(mapping.columns).filter((heading) => !table.headings.includes(heading)))
    notes.push(note(heading, 'the mapping names this column, and the file does not have it', 'nothing is read for it'))
  const taken = fieldsTaken(mapping)
  for (const heading of table.headings) {
    const use = mapping.columns[heading]
    if (use === undefined || use.as === 'unused') {
      // that nobody wants a column is said by a mapping; that nobody knew it is said here
      if (isGiven && use !== undefined) continue
      const near = fields.get(nearestField(heading, subject, taken) ?? '')
      const hint = near
        ? `is it ${near.label.toLowerCase()} (${near.name})? Map it, or call it so`
        : 'nothing of it is kept'
      notes.push(note(heading, 'this column is not used', hint))
    } else if (!isGiven && use.as === 'field' && inWords(heading) !== inWords(use.field)) {
      const label = fields.get(use.field)?.label ?? use.field
      notes.push(
        note(heading, `this column is read as “${label}” (${use.field})`, 'map the columns where that is wrong'),
      )
    }
  }
  return { ...given, mapping }
}

/** A mapping that was saved may name a field or a substance that is no longer there. */
function leaveOutGone(
  mapping: ImportMapping,
  fields: ReadonlyMap<string, unknown>,
  { names }: ReadingContext,
  notes: Issue[],
): void {
  for (const [heading, use] of Object.entries(mapping.columns)) {
    const gone =
      use.as === 'field' && !fields.has(use.field)
        ? use.field
        : use.as === 'substance' && names.codeOf(use.code) !== use.code
          ? use.code
          : undefined
    if (gone === undefined) continue
    mapping.columns[heading] = { as: 'unused' }
    const what = use.as === 'field' ? 'a field' : 'a substance'
    notes.push(
      note(heading, `the mapping reads this column as ${what} that Vigil does not have: ${gone}`, 'map it anew'),
    )
  }
}

function explainMissing(
  table: CsvTable,
  adapter: RecordAdapter,
  subject: ImportSubject,
  { mapping }: ReadingContext,
): Issue | undefined {
  const missing = adapter.expects.filter((heading) => !table.headings.includes(heading))
  const found = `its columns are: ${table.headings.slice(0, 30).join(', ')}`
  if (missing.length) {
    return refused(
      1,
      missing[0] ?? null,
      null,
      `this is not a file for the adapter ${adapter.name}: the column ${missing[0]} is missing`,
      found,
    )
  }
  if (adapter.expects.length) return undefined
  const headings = headingsByField(mapping)
  const lacking = fieldsOf(subject)?.find(
    ({ name, isRequired }) =>
      isRequired && !table.headings.includes(headings[name] ?? '') && mapping.constants[name] === undefined,
  )
  if (!lacking) return undefined
  if (isTableOfTotals(table)) return TOTALS
  return refused(
    1,
    lacking.name,
    null,
    `no column is the ${lacking.label.toLowerCase()}`,
    `name a column ${lacking.name}, or map one to it; ${found}`,
  )
}

export const TOTALS = refused(
  1,
  null,
  null,
  'this is a table of totals: counts by area or year, not one row for each record',
  'Vigil reads one row a death, a supply or an overdose; figures of others stand beside it as indicators later',
)

/** Counts under headings of years, or nothing but numbers beside the names of areas, as ONS and NRS publish them. */
export function isTableOfTotals({ headings, rows }: Pick<CsvTable, 'headings' | 'rows'>): boolean {
  const years = headings.filter((heading) =>
    /^(?:registrations? |deaths? )?(19|20)\d{2}([/-](19|20)?\d{2})?$/i.test(heading),
  )
  if (years.length >= 3) return true
  const some = rows.slice(0, 50)
  if (some.length < 3 || headings.length < 3) return false
  const numeric = headings.filter((heading) => {
    const cells = some.map((row) => (row.cells[heading] ?? '').trim()).filter((text) => text !== '')
    return cells.length > 0 && cells.every((text) => /^([\d,]+(\.\d+)?|[-:.x*c]|\[[a-z]\])$/i.test(text))
  })
  return (
    numeric.length >= Math.max(3, headings.length - 3) &&
    headings.some((heading) => /\b(area|region|local authority|country|council|code)\b/i.test(heading))
  )
}

/** The row stands or falls with these; all else that is wrong costs its cell. */
const ROW_STANDS_WITH = new Set<PropertyKey>([
  'eventDay',
  'suppliedOn',
  'reference',
  'source',
  'kits',
  'productCode',
  'persons',
])
const MOST_CELLS_LOST = 60

/** The contract judges each record; what it finds wrong is told by the file's own columns and left out. */
function accept(draft: Draft, context: ReadingContext, issues: Issue[]): Ready[] {
  let { knownOnAssumed = false, ...record } = draft.record
  const schema = { death: NewDeath, overdose: NewOverdose, supply: NewSupply }[draft.kind]
  const batch = draft.kind === 'supply' ? acceptBatch(draft, context, issues) : null

  /** Takes out what stands at a path, or refuses the row. */
  function lose(path: PropertyKey[], message: string, hint?: string): boolean {
    const heading = headingOf(path, draft.headings)
    const value = scalarAt(record, path)
    const isWhole = ROW_STANDS_WITH.has(path[0] as PropertyKey) && path.length === 1
    if (isWhole || path.length === 0) {
      issues.push(refused(draft.rowNumber, heading, value, message, hint ?? 'correct it and import again'))
      return false
    }
    issues.push(cellLost(draft.rowNumber, heading, value, message, hint ?? 'correct it by hand, or in the file'))
    record = without(record, path)
    if (path[0] === 'knownOn') {
      const day = 'eventDay' in record ? record.eventDay : record.suppliedOn
      record = { ...record, knownOn: day }
      knownOnAssumed = true
    }
    return true
  }

  const tried = new Set<string>()
  for (let lost = 0; lost < MOST_CELLS_LOST; lost++) {
    const parsed = schema.safeParse(record)
    if (!parsed.success) {
      const [issue] = parsed.error.issues as [z.core.$ZodIssue]
      // what is still wrong once its cell is empty lies with what holds it
      let path = [...issue.path]
      while (path.length > 1 && tried.has(path.join('.'))) path = path.slice(0, -1)
      tried.add(path.join('.'))
      if (!lose(path, inPlainWords(issue))) return []
      // an element that falls away moves the ones behind it to other paths
      if (typeof path.at(-1) === 'number')
        for (const key of tried) if (key.startsWith(`${path.slice(0, -1).join('.')}.`)) tried.delete(key)
      continue
    }
    const { impossible, unexplained, doubtful: doubts } = judge(draft.kind, parsed.data, knownOnAssumed, batch, context)
    const [wrong] = impossible
    if (wrong) {
      if (!lose(wrong.path, asSentence(wrong.message), wrong.hint)) return []
      continue
    }
    for (const { path, message, hint } of [...unexplained, ...doubts]) {
      const heading = headingOf(path, draft.headings)
      issues.push(
        doubtful(
          draft.rowNumber,
          heading,
          scalarAt(record, path),
          asSentence(message),
          `kept as it is; ${hint ?? 'check it against the source'}`,
        ),
      )
    }
    const named = { ...parsed.data, reference: parsed.data.reference ?? '', knownOnAssumed }
    const ready =
      draft.kind === 'supply' ? { kind: 'supply', record: named, batch } : { kind: draft.kind, record: named }
    return [{ rowNumber: draft.rowNumber, record: ready as ReadyRecord }]
  }
  issues.push(refused(draft.rowNumber, null, null, 'too much of the row is wrong', 'check it against the source'))
  return []
}

/** A remark of the contract follows the name of its field; beside a column it stands alone. */
function asSentence(message: string): string {
  return /^(is|holds|has) /.test(message) ? `this ${message}` : message
}

function judge(
  kind: Draft['kind'],
  record: unknown,
  knownOnAssumed: boolean,
  batch: NewBatch | null,
  { today, extent, laws }: ReadingContext,
): Judgement {
  if (kind === 'death') return judgeDeath({ ...(record as NewDeath), knownOnAssumed }, { today, extent })
  if (kind === 'overdose') return judgeOverdose({ ...(record as NewOverdose), knownOnAssumed }, { today, extent })
  const judged = judgeSupply({ ...(record as NewSupply), knownOnAssumed }, { today, extent, laws, batch })
  // a person's reason cannot stand in a file; that the batch is another product's cannot be, since the row makes it
  return judged ?? nothingToRemark
}

/** The batch that a row names; what the contract refuses of it costs the batch, not the supply. */
function acceptBatch(
  draft: Extract<Draft, { kind: 'supply' }>,
  { today }: ReadingContext,
  issues: Issue[],
): NewBatch | null {
  if (!draft.batch) return null
  const parsed = NewBatch.safeParse(draft.batch)
  const wrong = parsed.success
    ? judgeExpiry(parsed.data.expiresOn, { today }).impossible[0]
    : { path: parsed.error.issues[0]?.path ?? [], message: parsed.error.issues[0]?.message ?? 'is no batch' }
  if (parsed.success && !wrong) return parsed.data
  const heading = draft.headings[String(wrong?.path[0])] ?? null
  issues.push(cellLost(draft.rowNumber, heading, null, wrong?.message ?? '', 'kept without the batch'))
  return null
}

/** The record without what stands at a path: a key falls away, and with it what its default is not; of a list the element does. */
function without<R extends object>(record: R, path: PropertyKey[]): R {
  const copy = structuredClone(record)
  const holder = path.slice(0, -1).reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)?.[key], copy)
  const last = path.at(-1) as PropertyKey
  if (Array.isArray(holder)) holder.splice(Number(last), 1)
  else if (holder && typeof holder === 'object') delete (holder as Record<PropertyKey, unknown>)[last]
  return copy
}

function headingOf(path: PropertyKey[], headings: Readonly<Record<string, string>>): string | null {
  const named = path.filter((part) => typeof part === 'string')
  return headings[path.join('.')] ?? headings[named[0] ?? ''] ?? headings[named.at(-1) ?? ''] ?? null
}

/** zod's own sentences are for programmers; ours stand in the contract. */
function inPlainWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') {
    return issue.origin === 'string' ? `longer than ${issue.maximum} characters` : `more than ${issue.maximum}`
  }
  if (issue.code === 'too_small') {
    return issue.origin === 'string' ? 'empty, or too short' : `less than ${issue.minimum}`
  }
  if (issue.code === 'invalid_type') return issue.expected === 'int' ? 'not a whole number' : `not a ${issue.expected}`
  return issue.message
}

function scalarAt(record: object, path: PropertyKey[]): string | null {
  const value = path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | null | undefined)?.[key],
    record,
  )
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

/**
 * A row without a reference of its own gets one from what it says, and its ordinal among rows that say the same: the same file gives the
 * same references however its columns are mapped, and two equal supplies on one day stay two, which is said.
 */
function withReferences(
  records: Ready[],
  rows: ReadonlyMap<number, CsvRow> | null,
  table: CsvTable,
  issues: Issue[],
): Ready[] {
  const seen = new Map<string, { times: number; rowNumber: number }>()
  return records.map((ready) => {
    const { record, kind } = ready.record
    if (record.reference !== '') return ready
    const row = rows?.get(ready.rowNumber)
    const hash = row ? hashOf(table.headings.map((heading) => row.cells[heading]?.trim() ?? '')) : contentOf(ready)
    const earlier = seen.get(hash)
    const ordinal = (earlier?.times ?? 0) + 1
    if (earlier)
      issues.push(
        doubtful(
          ready.rowNumber,
          null,
          null,
          `the same stands in row ${earlier.rowNumber}, and neither has a reference`,
          'kept as two records; take one out if they are one',
        ),
      )
    seen.set(hash, { times: ordinal, rowNumber: earlier?.rowNumber ?? ready.rowNumber })
    const reference = `${kind}-${hash}-${ordinal}`
    return { ...ready, record: { ...ready.record, record: { ...record, reference } } as ReadyRecord }
  })
}

function contentOf({ record }: Ready): string {
  return hashOf(record)
}

function hashOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)
}

/** A reference that comes twice in a file: said, never dropped silently. */
function dropRepeated(records: Ready[], issues: Issue[]): Ready[] {
  const first = new Map<string, Ready>()
  return records.filter((ready) => {
    const { kind, record } = ready.record
    const key = `${kind} ${record.source} ${record.reference}`
    const earlier = first.get(key)
    if (!earlier) {
      first.set(key, ready)
      return true
    }
    const row = earlier.rowNumber
    issues.push(
      contentOf(earlier) === contentOf(ready)
        ? leftOut(ready.rowNumber, null, record.reference, `the same record stands in row ${row}`, 'counted once')
        : refused(
            ready.rowNumber,
            null,
            record.reference,
            `the reference stands in row ${row} already, with other content`,
            'give each record its own reference, or delete one of the two',
          ),
    )
    return false
  })
}
