import { randomFor, shuffle } from '../draws/random.ts'
import type { GridMaxima } from './grid-maxima.ts'
import { leastCountsOf, stepOf } from './least-counts.ts'
import { decideP, type MonteCarloP, maximaUntilDecided, recurrenceIntervalDays } from './monte-carlo.ts'
import { prospectiveMaximum, type ReplicateMaximum } from './prospective-walk.ts'
import { type Point, radiusBetween } from './scan-circles.ts'
import { prepareScan, type ScanInput, type ScanProblem } from './scan-problem.ts'
import { compareStrength, scanStatistic } from './scan-statistic.ts'

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

type Visit = (entry: number, firstDay: number, lastDay: number, observed: number, expected: number) => void

/**
 * Visits the windows of one centre that could be the strongest and whose counts reach `bar.least`, which the visitor may
 * raise: each time the growing circle takes in a new case, the windows that hold it and begin on a case's day (and end on
 * one, when retrospective). Any other window has the same cases as one of these and expects at least as many.
 */
function windowWalker(
  { circles, casesByLocation, locationStart, casesBefore, days, longestWindow, period }: ScanProblem,
  caseDay: Int32Array,
  bar: { least: Int32Array },
): (centre: number, visit: Visit) => void {
  const { start, neighbour, measureAt, isCircle } = circles
  const isProspective = period === 'prospective'
  const base = isProspective ? days - longestWindow : 0
  const total = casesBefore[days] as number
  const countOnDay = new Int32Array(days)
  const isNewDay = new Uint8Array(days)

  // what a prospective scan does not look at is left out once and not at every circle; its days stay as they are
  const isLookedAt = (index: number) => !isProspective || (caseDay[index] as number) >= base
  const cases = casesByLocation.filter(isLookedAt)
  const casesStart = new Int32Array(locationStart.length)
  for (let location = 0; location + 1 < locationStart.length; location++)
    casesStart[location + 1] =
      (casesStart[location] as number) +
      casesByLocation.subarray(locationStart[location], locationStart[location + 1]).filter(isLookedAt).length

  return function walk(centre, visit) {
    countOnDay.fill(0)
    isNewDay.fill(0)
    let newestNew = -1
    let casesWithin = 0
    const end = start[centre + 1] as number
    for (let entry = start[centre] as number; entry < end; entry++) {
      const location = neighbour[entry] as number
      casesWithin += measureAt[location] as number
      const lastCase = casesStart[location + 1] as number
      for (let i = casesStart[location] as number; i < lastCase; i++) {
        const day = caseDay[cases[i] as number] as number
        countOnDay[day] = (countOnDay[day] as number) + 1
        isNewDay[day] = 1
        if (day > newestNew) newestNew = day
      }
      if (newestNew < 0 || isCircle?.[entry] === 0) continue
      let least = bar.least
      let newest = isProspective ? newestNew : -Infinity
      for (let lastDay = isProspective ? days - 1 : 0; lastDay < days; lastDay++) {
        if (isNewDay[lastDay] === 1) newest = lastDay
        const firstPossible = Math.max(0, lastDay - longestWindow + 1)
        const mayEnd = isProspective || countOnDay[lastDay] !== 0
        if (!mayEnd || newest < firstPossible) continue
        let observed = 0
        const upTo = casesBefore[lastDay + 1] as number
        for (let firstDay = lastDay; firstDay >= firstPossible; firstDay--) {
          if (countOnDay[firstDay] === 0) continue
          observed += countOnDay[firstDay] as number
          if (firstDay > newest) continue
          const expected = (casesWithin * (upTo - (casesBefore[firstDay] as number))) / total
          if (observed < (least[stepOf(expected)] as number)) continue
          visit(entry, firstDay, lastDay, observed, expected)
          least = bar.least
        }
      }
      isNewDay.fill(0, base)
      newestNew = -1
    }
  }
}

