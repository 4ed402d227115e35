import { at, beginOf, endOf } from './arrays'
import { settleWindow } from './prospective'
import { settleReplicate } from './spatial'

/*
 * The walk. A location is a row of 32 counts side by side: of its cases in the last 1, 2 … 32 units, or in 32 replicates.
 * Walking outwards from a centre adds rows. Counts only grow along a walk and the least counts that matter only rise, so
 * comparing once a block of neighbours misses nothing; a block that may hold a new maximum is walked again, circle by
 * circle. Within a block counts are added up in 8 bits where they mostly fit, and once more in 16 where they did not.
 * Neighbouring centres make a group: a walk over the union of their circles, compared with what the least of them asks
 * for, clears them all at once; only what it cannot clear is walked centre by centre.
 */

export const ROW: usize = 64
/** A row once more with counts of 8 bits, 255 where there are as many or more. */
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
let unions: usize = 0
let unionsEnd: usize = 0
export let rows: usize = 0
export let rowsEnd: usize = 0
/** Empty where counts are so large that 8 bits would seldom do. */
let narrow: usize = 0
let narrowEnd: usize = 0
/** Levels of measure to the unit of its root. */
let stepsOfRoot: f64 = 0
/** Rows of the least counts that matter, by level. */
export let least: usize = 0
export let leastEnd: usize = 0
/** Whether lanes are replicates, or windows of one. */
let isSpatial: bool = false

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
  unions = beginOf(layout, 10)
  unionsEnd = endOf(layout, 10)
  rows = beginOf(layout, 11)
  rowsEnd = endOf(layout, 11)
  narrow = beginOf(layout, 12)
  narrowEnd = endOf(layout, 12)
}

