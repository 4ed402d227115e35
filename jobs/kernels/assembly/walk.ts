import { at, beginOf, endOf } from './arrays'
import { settleWindow } from './prospective'
import { settleReplicate } from './spatial'

/*
 * The walk. A location is a row of 32 counts side by side: of its cases in the last 1, 2 … 32 units, or in 32 replicates.
 * Walking outwards from a centre adds rows. Counts only grow along a walk and the least counts that matter only rise, so
 * comparing once a block of neighbours misses nothing; a block that may hold a new maximum is walked again, circle by
 * circle.
 *
 * What is added up is not the count but how far it is from the least count that matters: the largest number of a lane where
 * it is reached. That mostly fits 8 bits where counts do not. Where a count is further away than fits, it is taken to be
 * nearer than it is, so that nothing is missed; where it seems to be reached, counts are added up exactly, in 16 bits.
 *
 * Neighbouring centres make a group: a walk over the union of their circles, compared with what the least of them asks
 * for, clears them all at once; only what it cannot clear is walked centre by centre.
 */

export const ROW: usize = 64
/** A row once more with numbers of 8 bits, 255 where there are as many or more. */
const NARROW: usize = 32

let centresOfGroup: usize = 0
let centresOfGroupEnd: usize = 0
let groupStart: usize = 0
let groupStartEnd: usize = 0
let start: usize = 0
let startEnd: usize = 0
let neighbour: usize = 0
let neighbourEnd: usize = 0
let isCircle: usize = 0
let isCircleEnd: usize = 0
let measureAt: usize = 0
let measureAtEnd: usize = 0
let blockStart: usize = 0
let blockStartEnd: usize = 0
let blocks: usize = 0
let blocksEnd: usize = 0
let unionBlockStart: usize = 0
let unionBlockStartEnd: usize = 0
let unionBlocks: usize = 0
let unionBlocksEnd: usize = 0
/** By block of a union, the last circle it clears. */
let unionReach: usize = 0
let unionReachEnd: usize = 0
let unionStart: usize = 0
let unionStartEnd: usize = 0
let unions: usize = 0
let unionsEnd: usize = 0
export let rows: usize = 0
export let rowsEnd: usize = 0
/** Empty where distances are so large that 8 bits would seldom do. */
let narrow: usize = 0
let narrowEnd: usize = 0
/** A row of exact counts, and the measure they are of. */
let exact: usize = 0
/** Levels of measure to the unit of its root. */
let stepsOfRoot: f64 = 0
/** Rows of the least counts that matter, by level; the same in 8 bits, without what goes beyond them. */
export let least: usize = 0
export let leastEnd: usize = 0
export let leastNarrow: usize = 0
let leastNarrowEnd: usize = 0
/** Whether lanes are replicates, or windows of one. */
let isSpatial: bool = false

/** Arrays of a walk: those of its kernel come after them. */
export const ARRAYS_OF_WALK: usize = 16

export function setUpWalk(layout: usize, steps: f64, lanesAreReplicates: bool): void {
  stepsOfRoot = steps
  isSpatial = lanesAreReplicates
  centresOfGroup = beginOf(layout, 0)
  centresOfGroupEnd = endOf(layout, 0)
  groupStart = beginOf(layout, 1)
  groupStartEnd = endOf(layout, 1)
  start = beginOf(layout, 2)
  startEnd = endOf(layout, 2)
  neighbour = beginOf(layout, 3)
  neighbourEnd = endOf(layout, 3)
  isCircle = beginOf(layout, 4)
  isCircleEnd = endOf(layout, 4)
  measureAt = beginOf(layout, 5)
  measureAtEnd = endOf(layout, 5)
  blockStart = beginOf(layout, 6)
  blockStartEnd = endOf(layout, 6)
  blocks = beginOf(layout, 7)
  blocksEnd = endOf(layout, 7)
  unionBlockStart = beginOf(layout, 8)
  unionBlockStartEnd = endOf(layout, 8)
  unionBlocks = beginOf(layout, 9)
  unionBlocksEnd = endOf(layout, 9)
  unionReach = beginOf(layout, 10)
  unionReachEnd = endOf(layout, 10)
  unionStart = beginOf(layout, 11)
  unionStartEnd = endOf(layout, 11)
  unions = beginOf(layout, 12)
  unionsEnd = endOf(layout, 12)
  rows = beginOf(layout, 13)
  rowsEnd = endOf(layout, 13)
  narrow = beginOf(layout, 14)
  narrowEnd = endOf(layout, 14)
  exact = beginOf(layout, 15)
}

