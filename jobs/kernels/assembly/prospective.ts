import { at, beginOf, endOf } from './arrays'
import { leastFor, prospectiveStatistic } from './imports'
import { randomBelow, startRandom } from './random'
import { ARRAYS_OF_WALK, compareWith, narrowRows, ROW, rows, rowsEnd, walkAllCentres, walkCentre } from './walk'

/* Prospective: lanes are windows, of the last 1, 2 … units; chunks of 32 of them are walked one after the other. */

let chunks: i32 = 0
let chunk: i32 = 0
let homes: usize = 0
let homesEnd: usize = 0
let drawn: usize = 0
let drawnEnd: usize = 0
let ages: usize = 0
let agesEnd: usize = 0
let marks: usize = 0
let marksEnd: usize = 0
/** For tables of least counts: the levels in use; by chunk, level in use and lane, an entry of the counts at a bar; those. */
let levelsInUse: usize = 0
let levelsInUseEnd: usize = 0
let entries: usize = 0
let entriesEnd: usize = 0
let atBar: usize = 0
let atBarEnd: usize = 0
let bar: f64 = 0
let largest: f64 = 0

/** `layout` is that of the arrays of the walk; those here come after them. */
export function setUpProspective(layout: usize, chunkCount: i32): void {
  chunks = chunkCount
  homes = beginOf(layout, ARRAYS_OF_WALK)
  homesEnd = endOf(layout, ARRAYS_OF_WALK)
  marks = beginOf(layout, ARRAYS_OF_WALK + 1)
  marksEnd = endOf(layout, ARRAYS_OF_WALK + 1)
  levelsInUse = beginOf(layout, ARRAYS_OF_WALK + 2)
  levelsInUseEnd = endOf(layout, ARRAYS_OF_WALK + 2)
  entries = beginOf(layout, ARRAYS_OF_WALK + 3)
  entriesEnd = endOf(layout, ARRAYS_OF_WALK + 3)
  drawn = beginOf(layout, ARRAYS_OF_WALK + 4)
  drawnEnd = endOf(layout, ARRAYS_OF_WALK + 4)
  ages = beginOf(layout, ARRAYS_OF_WALK + 5)
  agesEnd = endOf(layout, ARRAYS_OF_WALK + 5)
  atBar = beginOf(layout, ARRAYS_OF_WALK + 6)
  atBarEnd = endOf(layout, ARRAYS_OF_WALK + 6)
}

/** Deals the cases' locations out again, as far as the first `cases`: those in the longest window. */
export function permute(cases: i32, first: u32, second: u32, third: u32, fourth: u32): void {
  startRandom(first, second, third, fourth)
  memory.copy(drawn, homes, homesEnd - homes)
  const all = <i32>((homesEnd - homes) >> 2)
  for (let place = 0; place < cases; place++) {
    const other = <usize>(place + <i32>randomBelow(<u32>(all - place)))
    const here = at(drawn, drawnEnd, <usize>place, 4)
    const there = at(drawn, drawnEnd, other, 4)
    const location = load<i32>(there)
    store<i32>(there, load<i32>(here))
    store<i32>(here, location)
  }
}

/** The largest statistic of the first `cases` drawn; one not above `startingBar` may come out lower than it is. */
export function prospectiveMaximum(cases: i32, startingBar: f64): f64 {
  largest = 0
  bar = startingBar
  for (chunk = 0; chunk < chunks; chunk++) {
    fillRows(cases)
    raise()
    walkAllCentres()
  }
  return largest
}

/** From now on asks for what the maximum so far does. */
function raise(): void {
  const begin = <usize>leastFor(chunk, max(bar, largest))
  compareWith(begin, begin + <usize>load<u32>(begin - 4))
}

function fillRows(cases: i32): void {
  memory.fill(rows, 0, rowsEnd - rows)
  for (let i = 0; i < cases; i++) {
    const age = load<u8>(at(ages, agesEnd, <usize>i, 1))
    const location = load<i32>(at(drawn, drawnEnd, <usize>i, 4))
    const row = at(rows, rowsEnd, <usize>location, ROW)
    const mark = at(marks, marksEnd, ((<usize>chunk) << 8) + <usize>age, ROW)
    v128.store(row, i16x8.add(v128.load(row), v128.load(mark)))
    v128.store(row, i16x8.add(v128.load(row, 16), v128.load(mark, 16)), 16)
    v128.store(row, i16x8.add(v128.load(row, 32), v128.load(mark, 32)), 32)
    v128.store(row, i16x8.add(v128.load(row, 48), v128.load(mark, 48)), 48)
  }
}

/** Lays out the rows of a chunk of the first `cases`, for a search of centres one by one. */
export function startSearch(cases: i32, chunkOfWindows: i32): void {
  chunk = chunkOfWindows
  fillRows(cases)
  narrowRows()
}

/** Asks for the statistic of each window of a centre that reaches the bar and could be above `from` and all before it. */
export function searchCentre(centre: i32, from: f64, startingBar: f64): void {
  largest = from
  bar = startingBar
  raise()
  walkCentre(centre, i32.MAX_VALUE)
}

/** What no count reaches. */
const UNREACHED: i32 = 0xffff

/** Writes the least counts of a chunk's windows by level, from those at a bar: in 16 bits and then in 8. */
export function fillLeast(chunkOfWindows: i32, windows: i32, levels: usize, to: usize): void {
  const inUse = (levelsInUseEnd - levelsInUse) >> 2
  const used = <usize>min(windows - chunkOfWindows * 32, 32)
  const toEnd = to + levels * ROW
  const narrowEnd = toEnd + levels * (ROW >> 1)
  for (let i: usize = 0; i < inUse; i++) {
    const level = <usize>load<i32>(at(levelsInUse, levelsInUseEnd, i, 4))
    const first = (<usize>chunkOfWindows * inUse + i) << 5
    for (let lane: usize = 0; lane < 32; lane++) {
      let count = UNREACHED
      if (lane < used) {
        const entry = <usize>load<i32>(at(entries, entriesEnd, first + lane, 4))
        count = min(load<i32>(at(atBar, atBarEnd, entry, 4)), UNREACHED)
      }
      store<u16>(at(to, toEnd, (level << 5) + lane, 2), <u16>count)
      store<u8>(at(toEnd, narrowEnd, (level << 5) + lane, 1), <u8>count)
    }
  }
}

/** The exact statistic of a window whose count has reached what is asked for. */
export function settleWindow(lane: i32, count: i32, measure: f64, centre: i32, entry: i32): void {
  const value = prospectiveStatistic(count, chunk * 32 + lane, measure, centre, entry)
  if (value <= largest) return
  largest = value
  if (value > bar) raise()
}
