import type { CountDistribution } from '../../../jobs/stats/counts/count-distribution.ts'
import {
  COMPLETE_FROM,
  type Nowcast,
  nowcast,
  nowcastProbabilities,
  SETTLED_FROM,
  SHOWN_FROM,
  shareKnownOfPeriod,
} from '../../../jobs/stats/delay/nowcast.ts'
import { type LearntDelay, learnDelay } from '../../../jobs/stats/delay/reporting-delay.ts'
import {
  learnToxicology,
  nowcastToxicology,
  type ToxicologyOutlook,
} from '../../../jobs/stats/delay/toxicology-nowcast.ts'
import type { NowcastMeasure } from '../../contract/filters.ts'
import { asKnownOn, type DeathHistory, type Report } from './death-histories.ts'
import { SETTLING_DAYS } from './deaths-by-year.ts'

export type MonthEstimate = {
  month: string
  observed: number
  shareKnown: number | null
  estimate: Nowcast | null
  /** What the bands of the estimate are made of. */
  distribution: CountDistribution | null
  isOver: boolean
  isComplete: boolean
  isSettled: boolean
}
export type MonthEstimates = {
  delay: LearntDelay | undefined
  /** Of toxicology: the share of deaths that get it in the end, where it can be said. */
  shareEver: number | null
  months: MonthEstimate[]
  reports: Report[]
}

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
  const deaths = countMonths(known, until, months)
  const toxicology = countMonths(asKnownOn(histories, 'toxicology', until), until, months)
  const outlook = lookOut(deaths, toxicology.delay, until)
  const waiting = known.filter(({ hasMonth, hasToxicology }) => hasMonth && !hasToxicology)
  return {
    deaths: { ...deaths, shareEver: null, months: deaths.months.map(estimateDeaths) },
    toxicology: {
      ...toxicology,
      shareEver: outlook?.shareEver ?? null,
      months: toxicology.months.map(estimateToxicology),
    },
  }

  function estimateDeaths(month: MonthCount): MonthEstimate {
    const { observed, shareKnown } = month
    if (!isShown(month) || shareKnown === null) return { ...month, estimate: null, distribution: null }
    const distribution = { first: observed, probabilities: nowcastProbabilities(observed, shareKnown) }
    return { ...month, estimate: nowcast(observed, shareKnown), distribution }
  }

  /** Toxicology is of deaths: without knowing how many of those are still to come nothing is said of it. */
  function estimateToxicology(month: MonthCount, position: number): MonthEstimate {
    const ofDeaths = deaths.months[position]
    if (!isShown(month) || !ofDeaths || !isShown(ofDeaths) || ofDeaths.shareKnown === null || !outlook)
      return { ...month, estimate: null, distribution: null }
    const { first, last } = months[position] as Month
    const ages = waiting.flatMap(({ day }) => (day >= first && day <= last ? [until - day] : []))
    return { ...month, ...nowcastToxicology(month.observed, ages, ofDeaths.shareKnown, outlook) }
  }
}

type MonthCount = Omit<MonthEstimate, 'estimate' | 'distribution'>
type MonthCounts = { delay: LearntDelay | undefined; months: MonthCount[]; reports: Report[] }

function isShown({ isOver, shareKnown }: MonthCount): boolean {
  return isOver && shareKnown !== null && shareKnown >= SHOWN_FROM
}

function lookOut(deaths: MonthCounts, delay: LearntDelay | undefined, until: number): ToxicologyOutlook | null {
  if (!deaths.delay || !delay) return null
  const aged = deaths.reports.flatMap(({ day, hasMonth, hasToxicology }) =>
    hasMonth ? [{ age: until - day, hasToxicology }] : [],
  )
  return learnToxicology(aged, { deaths: deaths.delay.known, toxicology: delay.known }, delay.windowDays)
}

function countMonths(reports: Report[], until: number, months: readonly Month[]): MonthCounts {
  const delay = learnDelay(
    reports.flatMap(({ day, delay }) => (delay === null ? [] : [{ day, delay }])),
    until,
  )
  const observed = new Map<string, number>()
  const first = months[0]?.first ?? Infinity
  for (const { day, hasMonth } of reports)
    if (hasMonth && day >= first) observed.set(monthOf(day), (observed.get(monthOf(day)) ?? 0) + 1)
  return { delay, reports, months: months.map(countMonth) }

  function countMonth({ month, first, last }: Month): MonthCount {
    const shareKnown = delay ? shareKnownOfPeriod(delay.known, first, last, until) : null
    const isOver = last <= until
    return {
      month,
      observed: observed.get(month) ?? 0,
      shareKnown,
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