/** Rows of 16 bits, and after them the same of 8. */
export function compareWith(begin: usize, end: usize): void {
  least = begin
  leastEnd = end
  leastNarrow = end
  leastNarrowEnd = end + ((end - begin) >> 1)
}

export function walkAllCentres(): void {
  narrowRows()
  const groups = <i32>((groupStartEnd - groupStart) >> 2) - 1
  // called from two places, a group stays a function of its own: engines take up better code between calls, not within one
  for (let group = 0; group + 1 < groups; group += 2) {
    walkGroup(group)
    walkGroup(group + 1)
  }
  if (groups & 1) walkGroup(groups - 1)
}

export function narrowRows(): void {
  const locations = (narrowEnd - narrow) / NARROW
  for (let i: usize = 0; i < locations; i++) {
    const row = at(rows, rowsEnd, i, ROW)
    const to = at(narrow, narrowEnd, i, NARROW)
    v128.store(to, narrowed(v128.load(row), v128.load(row, 16)))
    v128.store(to, narrowed(v128.load(row, 32), v128.load(row, 48)), 16)
  }
}

/** Numbers of 16 bits as numbers of 8, 255 where they are that or more. */
function narrowed(low: v128, high: v128): v128 {
  const most = i16x8.splat(255)
  // narrowing takes numbers as signed, so they are cut to what fits before
  return i8x16.narrow_i16x8_u(i16x8.min_u(low, most), i16x8.min_u(high, most))
}

/**
 * A block is a word: how many entries it has, and above 16 bits the level it is compared at, that of its first circle; of a
 * union, the one that asks least. The first block of a union is the innermost circles, which it does not clear.
 */
const BLOCK: usize = 4

function walkGroup(group: i32): void {
  const firstCentre = load<i32>(at(groupStart, groupStartEnd, <usize>group, 4))
  const endCentre = load<i32>(at(groupStart, groupStartEnd, <usize>group + 1, 4))
  const block = <usize>load<i32>(at(unionBlockStart, unionBlockStartEnd, <usize>group, 4))
  const endBlock = <usize>load<i32>(at(unionBlockStart, unionBlockStartEnd, <usize>group + 1, 4))
  // the innermost circles are walked one by one; without a union all are
  let circles: i32 = i32.MAX_VALUE
  if (block < endBlock) {
    const entry = <usize>load<i32>(at(unionStart, unionStartEnd, <usize>group, 4))
    const reached = isNarrow()
      ? walk<u8>(UNION, entry, block, endBlock, circles)
      : walk<u16>(UNION, entry, block, endBlock, circles)
    circles = max(load<i32>(at(unionReach, unionReachEnd, block, 4)), reached)
  }
  for (let i = firstCentre; i < endCentre; i++)
    walkCentre(load<i32>(at(centresOfGroup, centresOfGroupEnd, <usize>i, 4)), circles)
}

function isNarrow(): bool {
  return narrow !== narrowEnd
}

/** Walks the first so many circles of a centre, or some more: whole blocks. */
export function walkCentre(centre: i32, circles: i32): void {
  const entry = <usize>load<i32>(at(start, startEnd, <usize>centre, 4))
  const block = <usize>load<i32>(at(blockStart, blockStartEnd, <usize>centre, 4))
  const endBlock = <usize>load<i32>(at(blockStart, blockStartEnd, <usize>centre + 1, 4))
  if (isNarrow()) walk<u8>(centre, entry, block, endBlock, circles)
  else walk<u16>(centre, entry, block, endBlock, circles)
}

