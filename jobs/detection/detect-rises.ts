import type { Day } from '../../server/contract/day.ts'
import type { EventStream } from '../../server/contract/signal.ts'
import { addDays, daysBetween } from '../../server/day.ts'
import type { Snapshot } from '../../server/nights/snapshot.ts'
import { type Compute, maximaOnThreads, type Replicates } from '../compute.ts'
import { decideP, recurrenceIntervalDays } from '../stats/monte-carlo.ts'
import { delayDistribution } from '../stats/reporting-delay.ts'
import type { DailyCounts } from '../stats/temporal-baseline.ts'
import { expectedBackwards } from '../stats/temporal-scan.ts'
import { distinct } from './distinct.ts'
import { seriesBackwards } from './evidence-series.ts'
import { type Detected, seedOf, tierByRecurrence } from './finding.ts'
import { recordsOf } from './records-of.ts'

/**
 * D1, the temporal scan (statistics.md 2.2): too many in the whole partnership lately, given its trend and season, and given how much of
 * the last days is known by now. The baseline is fitted anew each night from the snapshot: nothing is kept between nights.
 */

const FITTED_DAYS = 1095
const DELAYS = { window: 365, fewest: 30 }
const FREQUENT = {
  windows: [1, 2, 3, 5, 7, 10, 14, 21, 28],
  leftOutDays: 28,
  hasWeekdays: true,
  longestDelay: 60,
}
const SETTINGS = {
  deaths: {
    windows: [1, 3, 7, 14, 21, 28, 42, 56],
    leftOutDays: 56,
    hasWeekdays: false,
    longestDelay: 90,
  },
  reversals: FREQUENT,
  overdoses: FREQUENT,
}
const FEWEST_CASES = 3
const MONTE_CARLO: Replicates = { replicates: 999, extendTo: 9999, stopAfterExceedances: 10 }

export async function detectRises(
  snapshot: Snapshot,
  stream: EventStream,
  compute: Compute,
  monteCarlo = MONTE_CARLO,
): Promise<Detected> {
  const { windows, leftOutDays, hasWeekdays, longestDelay } = SETTINGS[stream]
  const { night } = snapshot
  const records = recordsOf(snapshot, stream)
  // a partnership that began to record lately had no days without events before
  const began = records.reduce((first, { day }) => (day < first ? day : first), night)
  const earliest = addDays(night, -FITTED_DAYS - leftOutDays)
  const firstDay = began > earliest ? began : earliest
  const cases = records.filter(({ day }) => day >= firstDay)
  const days = daysBetween(firstDay, night)

  const dayNumber = numberDaysFrom(firstDay)
  const counts = new Int32Array(days)
  for (const { day } of cases) counts[dayNumber(day)] = (counts[dayNumber(day)] as number) + 1
  const reported = cases.flatMap(({ day, knownOn }) =>
    knownOn === null ? [] : [{ day: dayNumber(day), delay: Math.max(0, dayNumber(knownOn) - dayNumber(day)) }],
  )
  const knownWithin = delayDistribution(reported, days - 1, { longest: longestDelay, ...DELAYS })
  const series: DailyCounts = {
    counts,
    shareKnown: Float64Array.from({ length: days }, (_, at) => knownWithin?.[days - 1 - at] ?? 1),
    firstWeekday: new Date(`${firstDay}T00:00:00Z`).getUTCDay(),
  }

  const usualPerYear = stream === 'overdoses' ? null : snapshot.usualPerYear?.[stream]
  const check = { detector: 'D1', stream, cases: cases.length } as const
  const scanned = await compute.run(
    'scanRises',
    series,
    { leftOutDays, hasWeekdays, usualPerDay: usualPerYear ? usualPerYear / 365.25 : undefined },
    { windows, minimumCases: FEWEST_CASES },
  )
  if (!scanned) {
    const outcome = `not enough data to judge: ${cases.length} ${stream} in ${days} days; ten in half a year, before the last ${leftOutDays} days, are the least that show what is usual; stating the usual yearly number (vigil partnership usual) or pooling with neighbours would help`
    return { findings: [], check: { ...check, p: null, outcome } }
  }
  const { problem, strongest, overdispersion, fittedDays } = scanned
  if (!strongest) return { findings: [], check: { ...check, p: 1, outcome: 'judged: nothing unusual' } }

  const seed = seedOf(snapshot.partnershipId, night, stream, 'D1')
  const maxima = await maximaOnThreads(
    strongest.statistic,
    (from, to) => compute.run('riseMaxima', problem, seed, from, to),
    compute.threads,
    monteCarlo,
  )
  const { p, replicates, exceedances } = decideP(strongest.statistic, maxima, monteCarlo)
  const recurrence = recurrenceIntervalDays(p)
  const tier = tierByRecurrence('D1', stream, recurrence)
  if (!tier) return { findings: [], check: { ...check, p, outcome: 'judged: nothing unusual' } }

  const windowFirstDay = addDays(night, -strongest.windowDays)
  const members = cases.filter(({ day }) => day >= windowFirstDay)
  return {
    findings: [
      {
        detector: 'D1',
        stream,
        kind: stream,
        cases: distinct(members.map(({ id }) => id)).map((id) => ({ id, isDeath: stream === 'deaths' })),
        areaIds: [], // it speaks of the whole partnership: a case elsewhere is no new area
        firstDay: windowFirstDay,
        lastDay: addDays(night, -1),
        nodes: [],
        tier,
        p,
        recurrenceIntervalDays: recurrence,
        observed: strongest.observed,
        expected: strongest.expected,
        statistic: strongest.statistic,
        centre: null,
        radiusMetres: null,
        evidence: {
          check: 'rise',
          series: seriesBackwards(
            stream,
            night,
            Int32Array.from(counts).reverse().subarray(0, problem.shareKnown.length),
            expectedBackwards(problem),
          ),
          statistic: strongest.statistic,
          replicates,
          exceedances,
          seed,
          windowDays: strongest.windowDays,
          overdispersion,
          yearsOfHistory: fittedDays / 365,
          shareKnown: knownWithin ? strongest.shareKnown : null,
          casesInLastTwoDays: members.filter(({ day }) => daysBetween(day, night) <= 2).length,
        },
      },
    ],
    check: { ...check, p, outcome: 'judged: a rise' },
  }
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
