import { at, beginOf, endOf } from './arrays'

/*
 * Cuts the circles of a centre into blocks, and the circles of a group of centres, which it joins, into blocks of a union.
 * (What a block is: walk.ts.) How they are cut shapes how long a walk takes, never what it finds.
 */

/** Entries of a block of a centre; circles of a block of a union. */
const LONGEST_BLOCK: usize = 32
const LONGEST_UNION_BLOCK: i32 = 64
/** A block is not cut shorter for so much more than its room. */
const SLACK: f64 = 1.4
/** Standard deviations above what is expected that a union should still clear. */
const ROOM: f64 = 2
/** Of least-counts.ts: entries of a table to the unit of the root of the measure. */
const STEPS: f64 = 64

let start: usize = 0
let startEnd: usize = 0
let neighbour: usize = 0
let neighbourEnd: usize = 0
let measureAt: usize = 0
let measureAtEnd: usize = 0
/** The least count that matters, typically, by step of what is expected. */
let typical: usize = 0
let typicalEnd: usize = 0
/** The measure of a centre's circles, by rank. */
let within: usize = 0
let withinEnd: usize = 0
let share: f64 = 0
let shareOfExcess: f64 = 0
let stepsOfRoot: f64 = 0

export function setUpBlocks(layout: usize, expectedShare: f64, roomShare: f64, steps: f64): void {
  start = beginOf(layout, 0)
  startEnd = endOf(layout, 0)
  neighbour = beginOf(layout, 1)
  neighbourEnd = endOf(layout, 1)
  measureAt = beginOf(layout, 2)
  measureAtEnd = endOf(layout, 2)
  typical = beginOf(layout, 3)
  typicalEnd = endOf(layout, 3)
  within = beginOf(layout, 4)
  withinEnd = endOf(layout, 4)
  share = expectedShare
  shareOfExcess = roomShare
  stepsOfRoot = steps
}

function asked(expected: f64): f64 {
  // a product of shares may miss the most that is expected by a rounding
  const last = ((typicalEnd - typical) >> 2) - 1
  return <f64>load<i32>(at(typical, typicalEnd, min(last, <usize>(sqrt(expected) * STEPS)), 4))
}

function wordOf(entries: usize, measure: f64): u32 {
  return ((<u32>(sqrt(measure) * stepsOfRoot)) << 16) | <u32>entries
}

/** Writes the blocks of a centre, each until its measure has grown by its room, and gives the address after the last. */
export function cutCentre(centre: i32, to: usize): usize {
  const first = <usize>load<i32>(at(start, startEnd, <usize>centre, 4))
  const length = <usize>load<i32>(at(start, startEnd, <usize>centre + 1, 4)) - first
  let measure: f64 = 0
  for (let rank: usize = 0; rank < length; rank++) {
    const location = <usize>load<u16>(at(neighbour, neighbourEnd, first + rank, 2))
    measure += load<f64>(at(measureAt, measureAtEnd, location, 8))
    store<f64>(at(within, withinEnd, rank, 8), measure)
  }
  // lengths are powers of two that seldom change: so walks are foreseen by the processor
  let size: usize = 1
  for (let rank: usize = 0; rank < length; to += 4) {
    const firstMeasure = withinUpTo(rank, length)
    const expected = firstMeasure * share
    const room = firstMeasure + max(0, (shareOfExcess * (asked(expected) - expected)) / max(share, 1e-9))
    if (size < LONGEST_BLOCK && withinUpTo(rank + 2 * size - 1, length) <= room) size <<= 1
    else
      while (size > 1 && withinUpTo(rank + size - 1, length) > firstMeasure + SLACK * (room - firstMeasure)) size >>= 1
    const next = min(length, rank + size)
    store<u32>(to, wordOf(next - rank, firstMeasure))
    rank = next
  }
  return to
}

function withinUpTo(rank: usize, length: usize): f64 {
  return load<f64>(at(within, withinEnd, min(rank, length - 1), 8))
}

