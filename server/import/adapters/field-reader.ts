import type { Day } from '../../contract/day.ts'
import type { ImportMapping } from '../../contract/import.ts'
import { type Place, PlacePrecision } from '../../contract/place.ts'
import { readPoint } from '../cells/coordinates.ts'
import { type DayColumn, type DayPrecision, type DayReading, dayColumn } from '../cells/days.ts'
import { fromMetres, readWrittenPoint } from '../cells/points.ts'
import { normalisePostcode } from '../cells/postcode.ts'
import { type ChoiceReading, isSpreadsheetError, readChoice, saysNothing, saysUnknown } from '../cells/words.ts'
import { type CsvRow, type CsvTable, cell } from '../tables/csv-table.ts'
import { cellLost, doubtful, type Issue, note, refused } from '../tables/issues.ts'
import type { ReadingContext } from './adapter.ts'
import {
  type CellReading,
  readAge,
  readAgeBand,
  readDayCell,
  readExpiry,
  readIcd10,
  readIcd10Codes,
  readNumber,
  readTimeCell,
} from './cells.ts'
import type { VigilField } from './field.ts'

export type PartialDay = { day: Day; precision: DayPrecision; time: string | null }

/** Reads the fields of a row by their kind; what cannot be read costs its cell, and is told at the file's own column. */
export type FieldReader = {
  /** Goes to a row: made once a file, since a file has many rows. */
  at: (row: CsvRow) => void
  text: (field: string) => string | null
  /** A whole day; a month or a year alone is lost where nothing keeps its precision. */
  day: (field: string) => Day | null
  /** The day, month or year that the row stands or falls with; what cannot be read refuses the row. */
  eventDay: (field: string) => PartialDay | null
  expiry: (field: string) => { day: Day; isMonth: boolean } | null
  choice: <Option extends string>(field: string, options: readonly Option[]) => Option | undefined
  number: (field: string) => number | null
  age: (field: string) => number | null
  ageBand: (field: string) => string | null
  icd10: (field: string) => string | null
  icd10Codes: (field: string) => string | null
  time: (field: string) => string | null
  place: (prefix: string) => Place | null
  /** Leaves the cell out and says so. */
  lose: (field: string, reason: string, hint: string) => void
  /** Refuses the row on account of a field. */
  refuse: (field: string, reason: string, hint: string) => void
  doubt: (field: string, reason: string, hint: string) => void
  /** The same at a column of the file, for cells that are of no single field. */
  doubtAt: (heading: string, value: string | null, reason: string, hint: string) => void
  isRefused: (row?: CsvRow) => boolean
}

type ReadDays = { column: DayColumn; readings: Map<string, DayReading> }

/** What only the whole file can tell: its columns, the order of its days, points that are too popular to be true. */
export type FileFacts = {
  mapping: ImportMapping
  /** Vigil's field → the file's heading. */
  headings: Readonly<Record<string, string>>
  days: ReadonlyMap<string, ReadDays>
  /** Points that stand for many differently named places: false precision. */
  sharedPoints: ReadonlySet<string>
  /** Columns of postcodes of which the partnership has none: said once, not in every row. */
  foreignPostcodes: ReadonlySet<string>
  /** What is said once, of a column. */
  notes: Issue[]
}

/** Vigil's field → the heading it is read from. */
export function headingsByField({ columns }: ImportMapping): Record<string, string> {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([heading, use]) => (use.as === 'field' ? [[use.field, heading]] : [])),
  )
}

export function factsOf(
  table: CsvTable,
  context: ReadingContext,
  mapping: ImportMapping,
  fields: readonly VigilField[],
  placePrefixes: readonly string[],
): FileFacts {
  const headings = headingsByField(mapping)
  const notes: Issue[] = []
  const days = new Map<string, ReadDays>()
  const localZone = mapping.instants === 'local' ? context.timeZone : null
  for (const { name, kind } of fields) {
    const heading = headings[name]
    if (heading === undefined || (kind !== 'day' && kind !== 'expiry')) continue
    const column = dayColumn(valuesOf(table, heading), context.country, localZone)
    const read = { column, readings: new Map<string, DayReading>() }
    days.set(heading, read)
    if (kind === 'day') notes.push(...notesOnDays(table, heading, read, context))
  }
  const sharedPoints = new Set(placePrefixes.flatMap((prefix) => findSharedPoints(table, headings, prefix)))
  for (const prefix of placePrefixes) notes.push(...notesOnGrid(table, headings, prefix))
  const foreignPostcodes = new Set<string>()
  for (const prefix of placePrefixes) {
    const heading = headings[`${prefix}_postcode`]
    const told = heading === undefined ? undefined : noteOnPostcodes(table, heading, context)
    if (heading === undefined || !told) continue
    foreignPostcodes.add(heading)
    notes.push(told)
  }
  return { mapping, headings, days, sharedPoints, foreignPostcodes, notes }
}

