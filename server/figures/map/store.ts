import { crudeRate } from '../../../jobs/stats/counts/rates.ts'
import { extentOfAreas, POPULATION } from '../../areas/store.ts'
import type { Day } from '../../contract/day.ts'
import type { AreaRow, Basemap, MapAnswer, MapQuery, Timeline, TimelineQuery } from '../../contract/map.ts'
import { addDays, daysBetween } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { bindingsOf, countedEvents, placedEvents } from '../../facts/events.ts'
import type { Counted } from '../figure.ts'

const FEWEST_EVENTS_FOR_A_RATE = 3 // ONS: no crude rate below 3
const RELIABLE_FROM = 20 // ONS marks rates from fewer as unreliable

/**
 * Events of a period by area, with a rate a year where there is a population and enough events, busiest first. In the mapped kind the
 * areas stand beside the events (counted_event_day); in another, area_place finds the area of each point.
 */
export async function countByArea(trx: Trx, query: MapQuery): Promise<Counted<MapAnswer>> {
  const days = daysBetween(query.from, query.to) + 1
  const bindings = { ...bindingsOf(query), from: query.from, to: query.to, before: addDays(query.from, -days) }
  const inPeriods = 'event_day between :before and :to and last_day <= :to and (event_day >= :from or last_day < :from)'
  const isMapped = await trx('event_placing').where({ area_kind: query.areaKind }).first('partnership_id')
  const placed = isMapped
    ? `select area_id, event_day < :from as is_before, weight from ${countedEvents(query)} event where ${inPeriods}`
    : `select found.area_id, event_day < :from as is_before, weight
       from ${placedEvents(query)} event
       left join lateral area_of(event.place, :areaKind) found on event.event_day >= :from
       where ${inPeriods}`
  const { rows } = await trx.raw(
    `with counted as (
       select area_id, is_before, sum(weight)::int as events from (${placed}) placed group by area_id, is_before
     )
     select counted.area_id, area.name, area.authority, counted.events, ${POPULATION} as population, counted.is_before
     from counted
     left join area on area.area_id = counted.area_id
     order by counted.events desc, area.name, area.area_id`,
    { ...bindings, ...(isMapped ? {} : { areaKind: query.areaKind }) },
  )
  // where records do not reach back to the period before, its count is not known, and not zero
  const { rows: reach } = await trx.raw(
    `select exists (select from ${countedEvents(query)} event where event_day <= :before) as is_reached`,
    bindings,
  )
  const now = rows.filter((row: { is_before: boolean }) => !row.is_before)
  const sum = (some: { events: number }[]) => some.reduce((total, row) => total + row.events, 0)
  return {
    rows: now.filter((row: { area_id: string | null }) => row.area_id).map((row: CountedArea) => toAreaRow(row, days)),
    total: forPanel(sum(now)),
    withoutPlace: forPanel(sum(now.filter((row: { area_id: string | null }) => !row.area_id))),
    totalPeriodBefore: forPanel(
      reach[0].is_reached ? sum(rows.filter((row: { is_before: boolean }) => row.is_before)) : null,
    ),
  }
}

type CountedArea = {
  area_id: string
  name: string
  authority: string | null
  events: number
  population: number | null
}

function toAreaRow({ area_id: areaId, name, authority, events, population }: CountedArea, days: number): AreaRow {
  const row = {
    areaId,
    name,
    authority,
    events: forPanel(events),
    population,
    ratePer100k: null,
    rateInterval: null,
  }
  if (!population) return { ...row, rateNote: 'no rate: the number of residents is not known' }
  if (events < FEWEST_EVENTS_FOR_A_RATE) return { ...row, rateNote: 'no rate: fewer than 3 events' }
  const { rate, low, high } = crudeRate({ events, population: population * (days / 365.25), per: 100_000 })
  return {
    ...row,
    ratePer100k: rate,
    rateInterval: { low, high },
    rateNote: events < RELIABLE_FROM ? 'unreliable: fewer than 20 events' : null,
  }
}

/** How long until nine in ten facts of a kind are known, days, by what was not assumed in the last two years. */
async function daysUntilMostAreKnown(trx: Trx, events: MapQuery['events'], today: Day): Promise<number> {
  const [table, day] = {
    deaths: ['death_revision', 'event_day'],
    supplies: ['naloxone_supply_revision', 'supplied_on'],
    reversals: ['overdose_revision', 'event_day'],
    overdoses: ['overdose_revision', 'event_day'],
  }[events] as [string, string]
  const { rows } = await trx.raw(
    `select percentile_disc(0.9) within group (order by known_on - ${day}) as days
     from ${table} where revision = 1 and not known_on_assumed and ${day} between :from and :to
       ${events === 'deaths' ? "and event_day_precision = 'day'" : ''}`,
    { from: addDays(today, -760), to: addDays(today, -30) },
  )
  return rows[0].days ?? 0
}

/** Events by week (months beyond twelve years), none left out; steps that reports still reach are marked. */
export async function countInTime(trx: Trx, query: TimelineQuery, today: Day): Promise<Counted<Timeline>> {
  const events = countedEvents(query)
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

const stepOf = (step: 'week' | 'month', day: string) => `date_trunc('${step}', ${day}::timestamp)`

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
