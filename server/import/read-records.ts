import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { NewDeath } from '../contract/death.ts'
import type { ImportSubject } from '../contract/import.ts'
import { NewOverdose } from '../contract/overdose.ts'
import { judgeDeath } from '../contract/rules/death.ts'
import { sayRemark } from '../contract/rules/remark.ts'
import { NewBatch, NewSupply } from '../contract/supply.ts'
import type { Draft, ReadingContext, RecordAdapter } from './adapters/adapter.ts'
import { DEATH_FIELDS, NALOXONE_FIELDS, suggestColumns } from './adapters/vigil-fields.ts'
import { withoutIdentity } from './identity.ts'
import { doubtful, type Issue, refused } from './issues.ts'
import type { CsvTable } from './read-csv.ts'

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
  context: ReadingContext,
): RecordReading {
  const safe = withoutIdentity(table)
  const notThisFile = explainMissing(safe, adapter, subject, context)
  if (notThisFile) return { ready: [], issues: [...safe.issues, notThisFile], isReadable: false }
  const { drafts, issues } = adapter.read(safe, context, subject)
  const all: Issue[] = [...safe.issues, ...issues]
  const accepted = drafts.flatMap((draft) => accept(draft, context.today, all))
  return { ready: dropRepeated(withReferences(accepted), all), issues: all, isReadable: true }
}

function explainMissing(
  table: CsvTable,
  adapter: RecordAdapter,
  subject: ImportSubject,
  context: ReadingContext,
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
  const fields = subject === 'deaths' ? DEATH_FIELDS : NALOXONE_FIELDS
  const columns =
    context.columns ??
    suggestColumns(
      table.headings,
      fields.map((field) => ({ ...field, alsoCalled: [] })),
    )
  const lacking = fields.find((field) => field.isRequired && !table.headings.includes(columns[field.name] ?? ''))
  return (
    lacking &&
    refused(
      1,
      lacking.name,
      null,
      `no column is the ${lacking.label.toLowerCase()}`,
      `name a column ${lacking.name}, or map one to it; ${found}`,
    )
  )
}

/** The contract judges each record; what it finds wrong is told by the file's own columns. */
function accept(draft: Draft, today: string, issues: Issue[]): Ready[] {
  const { knownOnAssumed = false, ...record } = draft.record
  const schema = { death: NewDeath, overdose: NewOverdose, supply: NewSupply }[draft.kind]
  const parsed = schema.safeParse(record)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const heading = headingOf(issue.path, draft.headings)
      const value = scalarAt(record, issue.path[0])
      issues.push(refused(draft.rowNumber, heading, value, inPlainWords(issue), 'correct it and import again'))
    }
    return []
  }
  const future = futureDay(parsed.data, today)
  if (future) {
    const heading = draft.headings[future.path] ?? null
    issues.push(
      refused(draft.rowNumber, heading, future.day, 'this day is in the future', 'correct the day and import again'),
    )
    return []
  }
  const death = draft.kind === 'death' && { ...(parsed.data as NewDeath), knownOnAssumed }
  const [wrong] = death ? judgeDeath(death, { today, extent: null }).impossible : []
  if (wrong) {
    const heading = headingOf(wrong.path, draft.headings)
    issues.push(
      refused(
        draft.rowNumber,
        heading,
        scalarAt(record, wrong.path[0]),
        sayRemark(wrong),
        'correct it and import again',
      ),
    )
    return []
  }
  const named = { ...parsed.data, reference: parsed.data.reference ?? '', knownOnAssumed }
  if (draft.kind === 'supply') {
    const batch = draft.batch && NewBatch.safeParse(draft.batch)
    if (batch && !batch.success) {
      const [first] = batch.error.issues
      issues.push(
        refused(
          draft.rowNumber,
          draft.headings[String(first?.path[0])] ?? null,
          null,
          first?.message ?? '',
          'correct the batch',
        ),
      )
      return []
    }
    const supply = { kind: 'supply', record: named as NewSupply & Named, batch: batch?.data ?? null } as const
    return [{ rowNumber: draft.rowNumber, record: supply }]
  }
  return [{ rowNumber: draft.rowNumber, record: { kind: draft.kind, record: named } as ReadyRecord }]
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

function scalarAt(record: object, key: PropertyKey | undefined): string | null {
  const value = (record as Record<PropertyKey, unknown>)[key ?? '']
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

function futureDay(record: object, today: string): { path: string; day: string } | undefined {
  const days = ['eventDay', 'suppliedOn', 'knownOn', 'notifiedOn', 'toxicologyCompleteOn']
  for (const path of days) {
    const day = (record as Record<string, unknown>)[path]
    if (typeof day === 'string' && day > today) return { path, day }
  }
  return undefined
}

/**
 * A row without a reference of its own gets one from what it says, and its ordinal among rows that say the same: the same file gives the
 * same references, and two equal supplies on one day stay two.
 */
function withReferences(records: Ready[]): Ready[] {
  const seen = new Map<string, number>()
  return records.map((ready) => {
    const { record, kind } = ready.record
    if (record.reference !== '') return ready
    const hash = contentOf(ready)
    const ordinal = (seen.get(hash) ?? 0) + 1
    seen.set(hash, ordinal)
    const reference = `${kind}-${hash}-${ordinal}`
    return { ...ready, record: { ...ready.record, record: { ...record, reference } } as ReadyRecord }
  })
}

function contentOf({ record }: Ready): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 22)
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
        ? doubtful(ready.rowNumber, null, record.reference, `the same record stands in row ${row}`, 'counted once')
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
