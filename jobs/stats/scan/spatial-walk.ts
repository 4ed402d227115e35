import { randomFor } from '../draws/random.ts'
import { caseDrawer } from './grid-draws.ts'
import type { GridProblem } from './grid-problem.ts'
import { leastByMeasure, statisticOf } from './grid-windows.ts'
import { stepOf } from './least-counts.ts'
import type { Circles } from './scan-circles.ts'

/** Replicates that walk together: one look at a neighbour serves them all, two to a word. */
const TOGETHER = 8
/** A lane has 15 bits, the top one free for comparisons (see lanes.ts); so it counts up to this. */
const MOST_IN_LANE = 16_383
const GUARD = (1 << 14) | (1 << 29)
/** Entries looked at once: so many, or fewer where what is expected grows by this share of the excess that matters. */
const LONGEST_BLOCK = 16
const SHARE_OF_EXCESS = 0.35
/** The bar by which blocks are cut; any would do, this is about where maxima lie. */
const TYPICAL_BAR = 4

/**
 * The largest statistic of each replicate of a purely spatial scan. Counts only grow along a walk and so do the least
 * counts that matter: if at the end of a block of neighbours no count reaches what its first circle asks for, none of its
 * circles does. A block that may hold a new maximum is walked again, circle by circle.
 */
export function spatialMaxima(problem: GridProblem): (seed: string | number, from: number, to: number) => Float64Array {
  const lanes = problem.total < MOST_IN_LANE ? 2 : 1
  const together = lanes === 2 ? TOGETHER : TOGETHER / 2
  const walk = spatialWalk(problem, lanes)
  const draw = caseDrawer(problem)
  const rows = new Int32Array(problem.points.length * 4)
  // replicates below the starting bar are walked again from 0, so it may be any; below the maxima so far is a good guess
  let startingBar = 0

  return function maximaOf(seed, from, to) {
    const maxima = new Float64Array(Math.max(0, to - from))
    for (let group = 0; group < maxima.length; group += together) {
      const size = Math.min(together, maxima.length - group)
      rows.fill(0)
      for (let i = 0; i < size; i++) {
        const { location, cases } = draw(randomFor(seed, from + group + i))
        const word = i & 3
        const one = i < 4 ? 1 : 1 << 15
        for (let k = 0; k < cases; k++) {
          const at = ((location[k] as number) << 2) | word
          rows[at] = (rows[at] as number) + one
        }
      }
      let found = walk(rows, size, startingBar)
      const lowest = Math.min(...found)
      if (lowest < startingBar) found = walk(rows, size, 0)
      maxima.set(found, group)
      startingBar = 0.9 * Math.min(...found)
    }
    return maxima
  }
}

