import { at, beginOf, endOf } from './arrays'
import { setUpDraws } from './draws'
import { leastColumnFor, spatialStatistic } from './imports'
import { ARRAYS_OF_WALK, compareWith, least, leastEnd, leastNarrow, ROW, rows, rowsEnd, walkAllCentres } from './walk'

/* Purely spatial: lanes are replicates, 32 at a time; each is compared with what its own maximum asks for. */

const LANES: i32 = 32

let largest: usize = 0
let largestEnd: usize = 0
let table: usize = 0
let tableEnd: usize = 0
let startingBar: f64 = 0

/** `layout` is that of the arrays of the walk; those here come after them. */
export function setUpSpatial(layout: usize): void {
  setUpDraws(layout, ARRAYS_OF_WALK, rows, rowsEnd, false)
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
