import type { Precision } from './parameters.ts'

const DAY = 86_400_000

/** Days since 1970-01-01. */
export type DayNumber = number

export function toDay(day: DayNumber): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

/**
 * Reads 2024, 2024/3, 2024/03/14, 3/14/2024 or the same with hyphens; undefined where it is no date. `day` is the first day of the year
 * or month where no more is said.
 */
export function readDate(text: string): { day: DayNumber; precision: Exclude<Precision, 'none'> } | undefined {
  const parts = text.split(/[/-]/)
  if (!parts.every((part) => /^\d{1,4}$/.test(part)) || parts.length > 3) return undefined
  if (parts[0]?.length !== 4) parts.unshift(parts.pop() as string)
  const [year = '', month = '1', day = '1'] = parts
  if (year.length !== 4 || month.length > 2 || day.length > 2) return undefined
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day))
  // what is no day of the calendar, and years before 100, come out as another day
  const [y, m, d] = [new Date(at).getUTCFullYear(), new Date(at).getUTCMonth() + 1, new Date(at).getUTCDate()]
  if (y !== Number(year) || m !== Number(month) || d !== Number(day)) return undefined
  return { day: at / DAY, precision: parts.length === 1 ? 'year' : parts.length === 2 ? 'month' : 'day' }
}

/** The date of a population: a bare year means 1 July (statistics.md 5.1), a bare month its fifteenth. */
export function readPopulationDate(text: string): DayNumber | undefined {
  const date = readDate(text)
  if (!date) return undefined
  if (date.precision === 'day') return date.day
  return date.precision === 'month' ? date.day + 14 : addMonths(date.day, 6)
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
  if (precision === 'none' || precision === 'day') return [first, last]
  const startOf = (day: DayNumber) => {
    const date = new Date(day * DAY)
    return Date.UTC(date.getUTCFullYear(), precision === 'year' ? 0 : date.getUTCMonth(), 1) / DAY
  }
  return [startOf(first), addMonths(startOf(last), precision === 'year' ? 12 : 1) - 1]
}

/** First days of the units of time, and the day after the last; counted back from the end, so that the first may be short. */
export function cutPeriod(
  first: DayNumber,
  last: DayNumber,
  { unit, length }: { unit: Exclude<Precision, 'none'>; length: number },
): DayNumber[] {
  const starts = [last + 1]
  for (let back = 1; (starts[0] as number) > first; back++) {
    const start =
      unit === 'day' ? last + 1 - back * length : addMonths(last + 1, -back * length * (unit === 'year' ? 12 : 1))
    starts.unshift(Math.max(first, start))
  }
  return starts
}
