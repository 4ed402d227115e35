import { z } from 'zod'
import { mayAlso } from '../../access/may.ts'
import { actions } from '../../access/policy.ts'
import { readSettlements } from '../../areas/settlements.ts'
import type { Action } from '../../contract/access.ts'
import { Day } from '../../contract/day.ts'
import {
  Basemap,
  type EventKind,
  MapAnswer,
  MapQuery,
  MapSignals,
  Settlements,
  Timeline,
  TimelineQuery,
} from '../../contract/map.ts'
import { DescriptionQuery, MapDescription } from '../../contract/map-description.ts'
import { FindQuery, FoundPlaces } from '../../contract/map-find.ts'
import { MapMultiples, MultiplesQuery } from '../../contract/map-multiples.ts'
import { MapPoints, PointsQuery } from '../../contract/map-points.ts'
import { MapWithin, WithinQuery } from '../../contract/map-within.ts'
import { route } from '../../http/route.ts'
import { HttpProblem, invalid } from '../../problem.ts'
import { listSignalsBetween } from '../../surveillance/signals/store.ts'
import {
  eventsByArea,
  eventsDescribed,
  eventsInMultiples,
  eventsInTime,
  pointsOfEvents,
  whatIsWithin,
} from './figures.ts'
import { findPlaces } from './find.ts'
import { findBasemap } from './store.ts'

function refuseBackwards({ from, to }: { from?: string; to?: string }) {
  if (from && to && from > to) invalid([{ path: 'from', message: 'is after the last day' }])
}

function refuseTheFuture({ asKnownOn }: { asKnownOn?: Day | undefined }, today: Day) {
  if (asKnownOn && asKnownOn > today) invalid([{ path: 'asKnownOn', message: 'is in the future' }])
}

function refuseNoPlace({ areaId, latitude, longitude, radiusMetres }: WithinQuery) {
  const ofCircle = [latitude, longitude, radiusMetres].filter((value) => value !== undefined).length
  if (areaId ? ofCircle > 0 : ofCircle < 3)
    invalid([{ path: 'areaId', message: 'say an area, or a circle by its latitude, longitude and radiusMetres' }])
}

function refusePoints(events: EventKind): never {
  throw new HttpProblem({
    status: 403,
    title: 'Your role here does not include where single events were.',
    detail: `It is for those who may ${actions[OPENS[events]].does}; the map by area is for you.`,
  })
}

/** Who may open the records of a kind, and so where each happened. */
const OPENS: Record<EventKind, Action> = {
  deaths: 'death:read',
  reversals: 'overdose:read',
  overdoses: 'overdose:read',
  supplies: 'supply:read',
}

