import type { Day } from '../../contract/day.ts'
import type { ColumnMapping } from '../../contract/import.ts'
import type { Place, PlacePrecision } from '../../contract/place.ts'
import { readPoint } from '../coordinates.ts'
import { type DayOrder, provesOrder, readDay, usualOrder } from '../days.ts'
import { cellRefused, doubtful, type Issue, refused } from '../issues.ts'
import { normalisePostcode } from '../postcode.ts'
import { type CsvRow, type CsvTable, cell } from '../read-csv.ts'
import type { ReadingContext } from './adapter.ts'
import { suggestColumns, type VigilField } from './vigil-fields.ts'

/** Reads the fields of one row by their kind; what is wrong is an issue at the file's own column. */
export type FieldReader = {
  text: (field: string) => string | null
  day: (field: string) => Day | null
  choice: <Option extends string>(field: string, options: readonly Option[]) => Option | undefined
  number: (field: string) => number | null
  place: (prefix: string) => Place | null
  /** Refuses the row on account of a field. */
  refuse: (field: string, reason: string, hint: string) => void
  doubt: (field: string, reason: string, hint: string) => void
  isRefused: () => boolean
}

export type FileFacts = {
  headings: ColumnMapping
  order: DayOrder
  isOrderProved: boolean
  /** Points that stand for many differently named places: false precision. */
  sharedPoints: ReadonlySet<string>
}

/** What only the whole file can tell: its headings, the order of its days, points that are too popular to be true. */
export function factsOf(
  table: CsvTable,
  context: ReadingContext,
  fields: VigilField[],
  dayFields: string[],
  placePrefixes: string[],
): FileFacts {
  const own = suggestColumns(
    table.headings,
    fields.map((field) => ({ ...field, alsoCalled: [] })),
  )
  const headings = context.columns ?? own
  const order = usualOrder(context.country)
  const days = dayFields.flatMap((field) => {
    const heading = headings[field]
    return heading === undefined ? [] : table.rows.map((row) => cell(row, heading))
  })
  const sharedPoints = new Set(placePrefixes.flatMap((prefix) => findSharedPoints(table, headings, prefix)))
  return { headings, order, isOrderProved: provesOrder(days, order), sharedPoints }
}

const FEWEST_ROWS_TO_JUDGE = 10
const SHARE_OF_ROWS = 0.2

/** A point of at least a fifth of the rows with more than one name for it is the middle of something, not a place. */
function findSharedPoints(table: CsvTable, headings: ColumnMapping, prefix: string): string[] {
  const towns = new Map<string, string[]>()
  for (const row of table.rows) {
    const point = pointKey(row, headings, prefix)
    if (point)
      towns.set(point, [...(towns.get(point) ?? []), cell(row, headings[`${prefix}_town`] ?? '').toLowerCase()])
  }
  const least = Math.max(FEWEST_ROWS_TO_JUDGE * SHARE_OF_ROWS, table.rows.length * SHARE_OF_ROWS)
  if (table.rows.length < FEWEST_ROWS_TO_JUDGE) return []
  return [...towns].filter(([, names]) => names.length >= least && new Set(names).size > 1).map(([point]) => point)
}

function pointKey(row: CsvRow, headings: ColumnMapping, prefix: string): string | null {
  const longitude = cell(row, headings[`${prefix}_longitude`] ?? '')
  const latitude = cell(row, headings[`${prefix}_latitude`] ?? '')
  return longitude && latitude ? `${prefix} ${Number(longitude)} ${Number(latitude)}` : null
}

