import { expectationScore, isLargeEnough, type PracticalSize } from './expectation-score.ts'
import { growCircles, mergePlaces, type Place, type Point, radiusBetween } from './scan-circles.ts'

/**
 * The expectation-based space-time scan (docs/statistics.md 2 and 6): over all circles of up to k nearest places and all windows that end on the
 * last day, the one whose count exceeds what its own past leads one to expect by most.
 */
export type ExpectationProblem = PracticalSize & {
  /** Lengths in days of the windows, the shortest first. */
  windows: readonly number[]
  /** How many days before the last day each window ends; all end on the last day where left out. */
  endsBack?: readonly number[] | undefined
  /** Of each location the events expected within each window, as far as they would be known by now: location × window. */
  expected: Float64Array
  points: Point[]
  /** Location i has the neighbours start[i] … start[i + 1] − 1, itself first. */
  start: Int32Array
  neighbour: ArrayLike<number>
}

export type ExpectationSettings = PracticalSize & {
  windows: readonly number[]
  endsBack?: readonly number[] | undefined
  /** Places in the largest circle. */
  mostNearest: number
}

export type ExpectationCluster = {
  /** Input indices of the places, those of the centre first. */
  places: number[]
  windowDays: number
  /** How many days before the last day it ends. */
  endsBack: number
  observed: number
  expected: number
  radiusMetres: number
  score: number
}

/**
 * Makes the circles: about each location, up to `mostNearest` places. `expectedAt` is place × window.
 * @throws RangeError where a place has no coordinates
 */
export function prepareExpectationScan(
  places: readonly Place[],
  expectedAt: Float64Array,
  settings: ExpectationSettings,
): { problem: ExpectationProblem; locationOfPlace: Int32Array } {
  const { windows, endsBack, mostNearest, leastRatio, leastExcess } = settings
  const { points, locationOfPlace } = mergePlaces(places)
  const { start, neighbour } = growCircles(
    points,
    Float64Array.from(points, ({ members }) => members.length),
    { largestShare: mostNearest / places.length, largestRadius: Infinity, ties: 'split' },
    true,
  )
  const expected = sumByLocation(expectedAt, locationOfPlace, points.length)
  return {
    problem: { windows, endsBack, leastRatio, leastExcess, expected, points, start, neighbour },
    locationOfPlace,
  }
}

/** Numbers of each place and window, added up for places at the same spot: location × window. */
export function sumByLocation(
  atPlaces: Float64Array,
  locationOfPlace: Int32Array,
  locations: number,
): Float64Array<ArrayBuffer> {
  const windows = atPlaces.length / locationOfPlace.length
  const atLocations = new Float64Array(locations * windows)
  atPlaces.forEach((number, at) => {
    const cell = (locationOfPlace[Math.floor(at / windows)] as number) * windows + (at % windows)
    atLocations[cell] = (atLocations[cell] as number) + number
  })
  return atLocations
}

type Best = { score: number; entry: number; window: number; observed: number; expected: number }

/** The largest score of all circles and windows; `counts` is location × window. 0 where none is large enough. */
export function largestExpectationScore(problem: ExpectationProblem, counts: ArrayLike<number>): number {
  const best = { score: 0, entry: 0, window: 0, observed: 0, expected: 0 }
  const sums = scratch(problem)
  for (let centre = 0; centre < problem.points.length; centre++) scanFrom(problem, counts, centre, best, sums)
  return best.score
}

/** The best window of each centre, the strongest first, of those that share no location with a stronger one. */
export function expectationClusters(problem: ExpectationProblem, counts: ArrayLike<number>): ExpectationCluster[] {
  const sums = scratch(problem)
  const found: (Best & { centre: number })[] = []
  for (let centre = 0; centre < problem.points.length; centre++) {
    const best = { score: 0, entry: 0, window: 0, observed: 0, expected: 0 }
    scanFrom(problem, counts, centre, best, sums)
    if (best.score > 0) found.push({ ...best, centre })
  }
  found.sort(
    (a, b) =>
      b.score - a.score ||
      a.entry - (problem.start[a.centre] as number) - (b.entry - (problem.start[b.centre] as number)) ||
      a.centre - b.centre,
  )
  const taken = new Set<number>()
  const clusters: ExpectationCluster[] = []
  for (const { centre, entry, window, score, observed, expected } of found) {
    const locations = Array.prototype.slice.call(problem.neighbour, problem.start[centre], entry + 1) as number[]
    if (locations.some((location) => taken.has(location))) continue
    for (const location of locations) taken.add(location)
    const [from, to] = [centre, locations.at(-1) as number].map((location) => problem.points[location] as Point)
    clusters.push({
      places: locations.flatMap((location) => problem.points[location]?.members ?? []),
      windowDays: problem.windows[window] as number,
      endsBack: problem.endsBack?.[window] ?? 0,
      observed,
      expected,
      radiusMetres: radiusBetween(from as Point, to as Point, true),
      score,
    })
  }
  return clusters
}

type Sums = { observed: Float64Array; expected: Float64Array }

function scratch({ windows }: ExpectationProblem): Sums {
  return { observed: new Float64Array(windows.length), expected: new Float64Array(windows.length) }
}

/** Adds neighbour by neighbour, and writes into `best` what scores more than it holds. */
function scanFrom(
  problem: ExpectationProblem,
  counts: ArrayLike<number>,
  centre: number,
  best: Best,
  sums: Sums,
): void {
  const { start, neighbour, expected } = problem
  const windows = problem.windows.length
  const end = start[centre + 1] as number
  // where all windows end on the last day the longest holds the others: mostly it holds too few for any circle to count
  if (!problem.endsBack) {
    let most = 0
    for (let entry = start[centre] as number; entry < end; entry++)
      most += counts[(neighbour[entry] as number) * windows + windows - 1] as number
    if (most < problem.leastExcess) return
  }
  sums.observed.fill(0)
  sums.expected.fill(0)
  for (let entry = start[centre] as number; entry < end; entry++) {
    const cell = (neighbour[entry] as number) * windows
    for (let window = 0; window < windows; window++) {
      const events = (sums.observed[window] as number) + (counts[cell + window] as number)
      const usual = (sums.expected[window] as number) + (expected[cell + window] as number)
      sums.observed[window] = events
      sums.expected[window] = usual
      if (events === 0 || !isLargeEnough(events, usual, problem)) continue
      const score = expectationScore(events, usual)
      if (score <= best.score) continue
      best.score = score
      best.entry = entry
      best.window = window
      best.observed = events
      best.expected = usual
    }
  }
}
