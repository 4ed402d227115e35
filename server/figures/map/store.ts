import { extentOfAreas, POPULATION } from '../../areas/store.ts'
import type { Day } from '../../contract/day.ts'
import type { Basemap, MapAnswer, MapQuery, Timeline, TimelineQuery } from '../../contract/map.ts'
import { addDays, daysBetween } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { bindingsOf, knownEvents } from '../../facts/events.ts'
import type { Counted } from '../figure.ts'
import { eventsInAreas } from './events-in-areas.ts'
import { rateOf, ratioOf } from './rates.ts'

/**
 * Events of a period and of the one before by area, with a rate a year and a ratio to what residents lead one to expect where there is a
 * population and enough events, busiest first.
 */
export async function countByArea(trx: Trx, query: MapQuery): Promise<Counted<MapAnswer>> {
  const days = daysBetween(query.from, query.to) + 1
  const { from, to, areaKind } = query
  const bindings = { ...bindingsOf(query), from, to, areaKind, before: addDays(from, -days) }
  const inPeriods = 'event_day between :before and :to and last_day <= :to and (event_day >= :from or last_day < :from)'
  const { rows } = await trx.raw(
    `with counted as (
       select area_id, coalesce(sum(weight) filter (where event_day >= :from), 0)::int as events,
         coalesce(sum(weight) filter (where event_day < :from), 0)::int as events_before
       from ${await eventsInAreas(trx, query)} event
       where ${inPeriods}
       group by area_id
     )
     select counted.area_id, area.name, area.authority, counted.events, counted.events_before, ${POPULATION} as population
     from counted
     left join area on area.area_id = counted.area_id
     order by counted.events desc, case when counted.events = 0 then counted.events_before end desc, area.name, area.area_id`,
    bindings,
  )
  // where records of this kind, of whatever substance, do not reach back to the period before, its count is not known, and not zero
  const { substance: _, ...ofAnySubstance } = query
  const { rows: found } = await trx.raw(
    `select exists (select from ${knownEvents(ofAnySubstance)} event where event_day <= :before) as is_reached,
       (select coalesce(sum(${POPULATION}), 0)::int from area where area.kind = :areaKind) as residents`,
    bindings,
  )
  const { is_reached: isReached, residents } = found[0] as { is_reached: boolean; residents: number }
  const inAreas = rows.filter((row: CountedArea) => row.area_id) as CountedArea[]
  const sum = (some: CountedArea[], of: 'events' | 'events_before') => some.reduce((total, row) => total + row[of], 0)
  const eventsAResident =
    sum(
      inAreas.filter(({ population }) => population),
      'events',
    ) / residents
  const isShown = ({ events }: CountedArea) => events > 0 || (query.compare === 'before' && isReached)
  return {
    ...(query.asKnownOn && { said: { asKnownOn: query.asKnownOn } }),
    rows: inAreas.filter(isShown).map(({ events_before, ...row }) => ({
      areaId: row.area_id,
      name: row.name,
      authority: row.authority,
      events: forPanel(row.events),
      eventsBefore: forPanel(isReached ? events_before : null),
      population: row.population,
      ...rateOf(row, days),
      ...ratioOf(row.events, row.population ? row.population * eventsAResident : null),
    })),
    total: forPanel(sum(rows, 'events')),
    withoutPlace: forPanel(
      sum(
        rows.filter((row: CountedArea) => !row.area_id),
        'events',
      ),
    ),
    totalPeriodBefore: forPanel(isReached ? sum(rows, 'events_before') : null),
  }
}

type CountedArea = {
  area_id: string
  name: string
  authority: string | null
  events: number
  events_before: number
  population: number | null
}

/** How long until nine in ten facts of a kind are known, days, by what was not assumed in the last two years. */
export async function daysUntilMostAreKnown(trx: Trx, events: MapQuery['events'], today: Day): Promise<number> {
  const [table, day] = {
    deaths: ['death_revision', 'event_day'],
    supplies: ['naloxone_supply_revision', 'supplied_on'],
    reversals: ['overdose_revision', 'event_day'],
    overdoses: ['overdose_revision', 'event_day'],
  }[events] as [string, string]
  const { rows } = await trx.raw(
    `select percentile_disc(0.9) within group (order by known_on - ${day}) as days
     from ${table} where revision = 1 and not known_on_assumed and ${day} between :from and :to and known_on <= :today
       ${events === 'deaths' ? "and event_day_precision = 'day'" : ''}`,
    { from: addDays(today, -760), to: addDays(today, -30), today },
  )
  return rows[0].days ?? 0
}

