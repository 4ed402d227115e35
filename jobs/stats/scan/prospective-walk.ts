import { randomFor, shuffle } from '../draws/random.ts'
import { caseDrawer } from './grid-draws.ts'
import type { GridProblem } from './grid-problem.ts'
import { addToLane, type Lanes, lanesFor, readLane } from './lanes.ts'
import { leastCountsOf, stepOf } from './least-counts.ts'
import { measuresWithin } from './scan-circles.ts'
import type { ScanProblem } from './scan-problem.ts'
import { scanStatistic } from './scan-statistic.ts'

/** The largest statistic of one replicate. */
export type ReplicateMaximum = (seed: string | number, replicate: number) => number

/**
 * Only the cases that land in the longest window matter: their days stay as they are, and their locations are drawn
 * by so many steps of a Fisher–Yates shuffle. A location's row holds its cases in the last 1, 2 … days; walking
 * outwards adds rows, and the counts are compared with the least ones that would raise the maximum
 * (`leastCounts`), so that logarithms are taken a few times a replicate and not once a window.
 */
export function prospectiveMaximum(problem: ScanProblem): ReplicateMaximum {
  const { circles, caseLocation, caseDay, casesBefore, days, longestWindow: windows, minimumCases } = problem
  const ages = Int32Array.from(caseDay, (day) => days - 1 - day).filter((age) => age < windows)
  const lanes = lanesFor(windows, ages.length)
  const total = casesBefore[days] as number
  const inWindow = Int32Array.from({ length: windows }, (_, w) => ages.filter((age) => age <= w).length)
  const { start, neighbour, isCircle } = circles
  const casesWithin = Int32Array.from(measuresWithin(circles))
  const expectedOf = (cases: number, window: number) => (cases * (inWindow[window] ?? 0)) / total
  const walk: Walk = {
    start,
    neighbour,
    isCircle,
    level: casesWithin,
    leastExpected: expectedOf,
    expectedIn: (_centre, entry, window) => expectedOf(casesWithin[entry] as number, window),
    windows,
    lanes,
    total,
    minimumCases,
    rows: new Int32Array(circles.members.length * lanes.words),
    firstWord: new Int32Array(circles.members.length).fill(lanes.words),
  }
  const walkAllCentres = packedWalk(walk)
  const drawn = new Int32Array(caseLocation.length)

  return function maximum(seed, replicate) {
    drawn.set(caseLocation)
    shuffle(drawn, randomFor(seed, replicate), ages.length)
    for (let i = 0; i < ages.length; i++) addCase(walk, drawn[i] as number, ages[i] as number)
    return walkAllCentres()
  }
}

/**
 * The same for cases drawn over places and times where every place has its share of the expected alike at all times.
 * The circles' levels are their measure, rounded down; the exact sum is made where a count is flagged.
 */
export function prospectiveGridMaximum(problem: GridProblem): ReplicateMaximum {
  const { circles, units, longestWindow: windows, total, minimumCases, measureBefore, points } = problem
  const { start, neighbour } = circles
  const measureWithin = measuresWithin(circles)
  const lanes = lanesFor(windows, total)
  const most = measureWithin.reduce((largest, measure) => Math.max(largest, measure), 0)
  const shareOf = Float64Array.from({ length: windows }, (_, w) => {
    let sum = 0
    for (let i = 0; i < points.length; i++) sum += measureSince(i, units - 1 - w)
    return sum / total
  })
  const walk: Walk = {
    start,
    neighbour,
    isCircle: undefined,
    level: Int32Array.from(measureWithin, (measure) => Math.floor((measure / most) * LEVELS)),
    // a product of shares may miss the sum by a rounding
    leastExpected: (level, window) => ((level * most) / LEVELS) * (shareOf[window] ?? 0) * (1 - 1e-6),
    expectedIn(centre, entry, window) {
      let sum = 0
      for (let i = start[centre] as number; i <= entry; i++)
        sum += measureSince(neighbour[i] as number, units - 1 - window)
      return sum
    },
    windows,
    lanes,
    total,
    minimumCases,
    rows: new Int32Array(points.length * lanes.words),
    firstWord: new Int32Array(points.length).fill(lanes.words),
  }
  const walkAllCentres = packedWalk(walk)
  const draw = caseDrawer(problem)

  return function maximum(seed, replicate) {
    const { location, unit, cases } = draw(randomFor(seed, replicate))
    for (let i = 0; i < cases; i++) addCase(walk, location[i] as number, units - 1 - (unit[i] as number))
    return walkAllCentres()
  }

  function measureSince(location: number, unit: number): number {
    const row = location * (units + 1)
    return (measureBefore[row + units] as number) - (measureBefore[row + unit] as number)
  }
}

