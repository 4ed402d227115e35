import type { z } from 'zod'
import { whyNotADrug } from '../../contract/identifying.ts'
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
import { InterceptStage, NewSupply } from '../../contract/supply.ts'
import { SuppliedUnder, SupplierKind } from '../../contract/supply-law.ts'
import { nameKey } from '../../contract/text.ts'
import { dayInWords } from '../../day.ts'
import { readSubstanceCell } from '../../deaths/substances/read-cell.ts'
import { readChoice, saysNothing, saysUnknown } from '../cells/words.ts'
import { type CsvRow, type CsvTable, cell, rowsBy } from '../tables/csv-table.ts'
import { cutTo, refused } from '../tables/issues.ts'
import type { Draft, OverdoseDraft, Reading, ReadingContext, SupplyDraft } from './adapter.ts'
import { type FieldReader, type FileFacts, factsOf, fieldReader } from './field-reader.ts'
import { readFlag, type SubstanceColumns, substanceColumnsOf } from './findings.ts'
import { NALOXONE_FIELDS } from './naloxone-fields.ts'
import { headingsOfPaths } from './vigil-deaths.ts'

const ANSWERS = ['yes', 'no', 'unknown'] as const
const RESPONSES = ['under_1', '1_to_3', '3_to_5', 'over_5', 'no_response', 'unknown'] as const
const supply = NewSupply.shape

/** Naloxone of any table whose columns are mapped: rows of supplies, and of overdose events (rows with one reference are one event). */
export function readVigilNaloxone(table: CsvTable, context: ReadingContext): Reading {
  const facts = factsOf(table, context, context.mapping, NALOXONE_FIELDS, ['place'])
  const substances = substanceColumnsOf(context.mapping)
  const reading: Reading = { drafts: [], issues: [...facts.notes] }
  const heading = facts.headings.record
  const { constants, values } = context.mapping
  function kindOf(row: CsvRow): 'supply' | 'overdose' | undefined {
    const written = heading === undefined ? (constants.record ?? '') : cell(row, heading)
    const kind = readChoice(written, 'record', ['supply', 'overdose'] as const, values.record)
    return kind.kind === 'value' ? kind.value : undefined
  }
  const read = fieldReader(facts, context, reading.issues)
  const kinds = new Map(table.rows.map((row) => [row, kindOf(row)]))
  const keep = (draft: Draft | undefined) => draft && reading.drafts.push(draft)
  for (const row of table.rows) {
    const kind = kinds.get(row)
    if (kind === 'supply') keep(readSupply(row, read, facts, context))
    if (kind) continue
    const reason = 'the row is neither a supply nor an overdose'
    const hint = 'write supply or overdose in this column, or say that all rows are one of them'
    reading.issues.push(
      refused(row.rowNumber, heading ?? 'record', heading === undefined ? null : cell(row, heading), reason, hint),
    )
  }
  const overdoses = table.rows.filter((row) => kinds.get(row) === 'overdose')
  const events = rowsBy(overdoses, (row) => cell(row, facts.headings.reference ?? '') || `row ${row.rowNumber}`)
  for (const rows of events.values()) keep(readOverdose(rows, read, facts, substances, context, reading.issues))
  return reading
}

function readAgency(read: FieldReader, { agencies, endedAgreements }: ReadingContext): string | null {
  const name = read.text('agency')
  if (!name) return null
  const agencyId = agencies.get(nameKey(name))
  if (!agencyId) read.lose('agency', 'there is no agency of this name', 'add it to the agencies first and import again')
  const endedOn = agencyId && endedAgreements.get(agencyId)
  if (endedOn)
    read.refuse(
      'agency',
      `the sharing agreement of this agency ended on ${dayInWords(endedOn)}`,
      'ask the information governance lead of the partnership; import again when there is a new one',
    )
  return agencyId ?? null
}

/** What a product is called in passing: its brand with a strength behind it, or only how it is given. */
const WAYS = [
  [/nasal|spray|intranasal/, 'naloxone-nasal'],
  [/inject|ampoule|pre-?filled|syringe|intramuscular|\bim\b/, 'naloxone-injection'],
  [/^(naloxone|thn|take home naloxone|naloxone kit|kit)$/, 'naloxone-unknown'],
] as const

