import { at, beginOf, endOf } from './arrays'
import { randomBelow, startRandom } from './random'

/* Draws cases over locations, replicates in lanes of 16 or 32 bits: a row of 64 bytes for each location. */

const ROW: usize = 64

let aliases: usize = 0
let aliasesEnd: usize = 0
let individuals: usize = 0
let individualsEnd: usize = 0
let order: usize = 0
let orderEnd: usize = 0
let rows: usize = 0
let rowsEnd: usize = 0
let isWide: bool = false

/** Three arrays of the layout, from number `from`: the table of aliases, the individuals, and room for their order. */
export function setUpDraws(layout: usize, from: usize, rowsBegin: usize, rowsUpTo: usize, areLanesWide: bool): void {
  aliases = beginOf(layout, from)
  aliasesEnd = endOf(layout, from)
  individuals = beginOf(layout, from + 1)
  individualsEnd = endOf(layout, from + 1)
  order = beginOf(layout, from + 2)
  orderEnd = endOf(layout, from + 2)
  rows = rowsBegin
  rowsEnd = rowsUpTo
  isWide = areLanesWide
}

/**
 * Draws the cases of four replicates, in lanes `first` to `first` + 3, over the locations by the alias method; an entry of
 * its table is the last number that stays, the location it stays at, and the one it goes to otherwise. The generators of
 * the four, started from their words (16 in all), run side by side.
 */
export function drawOverLocations(first: i32, cases: i32, words: usize): void {
  if (isWide) drawOver<u32>(first, cases, words)
  else drawOver<u16>(first, cases, words)
}

function drawOver<Lane>(first: i32, cases: i32, words: usize): void {
  let a = v128.load(words)
  let b = v128.load(words, 16)
  let c = v128.load(words, 32)
  let d = v128.load(words, 48)
  const one = i32x4.splat(1)
  const locations = <u64>((aliasesEnd - aliases) >> 3)
  const lane = <usize>first * sizeof<Lane>()
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
    count<Lane>(lane, locations, <u32>i32x4.extract_lane(u, 0), <u32>i32x4.extract_lane(v, 0))
    count<Lane>(lane + sizeof<Lane>(), locations, <u32>i32x4.extract_lane(u, 1), <u32>i32x4.extract_lane(v, 1))
    count<Lane>(lane + 2 * sizeof<Lane>(), locations, <u32>i32x4.extract_lane(u, 2), <u32>i32x4.extract_lane(v, 2))
    count<Lane>(lane + 3 * sizeof<Lane>(), locations, <u32>i32x4.extract_lane(u, 3), <u32>i32x4.extract_lane(v, 3))
  }
}

function count<Lane>(lane: usize, locations: u64, u: u32, v: u32): void {
  const entry = at(aliases, aliasesEnd, <usize>((<u64>u * locations) >> 32), 8)
  addTo<Lane>(lane, v <= load<u32>(entry) ? <usize>load<u16>(entry, 4) : <usize>load<u16>(entry, 6))
}

function addTo<Lane>(lane: usize, location: usize): void {
  const cell = at(rows, rowsEnd, location, ROW) + lane
  store<Lane>(cell, load<Lane>(cell) + <Lane>1)
}

/** Draws who of the individuals are cases, in one lane. */
export function drawIndividuals(lane: i32, cases: i32, first: u32, second: u32, third: u32, fourth: u32): void {
  startRandom(first, second, third, fourth)
  memory.copy(order, individuals, individualsEnd - individuals)
  const all = <i32>((individualsEnd - individuals) >> 1)
  for (let place = 0; place < cases; place++) {
    const here = at(order, orderEnd, <usize>place, 2)
    const there = at(order, orderEnd, <usize>(place + <i32>randomBelow(<u32>(all - place))), 2)
    const location = <usize>load<u16>(there)
    store<u16>(there, load<u16>(here))
    if (isWide) addTo<u32>((<usize>lane) << 2, location)
    else addTo<u16>((<usize>lane) << 1, location)
  }
}
