import type { Day } from '../../contract/day.ts'
import type { Count } from '../../contract/figure.ts'
import type { MapAnswer, MapQuery, Timeline, TimelineQuery } from '../../contract/map.ts'
import type { DescriptionQuery, MapDescription } from '../../contract/map-description.ts'
import type { MapMultiples, MultiplesQuery } from '../../contract/map-multiples.ts'
import type { MapPoints, PointsQuery } from '../../contract/map-points.ts'
import type { MapWithin, WithinQuery } from '../../contract/map-within.ts'
import { describeEvents, type EventFilter } from '../../facts/events.ts'
import { figure } from '../figure.ts'
import { describeMap } from './description.ts'
import { countMultiples } from './multiples.ts'
import { readPoints } from './points.ts'
import { countByArea, countInTime } from './store.ts'
import { countWithin, type ToldWithin } from './within.ts'

type Asked<Query> = { query: Query; today: Day }
type OfEvents = Pick<EventFilter, 'events' | 'place' | 'role'>

const definitionOf = ({ query }: Asked<OfEvents>) => describeEvents(query).definition
const basisOf = ({ query }: Asked<OfEvents>) => describeEvents(query).dateBasis

export const eventsByArea = figure<Asked<MapQuery>, MapAnswer>({
  definition: definitionOf,
  basis: basisOf,
  carries: ['office text'],
  count: (trx, { query }) => countByArea(trx, query),
  csv: {
    fileName: 'map',
    rows: ({ rows }) =>
      rows.map(({ rateInterval, ratioInterval, ...row }) => ({
        ...row,
        rateLow: rateInterval?.low,
        rateHigh: rateInterval?.high,
        ratioLow: ratioInterval?.low,
        ratioHigh: ratioInterval?.high,
      })),
  },
})

export const eventsDescribed = figure<Asked<DescriptionQuery>, MapDescription>({
  definition: (asked) => `Description: where events were. Not a test, never an alert. ${definitionOf(asked)}`,
  basis: basisOf,
  carries: ['office text'],
  count: (trx, { query }) => describeMap(trx, query),
  csv: {
    fileName: 'map-description',
    rows: ({ layer, method, areas }) => areas.map((area) => ({ layer, ...area, method })),
  },
})

/** The same map for each of the most frequent drugs, or of the last quarters. */
export const eventsInMultiples = figure<Asked<MultiplesQuery>, MapMultiples>({
  definition: (asked) => `${definitionOf(asked)} ${MULTIPLES[asked.query.by]}`,
  basis: basisOf,
  carries: ['office text'],
  count: (trx, { query, today }) => countMultiples(trx, query, today),
  csv: {
    fileName: 'map-multiples',
    rows({ by, maps, areas }) {
      const names = new Map(areas.map(({ areaId, name }) => [areaId, name]))
      return maps.flatMap(({ key, label, from, to, total, withoutPlace, areas: counted }) =>
        counted.map(({ areaId, events }) => ({
          ...{ by, key, label, from, to, areaId, name: names.get(areaId), events },
          ...{ mapTotal: total, mapWithoutPlace: withoutPlace },
        })),
      )
    },
  },
})

const MULTIPLES = {
  substance:
    'For each of the twelve drugs named in the most of them: an event with several drugs stands in the map of each.',
  quarter: 'For each of the last twelve quarters that have ended.',
}

/** Where each event was, for a map of points. */
export const pointsOfEvents = figure<Asked<PointsQuery>, MapPoints>({
  definition: (asked) =>
    `${definitionOf(asked)} Each to about 100 m; those known only by a town or a small area are left out.`,
  basis: basisOf,
  count: (trx, { query }) => readPoints(trx, query),
})

/** What is in one place. */
export const whatIsWithin = figure<Asked<WithinQuery> & { told: ToldWithin }, MapWithin>({
  definition: ({ query }) =>
    `What is recorded ${query.areaId === undefined ? 'in a circle; of events placed only by a town or a small area how many stands apart' : 'in an area'}: each figure by its own definition`,
  basis: 'day of death, event or supply',
  carries: ['exact place', 'office text'],
  count: (trx, { query, told }) => countWithin(trx, query, told),
  csv: {
    fileName: 'map-within',
    rows({ place, from, to, withSubstance, figures, substances, savedLives }) {
      const of = {
        place: place.kind === 'area' ? place.name : `circle of ${place.radiusMetres} m`,
        from,
        to,
        withSubstance: withSubstance?.name ?? null,
        role: withSubstance?.role ?? null,
      }
      const row = (figure: string, count: Count, countBefore: Count, given: object = {}) => ({
        ...{ figure, name: null, count, countBefore, rate: null, low: null, high: null, note: null },
        ...given,
        ...of,
      })
      return [
        ...figures.map(({ events, count, countBefore, notTold }) => row(events, count, countBefore, { note: notTold })),
        ...figures.flatMap(({ events, ratePer100k, rateInterval, rateNote, notTold }) =>
          notTold
            ? []
            : [row(`${events} per 100,000 a year`, null, null, { rate: ratePer100k, ...rateInterval, note: rateNote })],
        ),
        ...(substances?.rows.map(({ name, deaths, deathsBefore }) =>
          row('deaths in which it was implicated', deaths, deathsBefore, { name }),
        ) ?? []),
        ...(savedLives
          ? [
              row('reported reversals', savedLives.reversals, null),
              row('survivors known', savedLives.survivorsKnown, null),
              row('outcome unknown', savedLives.outcomeUnknown, null),
              row('estimated deaths averted (range)', null, null, savedLives.deathsAverted?.range),
            ]
          : []),
      ]
    },
  },
})

export const eventsInTime = figure<Asked<TimelineQuery>, Timeline>({
  definition: definitionOf,
  basis: basisOf,
  count: (trx, { query, today }) => countInTime(trx, query, today),
  csv: { fileName: 'timeline', rows: ({ steps }) => steps.map((step) => ({ ...step })) },
})
