import type { Day } from '../../../server/contract/day.ts'
import { addDays } from '../../../server/day.ts'
import type { Snapshot } from '../../../server/surveillance/nights/snapshot.ts'
import { groupBy } from './group-by.ts'

/**
 * Points that are one place. A town, an area or a postcode is one place wherever its source puts the point: a source whose geocoder
 * moves it by a street would else be a new place with all that the town always has. So is an address that begins as its neighbour ends.
 */

type Located = Pick<Snapshot['deaths'][number], 'day' | 'longitude' | 'latitude' | 'placePrecision'>

/** A centre of a postcode or of a town may be moved so far, in metres, and still be the same. */
const SAME_WITHIN_METRES = { postcode: 150, cell: 500, lsoa: 500, town: 500 } as const
const NEIGHBOUR_WITHIN_METRES = 350
/** An address with so many in a year has a habit; one that then ends while its neighbour begins has moved. */
const FEWEST_OF_A_HABIT = 3
const METRES_PER_DEGREE = 111_195

type Spot = { longitude: number; latitude: number; first: Day; last: Day; days: Day[]; precision: string | undefined }

/** The records with a place, each at the point that stands for its place; the order stays. */
export function atSamePlaces<T extends Located>(records: readonly T[], night: Day): T[] {
  const located = records.filter(({ longitude }) => longitude !== null)
  const spots = [...groupBy(located, keyOf)].map(([key, own]) => {
    const days = own.map(({ day }) => day).sort()
    const [{ longitude, latitude, placePrecision }] = own as [T]
    return [
      key,
      {
        longitude: longitude as number,
        latitude: latitude as number,
        first: days[0] as Day,
        last: days.at(-1) as Day,
        days,
        precision: placePrecision,
      },
    ] as const
  })
  const standsFor = new Map<string, Spot>()
  joinCoarse(spots, standsFor)
  joinMoved(spots, standsFor, night)
  if (standsFor.size === 0) return located
  return located.map((record) => {
    const spot = standsFor.get(keyOf(record))
    return spot ? { ...record, longitude: spot.longitude, latitude: spot.latitude } : record
  })
}

function keyOf({ longitude, latitude, placePrecision }: Located): string {
  return `${longitude} ${latitude} ${placePrecision ?? ''}`
}

/** The busiest first: each other joins the nearest of these that is near enough. */
function joinCoarse(spots: readonly (readonly [string, Spot])[], standsFor: Map<string, Spot>): void {
  const coarse = spots.filter(([, { precision }]) => precision !== undefined)
  if (coarse.length === 0) return
  const kept: Spot[] = []
  for (const [key, spot] of coarse.toSorted(
    ([a, one], [b, two]) => two.days.length - one.days.length || (a < b ? -1 : 1),
  )) {
    const within = SAME_WITHIN_METRES[spot.precision as keyof typeof SAME_WITHIN_METRES]
    const nearest = nearestOf(
      spot,
      kept.filter(({ precision }) => precision === spot.precision),
      within,
    )
    if (nearest) standsFor.set(key, nearest)
    else kept.push(spot)
  }
}

/** A point first seen within the year takes the place of a neighbour that had a habit until then, and nothing since. */
function joinMoved(spots: readonly (readonly [string, Spot])[], standsFor: Map<string, Spot>, night: Day): void {
  const yearAgo = addDays(night, -365)
  const withHabit = spots
    .map(([, spot]) => spot)
    .filter(({ days, precision }) => precision === undefined && days.length >= FEWEST_OF_A_HABIT)
  // the earliest first: one that moves twice still stands where it first was
  const standingAt = new Map<Spot, Spot>()
  for (const [key, spot] of spots.toSorted(([, one], [, two]) => (one.first < two.first ? -1 : 1))) {
    if (spot.precision !== undefined || spot.first < yearAgo) continue
    const yearBefore = addDays(spot.first, -365)
    const ended = withHabit.filter(
      (other) =>
        other !== spot &&
        other.last < spot.first &&
        other.days.filter((day) => day >= yearBefore).length >= FEWEST_OF_A_HABIT,
    )
    const nearest = nearestOf(spot, ended, NEIGHBOUR_WITHIN_METRES)
    if (!nearest) continue
    const first = standingAt.get(nearest) ?? nearest
    standingAt.set(spot, first)
    standsFor.set(key, first)
  }
}

function nearestOf(spot: Spot, others: readonly Spot[], within: number): Spot | undefined {
  let [nearest, least]: [Spot | undefined, number] = [undefined, within]
  for (const other of others) {
    const north = (spot.latitude - other.latitude) * METRES_PER_DEGREE
    if (Math.abs(north) > least) continue
    const east = (spot.longitude - other.longitude) * METRES_PER_DEGREE * Math.cos((spot.latitude * Math.PI) / 180)
    const metres = Math.hypot(north, east)
    if (metres <= least) [nearest, least] = [other, metres]
  }
  return nearest
}
