import { POPULATION } from '../../areas/store.ts'
import type { DescriptionLayer, DescriptionQuery, MapDescription } from '../../contract/map-description.ts'
import { daysBetween } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { bindingsOf, placedEvents } from '../../facts/events.ts'
import { isPlacedClosely } from '../../facts/places.ts'
import type { Counted } from '../figure.ts'
import { describeDensity } from './density.ts'
import type { AreaOfMap, Description, MapEvents, PlacedEvent } from './described-areas.ts'
import { describeGroups } from './groups.ts'
import { describeHotSpots } from './hot-spots.ts'

const layers: Record<DescriptionLayer, (given: MapEvents) => Description> = {
  hot_spots: describeHotSpots,
  density: describeDensity,
  groups: (given) => describeGroups(given, null),
  groups_in_time: (given) => describeGroups(given, 14),
}

/** Where the events of a period were, described; by area, as the map itself. */
export async function describeMap(trx: Trx, query: DescriptionQuery): Promise<Counted<MapDescription>> {
  const { rows: areas } = await trx.raw(
    `select area_id as "areaId", name, authority, st_y(label_point) as latitude, st_x(label_point) as longitude,
       st_area(geom::geography) / 1e6 as "squareKilometres", ${POPULATION} as residents
     from area where kind = :areaKind order by code`,
    { areaKind: query.areaKind },
  )
  const { rows: events } = await trx.raw(
    `select found.area_id as "areaId", event.event_day - date '1970-01-01' as "dayNumber", event.weight,
       st_y(event.place) as latitude, st_x(event.place) as longitude, ${isPlacedClosely('event.precision')} and (event.event_day = event.last_day or not :isInTime) as "isPlacedClosely"
     from ${placedEvents(query)} event
     left join lateral area_of(event.place, :areaKind) found on true
     where event.event_day >= :from and event.last_day <= :to`,
    {
      from: query.from,
      to: query.to,
      areaKind: query.areaKind,
      ...bindingsOf(query),
      isInTime: query.layer === 'groups_in_time',
    },
  )
  const found = events as (Omit<PlacedEvent, 'areaId'> & { areaId: string | null; weight: number })[]
  const weights = new Map<string, number>()
  for (const { areaId, weight } of found) if (areaId) weights.set(areaId, (weights.get(areaId) ?? 0) + weight)
  const {
    method,
    refusal,
    areas: described,
  } = layers[query.layer]({
    areas: (areas as AreaOfMap[]).map((area) => ({ ...area, events: weights.get(area.areaId) ?? 0 })),
    events: found.flatMap(({ areaId, ...event }) => (areaId ? [{ ...event, areaId }] : [])),
    years: (daysBetween(query.from, query.to) + 1) / 365.25,
  })
  const isOfGroups = query.layer.startsWith('groups')
  const isUsed = ({ areaId, isPlacedClosely }: (typeof found)[number]) =>
    areaId !== null && (isPlacedClosely || !isOfGroups)
  const sum = (some: typeof found) =>
    forPanel(isOfGroups ? some.length : some.reduce((total, { weight }) => total + weight, 0))
  return {
    layer: query.layer,
    method,
    refusal,
    areas: described,
    events: sum(found.filter(isUsed)),
    leftOut: sum(found.filter((event) => !isUsed(event))),
  }
}
