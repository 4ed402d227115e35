import type { z } from 'zod'
import type { ImportIssue } from '../../contract/import.ts'
import {
  type Administration,
  GivenBy,
  NewOverdose,
  Outcome,
  OutcomeEvidence,
  OverdosePerson,
  ReporterKind,
} from '../../contract/overdose.ts'
import { Setting } from '../../contract/place.ts'
import { NewSupply } from '../../contract/supply.ts'
import { dayInWords } from '../../day.ts'
import { readTime } from '../days.ts'
import { refused } from '../issues.ts'
import { type CsvRow, type CsvTable, cell, rowsBy } from '../read-csv.ts'
import type { Draft, OverdoseDraft, Reading, ReadingContext, SupplyDraft } from './adapter.ts'
import { type FieldReader, type FileFacts, factsOf, fieldReader } from './field-reader.ts'
import { headingsByPath, splitList } from './vigil-deaths.ts'
import { NALOXONE_FIELDS } from './vigil-fields.ts'

const ANSWERS = ['yes', 'no', 'unknown'] as const
const RESPONSES = ['under_1', '1_to_3', '3_to_5', 'over_5', 'no_response', 'unknown'] as const
const supply = NewSupply.shape

/** Vigil's own CSV of naloxone: rows of supplies, and of overdose events (rows with one reference are one event). */
export function readVigilNaloxone(table: CsvTable, context: ReadingContext): Reading {
  const facts = factsOf(table, context, NALOXONE_FIELDS, ['day', 'known_on', 'expires_on'], ['place'])
  const reading: Reading = { drafts: [], issues: [] }
  const kindOf = (row: CsvRow) => cell(row, facts.headings.record ?? '').toLowerCase()
  for (const row of table.rows.filter((row) => !['supply', 'overdose'].includes(kindOf(row)))) {
    reading.issues.push(
      refused(
        row.rowNumber,
        facts.headings.record ?? 'record',
        kindOf(row),
        'the row is neither a supply nor an overdose',
        'write supply or overdose in this column',
      ),
    )
  }
  const keep = (draft: Draft | undefined) => draft && reading.drafts.push(draft)
  for (const row of table.rows.filter((row) => kindOf(row) === 'supply')) {
    keep(readSupply(row, facts, context, reading.issues))
  }
  const overdoses = table.rows.filter((row) => kindOf(row) === 'overdose')
  const events = rowsBy(overdoses, (row) => cell(row, facts.headings.reference ?? '') || `row ${row.rowNumber}`)
  for (const rows of events.values()) keep(readOverdose(rows, facts, context, reading.issues))
  return reading
}

function readAgency(read: FieldReader, { agencies, endedAgreements }: ReadingContext): string | null {
  const name = read.text('agency')
  if (!name) return null
  const agencyId = agencies.get(name.toLowerCase())
  if (!agencyId)
    read.doubt(
      'agency',
      'there is no agency of this name',
      'kept without the agency; add it to the agencies first and import again',
    )
  const endedOn = agencyId && endedAgreements.get(agencyId)
  if (endedOn)
    read.refuse(
      'agency',
      `the sharing agreement of this agency ended on ${dayInWords(endedOn)}`,
      'ask the information governance lead of the partnership; import again when there is a new one',
    )
  return agencyId ?? null
}

function readProduct(read: FieldReader, { products }: ReadingContext): string | null {
  const written = read.text('product')
  if (!written) return null
  const word = written.toLowerCase()
  const product = products.find(
    ({ code, name }) => code === word || name.toLowerCase() === word || code.split('-')[0] === word,
  )
  if (!product)
    read.refuse(
      'product',
      'this naloxone product is not known',
      `use one of: ${products.map(({ code }) => code).join(', ')}`,
    )
  return product?.code ?? null
}

/** The day of the row and the day it was known; undefined refuses the row. */
function readDays(read: FieldReader): { day: string; knownOn: string; knownOnAssumed: boolean } | undefined {
  const day = read.day('day')
  if (!day) {
    if (!read.isRefused()) read.refuse('day', 'the row has no day', 'fill it in')
    return undefined
  }
  const knownOn = read.day('known_on')
  if (knownOn && knownOn < day) read.refuse('known_on', 'it cannot be known before its day', 'check both days')
  return { day, knownOn: knownOn ?? day, knownOnAssumed: knownOn === null }
}

function readSupply(
  row: CsvRow,
  facts: FileFacts,
  context: ReadingContext,
  issues: ImportIssue[],
): SupplyDraft | undefined {
  const read = fieldReader(row, facts, context, issues)
  const days = readDays(read)
  if (!days) return undefined
  const productCode = readProduct(read, context)
  if (!productCode && !read.isRefused())
    read.refuse('product', 'a supply needs its product', 'such as nyxoid or prenoxad')
  const kits = read.number('kits')
  if (kits === null && !read.isRefused())
    read.refuse('kits', 'the number of kits is missing', 'fill it in; one row may be many kits')
  const batchNumber = read.text('batch_number')
  const expiresOn = read.day('expires_on')
  if (batchNumber && !expiresOn && !read.isRefused()) {
    read.doubt('expires_on', 'a batch without its expiry date as printed', 'kept without the batch; fill in both')
  }
  const record: SupplyDraft['record'] = {
    source: 'vigil-csv',
    reference: read.text('reference') ?? undefined,
    suppliedOn: days.day,
    knownOn: days.knownOn,
    knownOnAssumed: days.knownOnAssumed,
    agencyId: readAgency(read, context),
    site: read.text('site') ?? read.text('place_town'),
    place: read.place('place'),
    recipientKind: read.choice('recipient_kind', supply.recipientKind.options) ?? 'unknown',
    productCode: productCode ?? '',
    kits: kits ?? 0,
    supplyKind: read.choice('supply_kind', supply.supplyKind.unwrap().options),
    reason: read.choice('reason', supply.reason.unwrap().options),
    setting: read.choice('setting', supply.setting.unwrap().options),
    isFirstContact: read.choice('is_first_contact', ANSWERS),
    trainingGiven: read.choice('training_given', ANSWERS),
  }
  if (read.isRefused()) return undefined
  const batch = batchNumber && expiresOn && productCode ? { productCode, batchNumber, expiresOn } : null
  const headings = {
    ...headingsByPath(facts.headings),
    suppliedOn: facts.headings.day ?? 'day',
    productCode: facts.headings.product ?? 'product',
  }
  return { kind: 'supply', rowNumber: row.rowNumber, record, batch, headings }
}

