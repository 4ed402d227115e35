import Supercluster from 'supercluster'
import { type MapPoint, pointsOf } from '../../../../server/contract/map-points.ts'
import { daysBetween } from '../../../words/day.ts'
import type { HeldPoints } from '../useHeldScale.ts'

/** Pixels within which points are one circle, and the zoom from which none are: a hundred metres are then told apart. */
const TOGETHER_PIXELS = 46
export const APART_FROM_ZOOM = 15

type Weighted = { weight: number }

/** Points in circles with the sum of their weights, at each zoom of a range. */
export function clusterPoints(points: readonly MapPoint[], maxZoom: number, minZoom = 0) {
  const index = new Supercluster<Weighted, Weighted>({
    radius: TOGETHER_PIXELS,
    extent: 256,
    minZoom,
    maxZoom,
    map: ({ weight }) => ({ weight }),
    reduce: (sum, { weight }) => {
      sum.weight += weight
    },
  })
  return index.load(
    points.map(({ longitude, latitude, weight }) => ({
      type: 'Feature' as const,
      geometry: { type: 'Point' as const, coordinates: [longitude, latitude] },
      properties: { weight },
    })),
  )
}

/** How many are in the largest circle of any period, anywhere, at a zoom. */
export function mostTogether({ points, frames }: HeldPoints, zoom: number): number {
  const all = pointsOf(points)
  const at = Math.min(zoom, APART_FROM_ZOOM)
  return frames.reduce((most, { from, to }) => {
    const [first, last] = [daysBetween(points.from, from), daysBetween(points.from, to)]
    const within = all.filter(({ day }) => day >= first && day <= last)
    const circles = clusterPoints(within, at, at).getClusters([-180, -90, 180, 90], zoom)
    return circles.reduce((larger, { properties }) => Math.max(larger, properties.weight), most)
  }, 1)
}
