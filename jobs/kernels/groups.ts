import type { Point } from '../stats/scan/scan-circles.ts'
import type { Bounds, OpenMemory } from './memory.ts'
import type { Exports } from './module.ts'

/** Neighbouring centres whose circles are cleared together, by a walk over their union. */
export type Groups = {
  /** Group i has the centres centres[start[i]] … centres[start[i + 1] − 1]. */
  centres: Int32Array
  start: Int32Array
  /** Group i has the blocks unionBlockStart[i] …, the first at unionStart[i] in `unions`; none where its centres are walked one by one. */
  unionBlockStart: Int32Array
  unionStart: Int32Array
  unionBlocks: Int32Array
  /** The last circle that a block clears. */
  unionReach: Int32Array
  unions: Uint16Array
}

/** Each centre by itself. */
export function noGroups(centres: number): Groups {
  return {
    centres: Int32Array.from({ length: centres }, (_, i) => i),
    start: Int32Array.from({ length: centres + 1 }, (_, i) => i),
    unionBlockStart: new Int32Array(centres + 1),
    unionStart: new Int32Array(centres),
    unionBlocks: new Int32Array(0),
    unionReach: new Int32Array(0),
    unions: new Uint16Array(0),
  }
}

const LARGEST_GROUP = 16

/**
 * Groups from the data: a group of centres is split in two halves, again and again, where that makes the expected work
 * less. The kernel joins their circles (assembly/blocks.ts); `forBlocks` are the arrays it was set up with.
 */
export function makeGroups(
  points: readonly Point[],
  longest: number,
  exports: Exports,
  { memory, place, list }: OpenMemory,
  forBlocks: readonly Bounds[],
): Groups {
  const n = points.length
  const some = place({ bytes: 4 * LARGEST_GROUP })
  const scratch = [4 * n, 4 * n, 8 * longest, 8 * longest, 4 * (longest + 1)].map((bytes) => place({ bytes }))
  const [union, words, reach] = [2 * n, 4 * (longest + 1), 4 * (longest + 1)].map((bytes) => place({ bytes }))
  if (!union || !words || !reach) throw new RangeError('no room for unions')
  exports.setUpUnions(list([...forBlocks, some, ...scratch, union, words, reach]))
  const together = new Int32Array(memory.buffer, some.begin, LARGEST_GROUP)

  type Group = { centres: Int32Array; cost: number; union?: Uint16Array; words?: Int32Array; reach?: Int32Array }
  const groups: Group[] = []
  split(Int32Array.from({ length: n }, (_, i) => i))

  const sum = (lengthOf: (group: Group) => number) => groups.reduce((all, group) => all + lengthOf(group), 0)
  const blocks = sum(({ words }) => words?.length ?? 0)
  const result: Groups = {
    centres: new Int32Array(n),
    start: new Int32Array(groups.length + 1),
    unionBlockStart: new Int32Array(groups.length + 1),
    unionStart: new Int32Array(groups.length),
    unionBlocks: new Int32Array(blocks),
    unionReach: new Int32Array(blocks),
    unions: new Uint16Array(sum(({ union }) => union?.length ?? 0)),
  }
  let [centre, block, entry] = [0, 0, 0]
  groups.forEach((group, i) => {
    result.centres.set(group.centres, centre)
    result.unionBlocks.set(group.words ?? [], block)
    result.unionReach.set(group.reach ?? [], block)
    result.unions.set(group.union ?? [], entry)
    result.unionStart[i] = entry
    centre += group.centres.length
    block += group.words?.length ?? 0
    entry += group.union?.length ?? 0
    result.start[i + 1] = centre
    result.unionBlockStart[i + 1] = block
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
    together.set(some)
    const cost = exports.joinCircles(some.length)
    // by itself, a centre needs no union
    if (some.length === 1 || cost === Infinity) return { centres: some, cost }
    const blocks = exports.unionBlockCount.value
    return {
      centres: some,
      cost,
      union: new Uint16Array(memory.buffer, union?.begin, exports.unionLength.value).slice(),
      words: new Int32Array(memory.buffer, words?.begin, blocks).slice(),
      reach: new Int32Array(memory.buffer, reach?.begin, blocks).slice(),
    }
  }
}