function readOverdose(
  rows: CsvRow[],
  facts: FileFacts,
  context: ReadingContext,
  issues: ImportIssue[],
): OverdoseDraft | undefined {
  const first = rows[0] as CsvRow
  const read = fieldReader(first, facts, context, issues)
  const days = readDays(read)
  if (!days) return refuseRest(rows, facts, issues)
  const eventTime = readEventTime(read)
  const partOfDay = eventTime
    ? undefined
    : read.choice('part_of_day', NewOverdose.shape.partOfDay.unwrap().unwrap().options)
  const readers = rows.map((row) => (row === first ? read : fieldReader(row, facts, context, issues)))
  const record: OverdoseDraft['record'] = {
    source: 'vigil-csv',
    reference: read.text('reference') ?? undefined,
    eventDay: days.day,
    knownOn: days.knownOn,
    knownOnAssumed: days.knownOnAssumed,
    eventTime,
    timePrecision: eventTime ? 'minute' : partOfDay ? 'part_of_day' : 'unknown',
    partOfDay: partOfDay ?? null,
    place: read.place('place'),
    town: read.text('place_town'),
    setting: read.choice('setting', Setting.options),
    reporterKind: read.choice('reporter_kind', ReporterKind.options),
    agencyId: readAgency(read, context),
    ambulanceCalled: read.choice('ambulance_called', ANSWERS),
    persons: readPersons(readers, context),
  }
  if (readers.some((reader) => reader.isRefused())) return refuseRest(rows, facts, issues)
  return { kind: 'overdose', rowNumber: first.rowNumber, record, headings: headingsByPath(facts.headings) }
}

/** An event is taken whole or not at all: its other rows are refused with the one that is wrong. */
function refuseRest(rows: CsvRow[], facts: FileFacts, issues: ImportIssue[]): undefined {
  const named = new Set(issues.filter((issue) => issue.severity === 'refused').map((issue) => issue.rowNumber))
  for (const row of rows.filter(({ rowNumber }) => !named.has(rowNumber))) {
    const reason = 'another row of the same event is refused'
    issues.push(
      refused(
        row.rowNumber,
        facts.headings.reference ?? 'reference',
        null,
        reason,
        'put that row right; the event is taken whole',
      ),
    )
  }
  return undefined
}

function readEventTime(read: FieldReader): string | null {
  const written = read.text('time')
  if (!written) return null
  const time = readTime(written)
  if (!time) read.refuse('time', 'this is not a time of day', 'write it as 14:05, or leave it empty')
  return time
}

type Person = z.input<typeof OverdosePerson>

function readPersons(readers: FieldReader[], context: ReadingContext): Person[] {
  const persons = new Map<number, Person & { administrations: z.input<typeof Administration>[] }>()
  for (const read of readers) {
    if (read.text('day') !== readers[0]?.text('day')) {
      read.refuse(
        'day',
        'rows of one event give different days',
        'correct the day, or give the event its own reference',
      )
    }
    const number = read.number('person') ?? 1
    const administration = readAdministration(read, context)
    const known = persons.get(number)
    if (known) known.administrations.push(...administration)
    else persons.set(number, { ...readPerson(read, context), administrations: administration })
  }
  return [...persons.values()]
}

function readPerson(read: FieldReader, context: ReadingContext): Person {
  const substanceCodes = splitList(read.text('substances')).flatMap((written) => {
    const code = context.names.codeOf(written)
    if (code) return [code]
    const near = context.names.nearest(written).map(context.names.nameOf)
    read.refuse(
      'substances',
      `"${written}" is not in the substance tree`,
      near.length ? `did you mean ${near.join(' or ')}?` : 'see the list of substances',
    )
    return []
  })
  return {
    ageBand: read.text('age_band')?.replace(/\s*(–|-|to)\s*/, '-') ?? null,
    sex: read.choice('sex', OverdosePerson.shape.sex.unwrap().options),
    naloxoneGiven: read.choice('naloxone_given', ANSWERS),
    wasUnresponsive: read.choice('was_unresponsive', ANSWERS),
    opioidPlausible: read.choice('opioid_plausible', ANSWERS),
    outcome: read.choice('outcome', Outcome.options),
    outcomeEvidence: read.choice('outcome_evidence', OutcomeEvidence.options),
    substanceCodes: [...new Set(substanceCodes)],
  }
}

/** None where the row says nothing of a dose, a product or who gave it. */
function readAdministration(read: FieldReader, context: ReadingContext): z.input<typeof Administration>[] {
  const administration: z.input<typeof Administration> = {
    productCode: readProduct(read, context),
    doses: read.number('doses'),
    milligrams: read.number('milligrams'),
    givenBy: read.choice('given_by', GivenBy.options),
    minutesToResponse: read.choice('minutes_to_response', RESPONSES) ?? null,
  }
  return Object.values(administration).some((fact) => fact !== null && fact !== undefined) ? [administration] : []
}