/** In place of a centre. */
const UNION: i32 = -1

/** Walks a union or a centre in lanes of 8 or 16 bits; of a union, gives the last circle that it does not clear. */
function walk<Lane>(centre: i32, firstEntry: usize, firstBlock: usize, endBlock: usize, circles: i32): i32 {
  // in locals, for engines read a global anew at each step
  const isUnion = centre === UNION
  const entries = isUnion ? unions : neighbour
  const entriesEnd = isUnion ? unionsEnd : neighbourEnd
  const here = isUnion ? unionBlocks : blocks
  const hereEnd = isUnion ? unionBlocksEnd : blocksEnd
  const row = sizeof<Lane>() === 1 ? NARROW : ROW
  const counts = sizeof<Lane>() === 1 ? narrow : rows
  const countsEnd = sizeof<Lane>() === 1 ? narrowEnd : rowsEnd
  let entry = firstEntry
  // exact counts are known up to an entry; from there what is added up begins anew
  let known = entry
  let isNew = true
  v128.store(exact, i64x2.splat(0))
  v128.store(exact, i64x2.splat(0), 16)
  v128.store(exact, i64x2.splat(0), 32)
  v128.store(exact, i64x2.splat(0), 48)
  store<f64>(exact, 0, ROW)
  let reached: i32 = 0
  let p0 = i64x2.splat(0)
  let p1 = i64x2.splat(0)
  let p2 = i64x2.splat(0)
  let p3 = i64x2.splat(0)
  let d0 = i64x2.splat(0)
  let d1 = i64x2.splat(0)
  let d2 = i64x2.splat(0)
  let d3 = i64x2.splat(0)
  for (let block = firstBlock; block < endBlock && <i32>(entry - firstEntry) < circles; block++) {
    const first = entry
    const word = load<u32>(at(here, hereEnd, block, BLOCK))
    const end = entry + <usize>(word & 0xffff)
    const level = <usize>(word >>> 16)
    if (sizeof<Lane>() === 1) {
      const asked = at(leastNarrow, leastNarrowEnd, level, NARROW)
      const q0 = v128.load(asked)
      const q1 = v128.load(asked, 16)
      if (isNew) {
        const whole = at(least, leastEnd, level, ROW)
        d0 = v128.not(narrowed(missing(whole, 0), missing(whole, 16)))
        d1 = v128.not(narrowed(missing(whole, 32), missing(whole, 48)))
      } else {
        // a step of more than 8 bits is taken for a smaller one
        d0 = i8x16.sub_sat_u(d0, i8x16.sub(q0, p0))
        d1 = i8x16.sub_sat_u(d1, i8x16.sub(q1, p1))
      }
      p0 = q0
      p1 = q1
    } else {
      const asked = at(least, leastEnd, level, ROW)
      const q0 = v128.load(asked)
      const q1 = v128.load(asked, 16)
      const q2 = v128.load(asked, 32)
      const q3 = v128.load(asked, 48)
      if (isNew) {
        d0 = v128.not(missing(asked, 0))
        d1 = v128.not(missing(asked, 16))
        d2 = v128.not(missing(asked, 32))
        d3 = v128.not(missing(asked, 48))
      } else {
        d0 = i16x8.sub_sat_u(d0, i16x8.sub(q0, p0))
        d1 = i16x8.sub_sat_u(d1, i16x8.sub(q1, p1))
        d2 = i16x8.sub_sat_u(d2, i16x8.sub(q2, p2))
        d3 = i16x8.sub_sat_u(d3, i16x8.sub(q3, p3))
      }
      p0 = q0
      p1 = q1
      p2 = q2
      p3 = q3
    }
    isNew = false
    for (; entry + 3 < end; entry += 4) {
      const row0 = at(counts, countsEnd, <usize>load<u16>(at(entries, entriesEnd, entry + 0, 2)), row)
      d0 = v128.add_sat<Lane>(d0, v128.load(row0))
      d1 = v128.add_sat<Lane>(d1, v128.load(row0, 16))
      if (sizeof<Lane>() === 2) {
        d2 = v128.add_sat<Lane>(d2, v128.load(row0, 32))
        d3 = v128.add_sat<Lane>(d3, v128.load(row0, 48))
      }
      const row1 = at(counts, countsEnd, <usize>load<u16>(at(entries, entriesEnd, entry + 1, 2)), row)
      d0 = v128.add_sat<Lane>(d0, v128.load(row1))
      d1 = v128.add_sat<Lane>(d1, v128.load(row1, 16))
      if (sizeof<Lane>() === 2) {
        d2 = v128.add_sat<Lane>(d2, v128.load(row1, 32))
        d3 = v128.add_sat<Lane>(d3, v128.load(row1, 48))
      }
      const row2 = at(counts, countsEnd, <usize>load<u16>(at(entries, entriesEnd, entry + 2, 2)), row)
      d0 = v128.add_sat<Lane>(d0, v128.load(row2))
      d1 = v128.add_sat<Lane>(d1, v128.load(row2, 16))
      if (sizeof<Lane>() === 2) {
        d2 = v128.add_sat<Lane>(d2, v128.load(row2, 32))
        d3 = v128.add_sat<Lane>(d3, v128.load(row2, 48))
      }
      const row3 = at(counts, countsEnd, <usize>load<u16>(at(entries, entriesEnd, entry + 3, 2)), row)
      d0 = v128.add_sat<Lane>(d0, v128.load(row3))
      d1 = v128.add_sat<Lane>(d1, v128.load(row3, 16))
      if (sizeof<Lane>() === 2) {
        d2 = v128.add_sat<Lane>(d2, v128.load(row3, 32))
        d3 = v128.add_sat<Lane>(d3, v128.load(row3, 48))
      }
    }
    for (; entry < end; entry++) {
      const row0 = at(counts, countsEnd, <usize>load<u16>(at(entries, entriesEnd, entry + 0, 2)), row)
      d0 = v128.add_sat<Lane>(d0, v128.load(row0))
      d1 = v128.add_sat<Lane>(d1, v128.load(row0, 16))
      if (sizeof<Lane>() === 2) {
        d2 = v128.add_sat<Lane>(d2, v128.load(row0, 32))
        d3 = v128.add_sat<Lane>(d3, v128.load(row0, 48))
      }
    }
    let most = v128.max<Lane>(d0, d1)
    if (sizeof<Lane>() === 2) most = v128.max<Lane>(most, v128.max<Lane>(d2, d3))
    if (!v128.any_true(v128.eq<Lane>(most, i64x2.splat(-1)))) continue
    addExactly(entries, entriesEnd, known, first)
    if (isUnion) {
      addExactly(entries, entriesEnd, first, end)
      const asked = at(least, leastEnd, level, ROW)
      const hit = v128.or(
        v128.or(isReached(asked, 0), isReached(asked, 16)),
        v128.or(isReached(asked, 32), isReached(asked, 48)),
      )
      if (v128.any_true(hit)) reached = load<i32>(at(unionReach, unionReachEnd, block, 4))
    } else look(centre, first, end)
    known = end
    isNew = true
  }
  return reached
}

