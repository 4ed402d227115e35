import type { Day } from '../../server/contract/day.ts'
import { NowcastMeasure } from '../../server/contract/filters.ts'
import type { NowcastLag } from '../../server/contract/nowcast.ts'
import { daysBetween } from '../../server/day.ts'
import type { Trx } from '../../server/db/tenant.ts'
import { type DeathHistory, readDeathHistories } from '../../server/figures/indicators/death-histories.ts'
import {
  estimateMonths,
  LOOK_BACK_DAYS,
  lastMonths,
  type MonthEstimate,
} from '../../server/figures/indicators/month-estimates.ts'
import { keepBacktest } from '../../server/figures/indicators/nowcast-store.ts'
import { rankedProbabilityScore, weightedIntervalScore } from '../stats/delay/scores.ts'

/** Five years of month ends, each with the two years of months that could still be coming in. */
const MONTH_ENDS = 60
const MONTHS_BACK = 24
const MONTHS_HELD = MONTH_ENDS + MONTHS_BACK

/** Estimates anew, as a night knows it, what would have been estimated at the ends of past months, and keeps how near that came. */
export async function backtestNowcast(trx: Trx, partnershipId: string, night: Day): Promise<void> {
  const until = daysBetween('1970-01-01', night) - 1
  const histories = await readDeathHistories(trx, until - MONTHS_HELD * 31 - LOOK_BACK_DAYS, until)
  const lags = backtest(histories, until)
  for (const measure of NowcastMeasure.options) await keepBacktest(trx, partnershipId, night, measure, lags[measure])
}

/**
 * Estimates of months that were not settled at the end of a past month and are now, by how many months lay between. Deaths of which it
 * was assumed when they became known are left out: nobody can say whether they were known then. Days count from 1 January 1970.
 */
export function backtest(all: readonly DeathHistory[], until: number): Record<NowcastMeasure, NowcastLag[]> {
  const histories = all.filter((history) => !history.some(({ isKnownOnAssumed }) => isKnownOnAssumed))
  const now = estimateMonths(histories, until, MONTHS_HELD)
  const then = lastMonths(until, MONTH_ENDS + 1)
    .slice(0, -1)
    .map(({ last }) => {
      const of = histories.filter(
        ([first]) => first && first.eventDay <= last && first.eventDay > last - LOOK_BACK_DAYS,
      )
      return estimateMonths(of, last, MONTHS_BACK)
    })
  const held = (measure: NowcastMeasure) =>
    holdAgainst(
      then.map((estimates) => estimates[measure].months),
      now[measure].months,
    )
  return { deaths: held('deaths'), toxicology: held('toxicology') }
}

function holdAgainst(ends: readonly MonthEstimate[][], now: readonly MonthEstimate[]): NowcastLag[] {
  const final = new Map(now.flatMap(({ month, observed, isSettled }) => (isSettled ? [[month, observed]] : [])))
  const lags = new Map<number, NowcastLag>()
  for (const months of ends)
    months.forEach((month, position) => {
      const came = final.get(month.month)
      const lag = months.length - 1 - position
      if (came !== undefined && !month.isSettled) lags.set(lag, add(lags.get(lag) ?? none(lag), month, came))
    })
  return [...lags.values()].filter(({ estimates }) => estimates > 0).sort((a, b) => a.lag - b.lag)
}

/** The sums with one estimate more, where there was one. */
function add(
  sums: NowcastLag,
  { observed, shareKnown, estimate, distribution }: MonthEstimate,
  came: number,
): NowcastLag {
  if (!estimate || !distribution || shareKnown === null) return sums
  const { median, expected, band50, band90, band95 } = estimate
  const isWithin = ({ low, high }: { low: number; high: number }) => (came >= low && came <= high ? 1 : 0)
  const intervals = [
    { interval: band50, alpha: 0.5 },
    { interval: band90, alpha: 0.1 },
    { interval: band95, alpha: 0.05 },
  ]
  return {
    lag: sums.lag,
    estimates: sums.estimates + 1,
    shareKnown: sums.shareKnown + (shareKnown - sums.shareKnown) / (sums.estimates + 1),
    within50: sums.within50 + isWithin(band50),
    within90: sums.within90 + isWithin(band90),
    within95: sums.within95 + isWithin(band95),
    observed: sums.observed + observed,
    expected: sums.expected + expected,
    final: sums.final + came,
    score: sums.score + weightedIntervalScore(median, intervals, came),
    scoreOfObserved: sums.scoreOfObserved + weightedIntervalScore(observed, [], came),
    rankedScore: (sums.rankedScore ?? 0) + rankedProbabilityScore(distribution.probabilities, distribution.first, came),
  }
}

function none(lag: number): NowcastLag {
  const within = { within50: 0, within90: 0, within95: 0 }
  const sums = { observed: 0, expected: 0, final: 0, score: 0, scoreOfObserved: 0, rankedScore: 0 }
  return { lag, estimates: 0, shareKnown: 0, ...within, ...sums }
}