export function compareWith(begin: usize, end: usize): void {
  least = begin
  leastEnd = end
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

function narrowRows(): void {
  const most = i16x8.splat(255)
  const locations = (narrowEnd - narrow) / NARROW
  for (let i: usize = 0; i < locations; i++) {
    const row = at(rows, rowsEnd, i, ROW)
    const to = at(narrow, narrowEnd, i, NARROW)
    // narrowing takes counts as signed, so they are cut to what fits before
    const c0 = i16x8.min_u(v128.load(row), most)
    const c1 = i16x8.min_u(v128.load(row, 16), most)
    const c2 = i16x8.min_u(v128.load(row, 32), most)
    const c3 = i16x8.min_u(v128.load(row, 48), most)
    v128.store(to, i8x16.narrow_i16x8_u(c0, c1))
    v128.store(to, i8x16.narrow_i16x8_u(c2, c3), 16)
  }
}

/** A block is 16 bytes: its end as an entry, the level of its first circle, and the measure of that circle. */
const BLOCK: usize = 16

/**
 * A block of a union is 12 bytes: its end as an entry of the unions, the level of measure that asks least, the last circle
 * it clears. The first is the innermost circles, which it does not clear.
 */
const UNION_BLOCK: usize = 12

function walkGroup(group: i32): void {
  const firstCentre = load<i32>(at(groupStart, groupStartEnd, <usize>group, 4))
  const endCentre = load<i32>(at(groupStart, groupStartEnd, <usize>group + 1, 4))
  let block = load<i32>(at(unionBlockStart, unionBlockStartEnd, <usize>group, 4))
  const endBlock = load<i32>(at(unionBlockStart, unionBlockStartEnd, <usize>group + 1, 4))
  // the innermost circles are walked one by one; without a union all are
  let innermost: i32 = i32.MAX_VALUE
  let reached: i32 = 0
  if (block < endBlock) {
    innermost = load<i32>(at(unionBlocks, unionBlocksEnd, <usize>block, UNION_BLOCK) + 8)
    // in locals, for engines read a global anew at each step
    const entries = unions
    const entriesEnd = unionsEnd
    const counts = rows
    const countsEnd = rowsEnd
    const small = narrow
    const smallEnd = narrowEnd
    let entry: usize = 0
    if (block > 0) entry = <usize>load<i32>(at(unionBlocks, unionBlocksEnd, <usize>block - 1, UNION_BLOCK))
    let c0 = i64x2.splat(0)
    let c1 = i64x2.splat(0)
    let c2 = i64x2.splat(0)
    let c3 = i64x2.splat(0)
    for (; block < endBlock; block++) {
      const here = at(unionBlocks, unionBlocksEnd, <usize>block, UNION_BLOCK)
      const end = <usize>load<i32>(here)
      if (small !== smallEnd) {
        const begin = entry
        let n0 = i64x2.splat(0)
        let n1 = i64x2.splat(0)
        for (; entry < end; entry++) {
          const row = at(small, smallEnd, <usize>load<u16>(at(entries, entriesEnd, entry, 2)), NARROW)
          n0 = i8x16.add_sat_u(n0, v128.load(row))
          n1 = i8x16.add_sat_u(n1, v128.load(row, 16))
        }
        if (isFull(n0) || isFull(n1)) {
          entry = begin
        } else {
          c0 = i16x8.add(c0, i16x8.extend_low_i8x16_u(n0))
          c1 = i16x8.add(c1, i16x8.extend_high_i8x16_u(n0))
          c2 = i16x8.add(c2, i16x8.extend_low_i8x16_u(n1))
          c3 = i16x8.add(c3, i16x8.extend_high_i8x16_u(n1))
        }
      }
      for (; entry < end; entry++) {
        const row = at(counts, countsEnd, <usize>load<u16>(at(entries, entriesEnd, entry, 2)), ROW)
        c0 = i16x8.add(c0, v128.load(row))
        c1 = i16x8.add(c1, v128.load(row, 16))
        c2 = i16x8.add(c2, v128.load(row, 32))
        c3 = i16x8.add(c3, v128.load(row, 48))
      }
      const asked = at(least, leastEnd, <usize>load<i32>(here, 4), ROW)
      const hit = v128.or(
        v128.or(i16x8.ge_u(c0, v128.load(asked)), i16x8.ge_u(c1, v128.load(asked, 16))),
        v128.or(i16x8.ge_u(c2, v128.load(asked, 32)), i16x8.ge_u(c3, v128.load(asked, 48))),
      )
      if (v128.any_true(hit)) reached = max(reached, load<i32>(here, 8))
    }
  }
  const circles = max(innermost, reached)
  for (let i = firstCentre; i < endCentre; i++)
    walkCentre(load<i32>(at(centresOfGroup, centresOfGroupEnd, <usize>i, 4)), circles)
}

/** Whether a count has come to what 8 bits hold, so that it may be more: then the block is added up again from whole rows. */
function isFull(counts: v128): bool {
  return v128.any_true(i8x16.eq(counts, i8x16.splat(-1)))
}

/** Walks the first so many circles of a centre, or some more: whole blocks. */
function walkCentre(centre: i32, circles: i32): void {
  const firstEntry = load<i32>(at(start, startEnd, <usize>centre, 4))
  let entry = <usize>firstEntry
  let block = <usize>load<i32>(at(blockStart, blockStartEnd, <usize>centre, 4))
  const endBlock = <usize>load<i32>(at(blockStart, blockStartEnd, <usize>centre + 1, 4))
  let c0 = i64x2.splat(0)
  let c1 = i64x2.splat(0)
  let c2 = i64x2.splat(0)
  let c3 = i64x2.splat(0)
  // in locals, for engines read a global anew at each step
  const entries = neighbour
  const entriesEnd = neighbourEnd
  const counts = rows
  const countsEnd = rowsEnd
  const small = narrow
  const smallEnd = narrowEnd
  for (; block < endBlock && <i32>entry - firstEntry < circles; block++) {
    const here = at(blocks, blocksEnd, block, BLOCK)
    const end = <usize>load<i32>(here)
    const first = entry
    const s0 = c0
    const s1 = c1
    const s2 = c2
    const s3 = c3
    if (small !== smallEnd) {
      const begin = entry
      let n0 = i64x2.splat(0)
      let n1 = i64x2.splat(0)
      for (; entry < end; entry++) {
        const row = at(small, smallEnd, <usize>load<u16>(at(entries, entriesEnd, entry, 2)), NARROW)
        n0 = i8x16.add_sat_u(n0, v128.load(row))
        n1 = i8x16.add_sat_u(n1, v128.load(row, 16))
      }
      if (isFull(n0) || isFull(n1)) {
        entry = begin
      } else {
        c0 = i16x8.add(c0, i16x8.extend_low_i8x16_u(n0))
        c1 = i16x8.add(c1, i16x8.extend_high_i8x16_u(n0))
        c2 = i16x8.add(c2, i16x8.extend_low_i8x16_u(n1))
        c3 = i16x8.add(c3, i16x8.extend_high_i8x16_u(n1))
      }
    }
    for (; entry < end; entry++) {
      const row = at(counts, countsEnd, <usize>load<u16>(at(entries, entriesEnd, entry, 2)), ROW)
      c0 = i16x8.add(c0, v128.load(row))
      c1 = i16x8.add(c1, v128.load(row, 16))
      c2 = i16x8.add(c2, v128.load(row, 32))
      c3 = i16x8.add(c3, v128.load(row, 48))
    }
    const asked = at(least, leastEnd, <usize>load<i32>(here, 4), ROW)
    const hit = v128.or(
      v128.or(i16x8.ge_u(c0, v128.load(asked)), i16x8.ge_u(c1, v128.load(asked, 16))),
      v128.or(i16x8.ge_u(c2, v128.load(asked, 32)), i16x8.ge_u(c3, v128.load(asked, 48))),
    )
    if (v128.any_true(hit)) look(centre, first, end, load<f64>(here, 8), s0, s1, s2, s3)
  }
}

/** A block again, circle by circle. */
function look(centre: i32, first: usize, end: usize, firstMeasure: f64, s0: v128, s1: v128, s2: v128, s3: v128): void {
  let measure = firstMeasure
  let c0 = s0
  let c1 = s1
  let c2 = s2
  let c3 = s3
  for (let entry = first; entry < end; entry++) {
    const location = <usize>load<u16>(at(neighbour, neighbourEnd, entry, 2))
    const row = at(rows, rowsEnd, location, ROW)
    c0 = i16x8.add(c0, v128.load(row))
    c1 = i16x8.add(c1, v128.load(row, 16))
    c2 = i16x8.add(c2, v128.load(row, 32))
    c3 = i16x8.add(c3, v128.load(row, 48))
    if (entry > first) measure += load<f64>(at(measureAt, measureAtEnd, location, 8))
    if (isCircle !== isCircleEnd && load<u8>(at(isCircle, isCircleEnd, entry, 1)) === 0) continue
    const level = <usize>(sqrt(measure) * stepsOfRoot)
    const asked = at(least, leastEnd, level, ROW)
    settle(0, c0, i16x8.ge_u(c0, v128.load(asked)), measure, centre, <i32>entry)
    settle(8, c1, i16x8.ge_u(c1, v128.load(asked, 16)), measure, centre, <i32>entry)
    settle(16, c2, i16x8.ge_u(c2, v128.load(asked, 32)), measure, centre, <i32>entry)
    settle(24, c3, i16x8.ge_u(c3, v128.load(asked, 48)), measure, centre, <i32>entry)
  }
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
