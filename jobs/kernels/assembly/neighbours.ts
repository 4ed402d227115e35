import { at, beginOf, endOf } from './arrays'

/*
 * The circles about a location, as scan-circles.ts grows them: the same neighbours in the same order. Only locations within
 * a bound are sorted: into buckets of equal area, and each bucket exactly when it is needed.
 */

/** More in one bucket are sorted with a gap: insertion takes the square of their number. */
const MOST_BY_INSERTION: usize = 24
/** Places sorted in one go. */
const SORTED_TOGETHER: usize = 64
/** Of scan-circles.ts. */
const SAME_DISTANCE: f64 = 1e-9

/* By place in the order of coordinates. */
let xs: usize = 0
let xsEnd: usize = 0
let ys: usize = 0
let ysEnd: usize = 0
let zs: usize = 0
let zsEnd: usize = 0
let measures: usize = 0
let measuresEnd: usize = 0
let locations: usize = 0
let locationsEnd: usize = 0
let squares: usize = 0
let squaresEnd: usize = 0
/** The places within the bound, and the bucket of each. */
let near: usize = 0
let nearEnd: usize = 0
let bucketOf: usize = 0
let bucketOfEnd: usize = 0
/** Where each bucket ends. */
let ends: usize = 0
let endsEnd: usize = 0
/** Places by distance, and their distances. */
let sorted: usize = 0
let sortedEnd: usize = 0
let far: usize = 0
let farEnd: usize = 0
let neighbours: usize = 0
let neighboursEnd: usize = 0
let isCircle: usize = 0
let isCircleEnd: usize = 0

let furthest: f64 = 0
let most: f64 = 0
let splitsTies: bool = false

export function setUpNeighbours(layout: usize, furthestAway: f64, mostMeasure: f64, areTiesSplit: bool): void {
  xs = beginOf(layout, 0)
  xsEnd = endOf(layout, 0)
  ys = beginOf(layout, 1)
  ysEnd = endOf(layout, 1)
  zs = beginOf(layout, 2)
  zsEnd = endOf(layout, 2)
  measures = beginOf(layout, 3)
  measuresEnd = endOf(layout, 3)
  locations = beginOf(layout, 4)
  locationsEnd = endOf(layout, 4)
  squares = beginOf(layout, 5)
  squaresEnd = endOf(layout, 5)
  near = beginOf(layout, 6)
  nearEnd = endOf(layout, 6)
  bucketOf = beginOf(layout, 7)
  bucketOfEnd = endOf(layout, 7)
  ends = beginOf(layout, 8)
  endsEnd = endOf(layout, 8)
  sorted = beginOf(layout, 9)
  sortedEnd = endOf(layout, 9)
  far = beginOf(layout, 10)
  farEnd = endOf(layout, 10)
  neighbours = beginOf(layout, 11)
  neighboursEnd = endOf(layout, 11)
  isCircle = beginOf(layout, 12)
  isCircleEnd = endOf(layout, 12)
  furthest = furthestAway
  most = mostMeasure
  splitsTies = areTiesSplit
}

/** Of the last circles: their measure, with what of a tie did not fit; and how far away the first is that they cannot hold. */
export let measureWithin: f64 = 0
export let reach: f64 = 0

/** Writes the neighbours of a point and gives their number. Whatever is further than the bound must be too far for its circles. */
export function growCircles(x: f64, y: f64, z: f64, bound: f64): i32 {
  const all = (locationsEnd - locations) >> 2
  const largest = measureSquares(x, y, z)
  const square = min(bound * bound, largest)
  const candidates = select(all, square)
  sortIntoBuckets(candidates, square)

  reach = Infinity
  let count: usize = 0
  let complete: usize = 0
  let within: f64 = 0
  let ready: usize = 0
  for (let i: usize = 0; ; i++) {
    // one further than needed here, for ties
    if (ready < candidates && ready <= i + 1) ready = sortFurther(ready, candidates)
    if (i >= candidates) break
    const place = <usize>load<i32>(at(sorted, sortedEnd, i, 4))
    const away = load<f64>(at(far, farEnd, i, 8))
    const more = within + load<f64>(at(measures, measuresEnd, place, 8))
    if (away > furthest || more > most) {
      reach = away
      break
    }
    within = more
    store<u16>(at(neighbours, neighboursEnd, count, 2), <u16>load<i32>(at(locations, locationsEnd, place, 4)))
    count++
    if (!splitsTies) {
      const next = i + 1 < candidates ? load<f64>(at(far, farEnd, i + 1, 8)) : Infinity
      const isTied = next <= furthest && next - away <= SAME_DISTANCE * next
      store<u8>(at(isCircle, isCircleEnd, count - 1, 1), isTied ? 0 : 1)
      if (isTied) continue
    }
    complete = count
  }
  measureWithin = within
  return <i32>complete
}

