import { mayAlso } from '../../access/may.ts'
import { findArea } from '../../areas/store.ts'
import type { Action } from '../../contract/access.ts'
import { AreaExcess } from '../../contract/area-excess.ts'
import type { Day } from '../../contract/day.ts'
import {
  BusiestAreas,
  DeathsByYear,
  Overview,
  SavedLives,
  SavedLivesBy,
  SavedLivesByQuery,
  SavedLivesQuery,
} from '../../contract/indicator.ts'
import { MissingEvents, MissingEventsQuery } from '../../contract/missing-events.ts'
import { Nowcast, NowcastBacktest, type NowcastLag, NowcastQuery } from '../../contract/nowcast.ts'
import { addDays } from '../../day.ts'
import { route } from '../../http/route.ts'
import { invalid } from '../../problem.ts'
import { areaExcess } from './area-excess.ts'
import { busiestAreas } from './busiest-areas.ts'
import { deathsByYear } from './deaths-by-year.ts'
import { missingEvents } from './missing-events.ts'
import { deathsByMonth } from './nowcast.ts'
import { readBacktest } from './nowcast-store.ts'
import { overview } from './overview.ts'
import { savedLives } from './saved-lives.ts'
import { savedLivesBy } from './saved-lives-by.ts'

export const indicatorRoutes = [
  route({
    method: 'get',
    path: '/indicators/saved-lives',
    summary:
      'Reported reversals, known survivors, outcome unknown, and estimated deaths averted: four figures, never one',
    query: SavedLivesQuery,
    answer: SavedLives,
    policy: 'figure:read',
    audit: 'none',
    output: savedLives.output,
    deed: ['read', 'the figures of saved lives'],
    csv: savedLives.csv,
    async handle(trx, { query, today }) {
      refuseTheFuture(query.asKnownOn, today)
      const { from, to } = yearOr(query, today)
      const area = query.areaId === undefined ? undefined : await findArea(trx, query.areaId)
      return savedLives.read(trx, {
        ...{ from, to, today, asKnownOn: query.asKnownOn },
        here: area && { place: area, name: 'in this area' },
      })
    },
  }),
  route({
    method: 'get',
    path: '/indicators/saved-lives/by',
    summary: 'The same four figures by month, area, kind of agency or channel of kits',
    query: SavedLivesByQuery,
    answer: SavedLivesBy,
    policy: 'figure:read',
    audit: 'none',
    output: savedLivesBy.output,
    deed: ['read', 'the figures of saved lives'],
    csv: savedLivesBy.csv,
    handle(trx, { query, today }) {
      refuseTheFuture(query.asKnownOn, today)
      return savedLivesBy.read(trx, { ...query, ...yearOr(query, today), today })
    },
  }),
  route({
    method: 'get',
    path: '/indicators/missing-events',
    summary: 'Overdose events that nobody reported, estimated from two kinds of reporters; off unless switched on',
    query: MissingEventsQuery,
    answer: MissingEvents,
    policy: 'figure:read',
    audit: 'none',
    output: missingEvents.output,
    deed: ['read', 'the estimate of events that nobody reported'],
    csv: missingEvents.csv,
    handle: (trx, { query, today }) => missingEvents.read(trx, { ...query, ...yearOr(query, today), today }),
  }),
  route({
    method: 'get',
    path: '/indicators/deaths-by-year',
    summary: 'Deaths by calendar year of death, with intervals and the share with more than one drug',
    answer: DeathsByYear,
    policy: 'figure:read',
    audit: 'none',
    output: deathsByYear.output,
    deed: ['read', 'deaths by year'],
    csv: deathsByYear.csv,
    handle: (trx, { today }) => deathsByYear.read(trx, { today }),
  }),
  route({
    method: 'get',
    path: '/indicators/nowcast',
    summary:
      'Deaths, or complete toxicology, by month of death: as known on a day, and how many there will be in the end',
    query: NowcastQuery,
    answer: Nowcast,
    policy: 'figure:read',
    audit: 'none',
    output: deathsByMonth.output,
    deed: ['read', 'deaths by month'],
    csv: deathsByMonth.csv,
    handle(trx, { query, today }) {
      refuseTheFuture(query.asKnownOn, today)
      return deathsByMonth.read(trx, { measure: query.measure, today: query.asKnownOn ?? today })
    },
  }),
  route({
    method: 'get',
    path: '/indicators/nowcast/backtest',
    summary: 'How near the estimates of past month ends came to what is known now, by months between the two',
    query: NowcastQuery,
    answer: NowcastBacktest,
    policy: 'figure:read',
    audit: 'none',
    output: { tier: 'panel', carries: ['counts'] },
    deed: ['read', 'how near estimates by month came'],
    csv: {
      fileName: 'deaths-by-month-backtest',
      rows: ({ measure, night, lags }) => lags.map((lag: NowcastLag) => ({ measure, night, ...perEstimate(lag) })),
    },
    async handle(trx, { query: { measure, asKnownOn }, today }) {
      refuseTheFuture(asKnownOn, today)
      const latest = await readBacktest(trx, measure, asKnownOn ?? today)
      return { measure, night: latest?.night ?? null, lags: latest?.lags ?? [] }
    },
  }),
  route({
    method: 'get',
    path: '/indicators/area-excess',
    summary:
      'Areas with more deaths than their residents lead one to expect, worked out once a month; a report, never a signal',
    answer: AreaExcess,
    policy: 'figure:read',
    audit: 'none',
    output: areaExcess.output,
    deed: ['read', 'areas above what is expected'],
    csv: areaExcess.csv,
    handle: (trx, { today }) => areaExcess.read(trx, { today }),
  }),
  route({
    method: 'get',
    path: '/indicators/busiest-areas',
    summary: 'The areas with the most deaths and reversals of the last 28 days',
    answer: BusiestAreas,
    policy: 'figure:read',
    audit: 'none',
    output: busiestAreas.output,
    deed: ['read', 'the busiest areas'],
    csv: busiestAreas.csv,
    handle: (trx, { today }) => busiestAreas.read(trx, { today }),
  }),
  route({
    method: 'get',
    path: '/overview',
    summary: 'What is happening, where, and what should I look at?',
    answer: Overview,
    policy: 'figure:read',
    audit: 'read',
    output: overview.output,
    deed: ['read', 'the figures of the first page'],
    handle(trx, { partnership, actor, today }) {
      const may = (action: Action) => mayAlso(actor, partnership, action)
      return overview.read(trx, {
        partnership,
        today,
        reach: { signals: may('signal:read'), nights: may('night:read') },
      })
    },
  }),
]

/** The period that is asked for; the year up to today, or up to its last day, where it is left out. */
function yearOr(asked: { from?: Day | undefined; to?: Day | undefined }, today: Day): { from: Day; to: Day } {
  const to = asked.to ?? today
  const from = asked.from ?? addDays(to, -364)
  if (from > to) invalid([{ path: 'from', message: 'is after the last day' }])
  return { from, to }
}

function refuseTheFuture(asKnownOn: Day | undefined, today: Day): void {
  if (asKnownOn && asKnownOn > today) invalid([{ path: 'asKnownOn', message: 'is in the future' }])
}

/** The counts as they are kept; the scores, and how far too high the estimates were, as the mean of one estimate. */
function perEstimate({ score, scoreOfObserved, rankedScore, ...lag }: NowcastLag) {
  const { estimates, expected, final } = lag
  return {
    ...lag,
    meanBias: (expected - final) / estimates,
    meanWeightedIntervalScore: score / estimates,
    meanRankedProbabilityScore: rankedScore === null ? null : rankedScore / estimates,
    meanScoreWithoutEstimate: scoreOfObserved / estimates,
  }
}