function spatialWalk(problem: GridProblem, lanes: 1 | 2) {
  const { circles, minimumCases } = problem
  const { start, neighbour, measureAt } = circles
  const statistic = statisticOf(problem)
  const { leastToPass } = leastByMeasure(problem)
  const packed = new Map<Int32Array, Int32Array>()
  const { blockStart, blockEnd, blockMeasure } = cutBlocks(problem.circles, leastToPass(TYPICAL_BAR))
  const guard = lanes === 2 ? GUARD : 1 << 31
  const largest = new Float64Array(TOGETHER)

  /** The maxima of the first `size` replicates in the rows; those not above `bar` may come out lower than they are. */
  return function walk(rows: Int32Array, size: number, bar: number): Float64Array {
    largest.fill(0)
    let least = leastInLanes(bar)
    let reached = bar
    for (let centre = 0; centre + 1 < start.length; centre++) {
      let c0 = 0
      let c1 = 0
      let c2 = 0
      let c3 = 0
      let entry = start[centre] as number
      const lastBlock = blockStart[centre + 1] as number
      for (let block = blockStart[centre] as number; block < lastBlock; block++) {
        const end = blockEnd[block] as number
        const first = entry
        const s0 = c0
        const s1 = c1
        const s2 = c2
        const s3 = c3
        for (; entry < end; entry++) {
          const at = (neighbour[entry] as number) << 2
          c0 = (c0 + (rows[at] as number)) | 0
          c1 = (c1 + (rows[at + 1] as number)) | 0
          c2 = (c2 + (rows[at + 2] as number)) | 0
          c3 = (c3 + (rows[at + 3] as number)) | 0
        }
        const asked = least[stepOf(blockMeasure[block] as number)] as number
        const isReached =
          (((c0 | guard) - asked) | ((c1 | guard) - asked) | ((c2 | guard) - asked) | ((c3 | guard) - asked)) & guard
        if (isReached === 0) continue
        if (((c0 | guard) - asked) & guard) look(rows, least, 0, s0, first, end, blockMeasure[block] as number)
        if (((c1 | guard) - asked) & guard) look(rows, least, 1, s1, first, end, blockMeasure[block] as number)
        if (((c2 | guard) - asked) & guard) look(rows, least, 2, s2, first, end, blockMeasure[block] as number)
        if (((c3 | guard) - asked) & guard) look(rows, least, 3, s3, first, end, blockMeasure[block] as number)
        const lowest = lowestMaximum(size)
        if (lowest > reached) {
          reached = lowest
          least = leastInLanes(lowest)
        }
      }
    }
    return largest.slice(0, size)
  }

  /** One word, circle by circle from entry `first` to `end`. */
  function look(
    rows: Int32Array,
    least: Int32Array,
    word: number,
    start: number,
    first: number,
    end: number,
    firstMeasure: number,
  ) {
    let counts = start
    let measure = firstMeasure
    for (let entry = first; entry < end; entry++) {
      const location = neighbour[entry] as number
      counts = (counts + (rows[(location << 2) | word] as number)) | 0
      if (entry > first) measure += measureAt[location] as number
      const reached = ((counts | guard) - (least[stepOf(measure)] as number)) & guard
      if (reached === 0) continue
      if (lanes === 1) settle(word, counts, measure)
      else {
        settle(word, counts & MOST_IN_LANE, measure)
        settle(word + 4, (counts >> 15) & MOST_IN_LANE, measure)
      }
    }
  }

  /** The exact statistic, where it could raise the replicate's maximum. */
  function settle(replicate: number, observed: number, measure: number) {
    const most = largest[replicate] as number
    if (observed < minimumCases || observed < (leastToPass(most)[stepOf(measure)] as number)) return
    const value = statistic(observed, measure)
    if (value > most) largest[replicate] = value
  }

  function lowestMaximum(size: number): number {
    let lowest = Infinity
    for (let i = 0; i < size; i++) lowest = Math.min(lowest, largest[i] as number)
    return lowest
  }

  /** The least counts that reach a bar, the same in each lane. */
  function leastInLanes(bar: number): Int32Array {
    const least = leastToPass(bar)
    if (lanes === 1) return least
    const known = packed.get(least) ?? least.map((count) => Math.min(count, MOST_IN_LANE) * ((1 << 15) + 1))
    packed.set(least, known)
    return known
  }
}

/** Blocks of entries: those of centre i are blockStart[i] … ; `blockMeasure` is the measure of the block's first circle. */
export function cutBlocks({ start, neighbour, measureAt }: Circles, typical: Int32Array) {
  const blockStart = new Int32Array(start.length)
  let blockEnd = new Int32Array(start.length)
  let blockMeasure = new Float64Array(start.length)
  let blocks = 0
  for (let centre = 0; centre + 1 < start.length; centre++) {
    const end = start[centre + 1] as number
    let measure = 0
    let first = start[centre] as number
    while (first < end) {
      measure += measureAt[neighbour[first] as number] as number
      const firstMeasure = measure
      const room = SHARE_OF_EXCESS * Math.max(0, (typical[stepOf(measure)] as number) - measure)
      let last = first + 1
      for (; last < end && last - first < LONGEST_BLOCK; last++) {
        const next = measure + (measureAt[neighbour[last] as number] as number)
        if (next - firstMeasure > room) break
        measure = next
      }
      if (blocks === blockEnd.length) {
        const [ends, measures] = [new Int32Array(2 * blocks), new Float64Array(2 * blocks)]
        ends.set(blockEnd)
        measures.set(blockMeasure)
        blockEnd = ends
        blockMeasure = measures
      }
      blockEnd[blocks] = last
      blockMeasure[blocks] = firstMeasure
      blocks++
      first = last
    }
    blockStart[centre + 1] = blocks
  }
  return { blockStart, blockEnd: blockEnd.slice(0, blocks), blockMeasure: blockMeasure.slice(0, blocks) }
}