/** Events by week (months beyond twelve years), none left out; steps that reports still reach are marked. */
export async function countInTime(trx: Trx, query: TimelineQuery, now: Day): Promise<Counted<Timeline>> {
  const today = query.asKnownOn ?? now
  const events = knownEvents(query)
  const { rows: extent } = await trx.raw(
    `select min(event_day) filter (where is_credible_day(event_day, :today)) as first,
       count(*) filter (where not is_credible_day(event_day, :today))::int as in_doubt,
       count(*) filter (where ${stepOf('week', 'event_day')} <> ${stepOf('week', 'last_day')})::int as in_no_week,
       count(*) filter (where ${stepOf('month', 'event_day')} <> ${stepOf('month', 'last_day')})::int as in_no_month
     from ${events} event`,
    { today, ...bindingsOf(query) },
  )
  const from = query.from ?? extent[0].first ?? addDays(today, -364)
  // what is further ahead than a year holds nothing
  const to = [query.to ?? today, addDays(today, 366)].sort()[0] as Day
  const step = daysBetween(from, to) > 12 * 366 ? 'month' : 'week'
  const { rows } = await trx.raw(
    `with counted as (
       select ${stepOf(step, 'event_day')} as first_day, sum(weight)::int as events
       from ${events} event
       where ${stepOf(step, 'event_day')} = ${stepOf(step, 'last_day')}
       group by 1)
     select step.first_day::date as first_day, (step.first_day + '1 ${step}'::interval)::date - 1 as last_day,
       coalesce(counted.events, 0) as events
     from generate_series(date_trunc('${step}', :from::timestamp), :to::timestamp, '1 ${step}') as step (first_day)
     left join counted on counted.first_day = step.first_day
     order by step.first_day`,
    { from, to, ...bindingsOf(query) },
  )
  const completeUntil = addDays(today, -1 - (await daysUntilMostAreKnown(trx, query.events, today)))
  return {
    ...(query.asKnownOn && { said: { asKnownOn: query.asKnownOn } }),
    inDoubt: forPanel(extent[0].in_doubt),
    inexact: forPanel(step === 'week' ? extent[0].in_no_week : extent[0].in_no_month),
    step,
    steps: rows.map((row: { first_day: Day; last_day: Day; events: number }) => ({
      firstDay: row.first_day,
      events: forPanel(row.events),
      isIncomplete: row.last_day > completeUntil,
    })),
  }
}

export const stepOf = (step: 'week' | 'month' | 'quarter', day: string) => `date_trunc('${step}', ${day}::timestamp)`

const SHIPPED = {
  'south-west-england': {
    bounds: { west: -6.45, south: 49.86, east: -3.4, north: 50.95 },
    attribution: 'Land © OpenStreetMap contributors (ODbL); outlines: Natural Earth; settlements: GeoNames (CC BY 4.0)',
  },
}

export async function findBasemap(
  trx: Trx,
  name: string | null,
  tiles: { url: string | undefined; attribution: string | undefined },
): Promise<Basemap> {
  const shipped = name && Object.hasOwn(SHIPPED, name) ? SHIPPED[name as keyof typeof SHIPPED] : undefined
  const { rows } = await trx.raw(
    'select st_xmin(extent) as west, st_ymin(extent) as south, st_xmax(extent) as east, st_ymax(extent) as north from (select st_extent(geom) as extent from area) whole',
  )
  const ofAreas = rows[0].west === null ? undefined : rows[0]
  return {
    extent: await extentOfAreas(trx),
    bounds: ofAreas ?? shipped?.bounds ?? { west: -8, south: 49.8, east: 2, north: 59 },
    landUrl: shipped ? `/basemaps/${name}/land.geojson` : null,
    outlinesUrl: shipped ? `/basemaps/${name}/authorities.geojson` : null,
    settlementsUrl: shipped ? '/api/map/settlements' : null,
    tilesUrl: tiles.url ?? null,
    tilesAttribution: tiles.attribution ?? null,
    attribution: shipped?.attribution ?? '',
  }
}