/** How far the exact counts are from what is asked for. */
function missing(asked: usize, lanes: usize): v128 {
  return i16x8.sub_sat_u(v128.load(asked + lanes), v128.load(exact + lanes))
}

function isReached(asked: usize, lanes: usize): v128 {
  return i16x8.ge_u(v128.load(exact + lanes), v128.load(asked + lanes))
}

/** Adds entries to the exact counts and their measure. */
function addExactly(entries: usize, entriesEnd: usize, first: usize, end: usize): void {
  let c0 = v128.load(exact)
  let c1 = v128.load(exact, 16)
  let c2 = v128.load(exact, 32)
  let c3 = v128.load(exact, 48)
  let measure = load<f64>(exact, ROW)
  const counts = rows
  const countsEnd = rowsEnd
  for (let entry = first; entry < end; entry++) {
    const location = <usize>load<u16>(at(entries, entriesEnd, entry, 2))
    const row = at(counts, countsEnd, location, ROW)
    measure += load<f64>(at(measureAt, measureAtEnd, location, 8))
    c0 = i16x8.add(c0, v128.load(row))
    c1 = i16x8.add(c1, v128.load(row, 16))
    c2 = i16x8.add(c2, v128.load(row, 32))
    c3 = i16x8.add(c3, v128.load(row, 48))
  }
  v128.store(exact, c0)
  v128.store(exact, c1, 16)
  v128.store(exact, c2, 32)
  v128.store(exact, c3, 48)
  store<f64>(exact, measure, ROW)
}

