import type { Day } from '../../server/contract/day.ts'
import type { EventStream } from '../../server/contract/signal.ts'
import { addDays, daysBetween } from '../../server/day.ts'
import { delayDistribution } from '../stats/reporting-delay.ts'
import type { DailyCounts } from '../stats/temporal-baseline.ts'

/** What D1 looks at: windows of days that end last night, and what is left out between them and what is learnt from (statistics.md 2.2). */
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
const DELAYS = { window: 365, fewest: 30 }

type Dated = { day: Day; knownOn: Day | null }

export type DailySeries<T> = {
  firstDay: Day
  /** Those of the series. */
  cases: T[]
  series: DailyCounts
  /** Of events, the share known within 0, 1, 2 … days; undefined where delays are not known. */
  knownWithin: Float64Array | undefined
}

/** The first day that a night looks back to. */
export function earliestDay(stream: EventStream, night: Day): Day {
  return addDays(night, -FITTED_DAYS - RISE_SETTINGS[stream].leftOutDays)
}

/** Events by day up to last night, three years and the days left out of the baseline, with the share of each day that is known by now. */
export function dailySeries<T extends Dated>(records: readonly T[], stream: EventStream, night: Day): DailySeries<T> {
  // a partnership that began to record lately had no days without events before
  const began = records.reduce((first, { day }) => (day < first ? day : first), night)
  const earliest = earliestDay(stream, night)
  const firstDay = began > earliest ? began : earliest
  const cases = records.filter(({ day }) => day >= firstDay)
  const days = daysBetween(firstDay, night)

  const dayNumber = numberDaysFrom(firstDay)
  const counts = new Int32Array(days)
  for (const { day } of cases) counts[dayNumber(day)] = (counts[dayNumber(day)] as number) + 1
  const reported = cases.flatMap(({ day, knownOn }) =>
    knownOn === null ? [] : [{ day: dayNumber(day), delay: Math.max(0, dayNumber(knownOn) - dayNumber(day)) }],
  )
  const { longestDelay } = RISE_SETTINGS[stream]
  const knownWithin = delayDistribution(reported, days - 1, { longest: longestDelay, ...DELAYS })
  const series: DailyCounts = {
    counts,
    shareKnown: Float64Array.from({ length: days }, (_, at) => knownWithin?.[days - 1 - at] ?? 1),
    firstWeekday: new Date(`${firstDay}T00:00:00Z`).getUTCDay(),
  }
  return { firstDay, cases, series, knownWithin }
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