function readProduct(read: FieldReader, { products }: ReadingContext): string | null {
  const written = read.text('product')
  if (!written || saysNothing(written) || saysUnknown(written)) return null
  const word = written.toLowerCase()
  const product = products.find(({ code, name }) => {
    const brand = code.split('-')[0] as string
    return (
      code === word || name.toLowerCase() === word || (brand !== 'naloxone' && new RegExp(`^${brand}\\b`).test(word))
    )
  })
  const way = WAYS.find(([pattern, code]) => pattern.test(word) && products.some((known) => known.code === code))
  if (product || way) return product?.code ?? way?.[1] ?? null
  read.lose(
    'product',
    'this naloxone product is not known',
    `use one of: ${products.map(({ code }) => code).join(', ')}`,
  )
  return null
}

type RowDays = { day: string; time: string | null; knownOn: string; knownOnAssumed: boolean }

/** The day of the row and the day it was known; undefined refuses the row. */
function readDays(read: FieldReader): RowDays | undefined {
  const event = read.eventDay('day')
  if (!event) {
    if (!read.isRefused()) read.refuse('day', 'the row has no day', 'fill it in')
    return undefined
  }
  if (event.precision !== 'day') {
    read.refuse('day', `only a ${event.precision} is given`, 'an overdose or a supply needs its day')
    return undefined
  }
  const knownOn = read.day('known_on')
  return { day: event.day, time: event.time, knownOn: knownOn ?? event.day, knownOnAssumed: knownOn === null }
}

function readSupply(
  row: CsvRow,
  read: FieldReader,
  facts: FileFacts,
  context: ReadingContext,
): SupplyDraft | undefined {
  read.at(row)
  const days = readDays(read)
  if (!days) return undefined
  const productCode = readProduct(read, context)
  if (!productCode && !read.text('product'))
    read.doubt('product', 'the product is not stated', 'kept as “product not stated”')
  const kits = read.number('kits')
  if (kits === null || kits < 1)
    read.refuse('kits', 'the number of kits is missing', 'fill it in; one row may be many kits')
  const batchNumber = read.text('batch_number')
  const expiry = read.expiry('expires_on')
  const expiresOn = expiry?.day ?? null
  if (batchNumber && !expiresOn) {
    read.doubt('expires_on', 'a batch without its expiry as printed', 'kept without the batch; fill in both')
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
    productCode: productCode ?? 'naloxone-unknown',
    kits: kits ?? 0,
    supplyKind: read.choice('supply_kind', supply.supplyKind.unwrap().options),
    reason: read.choice('reason', supply.reason.unwrap().options),
    setting: read.choice('setting', supply.setting.unwrap().options),
    isFirstContact: read.choice('is_first_contact', ANSWERS),
    trainingGiven: read.choice('training_given', ANSWERS),
    supplierKind: read.choice('supplier_kind', SupplierKind.options),
    supplierTrained: read.choice('supplier_trained', ANSWERS),
    suppliedUnder: read.choice('supplied_under', SuppliedUnder.options),
    interceptStage: read.choice('intercept_stage', InterceptStage.options),
    equipmentPacks: read.number('equipment_packs'),
    sharpsBins: read.number('sharps_bins'),
    condoms: read.number('condoms'),
  }
  if (read.isRefused()) return undefined
  const batch = batchNumber && expiresOn && productCode ? { productCode, batchNumber, expiresOn } : null
  const headings = {
    ...headingsOfPaths(facts),
    suppliedOn: facts.headings.day ?? 'day',
    productCode: facts.headings.product ?? 'product',
  }
  return { kind: 'supply', rowNumber: row.rowNumber, record, batch, headings }
}

function readOverdose(
  rows: CsvRow[],
  read: FieldReader,
  facts: FileFacts,
  substances: SubstanceColumns,
  context: ReadingContext,
  issues: ImportIssue[],
): OverdoseDraft | undefined {
  const first = rows[0] as CsvRow
  read.at(first)
  const days = readDays(read)
  if (!days) return refuseRest(rows, facts, issues)
  const eventTime = read.time('time') ?? days.time
  const partOfDay = eventTime
    ? undefined
    : read.choice('part_of_day', NewOverdose.shape.partOfDay.unwrap().unwrap().options)
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
    // last: it goes on to the other rows
    persons: readPersons(rows, read, substances, context),
  }
  if (rows.some((row) => read.isRefused(row))) return refuseRest(rows, facts, issues)
  return { kind: 'overdose', rowNumber: first.rowNumber, record, headings: headingsOfPaths(facts, substances) }
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