const FEWEST_POSTCODES = 3

/** Before any postcode file is loaded no postcode is known, and that is one thing to say. */
function noteOnPostcodes(table: CsvTable, heading: string, { postcodes }: ReadingContext): Issue | undefined {
  const written = new Set<string>()
  for (const text of valuesOf(table, heading)) {
    const postcode = normalisePostcode(text)
    if (postcode && postcodes.has(postcode)) return undefined
    if (postcode) written.add(postcode)
  }
  if (written.size < FEWEST_POSTCODES) return undefined
  return note(
    heading,
    `none of the ${written.size.toLocaleString('en-GB')} postcodes of this column is among the partnership’s`,
    'kept without places; import postcodes (vigil import postcodes) and then this file, or map coordinates',
  )
}

function* valuesOf(table: CsvTable, heading: string): Generator<string> {
  for (const row of table.rows) yield cell(row, heading)
}

function readDayOnce(text: string, { column, readings }: ReadDays): DayReading {
  let reading = readings.get(text)
  if (!reading) {
    reading = readDayCell(text, column)
    readings.set(text, reading)
  }
  return reading
}

/** How the days of a column were read, where that is not what everybody would take for granted. */
function notesOnDays(table: CsvTable, heading: string, read: ReadDays, context: ReadingContext): Issue[] {
  const counts = { short: 0, zone: 0, midnight: 0 }
  let example = ''
  for (const text of valuesOf(table, heading)) {
    const reading = readDayOnce(text, read)
    if (reading.kind !== 'day') continue
    if (reading.hasShortYear) {
      counts.short++
      example ||= `${text} as ${reading.day}`
    }
    if (reading.note === 'zone') counts.zone++
    if (reading.note === 'midnight-utc') counts.midnight++
  }
  const notes: Issue[] = []
  const usual = dayColumn([], context.country).order
  if (read.column.isProved && read.column.order !== usual) {
    const words = read.column.order === 'day-first' ? 'the day first' : 'the month first'
    notes.push(
      note(
        heading,
        `the column is read with ${words}, since some of its days can only be read so`,
        'look at a few of them',
      ),
    )
  }
  if (counts.short)
    notes.push(
      note(
        heading,
        `years of two digits are read as years of this century: ${example}`,
        'write years with four digits',
      ),
    )
  if (counts.midnight)
    notes.push(
      note(
        heading,
        `${sayDays(counts.midnight)} a time of exactly midnight UTC`,
        'the days are kept as written: some program has turned days into instants',
      ),
    )
  if (counts.zone)
    notes.push(
      note(
        heading,
        `${sayDays(counts.zone)} a time with a zone`,
        'they are kept as written; choose “in the partnership’s own time” to have them told in it, which can move them across midnight',
      ),
    )
  return notes
}

function sayDays(count: number): string {
  return count === 1 ? 'one day carries' : `${count.toLocaleString('en-GB')} days carry`
}

function notesOnGrid(table: CsvTable, headings: Readonly<Record<string, string>>, prefix: string): Issue[] {
  const point = headings[`${prefix}_point`]
  const [x, y] = [headings[`${prefix}_longitude`], headings[`${prefix}_latitude`]]
  const isGrid = table.rows.some(
    (row) =>
      (point !== undefined && readWrittenPoint(cell(row, point))?.from === 'british-grid') ||
      (x !== undefined && y !== undefined && fromMetres(cell(row, x), cell(row, y))),
  )
  if (!isGrid) return []
  return [
    note(
      point ?? x ?? '',
      'points of the British grid are told in degrees (WGS 84), good to about five metres',
      'look at a few of them on the map',
    ),
  ]
}

const KNOWN_PRECISIONS = PlacePrecision.exclude(['unknown']).options

const FEWEST_ROWS_TO_JUDGE = 10
/** Points that so many differently named places share are the middle of something. */
const FEWEST_NAMES = 3
const SHARE_OF_ROWS = 0.2

/**
 * A point with several names for it is the middle of something, not a place: of a fifth of the rows with two names, or of any number of
 * rows with three.
 */
