import type { Day } from '../../contract/day.ts'
import { type DayColumn, type DayReading, endOfMonth, readDay, readTime } from '../cells/days.ts'
import { readWrittenPoint } from '../cells/points.ts'
import { normalisePostcode } from '../cells/postcode.ts'
import { readChoice, saysNothing, saysUnknown } from '../cells/words.ts'
import type { VigilField } from './field.ts'

/** One cell, read for what its field holds: the import and the preview that tries a column ask the same functions. */

export type CellReading<Value> =
  | { kind: 'value'; value: Value }
  | { kind: 'blank' }
  | { kind: 'unread'; reason: string; hint: string }

const BLANK = { kind: 'blank' } as const

function isEmpty(text: string): boolean {
  return saysNothing(text) || saysUnknown(text)
}

/** "2", "2.0", "1,200", "2 kits". */
export function readNumber(text: string): CellReading<number> {
  if (isEmpty(text)) return BLANK
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:\s*(?:kits?|doses?|x|mg|mgs|milligrams?))?$/i.exec(text.trim())
  if (match) return { kind: 'value', value: Number(`${(match[1] as string).replaceAll(',', '')}${match[2] ?? ''}`) }
  return { kind: 'unread', reason: 'this is not a number', hint: 'write digits only, or leave it empty' }
}

/** "41", "41 years", "41 yrs", "<1", "6 months". */
export function readAge(text: string): CellReading<number> {
  if (isEmpty(text)) return BLANK
  const written = text.trim().toLowerCase()
  const years = /^(\d{1,3})(?:\.\d+)?\s*(?:years?|yrs?|y\/?o?|yo)?\.?(?:\s*old)?$/.exec(written)
  if (years) return { kind: 'value', value: Number(years[1]) }
  const isUnderOne = /^(<\s*1|under (1|one))(\s*(years?|yrs?|y))?$/.test(written)
  if (isUnderOne || /^\d{1,2}\s*(days?|weeks?|wks?)$/.test(written)) return { kind: 'value', value: 0 }
  const months = /^(\d{1,2})\s*(months?|mths?|mos?)$/.exec(written)
  if (months) return { kind: 'value', value: Math.floor(Number(months[1]) / 12) }
  return { kind: 'unread', reason: 'this is not an age in years', hint: 'write whole years: 41' }
}

/** "25-34", "25 to 34", "65+", "65 and over", "under 18"; one age is a band of its own. */
export function readAgeBand(text: string): CellReading<string> {
  if (isEmpty(text)) return BLANK
  const written = text
    .trim()
    .toLowerCase()
    .replace(/\s*(years?|yrs?)( old)?$/, '')
  const range = /^(\d{1,3})\s*(?:-|–|—|to)\s*(\d{1,3})$/.exec(written)
  if (range && Number(range[1]) <= Number(range[2])) return { kind: 'value', value: `${range[1]}-${range[2]}` }
  const open =
    /^(?:over\s*)?(\d{1,3})\s*(?:\+|and over|or over|plus)$/.exec(written) ?? /^(?:over|>=)\s*(\d{1,3})$/.exec(written)
  if (open) return { kind: 'value', value: `${open[1]}+` }
  const under = /^(?:under|<|below)\s*(\d{1,3})$/.exec(written)
  if (under && Number(under[1]) > 0) return { kind: 'value', value: `0-${Number(under[1]) - 1}` }
  const one = readAge(written)
  if (one.kind === 'value') return { kind: 'value', value: `${one.value}-${one.value}` }
  return { kind: 'unread', reason: 'this is not an age band', hint: 'an age band looks like 25-34 or 65+' }
}

/** "X42", "F112" and "X420" without their point, "f11.2". */
export function readIcd10(text: string): CellReading<string> {
  if (isEmpty(text)) return BLANK
  const match = /^([A-Z])(\d{2})\.?(\d)?(?:\d|[A-Z]|-)?$/.exec(text.trim().toUpperCase())
  if (match) return { kind: 'value', value: `${match[1]}${match[2]}${match[3] ? `.${match[3]}` : ''}` }
  return { kind: 'unread', reason: 'this is not one ICD-10 code', hint: 'an ICD-10 code looks like X42 or F11.2' }
}