/** The map: events by area, events in time, signals, and what lies under them. */
export function mapRoutes(tiles: { url: string | undefined; attribution: string | undefined }) {
  return [
    route({
      method: 'get',
      path: '/map/events',
      summary:
        'Events of a period by area beside the period before, with rates per 100,000 residents a year, and what their residents lead one to expect',
      query: MapQuery,
      answer: MapAnswer,
      policy: 'figure:read',
      audit: 'none',
      output: eventsByArea.output,
      deed: ['read', 'the map'],
      csv: eventsByArea.csv,
      handle(trx, { query, today }) {
        refuseBackwards(query)
        refuseTheFuture(query, today)
        return eventsByArea.read(trx, { query, today })
      },
    }),
    route({
      method: 'get',
      path: '/map/multiples',
      summary:
        'The same map for each of the twelve most frequent drugs of a period, or for each of the last twelve quarters',
      query: MultiplesQuery,
      answer: MapMultiples,
      policy: 'figure:read',
      audit: 'none',
      output: eventsInMultiples.output,
      deed: ['read', 'the small maps'],
      csv: eventsInMultiples.csv,
      handle(trx, { query, today }) {
        if (query.by === 'substance' && !query.from) invalid([{ path: 'from', message: 'is needed by substance' }])
        refuseBackwards(query)
        refuseTheFuture(query, today)
        return eventsInMultiples.read(trx, { query, today })
      },
    }),
    route({
      method: 'get',
      path: '/map/within',
      summary:
        'What is in an area or a circle: events beside the period before, substances implicated, signals, and what naloxone has done',
      query: WithinQuery,
      answer: MapWithin,
      policy: 'figure:read',
      audit: 'read',
      output: whatIsWithin.output,
      deed: ['read', 'what is in one place'],
      csv: whatIsWithin.csv && { ...whatIsWithin.csv, output: { tier: 'panel', carries: ['counts', 'office text'] } },
      handle(trx, { query, today, actor, partnership }) {
        refuseBackwards(query)
        refuseNoPlace(query)
        refuseTheFuture(query, today)
        const may = (action: Action) => mayAlso(actor, partnership, action)
        const inACircle = (events: EventKind) => may(OPENS[events])
        return whatIsWithin.read(trx, { query, today, told: { signals: may('signal:read'), inACircle } })
      },
    }),
    route({
      method: 'get',
      path: '/map/points',
      summary:
        'Where each event of a period was, to about 100 m and without its record: for those who may open these records',
      query: PointsQuery,
      answer: MapPoints,
      policy: 'figure:read',
      audit: 'read',
      output: pointsOfEvents.output,
      deed: ['read', 'the points of the map'],
      handle(trx, { query, today, actor, partnership }) {
        refuseBackwards(query)
        refuseTheFuture(query, today)
        if (!mayAlso(actor, partnership, OPENS[query.events])) refusePoints(query.events)
        return pointsOfEvents.read(trx, { query, today })
      },
    }),
    route({
      method: 'get',
      path: '/map/description',
      summary: 'Where the events of a period were, described: hot spots, density or groups. Not a test, never an alert',
      query: DescriptionQuery,
      answer: MapDescription,
      policy: 'figure:read',
      audit: 'none',
      output: eventsDescribed.output,
      deed: ['read', 'the description of the map'],
      csv: eventsDescribed.csv,
      handle(trx, { query, today }) {
        refuseBackwards(query)
        return eventsDescribed.read(trx, { query, today })
      },
    }),
    route({
      method: 'get',
      path: '/map/timeline',
      summary: 'Events by week, with the weeks that reports still reach marked',
      query: TimelineQuery,
      answer: Timeline,
      policy: 'figure:read',
      audit: 'none',
      output: eventsInTime.output,
      deed: ['read', 'the timeline of the map'],
      csv: eventsInTime.csv,
      handle(trx, { query, today }) {
        refuseBackwards(query)
        refuseTheFuture(query, today)
        return eventsInTime.read(trx, { query, today })
      },
    }),
    route({
      method: 'get',
      path: '/map/signals',
      summary: 'Signals whose days overlap a period',
      query: z.strictObject({ from: Day, to: Day }),
      answer: MapSignals,
      policy: 'signal:read',
      audit: 'read',
      output: { tier: 'panel', carries: ['counts', 'exact place', 'office text'] },
      deed: ['read', 'the signals on the map'],
      handle: (trx, { query }) => listSignalsBetween(trx, query.from, query.to),
    }),
    route({
      method: 'get',
      path: '/map/find',
      summary: 'Areas of every kind, settlements and postcodes by name, best first',
      query: FindQuery,
      answer: FoundPlaces,
      policy: 'area:read',
      audit: 'none',
      output: { tier: 'reference', carries: ['office text'] },
      deed: ['read', 'places by name'],
      handle: (trx, { query, partnership }) => findPlaces(trx, query.q, partnership.basemap),
    }),
    route({
      method: 'get',
      path: '/map/basemap',
      summary: 'Where the map opens and what lies under it',
      answer: Basemap,
      policy: 'area:read',
      audit: 'none',
      output: { tier: 'reference', carries: [] },
      deed: ['read', 'the basemap'],
      handle: (trx, { partnership }) => findBasemap(trx, partnership.basemap, tiles),
    }),
    route({
      method: 'get',
      path: '/map/settlements',
      summary: 'Settlements of the shipped basemap, by size',
      answer: Settlements,
      policy: 'area:read',
      audit: 'none',
      output: { tier: 'reference', carries: [] },
      deed: ['read', 'the settlements of the basemap'],
      handle: async (_trx, { partnership }) => readSettlements(partnership.basemap),
    }),
  ]
}
