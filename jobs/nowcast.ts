import type { Day } from '../server/contract/day.ts'
import type { NowcastLag, NowcastMeasure } from '../server/contract/nowcast.ts'
import { daysBetween } from '../server/day.ts'
import type { Trx } from '../server/db/tenant.ts'
import { type DeathHistory, readDeathHistories } from '../server/indicators/death-histories.ts'
import { estimateMonths, lastMonths } from '../server/indicators/month-estimates.ts'
import { keepBacktest } from '../server/indicators/nowcast-store.ts'
import { weightedIntervalScore } from './stats/scores.ts'

/** Five years of month ends, each with the two years of months that could still be coming in. */
const MONTH_ENDS = 60
const MONTHS_BACK = 24
const LOOK_BACK_DAYS = (MONTH_ENDS + MONTHS_BACK) * 31 + 730 + 1095

/** Estimates anew, as a night knows it, what would have been estimated at the ends of past months, and keeps how near that came. */
export async function backtestNowcast(trx: Trx, partnershipId: string, night: Day): Promise<void> {
  const until = daysBetween('1970-01-01', night) - 1
  const histories = await readDeathHistories(trx, until - LOOK_BACK_DAYS, until)
  for (const measure of ['deaths', 'toxicology'] as const)
    await keepBacktest(trx, partnershipId, night, measure, backtest(histories, measure, until))
}

/**
 * Estimates of months that were not settled at the end of a past month and are now, by how many months lay between. Deaths of which it
 * was assumed when they became known are left out: nobody can say whether they were known then. Days count from 1 January 1970.
 */
export function backtest(all: readonly DeathHistory[], measure: NowcastMeasure, until: number): NowcastLag[] {
  const histories = all.filter((history) => !history.some(({ isKnownOnAssumed }) => isKnownOnAssumed))
  const now = estimateMonths(histories, measure, until, MONTH_ENDS + MONTHS_BACK).months
  const final = new Map(now.flatMap(({ month, observed, isSettled }) => (isSettled ? [[month, observed]] : [])))
  const lags = new Map<number, NowcastLag>()
  for (const { last } of lastMonths(until, MONTH_ENDS + 1).slice(0, -1)) {
    const { months } = estimateMonths(histories, measure, last, MONTHS_BACK)
    months.forEach(({ month, observed, shareKnown, estimate, isSettled }, position) => {
      const came = final.get(month)
      if (came === undefined || isSettled || !estimate || shareKnown === null) return
      const lag = months.length - 1 - position
      const sums = lags.get(lag) ?? none(lag)
      const isWithin = ({ low, high }: { low: number; high: number }) => (came >= low && came <= high ? 1 : 0)
      lags.set(lag, {
        lag,
        estimates: sums.estimates + 1,
        shareKnown: sums.shareKnown + (shareKnown - sums.shareKnown) / (sums.estimates + 1),
        within50: sums.within50 + isWithin(estimate.band50),
        within90: sums.within90 + isWithin(estimate.band90),
        within95: sums.within95 + isWithin(estimate.band95),
        observed: sums.observed + observed,
        expected: sums.expected + estimate.expected,
        final: sums.final + came,
        score:
          sums.score +
          weightedIntervalScore(
            estimate.median,
            [
              { interval: estimate.band50, alpha: 0.5 },
              { interval: estimate.band90, alpha: 0.1 },
              { interval: estimate.band95, alpha: 0.05 },
            ],
            came,
          ),
        scoreOfObserved: sums.scoreOfObserved + weightedIntervalScore(observed, [], came),
      })
    })
  }
  return [...lags.values()].sort((a, b) => a.lag - b.lag)
}

function none(lag: number): NowcastLag {
  const sums = {
    within50: 0,
    within90: 0,
    within95: 0,
    observed: 0,
    expected: 0,
    final: 0,
    score: 0,
    scoreOfObserved: 0,
  }
  return { lag, estimates: 0, shareKnown: 0, ...sums }
}
