import type { Day } from '../../../server/contract/day.ts'
import type { UsualThere } from '../../../server/contract/signal.ts'
import { addDays, daysBetween } from '../../../server/day.ts'
import { negativeBinomialUpperTail, poissonUpperTail } from '../../stats/counts/distributions.ts'

/**
 * What a place is used to. The scan of places takes each day of the week and each month of the year for alike; a centre that is busy on Friday
 * nights, and a coast that doubles each August, are clusters to it. A finding that its own past explains says so and is watched only.
 */

/** A window that holds whole weeks has all days of the week in it. */
const WEEKDAYS_UP_TO_DAYS = 6
const WEEKS = 52
/** What goes on now is no past. */
const FIRST_WEEK = 4
const FEWEST_WEEKS = 26
const DAYS_BESIDE = 7
const YEARS = 3
const FEWEST_YEARS = 2
/** Once is no habit: of so many of the busiest weeks, and of the busiest year, no more counts than one beyond twice the next busiest. */
const BURSTS = { weeks: 2, years: 1 }
/** As surprising as this beside its own past, it is news whatever that was. */
const EXPLAINED_FROM = 0.002

/**
 * `daysThere`: of all that is known at its places. Undefined where its past does not explain it, or is not known: weekdays that usually
 * hold no more there than the check expected explain nothing. Of a season a few events tell less surely, and half of it is asked.
 */
export function usualThere(
  daysThere: readonly Day[],
  { firstDay, lastDay, observed, expected }: { firstDay: Day; lastDay: Day; observed: number; expected: number },
  firstRecord: Day,
): UsualThere | undefined {
  const length = daysBetween(firstDay, lastDay) + 1
  const countFrom = (from: Day, days: number) => {
    const to = addDays(from, days - 1)
    return daysThere.reduce((sum, day) => sum + Number(day >= from && day <= to), 0)
  }
  if (length <= WEEKDAYS_UP_TO_DAYS) {
    const held: number[] = []
    for (let week = FIRST_WEEK; week < FIRST_WEEK + WEEKS; week++) {
      const from = addDays(firstDay, -7 * week)
      if (from >= firstRecord) held.push(countFrom(from, length))
    }
    const counts = withoutBursts(held, BURSTS.weeks)
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1)
    if (counts.length >= FEWEST_WEEKS && mean > expected && tailOf(observed, mean, variance) >= EXPLAINED_FROM)
      return { of: 'weekdays', windows: counts.length, mean }
  }
  const held: number[] = []
  for (let year = 1; year <= YEARS; year++) {
    const from = addDays(sameDayOfYear(firstDay, year), -DAYS_BESIDE)
    if (from >= firstRecord) held.push(countFrom(from, length + 2 * DAYS_BESIDE))
  }
  const years = withoutBursts(held, BURSTS.years)
  if (years.length < FEWEST_YEARS) return undefined
  const share = length / (length + 2 * DAYS_BESIDE)
  const events = years.reduce((sum, count) => sum + count, 0)
  const mean = (events * share) / years.length
  if (mean <= expected / 2) return undefined
  // what a few events show of a rate is itself not known exactly
  const [shape, likely] = [events + 0.5, ((events + 0.5) * share) / years.length]
  return negativeBinomialUpperTail(observed, likely, shape) >= EXPLAINED_FROM
    ? { of: 'season', windows: years.length, mean }
    : undefined
}

/** An earlier cluster at the place would else make the next one usual there. */
function withoutBursts(counts: readonly number[], bursts: number): number[] {
  const usual = counts.toSorted((a, b) => b - a)[bursts] ?? 0
  return counts.map((count) => Math.min(count, 2 * usual + 1))
}

function sameDayOfYear(day: Day, yearsBefore: number): Day {
  const [year, rest] = [Number(day.slice(0, 4)), day.slice(4)]
  return `${String(year - yearsBefore).padStart(4, '0')}${rest === '-02-29' ? '-02-28' : rest}`
}

function tailOf(observed: number, mean: number, variance: number): number {
  if (mean <= 0) return 0
  return variance > mean
    ? negativeBinomialUpperTail(observed, mean, mean ** 2 / (variance - mean))
    : poissonUpperTail(observed, mean)
}
