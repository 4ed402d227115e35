import type { Circles, Point } from '../stats/scan/scan-circles.ts'
import { makeGroups, noGroups } from './groups.ts'
import { type Bounds, type OpenMemory, openMemory, type Room } from './memory.ts'
import { instantiate } from './module.ts'

/** Counts of a row, and the most a count can be: one more is what nothing reaches. */
export const LANES = 32
export const MOST_CASES = 65_534
export const ROW_BYTES = 2 * LANES
/** A row of least counts: in 16 bits and in 8. */
export const LEAST_BYTES = 3 * LANES

/** Counts are mostly no further from what matters than 8 bits hold, and a location seldom has so many. */
const FURTHEST_IN_NARROW = 200
const MOST_IN_NARROW = 100

export type Walk = {
  circles: Circles
  points: readonly Point[]
  /** What is expected of the measure in a row's largest count, as a share of it. */
  share: number
  /** Least counts by step of what is expected, for a bar where maxima typically lie. It shapes blocks and groups, never an answer. */
  typical: Int32Array
  /** Blocks end where what is expected has grown by this share of the excess that matters: less where more replicates look. */
  shareOfExcess: number
  /** Levels of measure, even in its root, each with a row of least counts: few stay in the cache, many let less through. */
  mostLevels: number
  /** Whether neighbouring centres may be cleared together: worth it where a walk looks at one replicate. */
  isGrouped: boolean
}

/** What kernels of several threads work on. It can be sent to other threads, which then share it. */
export type LaidOut = {
  memory: WebAssembly.Memory
  /** Levels of measure, and how many to the unit of its root. */
  levels: number
  steps: number
  /** Of the kernel of every window (windows.ts) how many replicates lie side by side; others do without. */
  together?: number
  /** Where the kernel's own arrays lie that all threads read, and for each thread its list of arrays and those it alone writes to. */
  shared: Bounds[]
  threads: { layout: number; own: Bounds[] }[]
}

/** What is laid out, if anything, and on which of its threads this is. */
export type Share = { laidOut: LaidOut | undefined; thread: number }

/** The measure a level begins at, or a little less: the root may be rounded up, and a product of shares may miss a sum by a rounding. */
export function leastMeasureOf(level: number, { steps }: Pick<LaidOut, 'steps'>): number {
  return (level / steps) ** 2 * (1 - 1e-6)
}

export function levelOf(measure: number, { steps }: Pick<LaidOut, 'steps'>): number {
  return Math.floor(Math.sqrt(measure) * steps)
}

/**
 * Lays out the arrays of a walk (assembly/walk.ts) and, after them in each thread's list, those of its kernel: the shared
 * ones and then the thread's own.
 */
export function layOutWalk(
  { circles, points, share, typical, shareOfExcess, mostLevels, isGrouped }: Walk,
  threads: number,
  roomsOf: (levels: { levels: number; steps: number }) => { shared: Room[]; own: Room[] },
): LaidOut {
  const { start, neighbour, measureAt, isCircle, mostMeasure } = circles
  const steps = (mostLevels - 1) / Math.sqrt(Math.max(1, mostMeasure))
  const levels = levelOf(mostMeasure, { steps }) + 1
  const open = openMemory()
  const { place, list } = open
  const [starts, neighbours, measures] = [start, neighbour as Uint16Array, measureAt].map(place) as [
    Bounds,
    Bounds,
    Bounds,
  ]
  const exports = instantiate(open.memory)
  const longest = start.reduce((most, first, i) => Math.max(most, i === 0 ? 0 : first - (start[i - 1] as number)), 0)
  const forBlocks = [starts, neighbours, measures, place(typical), place({ bytes: 8 * longest })]
  exports.setUpBlocks(list(forBlocks), share, shareOfExcess, steps)
  const { blockStart, blocks } = cutBlocks(circles, exports, open)
  const groups = isGrouped ? makeGroups(points, longest, exports, open, forBlocks) : noGroups(points.length)
  const ofWalk = [
    place(groups.centres),
    place(groups.start),
    starts,
    neighbours,
    place(isCircle ?? new Uint8Array(0)),
    measures,
    place(blockStart),
    blocks,
    place(groups.unionBlockStart),
    place(groups.unionBlocks),
    place(groups.unionReach),
    place(groups.unionStart),
    place(groups.unions),
  ]
  const mostInRow = share * measureAt.reduce((most, measure) => Math.max(most, measure), 0)
  const furthest = (typical.at(-1) as number) - mostMeasure * share
  const isNarrow = mostInRow < MOST_IN_NARROW && furthest < FURTHEST_IN_NARROW
  const rooms = roomsOf({ levels, steps })
  const shared = rooms.shared.map(place)
  return {
    memory: open.memory,
    levels,
    steps,
    shared,
    threads: Array.from({ length: threads }, () => {
      const rows = [ROW_BYTES * points.length, isNarrow ? LANES * points.length : 0, ROW_BYTES + 8]
      const scratch = rows.map((bytes) => place({ bytes }))
      const own = rooms.own.map(place)
      return { layout: list([...ofWalk, ...scratch, ...shared, ...own]), own }
    }),
  }
}

/** Those of centre i are blocks[blockStart[i]] …: see assembly/walk.ts. */
function cutBlocks({ start }: Circles, exports: ReturnType<typeof instantiate>, { place, append }: OpenMemory) {
  const blockStart = new Int32Array(start.length)
  const blocks = place({ bytes: 0 })
  for (let centre = 0; centre + 1 < start.length; centre++)
    append(4 * ((start[centre + 1] as number) - (start[centre] as number)), (address) => {
      blocks.end = exports.cutCentre(centre, address)
      blockStart[centre + 1] = (blocks.end - blocks.begin) / 4
      return blocks.end
    })
  return { blockStart, blocks }
}

/** The excess of cases that matters, of so many expected, is about that of this bar; a share of it may be let through. */
const USUAL_BAR = 6
const LET_THROUGH = 0.1

/**
 * Whether least counts by a circle's measure are of use, where a window has at least `least` of it and in all `share`: what
 * they let through that does not matter must be little beside what does.
 */
export function isOfUse(least: number, share: number, expected: number): boolean {
  return (1 - least / share) * expected < LET_THROUGH * Math.sqrt(2 * USUAL_BAR * expected)
}

/** Most centres have a window that reaches it: a search that begins with it settles fewer. */
export const SEARCH_BAR = 2.5

/** For a search, which comes to all bars: every table serves several of the higher ones. */
export function lowerBar(bar: number): number {
  return bar < 8 ? bar : bar < 16 ? Math.floor(bar) : 4 * Math.floor(bar / 4)
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
