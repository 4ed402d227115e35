import { dbscan, surfaceMetres } from '../../../jobs/stats/density/dbscan.ts'
import {
  type AreaOfMap,
  type Description,
  isUrban,
  type MapEvents,
  METRES_PER_DEGREE,
  type PlacedEvent,
  unsaid,
} from './described-areas.ts'

/** Every pair is looked at: some tens of milliseconds. */
const MOST_EVENTS = 2000
const FEWEST_IN_GROUP = 4

export function describeGroups({ areas, events }: MapEvents, withinDays: number | null): Description {
  const metres = isUrban(areas) ? 500 : 2000
  const method = `${withinDays === null ? 'DBSCAN' : 'ST-DBSCAN'}: groups that grow from any event with at least ${FEWEST_IN_GROUP - 1} others within ${metres === 500 ? '500 m' : '2 km'}${withinDays === null ? '' : ` and ${withinDays} days`}. Busy places make groups by being busy; only events placed exactly or by postcode take part. Shown is which areas a group reaches into, never the places.`
  const placed = events.filter(({ isPlacedClosely }) => isPlacedClosely)
  if (placed.length > MOST_EVENTS)
    return {
      method,
      refusal: `There are more than ${MOST_EVENTS.toLocaleString('en-GB')} events: choose a shorter period.`,
      areas: [],
    }
  const isNear = (a: number, b: number) =>
    areNear(placed[a] as PlacedEvent, placed[b] as PlacedEvent, metres, withinDays)
  const groupOf = dbscan(placed.length, isNear, FEWEST_IN_GROUP)
  const groups = new Map<number, Map<string, number>>()
  placed.forEach(({ areaId }, i) => {
    const group = groupOf[i] as number
    if (group < 0) return
    const within = groups.get(group) ?? new Map<string, number>()
    groups.set(group, within.set(areaId, (within.get(areaId) ?? 0) + 1))
  })
  const areaOf = new Map(areas.map((area) => [area.areaId, area]))
  const size = (group: Map<string, number>) => [...group.values()].reduce((sum, count) => sum + count, 0)
  return {
    method,
    refusal: groups.size === 0 ? 'No events lie so close together in this period.' : null,
    areas: [...groups.values()]
      .sort((a, b) => size(b) - size(a))
      .flatMap((group, position) =>
        [...group]
          .sort(([, a], [, b]) => b - a)
          .map(([areaId, count]) => ({
            ...unsaid({ ...(areaOf.get(areaId) as AreaOfMap), events: count }),
            group: position + 1,
          })),
      ),
  }
}

function areNear(a: PlacedEvent, b: PlacedEvent, metres: number, withinDays: number | null): boolean {
  if (Math.abs(a.latitude - b.latitude) * METRES_PER_DEGREE > metres * 1.01) return false
  if (withinDays !== null && Math.abs(a.dayNumber - b.dayNumber) > withinDays) return false
  return surfaceMetres(a, b) <= metres
}