/** Squares of distances, two at a time (an odd one out is in a pair with itself); gives the largest. */
function measureSquares(x: f64, y: f64, z: f64): f64 {
  const pairs = (xsEnd - xs) >> 4
  const x2 = f64x2.splat(x)
  const y2 = f64x2.splat(y)
  const z2 = f64x2.splat(z)
  let largest = f64x2.splat(0)
  // in locals, for engines read a global anew at each step
  const xBegin = xs
  const yBegin = ys
  const zBegin = zs
  const to = squares
  for (let i: usize = 0; i < pairs; i++) {
    const dx = f64x2.sub(v128.load(at(xBegin, xsEnd, i, 16)), x2)
    const dy = f64x2.sub(v128.load(at(yBegin, ysEnd, i, 16)), y2)
    const dz = f64x2.sub(v128.load(at(zBegin, zsEnd, i, 16)), z2)
    const square = f64x2.add(f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy)), f64x2.mul(dz, dz))
    v128.store(at(to, squaresEnd, i, 16), square)
    largest = f64x2.pmax(largest, square)
  }
  return max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1))
}

/** Lists the places within the bound. */
function select(all: usize, bound: f64): usize {
  let count: usize = 0
  const from = squares
  const to = near
  for (let i: usize = 0; i < all; i++) {
    store<i32>(at(to, nearEnd, count, 4), <i32>i)
    count += <usize>(load<f64>(at(from, squaresEnd, i, 8)) <= bound)
  }
  return count
}

function sortIntoBuckets(candidates: usize, bound: f64): void {
  const scale = bound > 0 ? (<f64>candidates - 1) / bound : 0
  const fromSquares = squares
  const fromNear = near
  const buckets = bucketOf
  const sizes = ends
  memory.fill(sizes, 0, candidates << 2)
  for (let k: usize = 0; k < candidates; k++) {
    const place = <usize>load<i32>(at(fromNear, nearEnd, k, 4))
    const bucket = <i32>(load<f64>(at(fromSquares, squaresEnd, place, 8)) * scale)
    store<i32>(at(buckets, bucketOfEnd, k, 4), bucket)
    const size = at(sizes, endsEnd, <usize>bucket, 4)
    store<i32>(size, load<i32>(size) + 1)
  }
  let before: i32 = 0
  for (let bucket: usize = 0; bucket < candidates; bucket++) {
    const size = at(sizes, endsEnd, bucket, 4)
    const here = load<i32>(size)
    store<i32>(size, before)
    before += here
  }
  const toSorted = sorted
  const toFar = far
  for (let k: usize = 0; k < candidates; k++) {
    const place = load<i32>(at(fromNear, nearEnd, k, 4))
    const next = at(sizes, endsEnd, <usize>load<i32>(at(buckets, bucketOfEnd, k, 4)), 4)
    const slot = load<i32>(next)
    store<i32>(next, slot + 1)
    store<i32>(at(toSorted, sortedEnd, <usize>slot, 4), place)
    store<f64>(at(toFar, farEnd, <usize>slot, 8), sqrt(load<f64>(at(fromSquares, squaresEnd, <usize>place, 8))))
  }
  bucketsSorted = 0
}

/** The next bucket to be sorted. */
let bucketsSorted: usize = 0

/** Sorts the next buckets, those from `first` on, and gives how many places are then in order. */
function sortFurther(first: usize, candidates: usize): usize {
  let end = first
  let bucket = bucketsSorted
  while (end < candidates && end - first < SORTED_TOGETHER) {
    const begin = end
    end = <usize>load<i32>(at(ends, endsEnd, bucket, 4))
    bucket++
    if (end - begin > MOST_BY_INSERTION) {
      let gap: usize = 1
      while (gap < (end - begin) / 3) gap = 3 * gap + 1
      for (; gap > 1; gap /= 3) sortWithGap(begin, begin, end, gap)
    }
  }
  bucketsSorted = bucket
  // back into what is in order already: squares that differ may have one root, in two buckets
  sortWithGap(0, max(first, 1), end, 1)
  return end
}

/** By distance, equal ones in the order of coordinates: an insertion sort of every `gap`th place, where those before `from` are sorted. */
function sortWithGap(begin: usize, from: usize, end: usize, gap: usize): void {
  const places = sorted
  const distances = far
  for (let j = max(from, begin + gap); j < end; j++) {
    const away = load<f64>(at(distances, farEnd, j, 8))
    let before = load<f64>(at(distances, farEnd, j - gap, 8))
    if (before < away) continue
    const place = load<i32>(at(places, sortedEnd, j, 4))
    let to = j
    for (;;) {
      const other = load<i32>(at(places, sortedEnd, to - gap, 4))
      if (before < away || (before === away && other < place)) break
      store<f64>(at(distances, farEnd, to, 8), before)
      store<i32>(at(places, sortedEnd, to, 4), other)
      to -= gap
      if (to < begin + gap) break
      before = load<f64>(at(distances, farEnd, to - gap, 8))
    }
    store<f64>(at(distances, farEnd, to, 8), away)
    store<i32>(at(places, sortedEnd, to, 4), place)
  }
}
