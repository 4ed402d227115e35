import type { Day } from '../../contract/day.ts'
import { dayIn } from '../../day.ts'
import { isSpreadsheetError } from './words.ts'

/** Days as files write them. A day that could be read two ways is not decided silently. */

export type DayOrder = 'day-first' | 'month-first'

export type DayPrecision = 'day' | 'month' | 'year'

export type DayReading =
  | {
      kind: 'day'
      /** The first day of a month or year that is all that is written. */
      day: Day
      precision: DayPrecision
      /** '14:05' where the cell gives a time too. */
      time: string | null
      /** The second way to read it, where there is one. */
      other: Day | null
      note: 'none' | 'midnight-utc' | 'zone'
      /** "approx. 3 March", "3 to 5 March": read as the month or year that holds it. */
      isApproximate: boolean
      hasShortYear: boolean
    }
  | { kind: 'blank' }
  | { kind: 'refused'; reason: string; hint: string }

/** How the days of one column are written. */
export type DayColumn = {
  order: DayOrder
  /** Some value can only be read in this order: then none is in doubt, and years of two digits are of this century. */
  isProved: boolean
  /** The zone in which times that name one are told; null: as written. */
  localZone: string | null
}

/** Only the United States and a few others write the month first; the rest of the world does not. */
export function usualOrder(country: string): DayOrder {
  return ['US', 'FM', 'MH', 'PW'].includes(country) ? 'month-first' : 'day-first'
}

