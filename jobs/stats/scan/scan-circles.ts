export type Place = { xMetres: number; yMetres: number } | { latitude: number; longitude: number }

/**
 * The circles to scan: for each centre, its neighbours from near to far (the centre itself first). Flat arrays, so that
 * threads share or copy them cheaply. Centre i has the entries start[i] … start[i + 1] − 1; centres are the merged
 * locations. What a circle holds is the sum over its entries, which costs less to add up than to keep.
 */
export type Circles = {
  /** Input indices of the places merged into each location: those at exactly the same spot. */
  members: number[][]
  start: Int32Array
  neighbour: Neighbours
  /** Of each location: expected cases, individuals, or for a permutation cases. */
  measureAt: Float64Array
  /** No circle has more. */
  mostMeasure: number
  /** 1 where a circle may end at this entry: after the last of a tie. Left out where ties are split: everywhere. */
  isCircle?: Uint8Array
}

/** Locations fit 16 bits in all but the largest studies. */
type Neighbours = Uint16Array | Int32Array

export type CircleLimits = {
  /** Of the measure of all locations. */
  largestShare: number
  /** Metres on the sphere, else in the unit of the coordinates. */
  largestRadius: number
  /** Places at the same distance enter a circle together, or one by one as in SaTScan. */
  ties: 'together' | 'split'
}

/** SaTScan's Earth, so that radii agree with its reports. */
const EARTH_RADIUS_KM = 6367

/** Distances this close, relatively, are the same distance computed along two ways. */
const SAME_DISTANCE = 1e-9

/** A location: a place, or several at one spot, as a point of space: in kilometres on the sphere, else in the unit of the coordinates. */
export type Point = { x: number; y: number; z: number; members: number[] }

/**
 * Merges places at the same spot into locations: gives for each place the location it belongs to.
 * Latitude and longitude become points on a sphere, so that distances between them are chords; SaTScan does the same.
 * @throws RangeError where a coordinate is not a number
 */
export function mergePlaces(places: readonly Place[]): { points: Point[]; locationOfPlace: Int32Array } {
  const points: Point[] = []
  const locationOfPlace = new Int32Array(places.length)
  const byX = new Map<number, number[]>()
  places.forEach((place, index) => {
    const { x, y, z } = toPoint(place)
    if (!Number.isFinite(x + y + z)) throw new RangeError(`place ${index} has no coordinates`)
    const sameX = byX.get(x) ?? []
    let location = sameX.find((other) => points[other]?.y === y && points[other]?.z === z)
    if (location === undefined) {
      location = points.push({ x, y, z, members: [] }) - 1
      sameX.push(location)
      byX.set(x, sameX)
    }
    points[location]?.members.push(index)
    locationOfPlace[index] = location
  })
  return { points, locationOfPlace }
}

/**
 * In kilometres on the sphere, and with the products in this order: on a grid of latitudes and longitudes many distances
 * differ by their rounding alone, and this breaks those ties as SaTScan does (docs/statistics.md 1; found by trying).
 */
function toPoint(place: Place): { x: number; y: number; z: number } {
  if ('xMetres' in place) return { x: place.xMetres, y: place.yMetres, z: 0 }
  const latitude = (place.latitude * Math.PI) / 180
  const longitude = (place.longitude * Math.PI) / 180
  return {
    x: EARTH_RADIUS_KM * Math.cos(longitude) * Math.cos(latitude),
    y: EARTH_RADIUS_KM * Math.sin(longitude) * Math.cos(latitude),
    z: EARTH_RADIUS_KM * Math.sin(latitude),
  }
}

/** Neighbours for which there is room from the start. */
const MOST_RESERVED = 32_000_000

/** What may be done otherwise than plainly, with the same outcome. */
export type CircleTools = {
  /** So that the arrays can lie in memory that threads share. */
  allocate?: (bytes: number) => ArrayBufferLike
  /** Undefined where it cannot do it. */
  grower?: Grower
}

/** Grows the circles about one location at a time. */
export type Grower = (problem: {
  points: readonly Point[]
  /** Locations in the order of their coordinates. */
  byCoordinates: Int32Array
  measureAt: Float64Array
  /** Limits of a circle: its measure, and the distance of its furthest location. */
  most: number
  furthest: number
  ties: CircleLimits['ties']
}) => Grown | undefined

