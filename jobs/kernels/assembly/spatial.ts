import { at, beginOf, endOf } from './arrays'
import { leastColumnFor, spatialStatistic } from './imports'
import { randomBelow, startRandom } from './random'
import { ARRAYS_OF_WALK, compareWith, least, leastEnd, leastNarrow, ROW, rows, rowsEnd, walkAllCentres } from './walk'

/* Purely spatial: lanes are replicates, 32 at a time; each is compared with what its own maximum asks for. */

const LANES: i32 = 32

let aliases: usize = 0
let aliasesEnd: usize = 0
let individuals: usize = 0
let individualsEnd: usize = 0
let order: usize = 0
let orderEnd: usize = 0
let largest: usize = 0
let largestEnd: usize = 0
let table: usize = 0
let tableEnd: usize = 0
let startingBar: f64 = 0

/** `layout` is that of the arrays of the walk; those here come after them. */
export function setUpSpatial(layout: usize): void {
  aliases = beginOf(layout, ARRAYS_OF_WALK)
  aliasesEnd = endOf(layout, ARRAYS_OF_WALK)
  individuals = beginOf(layout, ARRAYS_OF_WALK + 1)
  individualsEnd = endOf(layout, ARRAYS_OF_WALK + 1)
  order = beginOf(layout, ARRAYS_OF_WALK + 2)
  orderEnd = endOf(layout, ARRAYS_OF_WALK + 2)
  largest = beginOf(layout, ARRAYS_OF_WALK + 3)
  largestEnd = endOf(layout, ARRAYS_OF_WALK + 3)
  table = beginOf(layout, ARRAYS_OF_WALK + 4)
  tableEnd = endOf(layout, ARRAYS_OF_WALK + 4)
  compareWith(table, table + ((tableEnd - table) / 3) * 2)
}

/** Forgets the last replicates. */
export function clearReplicates(): void {
  memory.fill(rows, 0, rowsEnd - rows)
}

/**
 * Draws the cases of four replicates, in lanes `first` to `first` + 3, over the locations by the alias method; an entry of
 * its table is the last number that stays, the location it stays at, and the one it goes to otherwise. The generators of
 * the four, started from their words (16 in all), run side by side.
 */
export function drawOverLocations(first: i32, cases: i32, words: usize): void {
  let a = v128.load(words)
  let b = v128.load(words, 16)
  let c = v128.load(words, 32)
  let d = v128.load(words, 48)
  const one = i32x4.splat(1)
  const locations = <u64>((aliasesEnd - aliases) >> 3)
  const lane = (<usize>first) << 1
  for (let i = -6; i < cases; i++) {
    const u = i32x4.add(i32x4.add(a, b), d)
    d = i32x4.add(d, one)
    a = v128.xor(b, i32x4.shr_u(b, 9))
    b = i32x4.add(c, i32x4.shl(c, 3))
    c = i32x4.add(v128.or(i32x4.shl(c, 21), i32x4.shr_u(c, 11)), u)
    const v = i32x4.add(i32x4.add(a, b), d)
    d = i32x4.add(d, one)
    a = v128.xor(b, i32x4.shr_u(b, 9))
    b = i32x4.add(c, i32x4.shl(c, 3))
    c = i32x4.add(v128.or(i32x4.shl(c, 21), i32x4.shr_u(c, 11)), v)
    // the first twelve numbers warm the generators up
    if (i < 0) continue
    count(lane, locations, <u32>i32x4.extract_lane(u, 0), <u32>i32x4.extract_lane(v, 0))
    count(lane + 2, locations, <u32>i32x4.extract_lane(u, 1), <u32>i32x4.extract_lane(v, 1))
    count(lane + 4, locations, <u32>i32x4.extract_lane(u, 2), <u32>i32x4.extract_lane(v, 2))
    count(lane + 6, locations, <u32>i32x4.extract_lane(u, 3), <u32>i32x4.extract_lane(v, 3))
  }
}

function count(lane: usize, locations: u64, u: u32, v: u32): void {
  const entry = at(aliases, aliasesEnd, <usize>((<u64>u * locations) >> 32), 8)
  const location = v <= load<u32>(entry) ? <usize>load<u16>(entry, 4) : <usize>load<u16>(entry, 6)
  const cell = at(rows, rowsEnd, location, ROW) + lane
  store<u16>(cell, load<u16>(cell) + 1)
}

/** Draws who of the individuals are cases, in one lane. */
export function drawIndividuals(lane: i32, cases: i32, first: u32, second: u32, third: u32, fourth: u32): void {
  startRandom(first, second, third, fourth)
  memory.copy(order, individuals, individualsEnd - individuals)
  const all = <i32>((individualsEnd - individuals) >> 1)
  for (let place = 0; place < cases; place++) {
    const here = at(order, orderEnd, <usize>place, 2)
    const there = at(order, orderEnd, <usize>(place + <i32>randomBelow(<u32>(all - place))), 2)
    const location = load<u16>(there)
    store<u16>(there, load<u16>(here))
    const cell = at(rows, rowsEnd, <usize>location, ROW) + ((<usize>lane) << 1)
    store<u16>(cell, load<u16>(cell) + 1)
  }
}

/**
 * The largest statistics of the first `size` lanes, in `largest`; those not above `bar` are walked again from 0, so that
 * it may be any.
 */
export function spatialMaxima(size: i32, bar: f64): void {
  startingBar = bar
  for (let lane = 0; lane < LANES; lane++) {
    store<f64>(at(largest, largestEnd, <usize>lane, 8), 0)
    ask(lane, lane < size ? bar : Infinity)
  }
  walkAllCentres()
  let isEach = true
  for (let lane = 0; lane < size; lane++) {
    if (load<f64>(at(largest, largestEnd, <usize>lane, 8)) > bar) continue
    store<f64>(at(largest, largestEnd, <usize>lane, 8), 0)
    ask(lane, 0)
    isEach = false
  }
  if (isEach) return
  startingBar = 0
  walkAllCentres()
}

/** From now on asks of a lane what reaches the bar. */
function ask(lane: i32, bar: f64): void {
  let from = <usize>leastColumnFor(bar)
  let narrow = leastNarrow + <usize>lane
  for (let to = least + ((<usize>lane) << 1); to < leastEnd; to += ROW) {
    const count = load<u16>(from)
    store<u16>(to, count)
    store<u8>(narrow, <u8>count)
    from += 2
    narrow += ROW / 2
  }
}

/** The exact statistic of a replicate whose count has reached what is asked for. */
export function settleReplicate(lane: i32, count: i32, measure: f64): void {
  const most = at(largest, largestEnd, <usize>lane, 8)
  const value = spatialStatistic(count, measure)
  if (value <= load<f64>(most)) return
  store<f64>(most, value)
  if (value > startingBar) ask(lane, value)
}