function findSharedPoints(table: CsvTable, headings: Readonly<Record<string, string>>, prefix: string): string[] {
  const town = headings[`${prefix}_town`]
  if (town === undefined || table.rows.length < FEWEST_ROWS_TO_JUDGE) return []
  const towns = new Map<string, { rows: number; names: Set<string> }>()
  for (const row of table.rows) {
    const point = pointKey(row, headings, prefix)
    const name = cell(row, town).toLowerCase()
    if (!point || !name) continue
    const known = towns.get(point) ?? { rows: 0, names: new Set() }
    known.rows++
    known.names.add(name)
    towns.set(point, known)
  }
  const least = Math.max(FEWEST_ROWS_TO_JUDGE * SHARE_OF_ROWS, table.rows.length * SHARE_OF_ROWS)
  return [...towns]
    .filter(([, { rows, names }]) => names.size >= FEWEST_NAMES || (rows >= least && names.size > 1))
    .map(([point]) => point)
}

function pointKey(row: CsvRow, headings: Readonly<Record<string, string>>, prefix: string): string | null {
  const point = cell(row, headings[`${prefix}_point`] ?? '')
  if (point) return `${prefix} ${point}`
  const longitude = cell(row, headings[`${prefix}_longitude`] ?? '')
  const latitude = cell(row, headings[`${prefix}_latitude`] ?? '')
  return longitude && latitude ? `${prefix} ${Number(longitude)} ${Number(latitude)}` : null
}

const MOST_WORDS_KEPT = 1_000

/** "12 Fore St", "Flat 2", "TR1 2AB"; not "2 miles north of Truro". */
const ADDRESS =
  /^\d{1,4}[a-z]?,?\s+(?!miles?\b|m\b|km\b|kilomet|met(?:re|er)s?\b|yards?\b)\p{L}|\b(?:flat|apartment|apt|unit|room|bedsit|caravan|plot)\.?\s+\d|\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b/iu