type Grown = {
  /** How many neighbours the circles have; and their measure, with what of a tie did not fit. */
  grow: (location: number) => { entries: number; measure: number }
  /** Those of the last location, and whether a circle may end there (where ties enter together). */
  neighbour: Neighbours
  isCircle: Uint8Array
}

/**
 * Grows a circle about every location, one neighbour at a time, until it would hold more than the largest share of the
 * measure or pass the largest radius. Distances are straight lines (chords); neighbours at the same distance are
 * ordered by their coordinates, the lower first (SaTScan's order).
 * Kulldorff M. A spatial scan statistic. Commun Stat Theory Methods 1997;26:1481–1496.
 */
export function growCircles(
  points: readonly Point[],
  measureAt: Float64Array,
  { largestShare, largestRadius, ties }: CircleLimits,
  isOnSphere: boolean,
  tools: CircleTools = {},
): Circles {
  const { allocate = (bytes: number) => new ArrayBuffer(bytes), grower = growPlainly } = tools
  const n = points.length
  const whole = measureAt.reduce((sum, measure) => sum + measure, 0)
  const problem = {
    points,
    byCoordinates: orderByCoordinates(points),
    measureAt,
    // a sum of measures that should be exactly the cap may miss it by the rounding of its terms
    most: largestShare * whole * (1 + 1e-10),
    furthest: isOnSphere ? chordOf(largestRadius) : largestRadius,
    ties,
  }
  const grown = grower(problem) ?? growPlainly(problem)
  const mayEndEverywhere = ties === 'split'
  const start = new Int32Array(allocate(4 * (n + 1)))
  // memory is taken when it is first written: room for all costs nothing, growing leaves the outgrown behind
  const room = n * n <= MOST_RESERVED ? n * n : n * 16
  let neighbour = makeNeighbours(room)
  let isCircle = new Uint8Array(mayEndEverywhere ? 0 : room)
  let end = 0
  let mostMeasure = 0
  for (let location = 0; location < n; location++) {
    if (end + n > neighbour.length) makeRoom()
    const { entries, measure } = grown.grow(location)
    neighbour.set(grown.neighbour.subarray(0, entries), end)
    if (!mayEndEverywhere) isCircle.set(grown.isCircle.subarray(0, entries), end)
    // a tie of which only a part fits is no circle, yet its measure bounds that of those that are
    if (measure > mostMeasure) mostMeasure = measure
    end += entries
    start[location + 1] = end
  }
  // memory that is shared is not copied with what is free in it
  const kept = tools.allocate ? neighbour.subarray(0, end) : neighbour.slice(0, end)
  const circles = { members: points.map(({ members }) => members), start, neighbour: kept, measureAt, mostMeasure }
  return mayEndEverywhere ? circles : { ...circles, isCircle: isCircle.slice(0, end) }

  function makeNeighbours(entries: number): Neighbours {
    return n <= 65_536 ? new Uint16Array(allocate(2 * entries)) : new Int32Array(allocate(4 * entries))
  }

  function makeRoom(): void {
    const larger = makeNeighbours(Math.max(Math.ceil(1.5 * neighbour.length), end + n))
    larger.set(neighbour)
    neighbour = larger
    if (mayEndEverywhere) return
    const longer = new Uint8Array(larger.length)
    longer.set(isCircle)
    isCircle = longer
  }
}

function growPlainly({ points, byCoordinates, measureAt, most, furthest, ties }: Parameters<Grower>[0]): Grown {
  const n = points.length
  const mayEndEverywhere = ties === 'split'
  const { from, sorted, sortFrom, sortFurther } = neighbourSorter(points, byCoordinates)
  const neighbour = n <= 65_536 ? new Uint16Array(n) : new Int32Array(n)
  const isCircle = new Uint8Array(mayEndEverywhere ? 0 : n)

  function grow(location: number): { entries: number; measure: number } {
    sortFrom(location)
    let complete = 0
    let measure = 0
    let ready = 0
    for (let i = 0; i < n; i++) {
      // one further than needed here, for ties
      if (i + 1 >= ready) ready = sortFurther()
      const near = sorted[i] as number
      const far = from[near] as number
      const other = byCoordinates[near] as number
      const more = measure + (measureAt[other] as number)
      if (far > furthest || more > most) break
      measure = more
      neighbour[i] = other
      if (!mayEndEverywhere) {
        const next = i + 1 < n ? (from[sorted[i + 1] as number] as number) : Infinity
        const isTied = next <= furthest && next - far <= SAME_DISTANCE * next
        isCircle[i] = isTied ? 0 : 1
        if (isTied) continue
      }
      complete = i + 1
    }
    return { entries: complete, measure }
  }
  return { grow, neighbour, isCircle }
}