let some: usize = 0
let someEnd: usize = 0
/** By location, the least of its ranks; as many as there are locations where it is in no circle. */
let leastRank: usize = 0
let leastRankEnd: usize = 0
let found: usize = 0
let foundEnd: usize = 0
/** By rank: the measure of the union and of its least circle, and where its entries begin. */
let unionMeasure: usize = 0
let unionMeasureEnd: usize = 0
let leastMeasure: usize = 0
let leastMeasureEnd: usize = 0
let atRank: usize = 0
let atRankEnd: usize = 0
let union: usize = 0
let unionEnd: usize = 0
let words: usize = 0
let wordsEnd: usize = 0
let reach: usize = 0
let reachEnd: usize = 0

/** After the arrays of `setUpBlocks`. */
export function setUpUnions(layout: usize): void {
  some = beginOf(layout, 5)
  someEnd = endOf(layout, 5)
  leastRank = beginOf(layout, 6)
  leastRankEnd = endOf(layout, 6)
  found = beginOf(layout, 7)
  foundEnd = endOf(layout, 7)
  unionMeasure = beginOf(layout, 8)
  unionMeasureEnd = endOf(layout, 8)
  leastMeasure = beginOf(layout, 9)
  leastMeasureEnd = endOf(layout, 9)
  atRank = beginOf(layout, 10)
  atRankEnd = endOf(layout, 10)
  union = beginOf(layout, 11)
  unionEnd = endOf(layout, 11)
  words = beginOf(layout, 12)
  wordsEnd = endOf(layout, 12)
  reach = beginOf(layout, 13)
  reachEnd = endOf(layout, 13)
  const none = <i32>((leastRankEnd - leastRank) >> 2)
  for (let to = leastRank; to < leastRankEnd; to += 4) store<i32>(to, none)
}

/** Entries and blocks of the last union made. */
export let unionLength: i32 = 0
export let unionBlockCount: i32 = 0

/**
 * Joins the circles of the first `count` of `some` by rank: `union`, cut into blocks (`words`) that each clear up to a
 * circle (`reach`). Gives the expected work of a walk with it; infinite where it clears nothing.
 */
