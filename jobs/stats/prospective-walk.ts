import { addToLane, type Lanes, lanesFor, readLane } from './lanes.ts'
import { leastCounts, stepOf } from './least-counts.ts'
import { randomFor, shuffle } from './random.ts'
import type { Circles } from './scan-circles.ts'
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
  const walk: Walk = {
    circles,
    lanes,
    total: casesBefore[days] as number,
    minimumCases,
    inWindow: Int32Array.from({ length: windows }, (_, w) => ages.filter((age) => age <= w).length),
    rows: new Int32Array(circles.members.length * lanes.words),
    firstWord: new Int32Array(circles.members.length).fill(lanes.words),
  }
  const leastToPass = packedLeastCounts(walk)
  const drawn = new Int32Array(caseLocation.length)

  return function maximum(seed, replicate) {
    drawn.set(caseLocation)
    shuffle(drawn, randomFor(seed, replicate), ages.length)
    for (let i = 0; i < ages.length; i++) {
      const location = drawn[i] as number
      const age = ages[i] as number
      walk.firstWord[location] = Math.min(walk.firstWord[location] as number, Math.floor(age / lanes.perWord))
      for (let w = age; w < windows; w++) addToLane(walk.rows, location * lanes.words, w, 1, lanes)
    }
    const largest = walkAllCentres(walk, leastToPass)
    walk.firstWord.fill(lanes.words)
    walk.rows.fill(0)
    return largest
  }
}

type Walk = {
  circles: Circles
  lanes: Lanes
  total: number
  minimumCases: number
  /** Cases of the whole area in each window. */
  inWindow: Int32Array
  /** For each location, the words that hold its counts in each window, and the first of them that is not 0. */
  rows: Int32Array
  firstWord: Int32Array
}

function walkAllCentres(
  { circles, lanes, total, inWindow, minimumCases, rows, firstWord }: Walk,
  leastToPass: (maximum: number) => Int32Array,
): number {
  const { start, neighbour, casesWithin, isCircle } = circles
  const { words, guard } = lanes
  const counts = new Int32Array(words)
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
      if (changedFrom === words || isCircle[entry] === 0) continue
      const bar = (casesWithin[entry] as number) * words
      for (let k = changedFrom; k < words; k++) {
        const isAnyReached = (((counts[k] as number) | guard) - (least[bar + k] as number)) & guard
        if (isAnyReached === 0) continue
        const strongest = strongestInWord(counts[k] as number, k, casesWithin[entry] as number)
        if (strongest > largest) {
          largest = strongest
          least = leastToPass(largest)
        }
      }
      changedFrom = words
    }
  }
  return largest

  function strongestInWord(word: number, k: number, inCircle: number): number {
    let strongest = 0
    for (let lane = 0; lane < lanes.perWord; lane++) {
      const count = readLane(word, lane, lanes)
      const expected = (inCircle * (inWindow[k * lanes.perWord + lane] ?? 0)) / total
      if (count > 0 && count >= minimumCases) strongest = Math.max(strongest, scanStatistic(count, expected, total))
    }
    return strongest
  }
}

/**
 * For a running maximum, the least counts worth a logarithm, in lanes: the words of a circle with so many cases begin
 * at cases × words.
 */
function packedLeastCounts({ total, minimumCases, circles, inWindow, lanes }: Walk): (maximum: number) => Int32Array {
  const mostCasesInCircle = circles.casesWithin.reduce((most, cases) => Math.max(most, cases), 0)
  const mostExpected = total === 0 ? 0 : (mostCasesInCircle * Math.max(0, ...inWindow)) / total
  const leastToPass = leastCounts({ total, minimumCases, mostExpected })
  const packed = new Map<Int32Array, Int32Array>()

  return function packedLeastToPass(maximum: number): Int32Array {
    const least = leastToPass(maximum)
    const known = packed.get(least) ?? pack(least)
    packed.set(least, known)
    return known
  }

  function pack(least: Int32Array): Int32Array {
    const words = new Int32Array((mostCasesInCircle + 1) * lanes.words)
    for (let cases = 0; cases <= mostCasesInCircle; cases++)
      for (let w = 0; w < lanes.words * lanes.perWord; w++) {
        const expected = (cases * (inWindow[w] ?? 0)) / total
        const count = w < inWindow.length ? (least[stepOf(expected)] as number) : lanes.mostCount
        addToLane(words, cases * lanes.words, w, Math.min(count, lanes.mostCount), lanes)
      }
    return words
  }
}