/** The measure of the circle that ends at each entry. */
export function measuresWithin({ start, neighbour, measureAt }: Circles): Float64Array {
  const measures = new Float64Array(neighbour.length)
  for (let centre = 0; centre + 1 < start.length; centre++) {
    let within = 0
    for (let entry = start[centre] as number; entry < (start[centre + 1] as number); entry++) {
      within += measureAt[neighbour[entry] as number] as number
      measures[entry] = within
    }
  }
  return measures
}

/** The distance between two points: in metres over the ground where they lie on the sphere. */
export function radiusBetween(a: Point, b: Point, isOnSphere: boolean): number {
  const chord = Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2)
  return isOnSphere ? 2000 * EARTH_RADIUS_KM * Math.asin(Math.min(1, chord / (2 * EARTH_RADIUS_KM))) : chord
}

function chordOf(radiusMetres: number): number {
  return 2 * EARTH_RADIUS_KM * Math.sin(Math.min(Math.PI / 2, radiusMetres / (2000 * EARTH_RADIUS_KM)))
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

/** More in one bucket are sorted by comparison first: insertion takes the square of their number. */
const MOST_BY_INSERTION = 24
/** Locations sorted in one go. */
const SORTED_TOGETHER = 64

/**
 * Sorts all locations by their distance from one of them, equal ones lower coordinate first: into buckets of equal area,
 * and then, as far as they are asked for, exactly. `sorted` holds places in the order of coordinates, which
 * `byCoordinates` makes locations, and `from` the distance of each.
 */
function neighbourSorter(points: readonly Point[], byCoordinates: Int32Array) {
  const n = points.length
  const xs = Float64Array.from(byCoordinates, (location) => (points[location] as Point).x)
  const ys = Float64Array.from(byCoordinates, (location) => (points[location] as Point).y)
  const zs = Float64Array.from(byCoordinates, (location) => (points[location] as Point).z)
  const buckets = Math.max(1, n)
  const from = new Float64Array(n)
  const key = new Int32Array(n)
  const ends = new Int32Array(buckets)
  const sorted = new Int32Array(n)
  let ready = 0
  let bucket = 0

  function sortFrom(location: number): void {
    const { x, y, z } = points[location] as Point
    let largest = 0
    for (let i = 0; i < n; i++) {
      const dx = (xs[i] as number) - x
      const dy = (ys[i] as number) - y
      const dz = (zs[i] as number) - z
      const distance = Math.sqrt(dx * dx + dy * dy + dz * dz)
      from[i] = distance
      if (distance > largest) largest = distance
    }
    const scale = largest === 0 ? 0 : (buckets - 1) / (largest * largest)
    ends.fill(0)
    for (let i = 0; i < n; i++) {
      const distance = from[i] as number
      const at = (distance * distance * scale) | 0
      key[i] = at
      ends[at] = (ends[at] as number) + 1
    }
    let before = 0
    for (let i = 0; i < buckets; i++) {
      const here = ends[i] as number
      ends[i] = before
      before += here
    }
    for (let i = 0; i < n; i++) {
      const at = ends[key[i] as number] as number
      sorted[at] = i
      ends[key[i] as number] = at + 1
    }
    ready = 0
    bucket = 0
  }

  /** Sorts the next buckets, and gives how many locations are then in order. */
  function sortFurther(): number {
    const first = ready
    while (bucket < buckets && ready - first < SORTED_TOGETHER) {
      const end = ends[bucket++] as number
      if (end - ready > MOST_BY_INSERTION)
        sorted.subarray(ready, end).sort((i, j) => (from[i] as number) - (from[j] as number) || i - j)
      ready = end
    }
    for (let j = first + 1; j < ready; j++) {
      const i = sorted[j] as number
      const far = from[i] as number
      let at = j
      while (at > first) {
        const other = sorted[at - 1] as number
        const farOther = from[other] as number
        if (farOther < far || (farOther === far && other < i)) break
        sorted[at] = other
        at--
      }
      sorted[at] = i
    }
    return ready
  }

  return { from, sorted, sortFrom, sortFurther }
}