/** Something that can be a time of day, and not the second day of a range. */
const TIME = '(?:[ T,]+(\\d{1,2}(?:[:.h]?\\d{2}|\\s*[ap]\\.?m).*))?'
const SLASHED = new RegExp(`^(\\d{1,2})[/.-](\\d{1,2})[/.-](\\d{4}|\\d{2})${TIME}$`)
const YEAR_FIRST = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${TIME}$`)
const COMPACT = /^((?:19|20)\d{2})(\d{2})(\d{2})(?:[T ]?(\d{2}:?\d{2}.*))?$/
const MONTH_NAMED = new RegExp(
  `^(?:[A-Za-z]{3,9},? )?(\\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]?([A-Za-z]{3,9})\\.?[ ,-]*(\\d{4}|\\d{2})${TIME}$`,
)
const MONTH_NAME_FIRST = new RegExp(`^([A-Za-z]{3,9})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})${TIME}$`)
const NAMED_MONTH = /^([A-Za-z]{3,9})\.?[ ,-]*(\d{4}|\d{2})$/
const NUMBERED_MONTH = /^(?:(\d{1,2})[/-](\d{4})|(\d{4})[/-](\d{1,2}))$/
const YEAR = /^(?:19|20)\d{2}$/
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function monthOf(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1
}

/** What the days of a column prove: the order in which all of them can be read, or that no value decides it. */
export function orderOf(values: Iterable<string>): DayOrder | 'mixed' | 'unproved' {
  let [hasLateFirst, hasLateSecond] = [false, false]
  for (const value of values) {
    const match = SLASHED.exec(value.trim())
    if (!match) continue
    const [first, second] = [Number(match[1]), Number(match[2])]
    if (first > 12 && first <= 31) hasLateFirst = true
    if (second > 12 && second <= 31) hasLateSecond = true
  }
  if (hasLateFirst && hasLateSecond) return 'mixed'
  return hasLateFirst ? 'day-first' : hasLateSecond ? 'month-first' : 'unproved'
}

export function dayColumn(values: Iterable<string>, country: string, localZone: string | null = null): DayColumn {
  const proved = orderOf(values)
  return proved === 'mixed' || proved === 'unproved'
    ? { order: usualOrder(country), isProved: false, localZone }
    : { order: proved, isProved: true, localZone }
}

const NOT_A_DAY = { kind: 'refused', reason: 'this is not a day', hint: 'write days as 2024-03-31' } as const

/** The day a cell states, exactly or as a month, a year, a range or "about". */
export function readDay(text: string, column: DayOrder | DayColumn): DayReading {
  const given = typeof column === 'string' ? { order: column, isProved: false, localZone: null } : column
  const value = text
    .trim()
    .replace(/\s+/g, ' ')
    // "04–01–2024": a dash of the wrong length
    .replace(/^(\d{1,4})[‐‑–](\d{1,2})[‐‑–](\d{1,4})$/, '$1-$2-$3')
  if (value === '') return { kind: 'blank' }
  const exact = readWithoutDay(value) ?? readExact(value, given)
  if (exact !== 'no day') return exact
  return readMonth(value) ?? readApproximate(value, given) ?? explain(value)
}

/** The day of a layout that always gives whole days. */
export function readWholeDay(text: string, order: DayOrder): DayReading {
  const reading = readDay(text, order)
  return reading.kind === 'day' && reading.precision !== 'day' ? NOT_A_DAY : reading
}

function readExact(value: string, column: DayColumn): DayReading | 'no day' {
  const named = MONTH_NAMED.exec(value)
  if (named && monthOf(named[2] as string))
    return toReading(
      yearOf(named[3] as string),
      monthOf(named[2] as string),
      Number(named[1]),
      named[4],
      column,
      named[3],
    )
  const american = MONTH_NAME_FIRST.exec(value)
  if (american && monthOf(american[1] as string))
    return toReading(Number(american[3]), monthOf(american[1] as string), Number(american[2]), american[4], column)
  const yearFirst = YEAR_FIRST.exec(value) ?? COMPACT.exec(value)
  if (yearFirst)
    return toReading(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]), yearFirst[4], column)
  const slashed = SLASHED.exec(value)
  if (!slashed) return 'no day'
  const isShort = slashed[3]?.length === 2
  if (isShort && !column.isProved)
    return {
      kind: 'refused',
      reason: 'the year has two digits, and no other cell of the column shows which number is the day',
      hint: 'write the year with four digits',
    }
  return readSlashed(slashed, yearOf(slashed[3] as string), column)
}

/** Two digits are of this century: nothing here is older, and a birth is never read. */
function yearOf(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text)
}

function readSlashed(match: RegExpExecArray, year: number, column: DayColumn): DayReading {
  const [first, second] = [Number(match[1]), Number(match[2])]
  const [day, month] = column.order === 'day-first' ? [first, second] : [second, first]
  const reading = toReading(year, month, day, match[4], column, match[3])
  const other = isoDay(year, day, month)
  if (reading.kind === 'day') return { ...reading, other: other === reading.day ? null : other }
  if (!other) return reading
  const words = column.order === 'day-first' ? 'day/month' : 'month/day'
  const reversed = column.order === 'day-first' ? 'month/day' : 'day/month'
  return {
    kind: 'refused',
    reason: `there is no such day when it is read as ${words}/year`,
    hint: `read as ${reversed}/year it is ${other}; if that is meant, write ${other}`,
  }
}

/** "Mar-22", "March 2022", "03/2022", "2022-03", "2022". */
function readMonth(value: string): DayReading | undefined {
  const named = NAMED_MONTH.exec(value)
  if (named && monthOf(named[1] as string))
    return partial(yearOf(named[2] as string), monthOf(named[1] as string), named[2]?.length === 2)
  const numbered = NUMBERED_MONTH.exec(value)
  if (numbered) return partial(Number(numbered[2] ?? numbered[3]), Number(numbered[1] ?? numbered[4]))
  return YEAR.test(value) ? partial(Number(value), null) : undefined
}

const NOT_KNOWN = '(?:\\?+|x{1,4}|-{1,2}|_{1,2}|00?|n\\/?k|d{1,2}|m{1,2})'
const DAY_NOT_KNOWN = new RegExp(`^${NOT_KNOWN}[/. -](\\d{1,2}|${NOT_KNOWN})[/. -](\\d{4})$`, 'i')
const DAY_NOT_KNOWN_LAST = new RegExp(`^(\\d{4})[/. -](\\d{1,2}|${NOT_KNOWN})[/. -]${NOT_KNOWN}$`, 'i')

/** "?/03/2024", "xx/xx/2024", "2024-03-00": the month or the year is what is known. */
function readWithoutDay(value: string): DayReading | undefined {
  const [month, year] = DAY_NOT_KNOWN.exec(value)?.slice(1) ?? DAY_NOT_KNOWN_LAST.exec(value)?.slice(1).reverse() ?? []
  if (month === undefined || year === undefined) return undefined
  const number = Number(month)
  const read = partial(Number(year), number >= 1 && number <= 12 ? number : null)
  return read?.kind === 'day' ? { ...read, isApproximate: true } : read
}

function partial(year: number, month: number | null, hasShortYear = false): DayReading | undefined {
  const day = isoDay(year, month ?? 1, 1)
  if (!day) return undefined
  const precision = month === null ? 'year' : 'month'
  return { kind: 'day', day, precision, time: null, other: null, note: 'none', isApproximate: false, hasShortYear }
}

const ABOUT =
  /^(?:approx(?:imately|\.)?|circa|ca\.?|c\.|about|around|abt\.?|est(?:imated|\.)?|probably|poss(?:ibly|\.)?|between|from|on or (?:about|around|before|after)|(?:in the )?early hours(?: of)?(?: the)?|overnight(?: on)?|(?:the )?night of|found(?: on)?|early|mid|late|w\/[ce]|week (?:commencing|ending|of)|~|\?)\s*:?\s*/i
const ABOUT_AFTER = /\s*(?:\*+|\([^()]*\)|\(?(?:approx(?:imately|\.)?|est(?:imated|\.)?|about|or thereabouts)\)?|\?+)$/i
const BETWEEN =
  /^(.+?)\s*(?:\bto\b|\band\b|\buntil\b|\bor\b|–|—| - |(?<=\d)-(?=\d{1,2}(?:st|nd|rd|th)? [A-Za-z])|(?<=\d{4})-(?=\d{1,2}\/)|(?<=^\d{1,2})\s?[-&]\s?(?=\d{1,2}[/.])|(?<=^\d{1,2})\s?[/&]\s?(?=\d{1,2}(?:st|nd|rd|th)? [A-Za-z]))\s*(.+)$/i

/** A range or an approximate day: the month or the year that holds all of it, never its first day. */
function readApproximate(value: string, column: DayColumn): DayReading | undefined {
  const bare = value.replace(ABOUT, '').replace(ABOUT_AFTER, '').trim()
  const range = BETWEEN.exec(bare)
  if (range) {
    const last = readDay(range[2] as string, column)
    if (last.kind !== 'day') return undefined
    const [year, month] = last.day.split('-') as [string, string]
    const written = (range[1] as string).trim()
    // "3 to 5 March 2024", "March to May 2024": the first lacks what the last one says
    const first = [written, `${written} ${year}`, `${written} ${MONTHS[Number(month) - 1]} ${year}`]
      .map((text) => readDay(text, column))
      .find((reading) => reading.kind === 'day')
    if (first?.kind !== 'day' || first.day > last.day) return undefined
    const isOneMonth = first.day.slice(0, 7) === last.day.slice(0, 7) && first.precision !== 'year'
    if (!isOneMonth && first.day.slice(0, 4) !== year)
      return {
        kind: 'refused',
        reason: 'this is a range over more than one year',
        hint: 'write the day, the month or the year that is the surest',
      }
    return approximate(isOneMonth ? last : { ...last, precision: 'year' })
  }
  if (bare === value || bare === '') return undefined
  const about = readDay(bare, column)
  return about.kind === 'day' ? approximate(about) : undefined
}

function approximate(reading: Extract<DayReading, { kind: 'day' }>): DayReading {
  const precision = reading.precision === 'year' ? 'year' : 'month'
  const [year, month] = reading.day.split('-') as [string, string]
  const day = precision === 'year' ? `${year}-01-01` : `${year}-${month}-01`
  return { ...reading, day, precision, time: null, other: null, isApproximate: true }
}

function explain(value: string): DayReading {
  if (/^\d{5}(\.\d+)?$/.test(value)) {
    return {
      kind: 'refused',
      reason: 'this is a spreadsheet’s serial number, not a day',
      hint: 'format the column as a date (yyyy-mm-dd) and save again',
    }
  }
  if (isSpreadsheetError(value)) {
    return {
      kind: 'refused',
      reason: 'this is an error of the spreadsheet, not a day',
      hint: 'mend its formula there, or make the column wider, and save again',
    }
  }
  return NOT_A_DAY
}

function toReading(
  year: number,
  month: number,
  day: number,
  timeText: string | undefined,
  { localZone }: DayColumn,
  yearText = '',
): DayReading {
  const iso = isoDay(year, month, day)
  if (!iso)
    return {
      kind: 'refused',
      reason: year < 1900 && year > 99 ? 'the year is before 1900' : 'there is no such day',
      hint: 'check it against the source; write days as 2024-03-31',
    }
  const note = noteOn(timeText)
  const written = timeText ? readTime(timeText.replace(ZONE, '')) : null
  const told = note === 'zone' && localZone && timeText ? inZone(iso, timeText, localZone) : undefined
  return {
    kind: 'day',
    day: told?.day ?? iso,
    precision: 'day',
    // midnight is what programs write that know only the day
    time: told?.time ?? (written === '00:00' ? null : written),
    other: null,
    note: told ? 'none' : note,
    isApproximate: false,
    hasShortYear: yearText.length === 2,
  }
}

const ZONE = /\s*(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?)$/i

/** A time at exactly midnight UTC is a day that some program has turned into an instant; any other zone could move the day. */
function noteOn(time: string | undefined): 'none' | 'midnight-utc' | 'zone' {
  if (!time || !ZONE.test(time.trim())) return 'none'
  return /^00:?00(:?00(\.0+)?)?\s*(Z|UTC|GMT|[+-]00(:?00)?)$/i.test(time.trim()) ? 'midnight-utc' : 'zone'
}

/** An instant in another zone: '2024-03-31', '23:30:00Z' is half past midnight of the next day in a British summer. */
function inZone(day: Day, timeText: string, zone: string): { day: Day; time: string } | undefined {
  const [, clock = '', offset = 'Z'] = /^(.*?)\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$/i.exec(timeText.trim()) ?? []
  const time = readTime(clock)
  if (!time) return undefined
  const digits = /^([+-]\d{2}):?(\d{2})?$/.exec(offset)
  const instant = new Date(`${day}T${time}:00${digits ? `${digits[1]}:${digits[2] ?? '00'}` : 'Z'}`)
  if (Number.isNaN(instant.getTime())) return undefined
  const clockThere = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  return { day: dayIn(zone, instant), time: clockThere.format(instant) }
}

export function isoDay(year: number, month: number, day: number): Day | null {
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null
}

/** The last day of the month that a day is in. */
export function endOfMonth(day: Day): Day {
  const [year, month] = day.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}

/** "Tuesday" */
export function weekdayOf(day: Day): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' })
}

/** '14:05' from '14:05', '14:05:00', '1405', '2:05 PM', '14.05', '14h05'; null when it is not a time. */
export function readTime(text: string): string | null {
  const match =
    /^(\d{1,2})(?:[:.h](\d{2})(?::\d{2}(?:\.\d+)?)?|(\d{2})(?:\s?(?:hrs|hours|h))?)?\s*([ap])?\.?(?:m\.?)?$/i.exec(
      text.trim().replace(/\s*(hrs|hours)$/i, ''),
    )
  if (!match) return null
  const minute = match[2] ?? match[3] ?? (match[4] ? '00' : undefined)
  if (minute === undefined) return null
  let hour = Number(match[1])
  if (match[4]) {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (match[4].toLowerCase() === 'p' ? 12 : 0)
  }
  if (hour > 23 || Number(minute) > 59) return null
  return `${String(hour).padStart(2, '0')}:${minute}`
}
