import { leastCounts, stepOf } from './least-counts.ts'
import { decideP, type MonteCarloP, maximaUntilDecided, recurrenceIntervalDays } from './monte-carlo.ts'
import { prospectiveMaximum, type ReplicateMaximum } from './prospective-walk.ts'
import { randomFor, shuffle } from './random.ts'
import { prepareScan, type ScanInput, type ScanProblem } from './scan-problem.ts'
import { scanStatistic } from './scan-statistic.ts'

/** More cases in a circle and a run of days than places and days, each taken alone, would lead one to expect. */
export type ScanCluster = {
  /** Indices of the input's places, from the centre outwards. */
  places: number[]
  radiusMetres: number
  firstDay: number
  lastDay: number
  observed: number
  expected: number
  relativeRisk: number
  /** The log-likelihood ratio. */
  statistic: number
  /** Indices of the input's cases that make the cluster. */
  caseIndexes: number[]
}

type Window = {
  /** Index of the circle's last entry in `circles`. */
  entry: number
  firstDay: number
  lastDay: number
  observed: number
}

/**
 * Visits the windows of one centre that could be the strongest: each time the growing circle takes in a new case, the
 * windows that hold it and begin on a case's day (and end on one, when retrospective). Any other window has the same
 * cases as one of these and expects at least as many.
 */
function visitWindows(
  problem: ScanProblem,
  caseDay: Int32Array,
  centre: number,
  visit: (entry: number, firstDay: number, lastDay: number, observed: number) => void,
): void {
  const { circles, casesByLocation, locationStart, days, longestWindow, period } = problem
  const isProspective = period === 'prospective'
  const countOnDay = new Int32Array(days)
  const isNewDay = new Uint8Array(days)
  let hasNew = false
  for (let entry = circles.start[centre] as number; entry < (circles.start[centre + 1] as number); entry++) {
    const location = circles.neighbour[entry] as number
    for (let i = locationStart[location] as number; i < (locationStart[location + 1] as number); i++) {
      const day = caseDay[casesByLocation[i] as number] as number
      if (isProspective && day < days - longestWindow) continue
      countOnDay[day] = (countOnDay[day] as number) + 1
      isNewDay[day] = 1
      hasNew = true
    }
    if (!hasNew || circles.isCircle[entry] === 0) continue
    let newest = -Infinity
    for (let lastDay = 0; lastDay < days; lastDay++) {
      if (isNewDay[lastDay] === 1) newest = lastDay
      const firstPossible = Math.max(0, lastDay - longestWindow + 1)
      const mayEnd = isProspective ? lastDay === days - 1 : countOnDay[lastDay] !== 0
      if (!mayEnd || newest < firstPossible) continue
      let observed = 0
      for (let firstDay = lastDay; firstDay >= firstPossible; firstDay--) {
        if (countOnDay[firstDay] === 0) continue
        observed += countOnDay[firstDay] as number
        if (firstDay <= newest) visit(entry, firstDay, lastDay, observed)
      }
    }
    isNewDay.fill(0)
    hasNew = false
  }
}

/**
 * The clusters of the data, strongest first: the best window of each centre, without any that shares a location with
 * a stronger one. Equal statistics prefer fewer locations, then the earlier centre; equal windows the shorter.
 */
export function observedClusters(problem: ScanProblem): ScanCluster[] {
  const { circles, caseDay, casesBefore, days, minimumCases } = problem
  const total = casesBefore[days] as number
  const best: { window: Window; centre: number; size: number; expected: number; statistic: number }[] = []
  for (let centre = 0; centre < circles.members.length; centre++) {
    let strongest: (typeof best)[number] | undefined
    visitWindows(problem, caseDay, centre, (entry, firstDay, lastDay, observed) => {
      if (observed < minimumCases) return
      const expected = expectedIn(problem, entry, firstDay, lastDay)
      const statistic = scanStatistic(observed, expected, total)
      if (statistic > (strongest?.statistic ?? 0)) {
        const size = entry - (circles.start[centre] as number) + 1
        strongest = { window: { entry, firstDay, lastDay, observed }, centre, size, expected, statistic }
      }
    })
    if (strongest) best.push(strongest)
  }
  best.sort((a, b) => b.statistic - a.statistic || a.size - b.size || a.centre - b.centre)

  const isTaken = new Uint8Array(circles.members.length)
  const clusters: ScanCluster[] = []
  for (const { window, centre, expected, statistic } of best) {
    const locations = circles.neighbour.subarray(circles.start[centre], window.entry + 1)
    if (locations.some((location) => isTaken[location] === 1)) continue
    for (const location of locations) isTaken[location] = 1
    const { observed, firstDay, lastDay } = window
    clusters.push({
      places: [...locations].flatMap((location) => circles.members[location] as number[]),
      radiusMetres: circles.radiusMetres[window.entry] as number,
      firstDay,
      lastDay,
      observed,
      expected,
      relativeRisk: observed / expected / ((total - observed) / (total - expected)),
      statistic,
      caseIndexes: casesIn(problem, locations, firstDay, lastDay),
    })
  }
  return clusters
}