export function fieldReader(facts: FileFacts, context: ReadingContext, issues: Issue[]): FieldReader {
  let row: CsvRow = { rowNumber: 1, cells: {} }
  const refusedRows = new Set<number>()
  // a column of choices holds the same few words again and again
  const choices = new Map<string, Map<string, ChoiceReading<string>>>()
  const headingOf = (field: string) => facts.headings[field] ?? field
  const textOf = (field: string) => {
    const heading = facts.headings[field]
    return heading === undefined ? (facts.mapping.constants[field] ?? '') : cell(row, heading)
  }

  function refuse(field: string, reason: string, hint: string) {
    refusedRows.add(row.rowNumber)
    issues.push(refused(row.rowNumber, headingOf(field), textOf(field), reason, hint))
  }
  function lose(field: string, reason: string, hint: string) {
    issues.push(cellLost(row.rowNumber, headingOf(field), textOf(field), reason, hint))
  }
  function doubt(field: string, reason: string, hint: string) {
    issues.push(doubtful(row.rowNumber, headingOf(field), textOf(field), reason, hint))
  }
  function doubtAt(heading: string, value: string | null, reason: string, hint: string) {
    issues.push(doubtful(row.rowNumber, heading, value, reason, hint))
  }

  /** Free text: words of absence and a spreadsheet's own errors are none, and a town is no address. */
  function text(field: string): string | null {
    const written = textOf(field)
    if (written === '' || saysNothing(written)) return null
    if (isSpreadsheetError(written)) {
      lose(field, 'this is an error of the spreadsheet, not a text', 'mend its formula there, and save again')
      return null
    }
    if (!field.endsWith('_town')) return written
    if (saysUnknown(written)) return null
    if (!ADDRESS.test(written)) return written
    // somebody's home, perhaps: not echoed
    issues.push(
      cellLost(row.rowNumber, headingOf(field), null, 'this seems to be an address, not a town', 'write the town only'),
    )
    return null
  }

  function dayReading(field: string): { reading: DayReading; isProved: boolean } {
    const read = facts.days.get(headingOf(field))
    if (read) return { reading: readDayOnce(textOf(field), read), isProved: read.column.isProved }
    return { reading: readDayCell(textOf(field), dayColumn([], context.country)), isProved: false }
  }

  function eventDay(field: string): PartialDay | null {
    const { reading, isProved } = dayReading(field)
    if (reading.kind === 'blank') return null
    if (reading.kind === 'refused') {
      refuse(field, reading.reason, reading.hint)
      return null
    }
    if (reading.other && !isProved) doubtOrder(field, reading.day, reading.other)
    if (reading.isApproximate) {
      const unit = reading.precision === 'year' ? 'year' : 'month'
      doubt(
        field,
        'a range or an approximate day',
        `kept as the ${unit} ${reading.day.slice(0, unit === 'year' ? 4 : 7)}; write the day where it is known`,
      )
    }
    return { day: reading.day, precision: reading.precision, time: reading.time }
  }

  function doubtOrder(field: string, day: Day, other: Day) {
    doubt(field, 'day and month could be exchanged', `read as ${day}; it could be ${other}. Write days as 2024-03-31`)
  }

  function day(field: string): Day | null {
    const { reading, isProved } = dayReading(field)
    if (reading.kind === 'blank') return null
    if (reading.kind === 'refused') lose(field, reading.reason, reading.hint)
    else if (reading.precision !== 'day')
      lose(
        field,
        `this is ${reading.isApproximate ? 'a range or approximate' : `a ${reading.precision}`}, not a day`,
        'write the day where it is known',
      )
    else {
      if (reading.other && !isProved) doubtOrder(field, reading.day, reading.other)
      return reading.day
    }
    return null
  }

  function orLost<Value>(field: string, reading: CellReading<Value>): Value | null {
    if (reading.kind === 'value') return reading.value
    if (reading.kind === 'unread') lose(field, reading.reason, reading.hint)
    return null
  }

  function choice<Option extends string>(field: string, options: readonly Option[]): Option | undefined {
    const written = textOf(field)
    if (written === '') return undefined
    const readings = choices.get(field) ?? new Map<string, ChoiceReading<string>>()
    choices.set(field, readings)
    let reading = readings.get(written)
    if (!reading) {
      reading = readChoice(written, field, options, facts.mapping.values[field])
      if (readings.size < MOST_WORDS_KEPT) readings.set(written, reading)
    }
    return orLost(field, reading as ChoiceReading<Option>) ?? undefined
  }

  function place(prefix: string): Place | null {
    const [pointField, latitude] = [`${prefix}_point`, `${prefix}_latitude`]
    const inOneCell = textOf(pointField)
    const field = inOneCell ? pointField : latitude
    const written = inOneCell
      ? readWrittenPoint(inOneCell)
      : (fromMetres(textOf(`${prefix}_longitude`), textOf(latitude)) ?? {
          longitude: textOf(`${prefix}_longitude`),
          latitude: textOf(latitude),
        })
    if (!written) {
      lose(field, 'no point could be read from it', 'write 50.2632, -5.0516 or POINT (-5.0516 50.2632) or SW 825 448')
      return placeOfPostcode(prefix)
    }
    const point = readPoint(written.longitude, written.latitude, context.extent)
    if (point.kind === 'refused') {
      lose(field, point.reason, point.hint)
      return placeOfPostcode(prefix)
    }
    if (point.kind === 'blank') return placeOfPostcode(prefix)
    if (facts.sharedPoints.has(pointKey(row, facts.headings, prefix) ?? '')) {
      lose(
        field,
        'rows with different towns share this point: it is the middle of an area, not a place',
        'proposed: leave the coordinates empty and give the town',
      )
      return null
    }
    if (point.isFarAway) doubt(field, 'the point is far from the partnership’s areas', 'kept as written; check it')
    const precision = choice(`${prefix}_precision`, KNOWN_PRECISIONS)
    return { longitude: point.longitude, latitude: point.latitude, precision: precision ?? 'exact' }
  }

  /** A postcode may be somebody's home: what was written is not echoed. */
  function placeOfPostcode(prefix: string): Place | null {
    const field = `${prefix}_postcode`
    const written = textOf(field)
    if (written === '') return null
    const postcode = normalisePostcode(written)
    if (!postcode) {
      issues.push(cellLost(row.rowNumber, headingOf(field), null, 'this is not a postcode', 'write it as TR1 1AA'))
      return null
    }
    const found = context.postcodes.get(postcode)
    if (found) return { ...found, precision: 'postcode' }
    if (facts.foreignPostcodes.has(headingOf(field))) return null
    const reason = 'this postcode is not among the partnership’s postcodes: terminated, new or elsewhere'
    const hint = 'kept without a place; import a newer postcode file, or give the coordinates'
    issues.push(doubtful(row.rowNumber, headingOf(field), null, reason, hint))
    return null
  }

  return {
    at: (next) => {
      row = next
    },
    text,
    day,
    eventDay,
    expiry: (field) =>
      orLost(
        field,
        readExpiry(textOf(field), facts.days.get(headingOf(field))?.column ?? dayColumn([], context.country)),
      ),
    choice,
    number: (field) => orLost(field, readNumber(textOf(field))),
    age: (field) => orLost(field, readAge(textOf(field))),
    ageBand: (field) => orLost(field, readAgeBand(textOf(field))),
    icd10Codes: (field) => orLost(field, readIcd10Codes(textOf(field))),
    icd10: (field) => orLost(field, readIcd10(textOf(field))),
    time: (field) => orLost(field, readTimeCell(textOf(field))),
    place,
    lose,
    refuse,
    doubt,
    doubtAt,
    isRefused: (asked = row) => refusedRows.has(asked.rowNumber),
  }
}