function leastByExpected({ circles, casesBefore, days, longestWindow, period, minimumCases }: ScanProblem) {
  const total = casesBefore[days] as number
  const mostInWindow = period === 'prospective' ? total - (casesBefore[days - longestWindow] as number) : total
  return leastCountsOf({
    statistic: (count, expected) => scanStatistic(count, expected, total),
    total,
    minimumCases,
    mostMeasure: total === 0 ? 0 : (circles.mostMeasure * mostInWindow) / total,
  })
}

/** The strongest window of a centre; of equal ones the first, outwards, then backwards. */
export type CentreWindow = { window: Window; centre: number; size: number; expected: number; statistic: number }

/** The strongest window of each centre that has one. */
export function searchCentres(problem: ScanProblem): CentreWindow[] {
  const { circles, caseDay, casesBefore, days } = problem
  const total = casesBefore[days] as number
  const { leastToPass } = leastByExpected(problem)
  const bar = { least: leastToPass(0) }
  const walk = windowWalker(problem, caseDay, bar)
  const best: CentreWindow[] = []
  for (let centre = 0; centre < circles.members.length; centre++) {
    let strongest: CentreWindow | undefined
    bar.least = leastToPass(0)
    walk(centre, (entry, firstDay, lastDay, observed, expected) => {
      const statistic = scanStatistic(observed, expected, total)
      if (statistic <= (strongest?.statistic ?? 0)) return
      const size = entry - (circles.start[centre] as number) + 1
      strongest = { window: { entry, firstDay, lastDay, observed }, centre, size, expected, statistic }
      bar.least = leastToPass(statistic)
    })
    if (strongest) best.push(strongest)
  }
  return best
}

/**
 * The clusters of the data, strongest first: the best window of each centre, without any that shares a location with
 * a stronger one. Equal statistics prefer fewer locations, then the earlier centre; equal windows the shorter.
 */
export function observedClusters(problem: ScanProblem, best = searchCentres(problem)): ScanCluster[] {
  const { circles, casesBefore, days, points, isOnSphere } = problem
  const total = casesBefore[days] as number
  best.sort((a, b) => compareStrength(a.statistic, b.statistic) || a.size - b.size || a.centre - b.centre)

  const isTaken = new Uint8Array(circles.members.length)
  const clusters: ScanCluster[] = []
  for (const { window, centre, expected, statistic } of best) {
    const locations = Int32Array.from(circles.neighbour.subarray(circles.start[centre], window.entry + 1))
    if (locations.some((location) => isTaken[location] === 1)) continue
    for (const location of locations) isTaken[location] = 1
    const { observed, firstDay, lastDay } = window
    clusters.push({
      places: [...locations].flatMap((location) => circles.members[location] as number[]),
      radiusMetres: radiusBetween(
        points[centre] as Point,
        points[circles.neighbour[window.entry] as number] as Point,
        isOnSphere,
      ),
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
  return prepareReplicates(problem)(seed, from, to)
}

/** The same for several ranges, with what does not change between replicates made once. */
export function prepareReplicates(problem: ScanProblem): GridMaxima {
  const maximum = problem.period === 'prospective' ? prospectiveMaximum(problem) : retrospectiveMaximum(problem)
  return (seed, from, to) => Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => maximum(seed, from + i))
}

/** The days are shuffled over the cases, and all windows searched; logarithms only where they could raise the maximum. */
function retrospectiveMaximum(problem: ScanProblem): ReplicateMaximum {
  const { circles, casesBefore, days } = problem
  const total = casesBefore[days] as number
  const shuffled = new Int32Array(problem.caseDay.length)
  const { leastToPass } = leastByExpected(problem)
  const bar = { least: leastToPass(0) }
  const walk = windowWalker(problem, shuffled, bar)
  return function maximum(seed, replicate) {
    shuffled.set(problem.caseDay)
    shuffle(shuffled, randomFor(seed, replicate))
    let largest = 0
    bar.least = leastToPass(0)
    for (let centre = 0; centre < circles.members.length; centre++)
      walk(centre, (_entry, _firstDay, _lastDay, observed, expected) => {
        const statistic = scanStatistic(observed, expected, total)
        if (statistic <= largest) return
        largest = statistic
        bar.least = leastToPass(largest)
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