/** A block again, circle by circle, from the exact counts before it; afterwards they are those at its end. */
function look(centre: i32, first: usize, end: usize): void {
  let measure = load<f64>(exact, ROW)
  let c0 = v128.load(exact)
  let c1 = v128.load(exact, 16)
  let c2 = v128.load(exact, 32)
  let c3 = v128.load(exact, 48)
  for (let entry = first; entry < end; entry++) {
    const location = <usize>load<u16>(at(neighbour, neighbourEnd, entry, 2))
    const row = at(rows, rowsEnd, location, ROW)
    c0 = i16x8.add(c0, v128.load(row))
    c1 = i16x8.add(c1, v128.load(row, 16))
    c2 = i16x8.add(c2, v128.load(row, 32))
    c3 = i16x8.add(c3, v128.load(row, 48))
    measure += load<f64>(at(measureAt, measureAtEnd, location, 8))
    if (isCircle !== isCircleEnd && load<u8>(at(isCircle, isCircleEnd, entry, 1)) === 0) continue
    const level = <usize>(sqrt(measure) * stepsOfRoot)
    const asked = at(least, leastEnd, level, ROW)
    settle(0, c0, i16x8.ge_u(c0, v128.load(asked)), measure, centre, <i32>entry)
    settle(8, c1, i16x8.ge_u(c1, v128.load(asked, 16)), measure, centre, <i32>entry)
    settle(16, c2, i16x8.ge_u(c2, v128.load(asked, 32)), measure, centre, <i32>entry)
    settle(24, c3, i16x8.ge_u(c3, v128.load(asked, 48)), measure, centre, <i32>entry)
  }
  v128.store(exact, c0)
  v128.store(exact, c1, 16)
  v128.store(exact, c2, 32)
  v128.store(exact, c3, 48)
  store<f64>(exact, measure, ROW)
}

/** The lanes that have reached what is asked for, one by one. */
function settle(firstLane: i32, counts: v128, hit: v128, measure: f64, centre: i32, entry: i32): void {
  let lanes = i16x8.bitmask(hit)
  while (lanes !== 0) {
    const lane = ctz(lanes)
    lanes &= lanes - 1
    const count = laneOf(counts, lane)
    if (isSpatial) settleReplicate(firstLane + lane, count, measure)
    else settleWindow(firstLane + lane, count, measure, centre, entry)
  }
}

function laneOf(counts: v128, lane: i32): i32 {
  switch (lane) {
    case 0:
      return i16x8.extract_lane_u(counts, 0)
    case 1:
      return i16x8.extract_lane_u(counts, 1)
    case 2:
      return i16x8.extract_lane_u(counts, 2)
    case 3:
      return i16x8.extract_lane_u(counts, 3)
    case 4:
      return i16x8.extract_lane_u(counts, 4)
    case 5:
      return i16x8.extract_lane_u(counts, 5)
    case 6:
      return i16x8.extract_lane_u(counts, 6)
    default:
      return i16x8.extract_lane_u(counts, 7)
  }
}
