import type { Precision, Unit } from './parameters.ts'

const DAY = 86_400_000

/** Days since 1970-01-01. */
export type DayNumber = number

export function toDay(day: DayNumber): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

export function yearOf(day: DayNumber): number {
  return new Date(day * DAY).getUTCFullYear()
}

/** A time as it is written: its first day where no more is said, or a number of generic time. */
export type ReadTime = {
  day: DayNumber
  precision: Unit
  /** Whether the century was not written. */
  isShort: boolean
}

/**
 * Reads 2024, 2024/3, 2024/03/14, 3/14/2024 or the same with hyphens, and a year of two digits (73, 73/3/14, 3/14/73) where a period is
 * given that it lies in or next to. Undefined where it is no date; `which year` where two digits could be the year or the day.
 */
export function readDate(text: string, period?: readonly [DayNumber, DayNumber]): ReadTime | 'which year' | undefined {
  const parts = text.split(/[/-]/)
  if (!parts.every((part) => /^\d{1,4}$/.test(part)) || parts.length > 3) return undefined
  const isLong = parts.some((part) => part.length === 4)
  if (isLong) {
    if (parts[0]?.length !== 4) parts.unshift(parts.pop() as string)
  } else {
    if (!period) return undefined
    // no month is above 12 and no day above 31
    const most = parts.length === 2 ? 12 : 31
    const [isFirst, isLast] = [Number(parts[0]) > most, Number(parts.at(-1)) > most]
    if (parts.length > 1 && isFirst === isLast) return isFirst ? undefined : 'which year'
    if (isLast && parts.length > 1) parts.unshift(parts.pop() as string)
    if (parts[0]?.length !== 2) return undefined
    parts[0] = String(yearNear(Number(parts[0]), period))
  }
  const [year = '', month = '1', day = '1'] = parts
  if (year.length !== 4 || month.length > 2 || day.length > 2) return undefined
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day))
  // what is no day of the calendar, and years before 100, come out as another day
  const [y, m, d] = [new Date(at).getUTCFullYear(), new Date(at).getUTCMonth() + 1, new Date(at).getUTCDate()]
  if (y !== Number(year) || m !== Number(month) || d !== Number(day)) return undefined
  const precision = parts.length === 1 ? 'year' : parts.length === 2 ? 'month' : 'day'
  return { day: at / DAY, precision, isShort: !isLong }
}

/** The year with these last two digits that lies in the period, or else nearest to it. */
function yearNear(digits: number, [first, last]: readonly [DayNumber, DayNumber]): number {
  const [from, to] = [first, last].map(yearOf) as [number, number]
  const distance = (year: number) => Math.max(from - year, year - to, 0)
  return [18, 19, 20, 21]
    .map((century) => 100 * century + digits)
    .reduce((nearest, year) => (distance(year) < distance(nearest) ? year : nearest))
}

/** A time of the precision of the study: a date, or a whole number where it is generic. */
export function readTime(
  text: string,
  precision: Precision,
  period?: readonly [DayNumber, DayNumber],
): ReadTime | 'which year' | undefined {
  if (precision !== 'generic') return readDate(text, period)
  return /^[+-]?\d{1,9}$/.test(text) ? { day: Number(text), precision, isShort: false } : undefined
}

/** The date of a population: a bare year means 1 July (docs/statistics.md 1), a bare month its fifteenth. */
export function populationDay({ day, precision }: ReadTime): DayNumber {
  if (precision === 'month') return day + 14
  return precision === 'year' ? addMonths(day, 6) : day
}

/** The same day so many months later, or the last of a month that has no such day. */
export function addMonths(day: DayNumber, months: number): DayNumber {
  const date = new Date(day * DAY)
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)
  const next = new Date(first)
  const lengthOfMonth = (Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 1) - first) / DAY
  return first / DAY + Math.min(date.getUTCDate(), lengthOfMonth) - 1
}

/** The study in whole years or months where times are no finer than that. */
export function wholePeriod(first: DayNumber, last: DayNumber, precision: Precision): [DayNumber, DayNumber] {
  if (precision !== 'year' && precision !== 'month') return [first, last]
  const startOf = (day: DayNumber) => {
    const date = new Date(day * DAY)
    return Date.UTC(date.getUTCFullYear(), precision === 'year' ? 0 : date.getUTCMonth(), 1) / DAY
  }
  return [startOf(first), addMonths(startOf(last), precision === 'year' ? 12 : 1) - 1]
}

/**
 * First days of the units of time, and the day after the last; counted back from the end. What is left over at the start is
 * part of the first unit, which is longer then, as in SaTScan; a period shorter than one unit is one.
 */
export function cutPeriod(
  first: DayNumber,
  last: DayNumber,
  { unit, length }: { unit: Unit; length: number },
): DayNumber[] {
  const starts = [last + 1]
  for (let back = 1; ; back++) {
    const start =
      unit === 'day' || unit === 'generic'
        ? last + 1 - back * length
        : addMonths(last + 1, -back * length * (unit === 'year' ? 12 : 1))
    if (start < first) break
    starts.unshift(start)
  }
  if (starts.length === 1) starts.unshift(first)
  else starts[0] = first
  return starts
}
