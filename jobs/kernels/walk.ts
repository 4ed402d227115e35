import type { Circles, Point } from '../stats/scan-circles.ts'
import { cutBlocks, LONGEST_BLOCK } from './blocks.ts'
import { type Groups, makeGroups, noGroups } from './groups.ts'
import { layOut, type Memory, type Room } from './memory.ts'

/** Counts of a row, and the most a count can be: one more is what nothing reaches. */
export const LANES = 32
export const MOST_CASES = 65_534
export const ROW_BYTES = 2 * LANES

/** Expected in a block of the longest: seldom more than 8 bits hold. */
const MOST_IN_NARROW_BLOCK = 150

export type Walk = {
  circles: Circles
  points: readonly Point[]
  /** What is expected of the measure in a row's largest count, as a share of it. */
  share: number
  /** Least counts by what is expected, for a bar where maxima typically lie. It shapes blocks and groups, never an answer. */
  typicallyAsked: (expected: number) => number
  /** Blocks end where what is expected has grown by this share of the excess that matters: less where more replicates look. */
  shareOfExcess: number
  /** Levels of measure, even in its root, each with a row of least counts: few stay in the cache, many let less through. */
  mostLevels: number
  /** Whether neighbouring centres may be cleared together: worth it where a walk looks at one replicate. */
  isGrouped: boolean
}

export type LaidOut = Memory & {
  levels: number
  steps: number
  begins: number[]
  levelOf: (measure: number) => number
  leastMeasureOf: (level: number) => number
}

/** Lays out the arrays of a walk (assembly/walk.ts) and those of its kernel after them; `begins` are of the latter. */
export function layOutWalk(
  { circles, points, share, typicallyAsked, shareOfExcess, mostLevels, isGrouped }: Walk,
  roomsOf: (levels: number) => Room[],
): LaidOut {
  const { start, neighbour, measureAt, isCircle } = circles
  const mostMeasure = circles.mostMeasure
  const steps = (mostLevels - 1) / Math.sqrt(Math.max(1, mostMeasure))
  const levelOf = (measure: number) => Math.floor(Math.sqrt(measure) * steps)
  const levels = levelOf(mostMeasure) + 1
  const { blockStart, blocks } = cutBlocks(circles, {
    roomAt: (measure) => (shareOfExcess * (typicallyAsked(measure * share) - measure * share)) / Math.max(share, 1e-9),
    levelOf,
  })
  const groups: Groups = isGrouped
    ? makeGroups(circles, points, { asked: (measure) => typicallyAsked(measure * share), share, levelOf })
    : noGroups(points.length)
  const expectedInRow = (share * measureAt.reduce((sum, measure) => sum + measure, 0)) / points.length
  const isSparse = isGrouped && LONGEST_BLOCK * expectedInRow < MOST_IN_NARROW_BLOCK
  const ofWalk = [
    groups.centres,
    groups.start,
    start,
    neighbour as Uint16Array,
    isCircle ?? new Uint8Array(0),
    measureAt,
    blockStart,
    blocks,
    groups.unionBlockStart,
    groups.unionBlocks,
    groups.unions,
    { bytes: ROW_BYTES * points.length },
    { bytes: isSparse ? LANES * points.length : 0 },
  ]
  const { begins, ...memory } = layOut([...ofWalk, ...roomsOf(levels)])
  return {
    ...memory,
    levels,
    steps,
    begins: begins.slice(ofWalk.length),
    levelOf,
    // the root may be rounded up, and a product of shares may miss a sum by a rounding
    leastMeasureOf: (level) => (level / steps) ** 2 * (1 - 1e-6),
  }
}

/** A bar that few maxima stay below, from those so far: walks that begin with it ask for less. */
export function guessBar(standardDeviationsBelow: number) {
  let [n, mean, squares] = [0, 0, 0]
  return {
    guess: () => (n < 4 ? 0 : Math.max(0, mean - standardDeviationsBelow * Math.sqrt(squares / n))),
    learn(value: number) {
      n++
      const off = value - mean
      mean += off / n
      squares += off * (value - mean)
    },
  }
}
