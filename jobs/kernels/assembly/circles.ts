import { at, beginOf, endOf } from './arrays'
import { circleStatistic, leastInCircle } from './imports'

/* The circles of one set of counts, as observed: no lanes, each centre by itself. */

let start: usize = 0
let startEnd: usize = 0
let neighbour: usize = 0
let neighbourEnd: usize = 0
let measureAt: usize = 0
let measureAtEnd: usize = 0
let countAt: usize = 0
let countAtEnd: usize = 0

/** Of least-counts.ts: entries of a table to the unit of the root of the measure. */
const STEPS: f64 = 64

export function setUpCircles(layout: usize): void {
  start = beginOf(layout, 0)
  startEnd = endOf(layout, 0)
  neighbour = beginOf(layout, 1)
  neighbourEnd = endOf(layout, 1)
  measureAt = beginOf(layout, 2)
  measureAtEnd = endOf(layout, 2)
  countAt = beginOf(layout, 3)
  countAtEnd = endOf(layout, 3)
}

/** Asks for the statistic of each circle of a centre that reaches the bar and could be its strongest. */
export function searchCircles(centre: i32, bar: f64): void {
  const end = <usize>load<i32>(at(start, startEnd, <usize>centre + 1, 4))
  let least = <usize>leastInCircle(bar)
  let leastEnd = least + <usize>load<u32>(least - 4)
  let largest: f64 = 0
  let count: i32 = 0
  let measure: f64 = 0
  for (let entry = <usize>load<i32>(at(start, startEnd, <usize>centre, 4)); entry < end; entry++) {
    const location = <usize>load<u16>(at(neighbour, neighbourEnd, entry, 2))
    const more = load<i32>(at(countAt, countAtEnd, location, 4))
    measure += load<f64>(at(measureAt, measureAtEnd, location, 8))
    count += more
    if (more === 0 || count < load<i32>(at(least, leastEnd, <usize>(sqrt(measure) * STEPS), 4))) continue
    const value = circleStatistic(count, measure, centre, <i32>entry)
    if (value <= largest) continue
    largest = value
    if (value <= bar) continue
    least = <usize>leastInCircle(value)
    leastEnd = least + <usize>load<u32>(least - 4)
  }
}