type Person = z.input<typeof OverdosePerson>

function readPersons(
  rows: CsvRow[],
  read: FieldReader,
  substances: SubstanceColumns,
  context: ReadingContext,
): Person[] {
  const persons = new Map<number, Person & { administrations: z.input<typeof Administration>[] }>()
  const day = read.text('day')
  for (const row of rows) {
    read.at(row)
    if (read.text('day') !== day) {
      read.refuse(
        'day',
        'rows of one event give different days',
        'correct the day, or give the event its own reference',
      )
    }
    const number = read.number('person') ?? 1
    const given = read.choice('naloxone_given', ANSWERS)
    const administration = readAdministration(read, given, context)
    const known = persons.get(number)
    if (known) {
      known.administrations.push(...administration)
      if (administration.length) known.naloxoneGiven = 'yes'
    } else {
      const naloxoneGiven = administration.length ? 'yes' : given
      const person = readPerson(row, read, substances, context)
      persons.set(number, { ...person, naloxoneGiven, administrations: administration })
    }
  }
  return [...persons.values()]
}

function readPerson(row: CsvRow, read: FieldReader, substances: SubstanceColumns, context: ReadingContext): Person {
  return {
    ageBand: read.ageBand('age_band'),
    sex: read.choice('sex', OverdosePerson.shape.sex.unwrap().options),
    wasUnresponsive: read.choice('was_unresponsive', ANSWERS),
    opioidPlausible: read.choice('opioid_plausible', ANSWERS),
    outcome: read.choice('outcome', Outcome.options),
    outcomeEvidence: read.choice('outcome_evidence', OutcomeEvidence.options),
    ...readBelievedTaken(row, read, substances, context),
  }
}

/** What a person is believed to have taken: names in a cell, or a column each; a drug that nobody knows is kept as it is written. */
function readBelievedTaken(
  row: CsvRow,
  read: FieldReader,
  { lists, flags }: SubstanceColumns,
  { names }: ReadingContext,
): Pick<Person, 'substanceCodes' | 'substancesNotInTree'> {
  const codes = new Set<string>()
  const unknown = new Map<string, string>()
  for (const { heading } of lists) {
    for (const { code, name, isNegative } of readSubstanceCell(cell(row, heading), names).substances) {
      if (isNegative) continue
      if (code !== null) {
        codes.add(code)
        continue
      }
      const why = whyNotADrug(name)
      if (!why) unknown.set(nameKey(name), cutTo(name, 120))
      const reason = why ? `a name that is no drug of the tree ${why}` : 'this is not in the tree of substances'
      read.doubtAt(
        heading,
        why ? null : name,
        reason,
        why ? 'left out' : 'kept as it is written; place it under Registers',
      )
    }
  }
  for (const { heading, code } of flags) if (readFlag(cell(row, heading)) === 'yes') codes.add(code)
  return { substanceCodes: [...codes], substancesNotInTree: [...unknown.values()] }
}

/**
 * None where the row says nothing of a dose, a product or who gave it. Doses without a word on whether naloxone was given mean that it
 * was; beside a plain "no" they contradict it, and the dose is left out.
 */
function readAdministration(
  read: FieldReader,
  given: (typeof ANSWERS)[number] | undefined,
  context: ReadingContext,
): z.input<typeof Administration>[] {
  const doses = read.number('doses')
  const administration: z.input<typeof Administration> = {
    productCode: readProduct(read, context),
    doses: doses === 0 ? null : doses,
    milligrams: read.number('milligrams') || null,
    givenBy: read.choice('given_by', GivenBy.options),
    minutesToResponse: read.choice('minutes_to_response', RESPONSES) ?? null,
  }
  if (Object.values(administration).every((fact) => fact === null || fact === undefined)) return []
  if (given !== 'no') return [administration]
  read.lose(
    administration.doses === null ? 'naloxone_given' : 'doses',
    'the row says that no naloxone was given, and also what was given',
    'kept as not given; correct one of the two',
  )
  return []
}
