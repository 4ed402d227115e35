import {
  type CircleLimits,
  type Circles,
  type CircleTools,
  growCircles,
  mergePlaces,
  type Place,
  type Point,
} from './scan-circles.ts'

/**
 * The space-time permutation scan: where and when are there more cases than the days and the places, each taken alone,
 * would lead one to expect? It needs no population. It cannot see a rise that is the same everywhere.
 * Kulldorff M, Heffernan R, Hartman J, Assunção R, Mostashari F. A space-time permutation scan statistic for disease
 * outbreak detection. PLoS Med 2005;2:e59.
 *
 * A night goes: `prepareScan` → `observedClusters`; and, on any number of threads, `replicateMaxima` for ranges of
 * replicates, whose results joined in order give each cluster its p by `decideP`.
 */
export type ScanInput = Pick<CircleLimits, 'ties'> & {
  largestShareOfCases: number
  largestRadiusMetres: number
  places: readonly Place[]
  /** `place` is an index into `places`; `day` counts from 0, the first day of the study. */
  cases: readonly { place: number; day: number }[]
  /** Length of the study; its last day is days − 1. */
  days: number
  /** Windows last from 1 to so many days. */
  longestWindow: number
  /** Prospective: only windows that reach the last day. */
  period: 'prospective' | 'retrospective'
  minimumCases: number
}

/** What the scan works on: plain numbers and flat arrays, so that a worker thread gets it by structured clone. */
export type ScanProblem = {
  points: Point[]
  isOnSphere: boolean
  circles: Circles
  /** The location and the day of each case, in the order of the input. */
  caseLocation: Int32Array
  caseDay: Int32Array
  /** The cases of location i are casesByLocation[locationStart[i] … locationStart[i + 1] − 1]. */
  casesByLocation: Int32Array
  locationStart: Int32Array
  /** Cases before each day; the last entry is all of them. Permuting the days does not change it. */
  casesBefore: Int32Array
  days: number
  longestWindow: number
  period: 'prospective' | 'retrospective'
  minimumCases: number
}

/** @throws RangeError where a case has no such place or lies outside the study */
export function prepareScan(input: ScanInput, tools: CircleTools = {}): ScanProblem {
  const { places, cases, days, longestWindow, period, minimumCases } = input
  const { points, locationOfPlace } = mergePlaces(places)
  const casesAt = new Int32Array(points.length)
  const casesBefore = new Int32Array(days + 1)
  const caseLocation = new Int32Array(cases.length)
  const caseDay = new Int32Array(cases.length)
  cases.forEach(({ place, day }, index) => {
    const location = locationOfPlace[place]
    if (location === undefined) throw new RangeError(`case ${index} is at place ${place}, which is not there`)
    if (!Number.isInteger(day) || day < 0 || day >= days)
      throw new RangeError(`case ${index} is on day ${day}, outside the study of ${days} days`)
    caseLocation[index] = location
    caseDay[index] = day
    casesAt[location] = (casesAt[location] as number) + 1
    casesBefore[day + 1] = (casesBefore[day + 1] as number) + 1
  })
  for (let day = 0; day < days; day++)
    casesBefore[day + 1] = (casesBefore[day + 1] as number) + (casesBefore[day] as number)

  const locationStart = new Int32Array(points.length + 1)
  for (let i = 0; i < points.length; i++) locationStart[i + 1] = (locationStart[i] as number) + (casesAt[i] as number)
  const nextFree = locationStart.slice()
  const casesByLocation = new Int32Array(cases.length)
  caseLocation.forEach((location, index) => {
    const slot = nextFree[location] as number
    casesByLocation[slot] = index
    nextFree[location] = slot + 1
  })

  const isOnSphere = places.some((place) => 'latitude' in place)
  const limits = {
    largestShare: input.largestShareOfCases,
    largestRadius: input.largestRadiusMetres,
    ties: input.ties,
  }
  return {
    points,
    isOnSphere,
    circles: growCircles(points, Float64Array.from(casesAt), limits, isOnSphere, tools),
    caseLocation,
    caseDay,
    casesByLocation,
    locationStart,
    casesBefore,
    days,
    longestWindow: Math.min(longestWindow, days),
    period,
    minimumCases,
  }
}
