import { at, beginOf, endOf } from './arrays'
import { setUpDraws } from './draws'
import { leastByStep, windowStatistic } from './imports'

/*
 * Every window of every circle, replicates side by side: 32 of them in lanes of 16 bits, or 16 in lanes of 32. A row holds
 * the cases up to a unit of time, so that a window is the difference of two rows; its measure is the same in all replicates,
 * and so is looking up what it is compared with. The work does not depend on how many cases there are, nor on how the
 * measure lies over times and places.
 */

/** Bytes of a row. */
const ROW: usize = 64
/** Steps of a table to the unit of the root of the measure: as in least-counts.ts. */
const STEPS: f64 = 64

let span: i32 = 0
let longest: i32 = 0
let shortest: i32 = 1
/** Whether fewer cases than expected are looked for too. */
let isLowLooked: bool = false
let isProspective: bool = false
let isWide: bool = false
let start: usize = 0
let startEnd: usize = 0
let neighbour: usize = 0
let neighbourEnd: usize = 0
/** Of each location, its measure before each unit of the span and after the last. */
let measureBefore: usize = 0
let measureBeforeEnd: usize = 0
/** Of each location and unit a row of cases; once they are added up, of those up to the unit. */
let cases: usize = 0
let casesEnd: usize = 0
/** Of each location the first and the last unit with a case in any lane; the last is −1 where there is none. */
let extents: usize = 0
let extentsEnd: usize = 0
/** The same of the circle, with a row of nothing before the first. */
let circle: usize = 0
let circleEnd: usize = 0
let measures: usize = 0
let measuresEnd: usize = 0
/** By lane, the largest statistic so far, and where the least counts lie that would raise it. */
let largest: usize = 0
let largestEnd: usize = 0
let asked: usize = 0
let askedEnd: usize = 0
let reached: usize = 0
let reachedEnd: usize = 0
/** A row with all bits of the lanes whose low counts are looked at. */
let live: usize = 0
/** Entries of the half of a table for more cases than expected; as many for fewer come after them. */
let entries: usize = 0

/** What no lane's maximum is above is not asked for. */
let common: usize = 0
let commonEnd: usize = 0
let bar: f64 = 0

export function setUpWindows(
  layout: usize,
  unitsInSpan: i32,
  longestWindow: i32,
  shortestWindow: i32,
  reachLastUnit: bool,
  areLanesWide: bool,
  lookForLow: bool,
  entriesOfTable: usize,
): void {
  span = unitsInSpan
  longest = longestWindow
  shortest = shortestWindow
  isLowLooked = lookForLow
  entries = entriesOfTable
  isProspective = reachLastUnit
  isWide = areLanesWide
  start = beginOf(layout, 0)
  startEnd = endOf(layout, 0)
  neighbour = beginOf(layout, 1)
  neighbourEnd = endOf(layout, 1)
  measureBefore = beginOf(layout, 2)
  measureBeforeEnd = endOf(layout, 2)
  cases = beginOf(layout, 3)
  casesEnd = endOf(layout, 3)
  extents = beginOf(layout, 4)
  extentsEnd = endOf(layout, 4)
  circle = beginOf(layout, 5)
  circleEnd = endOf(layout, 5)
  measures = beginOf(layout, 6)
  measuresEnd = endOf(layout, 6)
  largest = beginOf(layout, 7)
  largestEnd = endOf(layout, 7)
  asked = beginOf(layout, 8)
  askedEnd = endOf(layout, 8)
  reached = beginOf(layout, 9)
  reachedEnd = endOf(layout, 9)
  setUpDraws(layout, 10, cases, casesEnd, areLanesWide)
  live = beginOf(layout, 13)
}

export function clearCases(): void {
  memory.fill(cases, 0, casesEnd - cases)
}

/** Makes the cases of each unit those up to it, and notes where there are any. */
export function addUpCases(): void {
  if (isWide) addUp<u32>()
  else addUp<u16>()
}

function addUp<Lane>(): void {
  const locations = <i32>((startEnd - start) >> 2) - 1
  let row = cases
  for (let location = 0; location < locations; location++) {
    let first = span
    let last = -1
    let s0 = i64x2.splat(0)
    let s1 = i64x2.splat(0)
    let s2 = i64x2.splat(0)
    let s3 = i64x2.splat(0)
    for (let unit = 0; unit < span; unit++) {
      assert(row + ROW <= casesEnd)
      const c0 = v128.load(row)
      const c1 = v128.load(row, 16)
      const c2 = v128.load(row, 32)
      const c3 = v128.load(row, 48)
      if (v128.any_true(v128.or(v128.or(c0, c1), v128.or(c2, c3)))) {
        if (last < 0) first = unit
        last = unit
      }
      s0 = v128.add<Lane>(s0, c0)
      s1 = v128.add<Lane>(s1, c1)
      s2 = v128.add<Lane>(s2, c2)
      s3 = v128.add<Lane>(s3, c3)
      v128.store(row, s0)
      v128.store(row, s1, 16)
      v128.store(row, s2, 32)
      v128.store(row, s3, 48)
      row += ROW
    }
    const extent = at(extents, extentsEnd, <usize>location, 8)
    store<i32>(extent, first)
    store<i32>(extent, last, 4)
  }
}

