import type { Circles, Point } from '../stats/scan-circles.ts'

/** Neighbouring centres whose circles are cleared together, by a walk over their union. */
export type Groups = {
  /** Group i has the centres centres[start[i]] … centres[start[i + 1] − 1]. */
  centres: Int32Array
  start: Int32Array
  /** Group i has the union blocks unionBlockStart[i] …; none where its centres are walked one by one. */
  unionBlockStart: Int32Array
  /** Three numbers a block: its end in `unions`, the level of measure that asks least, the last circle it clears. */
  unionBlocks: Int32Array
  unions: Uint16Array
}

/** Each centre by itself. */
export function noGroups(centres: number): Groups {
  return {
    centres: Int32Array.from({ length: centres }, (_, i) => i),
    start: Int32Array.from({ length: centres + 1 }, (_, i) => i),
    unionBlockStart: new Int32Array(centres + 1),
    unionBlocks: new Int32Array(0),
    unions: new Uint16Array(0),
  }
}

const LARGEST_GROUP = 16
/** Circles of a block of a union at the most. */
const LONGEST_BLOCK = 64
/** Standard deviations above what is expected that a union should still clear. */
const ROOM = 1.5

/**
 * Groups from the data: a group of centres is split in two halves, again and again, where that makes the expected work
 * less. `asked` is the least count that matters, typically, in the longest window of a circle of that measure; it has
 * `share` of the measure.
 */
export function makeGroups(
  circles: Circles,
  points: readonly Point[],
  {
    asked,
    share,
    levelOf,
  }: { asked: (measure: number) => number; share: number; levelOf: (measure: number) => number },
): Groups {
  const { start, neighbour, measureAt } = circles
  const n = points.length
  const leastRank = new Int32Array(n).fill(n)
  const longest = start.reduce((most, first, i) => Math.max(most, i === 0 ? 0 : first - (start[i - 1] as number)), 0)
  const unionMeasure = new Float64Array(longest)
  const leastMeasure = new Float64Array(longest)
  const atRank = new Int32Array(longest + 1)

  type Group = { centres: Int32Array; cost: number; union?: Uint16Array; blocks?: number[] }
  const groups: Group[] = []
  const centres = Int32Array.from({ length: n }, (_, i) => i)
  split(centres)

  const unionLength = groups.reduce((sum, { union }) => sum + (union?.length ?? 0), 0)
  const result: Groups = {
    centres: new Int32Array(n),
    start: new Int32Array(groups.length + 1),
    unionBlockStart: new Int32Array(groups.length + 1),
    unionBlocks: new Int32Array(groups.reduce((sum, { blocks }) => sum + (blocks?.length ?? 0), 0)),
    unions: new Uint16Array(unionLength),
  }
  let [centre, word, entry] = [0, 0, 0]
  groups.forEach((group, i) => {
    result.centres.set(group.centres, centre)
    centre += group.centres.length
    result.start[i + 1] = centre
    for (const [k, value] of (group.blocks ?? []).entries())
      result.unionBlocks[word + k] = k % 3 === 0 ? value + entry : value
    word += group.blocks?.length ?? 0
    result.unionBlockStart[i + 1] = word / 3
    result.unions.set(group.union ?? [], entry)
    entry += group.union?.length ?? 0
  })
  return result

  /** Splits centres by place until they are few, then keeps the cheapest ways of walking them. */
  function split(some: Int32Array): void {
    if (some.length > LARGEST_GROUP) for (const half of halve(some)) split(half)
    else groups.push(...cheapest(some))
  }

  function cheapest(some: Int32Array): Group[] {
    const together = walkTogether(some)
    if (some.length === 1) return [together]
    const apart = halve(some).flatMap(cheapest)
    return apart.reduce((sum, { cost }) => sum + cost, 0) < together.cost ? apart : [together]
  }

  function halve(some: Int32Array): [Int32Array, Int32Array] {
    const spread = (axis: 'x' | 'y' | 'z') => {
      let [low, high] = [Infinity, -Infinity]
      for (const i of some) {
        const value = (points[i] as Point)[axis]
        low = Math.min(low, value)
        high = Math.max(high, value)
      }
      return high - low
    }
    const axis = (['x', 'y', 'z'] as const).reduce((a, b) => (spread(b) > spread(a) ? b : a))
    const sorted = some.toSorted((i, j) => (points[i] as Point)[axis] - (points[j] as Point)[axis] || i - j)
    const middle = some.length >> 1
    return [sorted.slice(0, middle), sorted.slice(middle)]
  }

  function walkTogether(some: Int32Array): Group {
    let [ranks, alone] = [0, 0]
    for (const i of some) {
      const length = (start[i + 1] as number) - (start[i] as number)
      ranks = Math.max(ranks, length)
      alone += length
    }
    if (some.length === 1) return { centres: some, cost: alone }
    leastMeasure.fill(Infinity, 0, ranks)
    const found: number[] = []
    for (const i of some) {
      const first = start[i] as number
      const length = (start[i + 1] as number) - first
      let within = 0
      for (let rank = 0; rank < length; rank++) {
        const location = neighbour[first + rank] as number
        within += measureAt[location] as number
        if (within < (leastMeasure[rank] as number)) leastMeasure[rank] = within
        const known = leastRank[location] as number
        if (known === n) found.push(location)
        if (rank < known) leastRank[location] = rank
      }
    }
    const members = found.length
    atRank.fill(0, 0, ranks + 1)
    unionMeasure.fill(0, 0, ranks)
    for (const location of found) {
      const rank = leastRank[location] as number
      atRank[rank + 1] = (atRank[rank + 1] as number) + 1
      unionMeasure[rank] = (unionMeasure[rank] as number) + (measureAt[location] as number)
    }
    for (let rank = 0; rank < ranks; rank++) atRank[rank + 1] = (atRank[rank + 1] as number) + (atRank[rank] as number)
    for (let rank = 1; rank < ranks; rank++)
      unionMeasure[rank] = (unionMeasure[rank] as number) + (unionMeasure[rank - 1] as number)
    const union = new Uint16Array(members)
    const next = atRank.slice(0, ranks)
    for (const location of found) {
      const rank = leastRank[location] as number
      const slot = next[rank] as number
      union[slot] = location
      next[rank] = slot + 1
      leastRank[location] = n
    }

    let first = ranks
    while (first > 0 && isCleared(first - 1, first - 1)) first--
    const blocks = [first === 0 ? 0 : (atRank[first] as number), 0, first]
    for (let rank = first; rank < ranks; ) {
      let last = rank
      while (last + 1 < ranks && last + 1 - rank < LONGEST_BLOCK && isCleared(last + 1, rank)) last++
      blocks.push(atRank[last + 1] as number, levelOf(leastMeasure[rank] as number), last + 1)
      rank = last + 1
    }
    // a check is about as dear as two rows; one walk in twenty is made again, centre by centre
    const cost = members + 2 * (blocks.length / 3) + some.length * Math.min(ranks, first + 4) + 0.05 * alone
    return { centres: some, union, blocks, cost: first === ranks ? Infinity : cost }
  }

  /** Whether the union of the first circles up to `last` will seldom hold what the smallest circle `first` asks for. */
  function isCleared(last: number, first: number): boolean {
    const expected = (unionMeasure[last] as number) * share
    return expected + ROOM * Math.sqrt(expected) < asked(leastMeasure[first] as number)
  }
}
