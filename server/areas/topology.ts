import type { MultiPolygon } from 'geojson'
import { quantize } from 'topojson-client'
import { topology } from 'topojson-server'
import { presimplify, simplify } from 'topojson-simplify'
import type { AreaDetail, AreaTopology } from '../contract/area.ts'

export type AreaOutline = { id: string; name: string; authority: string | null; geometry: MultiPolygon }

/** Degrees: about 10 m, finer than any screen shows. */
const FINEST_STEP = 1e-4
/** Steps from one end of the partnership to the other in its overview: about a pixel where all of it fills a screen. */
const OVERVIEW_STEPS = 800
/** The least surface that a corner makes of a difference, square steps: four wide and two high. */
const LEAST_SEEN = 4

/**
 * Areas with their borders taken apart, so that one that two of them share stands once and stays one when it is simplified (TopoJSON). In the
 * overview corners go that nobody can see while the whole is in sight (Visvalingam M, Whyatt JD. Line generalisation by repeated
 * elimination of points. Cartogr J 1993;30:46–51); no area loses its last ones.
 */
export function topologyOf(areas: readonly AreaOutline[], detail: AreaDetail): AreaTopology {
  const features = areas.map(({ id, name, authority, geometry }) => ({
    type: 'Feature' as const,
    id,
    properties: { name, authority },
    geometry,
  }))
  const collection = { areas: { type: 'FeatureCollection' as const, features } }
  const reach = reachOf(areas)
  const steps = Math.max(2, Math.ceil(reach / FINEST_STEP))
  const whole = topology(collection, steps)
  const drawn = detail === 'overview' && steps > OVERVIEW_STEPS ? overviewOf(whole, reach / OVERVIEW_STEPS) : whole
  return drawn as unknown as AreaTopology
}

type Topology = ReturnType<typeof topology>
type Weighted = [x: number, y: number, weight: number]

function overviewOf(whole: Topology, step: number) {
  const weighted = presimplify(whole as never)
  for (const arc of weighted.arcs as Weighted[][]) keepLast(arc)
  return quantize(simplify(weighted, LEAST_SEEN * step ** 2), OVERVIEW_STEPS)
}

/** A border keeps the corner that matters most, one that goes round three of them: what lies between two borders keeps a surface. */
function keepLast(arc: Weighted[]) {
  const [first, last] = [arc[0], arc.at(-1)]
  const isRound = first?.[0] === last?.[0] && first?.[1] === last?.[1]
  const inner = arc.slice(1, -1).sort((a, b) => b[2] - a[2])
  for (const corner of inner.slice(0, isRound ? 3 : 1)) corner[2] = Number.POSITIVE_INFINITY
}

/** Degrees from one end to the other, the longer way. */
function reachOf(areas: readonly AreaOutline[]): number {
  const corners = areas.flatMap(({ geometry }) => geometry.coordinates.flat(2))
  const [west, east, south, north] = corners.reduce<[number, number, number, number]>(
    ([west, east, south, north], [longitude = 0, latitude = 0]) => [
      Math.min(west, longitude),
      Math.max(east, longitude),
      Math.min(south, latitude),
      Math.max(north, latitude),
    ],
    [180, -180, 90, -90],
  )
  return Math.max(0, east - west, north - south)
}