export function fieldReader(row: CsvRow, facts: FileFacts, context: ReadingContext, issues: Issue[]): FieldReader {
  let hasRefusal = false
  const headingOf = (field: string) => facts.headings[field] ?? field
  const textOf = (field: string) => {
    const heading = facts.headings[field]
    return heading === undefined ? '' : cell(row, heading)
  }

  function refuse(field: string, reason: string, hint: string) {
    hasRefusal = true
    issues.push(refused(row.rowNumber, headingOf(field), textOf(field), reason, hint))
  }
  function doubt(field: string, reason: string, hint: string) {
    issues.push(doubtful(row.rowNumber, headingOf(field), textOf(field), reason, hint))
  }

  function day(field: string): Day | null {
    const reading = readDay(textOf(field), facts.order)
    if (reading.kind === 'blank') return null
    if (reading.kind === 'refused') {
      refuse(field, reading.reason, reading.hint)
      return null
    }
    if (reading.other && !facts.isOrderProved) {
      doubt(
        field,
        'day and month could be exchanged',
        `read as ${reading.day}; it could be ${reading.other}. Write days as 2024-03-31`,
      )
    }
    if (reading.note !== 'none') {
      const what = reading.note === 'midnight-utc' ? 'a time of exactly midnight UTC' : 'a time with a zone'
      doubt(
        field,
        `the day carries ${what}`,
        'the day is kept as written; converted to local time it could be the day before or after',
      )
    }
    return reading.day
  }

  function choice<Option extends string>(field: string, options: readonly Option[]): Option | undefined {
    const written = textOf(field)
    if (written === '') return undefined
    const word = written
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_|_$/g, '')
    const short: Record<string, string> = {
      y: 'yes',
      n: 'no',
      m: 'male',
      f: 'female',
      dont_know: 'unknown',
      don_t_know: 'unknown',
      not_known: 'unknown',
    }
    const option = options.find((candidate) => candidate === word || candidate === short[word])
    if (!option) refuse(field, 'this is not one of the words for it', `use one of: ${options.join(', ')}`)
    return option
  }

  function number(field: string): number | null {
    const written = textOf(field)
    if (written === '') return null
    if (/^\d+(\.\d+)?$/.test(written)) return Number(written)
    refuse(field, 'this is not a number', 'write digits only, or leave it empty')
    return null
  }

  function place(prefix: string): Place | null {
    const latitude = `${prefix}_latitude`
    const point = readPoint(textOf(`${prefix}_longitude`), textOf(latitude), context.extent)
    if (point.kind === 'refused') {
      refuse(latitude, point.reason, point.hint)
      return null
    }
    if (point.kind === 'blank') return placeOfPostcode(prefix)
    if (facts.sharedPoints.has(pointKey(row, facts.headings, prefix) ?? '')) {
      doubt(
        latitude,
        'many rows with different towns share this point: it is the middle of an area, not a place',
        'kept without a point; proposed: leave the coordinates empty and give the town',
      )
      return null
    }
    if (point.isFarAway) doubt(latitude, 'the point is far from the partnership’s areas', 'kept as written; check it')
    const precision: Exclude<PlacePrecision, 'unknown'> | undefined = choice(`${prefix}_precision`, [
      'exact',
      'postcode',
      'lsoa',
      'town',
    ])
    return { longitude: point.longitude, latitude: point.latitude, precision: precision ?? 'exact' }
  }

  /** A postcode may be somebody's home: what was written is not echoed. */
  function placeOfPostcode(prefix: string): Place | null {
    const field = `${prefix}_postcode`
    const written = textOf(field)
    if (written === '') return null
    const postcode = normalisePostcode(written)
    if (!postcode) {
      // only the cell: a wrong postcode is no reason to lose a death
      const hint = 'the row is kept without this place; write it as TR1 1AA'
      issues.push(cellRefused(row.rowNumber, headingOf(field), null, 'this is not a postcode', hint))
      return null
    }
    const found = context.postcodes.get(postcode)
    if (found) return { ...found, precision: 'postcode' }
    const reason = 'this postcode is not among the partnership’s postcodes: terminated, new or elsewhere'
    const hint = 'kept without a place; import a newer postcode file, or give the coordinates'
    issues.push(doubtful(row.rowNumber, headingOf(field), null, reason, hint))
    return null
  }

  return {
    text: (field) => textOf(field) || null,
    day,
    choice,
    number,
    place,
    refuse,
    doubt,
    isRefused: () => hasRefusal,
  }
}
