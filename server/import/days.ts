import type { Day } from '../contract/day.ts'

/** Days as files write them. A day that could be read two ways is not decided silently. */

export type DayOrder = 'day-first' | 'month-first'

export type DayReading =
  | { kind: 'day'; day: Day; other: Day | null; note: 'none' | 'midnight-utc' | 'zone' }
  | { kind: 'blank' }
  | { kind: 'refused'; reason: string; hint: string }

/** Only the United States and a few others write the month first; the rest of the world does not. */
export function usualOrder(country: string): DayOrder {
  return ['US', 'FM', 'MH', 'PW'].includes(country) ? 'month-first' : 'day-first'
}

const SLASHED = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(.*))?$/
const YEAR_FIRST = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]+(.*))?$/
const MONTH_NAMED = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?[ ,-]+(\d{4})$/
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** True when some value of the file can only be read in this order: then none of them is in doubt. */
export function provesOrder(values: Iterable<string>, order: DayOrder): boolean {
  let isProved = false
  for (const value of values) {
    const match = SLASHED.exec(value.trim())
    if (!match) continue
    const [first, second] = [Number(match[1]), Number(match[2])]
    const [day, month] = order === 'day-first' ? [first, second] : [second, first]
    if (month > 12) return false // a value of the other order: the file is mixed, or this is not its order
    if (day > 12 && day <= 31) isProved = true
  }
  return isProved
}

/**
 * The day a cell states. `other` is the second way to read it, where there is one. A zone beside the time is noted, and the day stays as
 * written: moving it to another zone would shift events across midnight.
 */
export function readDay(text: string, order: DayOrder): DayReading {
  const value = text.trim()
  if (value === '') return { kind: 'blank' }
  const named = MONTH_NAMED.exec(value)
  if (named) {
    const month = MONTHS.indexOf((named[2] as string).slice(0, 3).toLowerCase()) + 1
    return toReading(Number(named[3]), month, Number(named[1]), undefined)
  }
  const yearFirst = YEAR_FIRST.exec(value)
  if (yearFirst) {
    return toReading(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]), yearFirst[4])
  }
  const slashed = SLASHED.exec(value)
  if (slashed) return readSlashed(Number(slashed[1]), Number(slashed[2]), Number(slashed[3]), slashed[4], order)
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$/.test(value)) {
    return { kind: 'refused', reason: 'the year has two digits', hint: 'write the year with four digits' }
  }
  if (/^\d{5}(\.\d+)?$/.test(value)) {
    return {
      kind: 'refused',
      reason: 'this is a spreadsheet’s serial number, not a day',
      hint: 'format the column as a date (yyyy-mm-dd) and save again',
    }
  }
  return { kind: 'refused', reason: 'this is not a day', hint: 'write days as 2024-03-31' }
}

function readSlashed(
  first: number,
  second: number,
  year: number,
  time: string | undefined,
  order: DayOrder,
): DayReading {
  const [day, month] = order === 'day-first' ? [first, second] : [second, first]
  const reading = toReading(year, month, day, time)
  const other = isoDay(year, day, month)
  if (reading.kind === 'day') return { ...reading, other: other === reading.day ? null : other }
  if (!other) return reading
  const words = order === 'day-first' ? 'day/month' : 'month/day'
  const reversed = order === 'day-first' ? 'month/day' : 'day/month'
  return {
    kind: 'refused',
    reason: `there is no such day when it is read as ${words}/year`,
    hint: `read as ${reversed}/year it is ${other}; if that is meant, write ${other}`,
  }
}

function toReading(year: number, month: number, day: number, time: string | undefined): DayReading {
  const iso = isoDay(year, month, day)
  if (!iso)
    return {
      kind: 'refused',
      reason: 'there is no such day',
      hint: 'check it against the source; write days as 2024-03-31',
    }
  return { kind: 'day', day: iso, other: null, note: noteOn(time) }
}

/** A time at exactly midnight UTC is a day that some program has turned into an instant; any other zone could move the day. */
function noteOn(time: string | undefined): 'none' | 'midnight-utc' | 'zone' {
  if (!time || !/(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?)$/i.test(time.trim())) return 'none'
  return /^00:00(:00(\.0+)?)?\s*(Z|UTC|GMT|[+-]00(:?00)?)$/i.test(time.trim()) ? 'midnight-utc' : 'zone'
}

export function isoDay(year: number, month: number, day: number): Day | null {
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null
}

/** "Tuesday" */
export function weekdayOf(day: Day): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' })
}

/** '14:05' from '14:05', '14:05:00', '2:05 PM'; null when it is not a time. */
export function readTime(text: string): string | null {
  const match = /^(\d{1,2})[:.](\d{2})(?::\d{2}(?:\.\d+)?)?\s*([ap]m)?$/i.exec(text.trim())
  if (!match) return null
  let hour = Number(match[1])
  if (match[3]) {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (match[3].toLowerCase() === 'pm' ? 12 : 0)
  }
  if (hour > 23 || Number(match[2]) > 59) return null
  return `${String(hour).padStart(2, '0')}:${match[2]}`
}
