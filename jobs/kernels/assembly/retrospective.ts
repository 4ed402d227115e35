import { at, beginOf, endOf } from './arrays'
import { leastFor, retrospectiveStatistic } from './imports'

/*
 * Retrospective: for every first unit a row of counts by length, 8 bits each, that stay at 255 once they are there. Walking
 * outwards adds cases one at a time to all windows that hold them, and compares those with what the circle asks for:
 * any other window has the count it had, and expects no less.
 */

const SATURATED: i32 = 255

let units: i32 = 0
let longest: i32 = 0
let row: usize = 0
let start: usize = 0
let startEnd: usize = 0
let neighbour: usize = 0
let neighbourEnd: usize = 0
let levelAt: usize = 0
let levelAtEnd: usize = 0
let caseStart: usize = 0
let caseStartEnd: usize = 0
let caseUnit: usize = 0
let caseUnitEnd: usize = 0
let marks: usize = 0
let marksEnd: usize = 0
let counts: usize = 0
let countsEnd: usize = 0

let least: usize = 0
let leastEnd: usize = 0
let bar: f64 = 0
let largest: f64 = 0

export function setUpRetrospective(layout: usize, unitCount: i32, longestWindow: i32, rowBytes: usize): void {
  units = unitCount
  longest = longestWindow
  row = rowBytes
  start = beginOf(layout, 0)
  startEnd = endOf(layout, 0)
  neighbour = beginOf(layout, 1)
  neighbourEnd = endOf(layout, 1)
  levelAt = beginOf(layout, 2)
  levelAtEnd = endOf(layout, 2)
  marks = beginOf(layout, 3)
  marksEnd = endOf(layout, 3)
  caseStart = beginOf(layout, 4)
  caseStartEnd = endOf(layout, 4)
  caseUnit = beginOf(layout, 5)
  caseUnitEnd = endOf(layout, 5)
  counts = beginOf(layout, 6)
  countsEnd = endOf(layout, 6)
}

/** The largest statistic of the cases laid out; one not above `startingBar` may come out lower than it is. */
export function retrospectiveMaximum(startingBar: f64): f64 {
  largest = 0
  bar = startingBar
  raise()
  const centres = <i32>((startEnd - start) >> 2) - 1
  // called from two places, a walk stays a function of its own: engines take up better code between calls, not within one
  for (let centre = 0; centre + 1 < centres; centre += 2) {
    walkCentre(centre)
    walkCentre(centre + 1)
  }
  if (centres & 1) walkCentre(centres - 1)
  return largest
}

function raise(): void {
  least = <usize>leastFor(0, max(bar, largest))
  leastEnd = least + <usize>load<u32>(least - 4)
}

function walkCentre(centre: i32): void {
  memory.fill(counts, 0, countsEnd - counts)
  const end = <usize>load<i32>(at(start, startEnd, <usize>centre + 1, 4))
  for (let entry = <usize>load<i32>(at(start, startEnd, <usize>centre, 4)); entry < end; entry++) {
    const location = <usize>load<u16>(at(neighbour, neighbourEnd, entry, 2))
    const endCase = <usize>load<i32>(at(caseStart, caseStartEnd, location + 1, 4))
    let i = <usize>load<i32>(at(caseStart, caseStartEnd, location, 4))
    if (i === endCase) continue
    const rowsBefore = <usize>load<u8>(at(levelAt, levelAtEnd, entry, 1)) * <usize>units * row
    for (; i < endCase; i++) {
      const unit = <i32>load<u16>(at(caseUnit, caseUnitEnd, i, 2))
      const isReached = row === 32 ? addCaseInTwo(unit, rowsBefore) : addCase(unit, rowsBefore)
      if (isReached) look(centre, <i32>entry, unit, rowsBefore)
    }
  }
}

/** Whether a window that holds the case has now reached what is asked for. */
function addCase(unit: i32, rowsBefore: usize): bool {
  let hit = i64x2.splat(0)
  const furthest = min(unit + 1, longest)
  for (let back = 0; back < furthest; back++) {
    const first = <usize>(unit - back) * row
    const mark = <usize>back * row
    for (let lane = (<usize>(back >> 4)) << 4; lane < row; lane += 16) {
      const here = at(counts, countsEnd, first + lane, 1)
      const count = i8x16.add_sat_u(v128.load(here), v128.load(at(marks, marksEnd, mark + lane, 1)))
      v128.store(here, count)
      hit = v128.or(hit, i8x16.ge_u(count, v128.load(at(least, leastEnd, rowsBefore + first + lane, 1))))
    }
  }
  return v128.any_true(hit)
}

/** The same for rows of 32 lanes. */
function addCaseInTwo(unit: i32, rowsBefore: usize): bool {
  let hit = i64x2.splat(0)
  const furthest = min(unit + 1, longest)
  const near = min(furthest, 16)
  let here = at(counts, countsEnd, <usize>unit, 32)
  let asked = at(least, leastEnd, rowsBefore + ((<usize>unit) << 5), 1)
  let mark = marks
  for (let back = 0; back < near; back++) {
    assert(here >= counts && mark < marksEnd && asked >= least && asked < leastEnd)
    const first = i8x16.add_sat_u(v128.load(here), v128.load(mark))
    const second = i8x16.add_sat_u(v128.load(here, 16), v128.load(mark, 16))
    v128.store(here, first)
    v128.store(here, second, 16)
    hit = v128.or(hit, i8x16.ge_u(first, v128.load(asked)))
    hit = v128.or(hit, i8x16.ge_u(second, v128.load(asked, 16)))
    here -= 32
    asked -= 32
    mark += 32
  }
  for (let back = near; back < furthest; back++) {
    assert(here >= counts && mark < marksEnd && asked >= least && asked < leastEnd)
    const second = i8x16.add_sat_u(v128.load(here, 16), v128.load(mark, 16))
    v128.store(here, second, 16)
    hit = v128.or(hit, i8x16.ge_u(second, v128.load(asked, 16)))
    here -= 32
    asked -= 32
    mark += 32
  }
  return v128.any_true(hit)
}

/** The exact statistic of the windows that have reached what is asked for. */
function look(centre: i32, entry: i32, unit: i32, rowsBefore: usize): void {
  const begin = least
  const end = leastEnd
  const furthest = min(unit + 1, longest)
  for (let back = 0; back < furthest; back++) {
    const first = unit - back
    const last = min(longest, units - first)
    for (let lane = back; lane < last; lane++) {
      const cell = <usize>first * row + <usize>lane
      const count = <i32>load<u8>(at(counts, countsEnd, cell, 1))
      if (count < <i32>load<u8>(at(begin, end, rowsBefore + cell, 1))) continue
      const value = retrospectiveStatistic(count === SATURATED ? -1 : count, centre, entry, first, first + lane)
      if (value <= largest) continue
      largest = value
      if (value > bar) raise()
    }
  }
}