function expectedIn(
  { circles, casesBefore, days }: ScanProblem,
  entry: number,
  firstDay: number,
  lastDay: number,
): number {
  const inWindow = (casesBefore[lastDay + 1] as number) - (casesBefore[firstDay] as number)
  return ((circles.casesWithin[entry] as number) * inWindow) / (casesBefore[days] as number)
}

function casesIn(problem: ScanProblem, locations: Int32Array, firstDay: number, lastDay: number): number[] {
  const isInside = new Uint8Array(problem.circles.members.length)
  for (const location of locations) isInside[location] = 1
  const indexes: number[] = []
  problem.caseDay.forEach((day, index) => {
    if (day >= firstDay && day <= lastDay && isInside[problem.caseLocation[index] as number] === 1) indexes.push(index)
  })
  return indexes
}

/**
 * The largest statistic of each replicate from number `from` up to, not including, `to`: the days are shuffled over
 * the cases, so that places and days keep their totals. Replicate i depends on the seed and i only.
 */
export function replicateMaxima(problem: ScanProblem, seed: string | number, from: number, to: number): Float64Array {
  const maximum = problem.period === 'prospective' ? prospectiveMaximum(problem) : retrospectiveMaximum(problem)
  return Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => maximum(seed, from + i))
}

/** The days are shuffled over the cases, and all windows searched; logarithms only where they could raise the maximum. */
function retrospectiveMaximum(problem: ScanProblem): ReplicateMaximum {
  const { circles, casesBefore, days, minimumCases } = problem
  const total = casesBefore[days] as number
  const shuffled = new Int32Array(problem.caseDay.length)
  const leastToPass = leastCounts({ total, minimumCases, mostExpected: total })
  return function maximum(seed, replicate) {
    shuffled.set(problem.caseDay)
    shuffle(shuffled, randomFor(seed, replicate))
    let largest = 0
    let least = leastToPass(largest)
    for (let centre = 0; centre < circles.members.length; centre++)
      visitWindows(problem, shuffled, centre, (entry, firstDay, lastDay, observed) => {
        const expected = expectedIn(problem, entry, firstDay, lastDay)
        if (observed < (least[stepOf(expected)] as number)) return
        const statistic = scanStatistic(observed, expected, total)
        if (statistic > largest) {
          largest = statistic
          least = leastToPass(largest)
        }
      })
    return largest
  }
}

export type ScanResult = {
  clusters: (ScanCluster & MonteCarloP & { recurrenceIntervalDays: number })[]
  /** The maxima of the replicates, in their order. */
  maxima: Float64Array
}

/**
 * The whole scan on one thread. Secondary clusters are compared with the same maxima as the first, which is
 * conservative for them. With `extendTo`, replicates go on to that number once p ≤ .01.
 */
export function scanSpaceTimePermutation(
  input: ScanInput,
  options: { seed: string | number; replicates: number; extendTo?: number; stopAfterExceedances?: number },
): ScanResult {
  const problem = prepareScan(input)
  const clusters = observedClusters(problem)
  const [strongest] = clusters
  if (!strongest) return { clusters: [], maxima: new Float64Array(0) }
  const maxima = maximaUntilDecided(
    strongest.statistic,
    (from, to) => replicateMaxima(problem, options.seed, from, to),
    options,
  )
  return {
    clusters: clusters.map((cluster) => {
      const decided = decideP(cluster.statistic, maxima, options)
      return { ...cluster, ...decided, recurrenceIntervalDays: recurrenceIntervalDays(decided.p) }
    }),
    maxima,
  }
}