/** Forgets the cases of lanes whose mask is 0. */
export function keepLanes(mask: usize): void {
  const m0 = v128.load(mask)
  const m1 = v128.load(mask, 16)
  const m2 = v128.load(mask, 32)
  const m3 = v128.load(mask, 48)
  for (let row = cases; row < casesEnd; row += ROW) {
    v128.store(row, v128.and(v128.load(row), m0))
    v128.store(row, v128.and(v128.load(row, 16), m1), 16)
    v128.store(row, v128.and(v128.load(row, 32), m2), 32)
    v128.store(row, v128.and(v128.load(row, 48), m3), 48)
  }
}

/** The largest statistics of the lanes, where they are above those there are; what is below the bar may be missed. */
export function walkWindows(startingBar: f64): void {
  bar = startingBar
  common = <usize>leastByStep(bar)
  commonEnd = common + <usize>load<u32>(common - 4)
  const lanes: usize = isWide ? 16 : 32
  for (let lane: usize = 0; lane < lanes; lane++)
    store<u32>(at(asked, askedEnd, lane, 4), leastByStep(max(bar, load<f64>(at(largest, largestEnd, lane, 8)))))
  const centres = <i32>((startEnd - start) >> 2) - 1
  for (let centre = 0; centre < centres; centre++) {
    if (isLowLooked) {
      if (isWide) walkCentre<u32, Both>(<usize>centre)
      else walkCentre<u16, Both>(<usize>centre)
    } else if (isWide) walkCentre<u32, High>(<usize>centre)
    else walkCentre<u16, High>(<usize>centre)
    raise(lanes)
  }
}

/** What the lowest of the maxima asks for is enough. */
function raise(lanes: usize): void {
  let lowest = f64.MAX_VALUE
  for (let lane: usize = 0; lane < lanes; lane++) lowest = min(lowest, load<f64>(at(largest, largestEnd, lane, 8)))
  if (lowest <= bar || lowest === f64.MAX_VALUE) return
  bar = lowest
  common = <usize>leastByStep(bar)
  commonEnd = common + <usize>load<u32>(common - 4)
}

/** Types that tell by their size which sides are looked at, so that either has code of its own. */
type High = u8
type Both = u16

function walkCentre<Lane, Sides>(centre: usize): void {
  memory.fill(circle, 0, circleEnd - circle)
  memory.fill(measures, 0, measuresEnd - measures)
  const end = <usize>load<i32>(at(start, startEnd, centre + 1, 4))
  for (let entry = <usize>load<i32>(at(start, startEnd, centre, 4)); entry < end; entry++) {
    const location = <usize>load<u16>(at(neighbour, neighbourEnd, entry, 2))
    addMeasure(location)
    const extent = at(extents, extentsEnd, location, 8)
    const oldest = load<i32>(extent)
    const newest = load<i32>(extent, 4)
    if (sizeof<Sides>() === sizeof<Both>()) {
      // with more measure and the same cases a window has fewer than expected all the more
      if (newest >= 0) addCases<Lane>(location, oldest)
      for (let unit = isProspective ? span - 1 : shortest - 1; unit < span; unit++)
        compare<Lane, Sides>(max(0, unit - longest + 1), unit - shortest + 1, unit)
      continue
    }
    if (newest < 0) continue
    addCases<Lane>(location, oldest)
    const last = isProspective ? span - 1 : min(span - 1, newest + longest - 1)
    for (let unit = isProspective ? span - 1 : max(oldest, shortest - 1); unit <= last; unit++)
      compare<Lane, Sides>(max(0, unit - longest + 1), min(unit - shortest + 1, newest), unit)
  }
}

function addMeasure(location: usize): void {
  let from = at(measureBefore, measureBeforeEnd, location * (<usize>span + 1), 8)
  for (let to = measures; to < measuresEnd; to += 8) {
    store<f64>(to, load<f64>(to) + load<f64>(from))
    from += 8
  }
}

function addCases<Lane>(location: usize, oldest: i32): void {
  let from = at(cases, casesEnd, location * <usize>span + <usize>oldest, ROW)
  for (let to = at(circle, circleEnd, <usize>oldest + 1, ROW); to < circleEnd; to += ROW) {
    v128.store(to, v128.add<Lane>(v128.load(to), v128.load(from)))
    v128.store(to, v128.add<Lane>(v128.load(to, 16), v128.load(from, 16)), 16)
    v128.store(to, v128.add<Lane>(v128.load(to, 32), v128.load(from, 32)), 32)
    v128.store(to, v128.add<Lane>(v128.load(to, 48), v128.load(from, 48)), 48)
    from += ROW
  }
}