/** Several codes, as 'T40.1 T42.4'; one that cannot be read costs the cell, since what is left would say that there were no others. */
export function readIcd10Codes(text: string): CellReading<string> {
  if (isEmpty(text)) return BLANK
  const codes: string[] = []
  for (const written of text.split(/[\s,;/|]+/).filter(Boolean)) {
    const read = readIcd10(written)
    if (read.kind !== 'value')
      return { kind: 'unread', reason: `${written} is not an ICD-10 code`, hint: 'write T40.1 T42.4' }
    if (!codes.includes(read.value)) codes.push(read.value)
  }
  return { kind: 'value', value: codes.join(' ') }
}

export type Expiry = { day: Day; isMonth: boolean }

/** A day, or a month: its last day. */
export function readExpiry(text: string, column: DayColumn): CellReading<Expiry> {
  if (isEmpty(text)) return BLANK
  const reading = readDay(text, { ...column, isProved: true })
  if (reading.kind === 'day' && reading.precision !== 'year' && !reading.isApproximate)
    return reading.precision === 'month'
      ? { kind: 'value', value: { day: endOfMonth(reading.day), isMonth: true } }
      : { kind: 'value', value: { day: reading.day, isMonth: false } }
  if (reading.kind === 'refused') return { kind: 'unread', reason: reading.reason, hint: reading.hint }
  return { kind: 'unread', reason: 'this is not an expiry', hint: 'write the day or the month: 2026-09' }
}

export function readTimeCell(text: string): CellReading<string> {
  if (isEmpty(text)) return BLANK
  const time = readTime(text)
  return time
    ? { kind: 'value', value: time }
    : { kind: 'unread', reason: 'this is not a time of day', hint: 'write it as 14:05, or leave it empty' }
}

/** A day that may be blank in words. */
export function readDayCell(text: string, column: DayColumn): DayReading {
  return isEmpty(text) ? { kind: 'blank' } : readDay(text, column)
}

/** What it takes to try a cell without reading a whole row. */
export type CellContext = {
  column: DayColumn
  meant: Readonly<Record<string, string>>
  readsSubstances: (text: string) => boolean
  isKnown: (kind: 'agency' | 'product' | 'panel', name: string) => boolean
}

/** Whether a cell can be read for a field; text is always text. */
export function tryCell({ kind, name, options }: VigilField, text: string, context: CellContext): CellReading<unknown> {
  if (text.trim() === '') return BLANK
  switch (kind) {
    case 'day': {
      const reading = readDayCell(text, context.column)
      if (reading.kind === 'blank') return BLANK
      if (reading.kind === 'refused') return { kind: 'unread', reason: reading.reason, hint: reading.hint }
      return { kind: 'value', value: reading.day }
    }
    case 'expiry':
      return readExpiry(text, context.column)
    case 'time':
      return readTimeCell(text)
    case 'choice':
      return readChoice(text, name, options ?? [], context.meant)
    case 'number':
      return readNumber(text)
    case 'age':
      return readAge(text)
    case 'age_band':
      return readAgeBand(text)
    case 'icd10':
      return readIcd10(text)
    case 'icd10_codes':
      return readIcd10Codes(text)
    case 'degrees':
      return /^[-+]?\d+(\.\d+)?$/.test(text.trim()) || isEmpty(text)
        ? { kind: 'value', value: text }
        : { kind: 'unread', reason: 'this is not a number of degrees or metres', hint: 'write 50.2632' }
    case 'point':
      return readWrittenPoint(text)
        ? { kind: 'value', value: text }
        : { kind: 'unread', reason: 'this is not a point', hint: 'write 50.2632, -5.0516 or SW 825 448' }
    case 'postcode':
      return normalisePostcode(text) || isEmpty(text)
        ? { kind: 'value', value: text }
        : { kind: 'unread', reason: 'this is not a postcode', hint: 'write it as TR1 1AA' }
    case 'substances':
      return context.readsSubstances(text)
        ? { kind: 'value', value: text }
        : { kind: 'unread', reason: 'no substance was recognised in it', hint: 'it is kept as not in the tree' }
    case 'agency':
    case 'product':
    case 'panel':
      return context.isKnown(kind, text)
        ? { kind: 'value', value: text }
        : { kind: 'unread', reason: 'this is not in the register', hint: 'add it under Registers first' }
    default:
      return { kind: 'value', value: text }
  }
}
