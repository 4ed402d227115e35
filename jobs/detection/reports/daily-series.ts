import type { Day } from '../../../server/contract/day.ts'
import type { EventStream } from '../../../server/contract/signal.ts'
import { addDays, daysBetween } from '../../../server/day.ts'
import type { DailyCounts } from '../../stats/counts/temporal-baseline.ts'
import { type Reported, type ShareKnown, shareKnown } from './share-known.ts'

/** What D1 looks at: windows of days that end last night, and what is left out between them and what is learnt from (docs/statistics.md 6). */
const FREQUENT = {
  windows: [1, 2, 3, 5, 7, 10, 14, 21, 28],
  leftOutDays: 28,
  hasWeekdays: true,
  longestDelay: 60,
}
export const RISE_SETTINGS = {
  deaths: {
    windows: [1, 3, 7, 14, 21, 28, 42, 56],
    leftOutDays: 56,
    hasWeekdays: false,
    longestDelay: 90,
  },
  reversals: FREQUENT,
  overdoses: FREQUENT,
} as const satisfies Record<EventStream, object>

const FITTED_DAYS = 1095

export type DailySeries<T> = {
  firstDay: Day
  /** Those of the series. */
  cases: T[]
  series: DailyCounts
  /** Of the events of each day, the share known by now; undefined where delays are not known. */
  known: ShareKnown | undefined
}

/** The first day that a night looks back to. */
export function earliestDay(stream: EventStream, night: Day): Day {
  return addDays(night, -FITTED_DAYS - RISE_SETTINGS[stream].leftOutDays)
}

/** Events by day up to last night, three years and the days left out of the baseline, with the share of each day that is known by now. */
export function dailySeries<T extends Reported>(
  records: readonly T[],
  stream: EventStream,
  night: Day,
  kitsSupplied: readonly KitsOfMonth[] = [],
): DailySeries<T> {
  // a partnership that began to record lately had no days without events before
  const began = records.reduce((first, { day }) => (day < first ? day : first), night)
  const earliest = earliestDay(stream, night)
  const firstDay = began > earliest ? began : earliest
  const cases = records.filter(({ day }) => day >= firstDay)
  const days = daysBetween(firstDay, night)

  const dayNumber = numberDaysFrom(firstDay)
  const counts = new Int32Array(days)
  for (const { day } of cases) counts[dayNumber(day)] = (counts[dayNumber(day)] as number) + 1
  const known = shareKnown(cases, dayNumber, days - 1, RISE_SETTINGS[stream].longestDelay)
  const series: DailyCounts = {
    counts,
    shareKnown: Float64Array.from({ length: days }, (_, at) => known?.byAge[days - 1 - at] ?? 1),
    firstWeekday: new Date(`${firstDay}T00:00:00Z`).getUTCDay(),
    ...(stream === 'reversals' ? { goesWith: kitsAbout(kitsSupplied, firstDay, days, night) } : {}),
  }
  return { firstDay, cases, series, known }
}

export type KitsOfMonth = { month: string; kits: number }

/** A kit supplied is about for so many days: until it is used, or lost. */
const KITS_LAST_DAYS = 60
/** Of fewer kits a month nothing is learnt. */
const FEWEST_KITS_A_MONTH = 5
/** Recorded for less than this before the days looked at, they show nothing of what goes with them. */
const FEWEST_DAYS_OF_KITS = 365

/**
 * Of each day, the logarithm of the kits supplied in the sixty days before over their mean: where more are about, more reversals are
 * reported, and that is no rise in harm. Undefined where too few supplies are recorded.
 */
function kitsAbout(
  kitsSupplied: readonly KitsOfMonth[],
  firstDay: Day,
  days: number,
  night: Day,
): Float64Array | undefined {
  const kitsIn = new Map(kitsSupplied.map(({ month, kits }) => [month, kits]))
  const whole = kitsSupplied.reduce((sum, { kits }) => sum + kits, 0)
  if (whole < (FEWEST_KITS_A_MONTH * days) / 30.4) return undefined
  const firstMonth = kitsSupplied.reduce(
    (first, { month, kits }) => (kits > 0 && month < first ? month : first),
    '9999',
  )
  if (daysBetween(`${firstMonth}-01`, night) < FEWEST_DAYS_OF_KITS + RISE_SETTINGS.reversals.leftOutDays)
    return undefined
  const before = KITS_LAST_DAYS
  const perDay = new Float64Array(days + before)
  const thisMonth = night.slice(0, 7)
  for (let at = 0; at < perDay.length; at++) {
    const day = addDays(firstDay, at - before)
    const month = day.slice(0, 7)
    const length = month === thisMonth ? Math.max(1, Number(night.slice(8)) - 1) : daysInMonth(month)
    perDay[at] = (kitsIn.get(month) ?? 0) / length
  }
  const about = new Float64Array(days)
  let sum = perDay.subarray(0, before).reduce((total, kits) => total + kits, 0)
  for (let day = 0; day < days; day++) {
    sum += (perDay[day + before] as number) - (perDay[day] as number)
    about[day] = sum
  }
  const mean = about.reduce((total, kits) => total + kits, 0) / days
  return about.map((kits) => Math.log((kits + 0.1 * mean) / (1.1 * mean)))
}

function daysInMonth(month: string): number {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number, 0)).getUTCDate()
}

/** Days from the first one; each is worked out once, for the proof judges a hundred thousand nights. */
function numberDaysFrom(firstDay: Day): (day: Day) => number {
  const numbers = new Map<Day, number>()
  return (day) => {
    let number = numbers.get(day)
    if (number === undefined) {
      number = daysBetween(firstDay, day)
      numbers.set(day, number)
    }
    return number
  }
}