/** The windows that end with a unit and begin with one from `oldest` to `newest`. */
function compare<Lane, Sides>(oldest: i32, newest: i32, unit: i32): void {
  if (newest < oldest) return
  const upTo = at(circle, circleEnd, <usize>unit + 1, ROW)
  const h0 = v128.load(upTo)
  const h1 = v128.load(upTo, 16)
  const h2 = v128.load(upTo, 32)
  const h3 = v128.load(upTo, 48)
  const measureUpTo = load<f64>(at(measures, measuresEnd, <usize>unit + 1, 8))
  let row = at(circle, circleEnd, <usize>newest, ROW)
  let measure = at(measures, measuresEnd, <usize>newest, 8)
  for (let first = newest; first >= oldest; first--) {
    assert(row >= circle && measure >= measures)
    const here = measureUpTo - load<f64>(measure)
    const step = <usize>(<i32>(sqrt(here) * STEPS))
    const least = load<u32>(at(common, commonEnd, step, 4))
    const c0 = v128.sub<Lane>(h0, v128.load(row))
    const c1 = v128.sub<Lane>(h1, v128.load(row, 16))
    const c2 = v128.sub<Lane>(h2, v128.load(row, 32))
    const c3 = v128.sub<Lane>(h3, v128.load(row, 48))
    let hit: v128
    if (sizeof<Lane>() === 2) {
      // what is above the one below; a table may ask for one more than the lanes hold, which none has
      const under = i16x8.splat(<i16>(min(least, 65_536) - 1))
      hit = v128.or(
        v128.or(i16x8.sub_sat_u(c0, under), i16x8.sub_sat_u(c1, under)),
        v128.or(i16x8.sub_sat_u(c2, under), i16x8.sub_sat_u(c3, under)),
      )
    } else {
      const under = i32x4.splat(<i32>least - 1)
      hit = v128.or(
        v128.or(i32x4.gt_s(c0, under), i32x4.gt_s(c1, under)),
        v128.or(i32x4.gt_s(c2, under), i32x4.gt_s(c3, under)),
      )
    }
    let most: u32 = 0
    if (sizeof<Sides>() === sizeof<Both>()) {
      most = load<u32>(at(common, commonEnd, entries + step, 4))
      hit = v128.or(hit, below<Lane>(most, c0, 0))
      hit = v128.or(hit, below<Lane>(most, c1, 16))
      hit = v128.or(hit, below<Lane>(most, c2, 32))
      hit = v128.or(hit, below<Lane>(most, c3, 48))
    }
    if (v128.any_true(hit)) {
      v128.store(reached, c0)
      v128.store(reached, c1, 16)
      v128.store(reached, c2, 32)
      v128.store(reached, c3, 48)
      settle<Lane, Sides>(here, step, least, most)
    }
    row -= ROW
    measure -= 8
  }
}

/** The live lanes with fewer cases than `most`. */
function below<Lane>(most: u32, counts: v128, lanes: usize): v128 {
  const bound = sizeof<Lane>() === 2 ? i16x8.splat(<i16>min(most, 65_535)) : i32x4.splat(<i32>most)
  return v128.and(v128.lt<Lane>(counts, bound), v128.load(live + lanes))
}

/** The lanes of a window whose counts have reached what is asked for, one by one. */
function settle<Lane, Sides>(measure: f64, step: usize, least: u32, most: u32): void {
  for (let part: usize = 0; part < 4; part++) {
    const counts = v128.load(reached + (part << 4))
    let hit = v128.ge<Lane>(counts, v128.splat<Lane>(<Lane>least))
    // more than the lanes hold
    if (sizeof<Lane>() === 2 && least > 65_535) hit = i64x2.splat(0)
    if (sizeof<Sides>() === sizeof<Both>()) hit = v128.or(hit, below<Lane>(most, counts, part << 4))
    let lanes = v128.bitmask<Lane>(hit)
    while (lanes !== 0) {
      const lane = part * (16 / sizeof<Lane>()) + <usize>ctz(lanes)
      lanes &= lanes - 1
      settleLane<Sides>(lane, <u32>load<Lane>(at(reached, reachedEnd, lane, sizeof<Lane>())), measure, step)
    }
  }
}

function settleLane<Sides>(lane: usize, count: u32, measure: f64, step: usize): void {
  const table = <usize>load<u32>(at(asked, askedEnd, lane, 4))
  const isReached = count >= load<u32>(table + (step << 2))
  if (sizeof<Sides>() === sizeof<Both>()) {
    if (!isReached && count >= load<u32>(table + ((entries + step) << 2))) return
  } else if (!isReached) return
  const value = windowStatistic(count, measure)
  const most = at(largest, largestEnd, lane, 8)
  if (value <= load<f64>(most)) return
  store<f64>(most, value)
  if (value > bar) store<u32>(at(asked, askedEnd, lane, 4), leastByStep(value))
}
