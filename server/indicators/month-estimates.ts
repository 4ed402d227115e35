import {
  COMPLETE_FROM,
  type Nowcast,
  nowcast,
  SETTLED_FROM,
  SHOWN_FROM,
  shareKnownOfPeriod,
} from '../../jobs/stats/nowcast.ts'
import { type LearntDelay, learnDelay } from '../../jobs/stats/reporting-delay.ts'
import type { NowcastMeasure } from '../contract/nowcast.ts'
import { asKnownOn, type DeathHistory, type Report } from './death-histories.ts'
import { SETTLING_DAYS } from './deaths-by-year.ts'

export type MonthEstimate = {
  month: string
  observed: number
  shareKnown: number | null
  estimate: Nowcast | null
  /** What else bounds it; infinite where nothing does. */
  atMost: number
  isOver: boolean
  isComplete: boolean
  isSettled: boolean
}
export type MonthEstimates = { delay: LearntDelay | undefined; months: MonthEstimate[]; reports: Report[] }

/** The longest delay that is looked at, and three years of events that can show it. */
export const LOOK_BACK_DAYS = 730 + 1095

/**
 * The months that end with that of the day `until` (days from 1 January 1970), as they were known on it: counts, and how many there
 * would be in the end. None before the first month with a death.
 */
export function estimateMonths(
  histories: readonly DeathHistory[],
  until: number,
  count: number,
): Record<NowcastMeasure, MonthEstimates> {
  const known = asKnownOn(histories, 'deaths', until)
  const earliest = known.reduce((day, report) => (report.hasMonth ? Math.min(day, report.day) : day), Infinity)
  const months = lastMonths(until, count).filter(({ last }) => last >= earliest)
  const deaths = estimate(known, until, months)
  // toxicology is of deaths: there cannot be more of it in the end than there may be deaths
  const atMost = deaths.months.map((month) => month.estimate?.band95.high)
  return { deaths, toxicology: estimate(asKnownOn(histories, 'toxicology', until), until, months, atMost) }
}

function estimate(
  reports: Report[],
  until: number,
  months: readonly Month[],
  atMost: readonly (number | undefined)[] = [],
): MonthEstimates {
  const delay = learnDelay(
    reports.flatMap(({ day, delay }) => (delay === null ? [] : [{ day, delay }])),
    until,
  )
  const observed = new Map<string, number>()
  const first = months[0]?.first ?? Infinity
  for (const { day, hasMonth } of reports)
    if (hasMonth && day >= first) observed.set(monthOf(day), (observed.get(monthOf(day)) ?? 0) + 1)
  return { delay, reports, months: months.map(estimateMonth) }

  function estimateMonth({ month, first, last }: Month, position: number): MonthEstimate {
    const count = observed.get(month) ?? 0
    const most = atMost[position] ?? Infinity
    const shareKnown = delay ? shareKnownOfPeriod(delay.known, first, last, until) : null
    const isOver = last <= until
    return {
      month,
      observed: count,
      shareKnown,
      estimate: isOver && shareKnown !== null && shareKnown >= SHOWN_FROM ? nowcast(count, shareKnown, most) : null,
      atMost: most,
      isOver,
      isComplete: isOver && (shareKnown === null ? last + SETTLING_DAYS <= until : shareKnown >= COMPLETE_FROM),
      isSettled: isOver && shareKnown !== null && shareKnown >= SETTLED_FROM,
    }
  }
}

type Month = { month: string; first: number; last: number }

/** The month a day lies in, '2026-03'. */
export function monthOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 7)
}

/** The last `count` months up to that of a day, with their first and last days, oldest first. */
export function lastMonths(until: number, count: number): Month[] {
  const [year, month] = monthOf(until).split('-').map(Number) as [number, number]
  const firstOf = (back: number) => Date.UTC(year, month - 1 - back) / 86_400_000
  return Array.from({ length: count }, (_, position) => count - 1 - position).map((back) => ({
    month: monthOf(firstOf(back)),
    first: firstOf(back),
    last: firstOf(back - 1) - 1,
  }))
}