export function joinCircles(count: i32): f64 {
  const none = <i32>((leastRankEnd - leastRank) >> 2)
  let ranks: i32 = 0
  let alone: i32 = 0
  for (let k = 0; k < count; k++) {
    const length = lengthOf(k)
    ranks = max(ranks, length)
    alone += length
  }
  for (let rank = 0; rank < ranks; rank++) {
    store<f64>(at(leastMeasure, leastMeasureEnd, <usize>rank, 8), Infinity)
    store<f64>(at(unionMeasure, unionMeasureEnd, <usize>rank, 8), 0)
  }
  for (let rank = 0; rank <= ranks; rank++) store<i32>(at(atRank, atRankEnd, <usize>rank, 4), 0)
  let members: i32 = 0
  for (let k = 0; k < count; k++) {
    const centre = <usize>load<i32>(at(some, someEnd, <usize>k, 4))
    const first = <usize>load<i32>(at(start, startEnd, centre, 4))
    const length = lengthOf(k)
    let measure: f64 = 0
    for (let rank = 0; rank < length; rank++) {
      const location = <usize>load<u16>(at(neighbour, neighbourEnd, first + <usize>rank, 2))
      measure += load<f64>(at(measureAt, measureAtEnd, location, 8))
      const smallest = at(leastMeasure, leastMeasureEnd, <usize>rank, 8)
      if (measure < load<f64>(smallest)) store<f64>(smallest, measure)
      const known = at(leastRank, leastRankEnd, location, 4)
      if (load<i32>(known) === none) {
        store<i32>(at(found, foundEnd, <usize>members, 4), <i32>location)
        members++
      }
      if (rank < load<i32>(known)) store<i32>(known, rank)
    }
  }
  for (let m = 0; m < members; m++) {
    const location = <usize>load<i32>(at(found, foundEnd, <usize>m, 4))
    const rank = <usize>load<i32>(at(leastRank, leastRankEnd, location, 4))
    const after = at(atRank, atRankEnd, rank + 1, 4)
    store<i32>(after, load<i32>(after) + 1)
    const measure = at(unionMeasure, unionMeasureEnd, rank, 8)
    store<f64>(measure, load<f64>(measure) + load<f64>(at(measureAt, measureAtEnd, location, 8)))
  }
  for (let rank: usize = 0; rank < <usize>ranks; rank++) {
    const after = at(atRank, atRankEnd, rank + 1, 4)
    store<i32>(after, load<i32>(after) + load<i32>(at(atRank, atRankEnd, rank, 4)))
    if (rank === 0) continue
    const measure = at(unionMeasure, unionMeasureEnd, rank, 8)
    store<f64>(measure, load<f64>(measure) + load<f64>(at(unionMeasure, unionMeasureEnd, rank - 1, 8)))
  }
  cutUnion(ranks)
  // now where each rank begins is moved on to where the next does
  for (let m = 0; m < members; m++) {
    const location = <usize>load<i32>(at(found, foundEnd, <usize>m, 4))
    const known = at(leastRank, leastRankEnd, location, 4)
    const slot = at(atRank, atRankEnd, <usize>load<i32>(known), 4)
    store<u16>(at(union, unionEnd, <usize>load<i32>(slot), 2), <u16>location)
    store<i32>(slot, load<i32>(slot) + 1)
    store<i32>(known, none)
  }
  unionLength = members
  const innermost = load<i32>(reach)
  if (innermost === ranks) return Infinity
  // a check is about as dear as two rows; one walk in twenty is made again, centre by centre
  return <f64>members + 2 * <f64>unionBlockCount + <f64>(count * min(ranks, innermost + 4)) + 0.05 * <f64>alone
}

function lengthOf(k: i32): i32 {
  const centre = <usize>load<i32>(at(some, someEnd, <usize>k, 4))
  return load<i32>(at(start, startEnd, centre + 1, 4)) - load<i32>(at(start, startEnd, centre, 4))
}

function cutUnion(ranks: i32): void {
  let first = ranks
  while (first > 0 && isCleared(first - 1, first - 1)) first--
  unionBlockCount = 0
  const beginsAt = first === 0 ? 0 : load<i32>(at(atRank, atRankEnd, <usize>first, 4))
  addBlock(beginsAt, first < ranks ? load<f64>(at(leastMeasure, leastMeasureEnd, <usize>first, 8)) : 0, first)
  let entry = beginsAt
  for (let rank = first; rank < ranks; ) {
    let last = rank
    while (last + 1 < ranks && last + 1 - rank < LONGEST_UNION_BLOCK && isCleared(last + 1, rank)) last++
    const end = load<i32>(at(atRank, atRankEnd, <usize>last + 1, 4))
    addBlock(end - entry, load<f64>(at(leastMeasure, leastMeasureEnd, <usize>rank, 8)), last + 1)
    entry = end
    rank = last + 1
  }
}

function addBlock(entries: i32, measure: f64, lastCircle: i32): void {
  store<u32>(at(words, wordsEnd, <usize>unionBlockCount, 4), wordOf(<usize>entries, measure))
  store<i32>(at(reach, reachEnd, <usize>unionBlockCount, 4), lastCircle)
  unionBlockCount++
}

/** Whether the union of the first circles up to `last` will seldom hold what the smallest circle `first` asks for. */
function isCleared(last: i32, first: i32): bool {
  const expected = load<f64>(at(unionMeasure, unionMeasureEnd, <usize>last, 8)) * share
  return expected + ROOM * sqrt(expected) < asked(load<f64>(at(leastMeasure, leastMeasureEnd, <usize>first, 8)) * share)
}