/** Steps from nothing to the largest circle's measure. */
const LEVELS = 4096

function addCase({ rows, firstWord, lanes, windows }: Walk, location: number, age: number): void {
  firstWord[location] = Math.min(firstWord[location] as number, Math.floor(age / lanes.perWord))
  for (let w = age; w < windows; w++) addToLane(rows, location * lanes.words, w, 1, lanes)
}

type Walk = {
  start: Int32Array
  neighbour: Uint16Array | Int32Array
  isCircle: Uint8Array | undefined
  /** What is expected in the circle that ends at an entry, as a whole number; tables of least counts have a row for each. */
  level: Int32Array
  /** Not more than any circle of the level expects in the last 1, 2 … days. */
  leastExpected: (level: number, window: number) => number
  /** What the circle expects, exactly. */
  expectedIn: (centre: number, entry: number, window: number) => number
  windows: number
  lanes: Lanes
  total: number
  minimumCases: number
  /** For each location, the words that hold its counts in each window, and the first of them that is not 0. */
  rows: Int32Array
  firstWord: Int32Array
}

/** Walks out from all centres over the rows, gives the largest statistic and clears the rows. */
function packedWalk(walk: Walk): () => number {
  const { start, neighbour, isCircle, level, expectedIn, lanes, total, minimumCases, rows, firstWord } = walk
  const leastToPass = packedLeastCounts(walk)
  const { words, guard } = lanes
  const counts = new Int32Array(words)

  return function walkAllCentres() {
    let largest = 0
    let least = leastToPass(largest)
    for (let centre = 0; centre + 1 < start.length; centre++) {
      counts.fill(0)
      let changedFrom = words
      const end = start[centre + 1] as number
      for (let entry = start[centre] as number; entry < end; entry++) {
        const location = neighbour[entry] as number
        const first = firstWord[location] as number
        if (first < words) {
          const row = location * words
          for (let k = first; k < words; k++) counts[k] = (counts[k] as number) + (rows[row + k] as number)
          if (first < changedFrom) changedFrom = first
        }
        if (changedFrom === words || isCircle?.[entry] === 0) continue
        const bar = (level[entry] as number) * words
        for (let k = changedFrom; k < words; k++) {
          const isAnyReached = (((counts[k] as number) | guard) - (least[bar + k] as number)) & guard
          if (isAnyReached === 0) continue
          const strongest = strongestInWord(counts[k] as number, k, centre, entry)
          if (strongest > largest) {
            largest = strongest
            least = leastToPass(largest)
          }
        }
        changedFrom = words
      }
    }
    firstWord.fill(words)
    rows.fill(0)
    return largest
  }

  function strongestInWord(word: number, k: number, centre: number, entry: number): number {
    let strongest = 0
    for (let lane = 0; lane < lanes.perWord; lane++) {
      const count = readLane(word, lane, lanes)
      const window = k * lanes.perWord + lane
      if (count === 0 || count < minimumCases || window >= walk.windows) continue
      strongest = Math.max(strongest, scanStatistic(count, expectedIn(centre, entry, window), total))
    }
    return strongest
  }
}

/**
 * For a running maximum, the least counts worth a logarithm, in lanes: the words of a level begin at level × words.
 */
function packedLeastCounts({
  total,
  minimumCases,
  level,
  leastExpected,
  windows,
  lanes,
}: Walk): (maximum: number) => Int32Array {
  const levels = level.reduce((most, one) => Math.max(most, one), 0)
  const mostExpected = total === 0 ? 0 : leastExpected(levels, windows - 1)
  const { leastToPass } = leastCountsOf({
    statistic: (count, expected) => scanStatistic(count, expected, total),
    total,
    minimumCases,
    mostMeasure: mostExpected,
  })
  const packed = new Map<Int32Array, Int32Array>()

  return function packedLeastToPass(maximum: number): Int32Array {
    const least = leastToPass(maximum)
    const known = packed.get(least) ?? pack(least)
    packed.set(least, known)
    return known
  }

  function pack(least: Int32Array): Int32Array {
    const words = new Int32Array((levels + 1) * lanes.words)
    for (let one = 0; one <= levels; one++)
      for (let w = 0; w < lanes.words * lanes.perWord; w++) {
        const count = w < windows ? (least[stepOf(leastExpected(one, w))] as number) : lanes.mostCount
        addToLane(words, one * lanes.words, w, Math.min(count, lanes.mostCount), lanes)
      }
    return words
  }
}
