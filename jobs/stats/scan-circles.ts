export type Place = { xMetres: number; yMetres: number } | { latitude: number; longitude: number }

/**
 * The circles to scan: for each centre, its neighbours from near to far (the centre itself first), and where a circle
 * may end. Flat arrays, so that a worker thread gets them by structured clone. Centre i has the entries
 * start[i] … start[i + 1] − 1; centres are the merged locations.
 */
export type Circles = {
  /** Input indices of the places merged into each location: those at exactly the same spot. */
  members: number[][]
  start: Int32Array
  neighbour: Int32Array
  radiusMetres: Float64Array
  /** Cases in the circle that ends at this entry. */
  casesWithin: Int32Array
  /** 1 where a circle may end at this entry: everywhere when ties are split, else after the last of a tie. */
  isCircle: Uint8Array
}

export type CircleLimits = {
  largestShareOfCases: number
  largestRadiusMetres: number
  /** Places at the same distance enter a circle together, or one by one as in SaTScan. */
  ties: 'together' | 'split'
}

/** SaTScan's Earth, so that radii agree with its reports. */
const EARTH_RADIUS_METRES = 6_367_000

/** Distances this close, relatively, are the same distance computed along two ways. */
const SAME_DISTANCE = 1e-9

type Point = { x: number; y: number; z: number; members: number[] }

/**
 * Merges places at the same spot into locations: gives for each place the location it belongs to.
 * Latitude and longitude become points on a sphere, so that distances between them are chords; SaTScan does the same.
 * @throws RangeError where a coordinate is not a number
 */
export function mergePlaces(places: readonly Place[]): { points: Point[]; locationOfPlace: Int32Array } {
  const points: Point[] = []
  const locationOfPlace = new Int32Array(places.length)
  const bySpot = new Map<string, number>()
  places.forEach((place, index) => {
    const point = toPoint(place)
    if (!Number.isFinite(point.x + point.y + point.z)) throw new RangeError(`place ${index} has no coordinates`)
    const spot = `${point.x} ${point.y} ${point.z}`
    let location = bySpot.get(spot)
    if (location === undefined) {
      location = points.push({ ...point, members: [] }) - 1
      bySpot.set(spot, location)
    }
    points[location]?.members.push(index)
    locationOfPlace[index] = location
  })
  return { points, locationOfPlace }
}

function toPoint(place: Place): { x: number; y: number; z: number } {
  if ('xMetres' in place) return { x: place.xMetres, y: place.yMetres, z: 0 }
  const latitude = (place.latitude * Math.PI) / 180
  const longitude = (place.longitude * Math.PI) / 180
  return {
    x: EARTH_RADIUS_METRES * Math.cos(latitude) * Math.cos(longitude),
    y: EARTH_RADIUS_METRES * Math.cos(latitude) * Math.sin(longitude),
    z: EARTH_RADIUS_METRES * Math.sin(latitude),
  }
}

/**
 * Grows a circle about every location, one neighbour at a time, until it would hold more than the largest share of
 * the cases or pass the largest radius. Neighbours at the same distance are ordered by their coordinates, the lower
 * first (SaTScan's order). `casesAt` holds the cases of each location.
 * Kulldorff M. A spatial scan statistic. Commun Stat Theory Methods 1997;26:1481–1496.
 */
export function growCircles(
  points: readonly Point[],
  casesAt: Int32Array,
  { largestShareOfCases, largestRadiusMetres, ties }: CircleLimits,
  isOnSphere: boolean,
): Circles {
  const mostCases = largestShareOfCases * casesAt.reduce((sum, count) => sum + count, 0)
  const furthest = isOnSphere
    ? 2 * EARTH_RADIUS_METRES * Math.sin(Math.min(Math.PI / 2, largestRadiusMetres / (2 * EARTH_RADIUS_METRES)))
    : largestRadiusMetres
  const toRadius = isOnSphere
    ? (chord: number) => 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, chord / (2 * EARTH_RADIUS_METRES)))
    : (distance: number) => distance

  const rankByCoordinates = rankPoints(points)
  const distance = new Float64Array(points.length)
  const start = new Int32Array(points.length + 1)
  const neighbour: number[] = []
  const radiusMetres: number[] = []
  const casesWithin: number[] = []
  const isCircle: number[] = []

  points.forEach((centre, location) => {
    const near: number[] = []
    points.forEach((point, other) => {
      const d = Math.hypot(point.x - centre.x, point.y - centre.y, point.z - centre.z)
      distance[other] = d
      if (d <= furthest) near.push(other)
    })
    const at = (other: number) => distance[other] as number
    near.sort((a, b) => at(a) - at(b) || (rankByCoordinates[a] as number) - (rankByCoordinates[b] as number))

    let cases = 0
    let complete = neighbour.length
    for (let i = 0; i < near.length; i++) {
      const other = near[i] as number
      cases += casesAt[other] as number
      if (cases > mostCases) break
      const next = near[i + 1]
      const isTiedWithNext = next !== undefined && at(next) - at(other) <= SAME_DISTANCE * at(next)
      const mayEnd = ties === 'split' || !isTiedWithNext
      neighbour.push(other)
      radiusMetres.push(toRadius(at(other)))
      casesWithin.push(cases)
      isCircle.push(mayEnd ? 1 : 0)
      if (mayEnd) complete = neighbour.length
    }
    // a tie of which only a part fits is no circle
    for (const list of [neighbour, radiusMetres, casesWithin, isCircle]) list.length = complete
    start[location + 1] = complete
  })
  return {
    members: points.map(({ members }) => members),
    start,
    neighbour: Int32Array.from(neighbour),
    radiusMetres: Float64Array.from(radiusMetres),
    casesWithin: Int32Array.from(casesWithin),
    isCircle: Uint8Array.from(isCircle),
  }
}

function rankPoints(points: readonly Point[]): Int32Array {
  const order = points.map((_, location) => location)
  order.sort((a, b) => {
    const p = points[a] as Point
    const q = points[b] as Point
    return p.x - q.x || p.y - q.y || p.z - q.z
  })
  const rank = new Int32Array(points.length)
  order.forEach((location, place) => {
    rank[location] = place
  })
  return rank
}
