import { z } from 'zod'
import { Day } from './day.ts'
import { Count, Provenance } from './figure.ts'
import { MapQuery } from './map.ts'

export const PointsQuery = MapQuery.omit({ compare: true, areaKind: true })
export type PointsQuery = z.infer<typeof PointsQuery>

/** Degrees: about 110 m northwards and 70 m eastwards at 50° north. No place is told more finely. */
export const POINT_STEP = 0.001

/**
 * Points by column, from south to north: no ids, nothing of a record but where, when and how many. Each number is small, and so is the whole:
 * `pointsOf` makes degrees and days of it.
 */
export const MapPoints = z.strictObject({
  provenance: Provenance,
  from: Day,
  /** Steps north of the equator; of the first, and then of each from the one before. */
  northwards: z.array(z.int()),
  /** Steps east of Greenwich. */
  eastwards: z.array(z.int()),
  /** Days after `from`. */
  days: z.array(z.int().nonnegative()),
  /** How many events, or kits. */
  weights: z.array(z.int()),
  /** Events of the period that are no point: without a place, or known only by a town or a small area. */
  leftOut: Count,
})
export type MapPoints = z.infer<typeof MapPoints>

export type MapPoint = { latitude: number; longitude: number; day: number; weight: number }

export function pointsOf({ northwards, eastwards, days, weights }: MapPoints): MapPoint[] {
  let north = 0
  return northwards.map((further, index) => {
    north += further
    return {
      latitude: north * POINT_STEP,
      longitude: (eastwards[index] as number) * POINT_STEP,
      day: days[index] as number,
      weight: weights[index] as number,
    }
  })
}
