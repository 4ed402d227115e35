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

/** A location: a place, or several at one spot, as a point of space. */
export type Point = { x: number; y: number; z: number; members: number[] }

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
  const furthest = isOnSphere ? chordOf(largestRadiusMetres) : largestRadiusMetres
  const toRadius = isOnSphere
    ? (chord: number) => 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, chord / (2 * EARTH_RADIUS_METRES)))
    : (distance: number) => distance

  const byCoordinates = orderByCoordinates(points)
  const sortByDistance = distanceSorter(points.length)
  const distance = new Float64Array(points.length)
  const start = new Int32Array(points.length + 1)
  const neighbour: number[] = []
  const radiusMetres: number[] = []
  const casesWithin: number[] = []
  const isCircle: number[] = []

  points.forEach((centre, location) => {
    for (let i = 0; i < points.length; i++) {
      const point = points[byCoordinates[i] as number] as Point
      distance[i] = Math.hypot(point.x - centre.x, point.y - centre.y, point.z - centre.z)
    }
    const near = sortByDistance(distance)
    const at = (i: number) => distance[near[i] as number] as number
    let within = near.length
    while (within > 0 && at(within - 1) > furthest) within--

    let cases = 0
    let complete = neighbour.length
    for (let i = 0; i < within; i++) {
      const other = byCoordinates[near[i] as number] as number
      cases += casesAt[other] as number
      if (cases > mostCases) break
      const isTiedWithNext = i + 1 < within && at(i + 1) - at(i) <= SAME_DISTANCE * at(i + 1)
      const mayEnd = ties === 'split' || !isTiedWithNext
      neighbour.push(other)
      radiusMetres.push(toRadius(at(i)))
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

/** The circles of a scan by measure: expected cases, or individuals. A circle may end at every entry: ties are split. */
export type MeasuredCircles = {
  members: number[][]
  start: Int32Array
  neighbour: Int32Array
  /** The measure of the circle that ends at this entry. */
  measureWithin: Float64Array
}

/**
 * Grows a circle about every location, one neighbour at a time, until its cumulative measure would pass the largest
 * share of the whole or its radius the largest. Distances are straight lines (chords); ties lower coordinate first.
 * With `allocate` the arrays can lie in memory that threads share.
 */
export function growMeasuredCircles(
  points: readonly Point[],
  measureAt: Float64Array,
  { largestShare, largestRadius }: { largestShare: number; largestRadius: number },
  isOnSphere: boolean,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): MeasuredCircles {
  const n = points.length
  const whole = measureAt.reduce((sum, measure) => sum + measure, 0)
  // a sum of measures that should be exactly the cap may miss it by the rounding of its terms
  const most = largestShare * whole * (1 + 1e-10)
  const furthest = isOnSphere ? chordOf(largestRadius) : largestRadius
  const byCoordinates = orderByCoordinates(points)
  const ordered = Array.from(byCoordinates, (location) => points[location] as Point)
  const [xs, ys, zs] = (['x', 'y', 'z'] as const).map((axis) => Float64Array.from(ordered, (point) => point[axis])) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const sortByDistance = distanceSorter(n)
  const distance = new Float64Array(n)
  const start = new Int32Array(allocate(4 * (n + 1)))
  let neighbour = new Int32Array(n * 16)
  let measureWithin = new Float64Array(n * 16)
  let end = 0
  for (let location = 0; location < n; location++) {
    const { x, y, z } = points[location] as Point
    for (let i = 0; i < n; i++) {
      const dx = (xs[i] as number) - x
      const dy = (ys[i] as number) - y
      const dz = (zs[i] as number) - z
      distance[i] = Math.sqrt(dx * dx + dy * dy + dz * dz)
    }
    const near = sortByDistance(distance)
    if (end + n > neighbour.length) {
      const length = Math.max(2 * neighbour.length, end + n)
      const [larger, largerMeasure] = [new Int32Array(length), new Float64Array(length)]
      larger.set(neighbour)
      largerMeasure.set(measureWithin)
      neighbour = larger
      measureWithin = largerMeasure
    }
    let within = 0
    for (let i = 0; i < n; i++) {
      const at = near[i] as number
      const other = byCoordinates[at] as number
      within += measureAt[other] as number
      if ((distance[at] as number) > furthest || within > most) break
      neighbour[end] = other
      measureWithin[end] = within
      end++
    }
    start[location + 1] = end
  }
  const shared = { neighbour: new Int32Array(allocate(4 * end)), measureWithin: new Float64Array(allocate(8 * end)) }
  shared.neighbour.set(neighbour.subarray(0, end))
  shared.measureWithin.set(measureWithin.subarray(0, end))
  return { members: points.map(({ members }) => members), start, ...shared }
}

/** The distance between two points: over the ground where they lie on the sphere. */
export function radiusBetween(a: Point, b: Point, isOnSphere: boolean): number {
  const chord = Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2)
  return isOnSphere ? 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, chord / (2 * EARTH_RADIUS_METRES))) : chord
}

function chordOf(radiusMetres: number): number {
  return 2 * EARTH_RADIUS_METRES * Math.sin(Math.min(Math.PI / 2, radiusMetres / (2 * EARTH_RADIUS_METRES)))
}

function orderByCoordinates(points: readonly Point[]): Int32Array {
  const order = points.map((_, location) => location)
  order.sort((a, b) => {
    const p = points[a] as Point
    const q = points[b] as Point
    return p.x - q.x || p.y - q.y || p.z - q.z
  })
  return Int32Array.from(order)
}

/**
 * Sorts indices by their distance, equal ones by index: a radix sort on 22 bits of the squared distance, which leaves
 * little for the insertion sort that makes it exact. The answer is valid until the next call.
 */
function distanceSorter(n: number): (distance: Float64Array) => Int32Array {
  const BITS = 11
  const SIZE = 1 << BITS
  const key = new Int32Array(n)
  const half = new Int32Array(n)
  const order = new Int32Array(n)
  const low = new Int32Array(SIZE)
  const high = new Int32Array(SIZE)
  return function sort(distance) {
    let largest = 0
    for (let i = 0; i < n; i++) largest = Math.max(largest, distance[i] as number)
    const scale = largest === 0 ? 0 : (SIZE * SIZE - 1) / (largest * largest)
    low.fill(0)
    high.fill(0)
    for (let i = 0; i < n; i++) {
      const k = ((distance[i] as number) * (distance[i] as number) * scale) | 0
      key[i] = k
      low[k & (SIZE - 1)] = (low[k & (SIZE - 1)] as number) + 1
      high[k >> BITS] = (high[k >> BITS] as number) + 1
    }
    toStarts(low)
    toStarts(high)
    for (let i = 0; i < n; i++) {
      const digit = (key[i] as number) & (SIZE - 1)
      const at = low[digit] as number
      half[at] = i
      low[digit] = at + 1
    }
    for (let j = 0; j < n; j++) {
      const i = half[j] as number
      const digit = (key[i] as number) >> BITS
      const at = high[digit] as number
      order[at] = i
      high[digit] = at + 1
    }
    for (let j = 1; j < n; j++) {
      const i = order[j] as number
      const d = distance[i] as number
      let at = j
      while (at > 0) {
        const before = order[at - 1] as number
        const dBefore = distance[before] as number
        if (dBefore < d || (dBefore === d && before < i)) break
        order[at] = before
        at--
      }
      order[at] = i
    }
    return order
  }

  function toStarts(counts: Int32Array) {
    let sum = 0
    for (let digit = 0; digit < SIZE; digit++) {
      const count = counts[digit] as number
      counts[digit] = sum
      sum += count
    }
  }
}
