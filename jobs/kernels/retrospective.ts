import { randomFor } from '../stats/draws/random.ts'
import { caseDrawer } from '../stats/scan/grid-draws.ts'
import type { GridMaxima } from '../stats/scan/grid-maxima.ts'
import type { GridProblem } from '../stats/scan/grid-problem.ts'
import { leastByMeasure, sortByLocation, statisticOf } from '../stats/scan/grid-windows.ts'
import { stepOf } from '../stats/scan/least-counts.ts'
import { measuresWithin } from '../stats/scan/scan-circles.ts'
import { type Bounds, openMemory } from './memory.ts'
import { instantiate } from './module.ts'
import { guessBar, isOfUse, type LaidOut, type Share } from './walk.ts'

/** Levels of measure, even in its root; and room for tables of least counts, one for each bar in use. */
const LEVELS = 64
const ROOM_FOR_TABLES = 24_000_000

/** Counts stay at 255 once they are there: a window that may hold more would be counted again at every case. */
const MOST_EXPECTED = 170
/** Nanoseconds: of adding a case to 16 windows, and of looking at one window in one of 32 replicates (measured, see docs/detection.md). */
const ADDING = 0.87
const LOOKING = 0.16

/** Whether adding cases one at a time to the windows that hold them is less than looking at every window (windows.ts). */
export function isSparse(problem: GridProblem): boolean {
  const { circles, units, longestWindow, total, whole, measureBefore, points } = problem
  const { start, neighbour, measureAt, mostMeasure } = circles
  const before = new Float64Array(units + 1)
  for (let i = 0; i < points.length; i++)
    for (let unit = 0; unit <= units; unit++)
      before[unit] = (before[unit] as number) + (measureBefore[i * (units + 1) + unit] as number)
  let most = 0
  for (let first = 0; first + longestWindow <= units; first++)
    most = Math.max(most, (before[first + longestWindow] as number) - (before[first] as number))
  if ((((most / whole) * mostMeasure) / whole) * total > MOST_EXPECTED) return false
  let measureOfEntries = 0
  for (let entry = 0; entry < neighbour.length; entry++)
    measureOfEntries += measureAt[neighbour[entry] as number] as number
  const cases = (measureOfEntries / whole) * total
  const windows = (start.at(-1) as number) * (units * longestWindow - (longestWindow * (longestWindow - 1)) / 2)
  return ADDING * cases * longestWindow * Math.ceil(longestWindow / 16) < LOOKING * windows
}

/** A retrospective scan over space and time: its tables, for so many threads; undefined where the kernel has no room for it or would not be of use. */
export function layOutRetrospective(problem: GridProblem, threads: number): LaidOut | undefined {
  const { circles, points, units, longestWindow, total } = problem
  const { rowBytes, tableBytes, tables } = sizesOf(problem)
  if (points.length > 65_536 || units > 65_535 || tableBytes > ROOM_FOR_TABLES) return undefined
  const shares = leastShares(problem)
  if (!shares) return undefined
  const { start, neighbour } = circles
  const measures = measuresWithin(circles)
  const mostMeasure = measures.reduce((most, measure) => Math.max(most, measure), 0)
  const steps = (LEVELS - 1) / Math.sqrt(Math.max(1, mostMeasure))
  const levelAt = Uint8Array.from(measures, (measure) => Math.floor(Math.sqrt(measure) * steps))
  const marks = new Uint8Array(longestWindow * rowBytes)
  for (let back = 0; back < longestWindow; back++)
    for (let length = back; length < longestWindow; length++) marks[back * rowBytes + length] = 1
  const { memory, place, list } = openMemory()
  const shared = [start, neighbour as Uint16Array, levelAt, marks, shares].map(place)
  return {
    memory,
    levels: LEVELS,
    steps,
    shared,
    threads: Array.from({ length: threads }, () => {
      const bytes = [4 * (points.length + 1), 2 * total, units * rowBytes, tables * (64 + tableBytes)]
      const own = bytes.map((bytes) => place({ bytes }))
      return { layout: list([...shared.slice(0, 4), ...own]), own }
    }),
  }
}

function sizesOf({ units, longestWindow }: GridProblem) {
  const rowBytes = 16 * Math.ceil(longestWindow / 16)
  const tableBytes = LEVELS * units * rowBytes
  return { rowBytes, tableBytes, tables: Math.max(2, Math.floor(ROOM_FOR_TABLES / (64 + tableBytes))) }
}

/** The same on one of these threads; where they are not given, on this one alone. */
export function retrospectiveMaxima(
  problem: GridProblem,
  { laidOut, thread }: Share = { laidOut: layOutRetrospective(problem, 1), thread: 0 },
): GridMaxima | undefined {
  if (!laidOut) return undefined
  const { circles, points, units, longestWindow, total, measureBefore } = problem
  const { rowBytes, tableBytes, tables } = sizesOf(problem)
  const { start, neighbour } = circles
  const statistic = statisticOf(problem)
  const { leastToPass, levelOf: barLevel } = leastByMeasure(problem)
  const { memory, steps } = laidOut
  const { layout, own } = laidOut.threads[thread] as LaidOut['threads'][number]
  const [caseStartIn, caseUnitIn, , tablesIn] = own as [Bounds, Bounds, Bounds, Bounds]
  const shares = new Float64Array(memory.buffer, laidOut.shared[4]?.begin, units * longestWindow)
  const caseStart = new Int32Array(memory.buffer, caseStartIn.begin, points.length + 1)
  const caseUnit = new Uint16Array(memory.buffer, caseUnitIn.begin, total)
  const sorted = { start: caseStart, unit: new Int32Array(total) }

  const barOfTable = new Int32Array(tables).fill(-1)
  let nextTable = 0
  function leastFor(_chunk: number, bar: number): number {
    const level = barLevel(bar)
    const known = barOfTable.indexOf(level)
    const table = known < 0 ? nextTable : known
    const begin = tablesIn.begin + table * (64 + tableBytes) + 64
    if (known >= 0) return begin
    nextTable = (nextTable + 1) % tables
    barOfTable[table] = level
    fill(begin, leastToPass(bar))
    return begin
  }

  function fill(begin: number, least: Int32Array): void {
    new Int32Array(memory.buffer, begin - 4, 1)[0] = tableBytes
    const table = new Uint8Array(memory.buffer, begin, tableBytes).fill(255)
    for (let level = 0; level < LEVELS; level++) {
      // the root may be rounded up
      const measure = (level / steps) ** 2 * (1 - 1e-9)
      for (let first = 0; first < units; first++) {
        const row = (level * units + first) * rowBytes
        const lengths = Math.min(longestWindow, units - first)
        for (let length = 0; length < lengths; length++) {
          const step = stepOf(measure * (shares[first * longestWindow + length] as number))
          table[row + length] = Math.min(255, least[Math.min(step, least.length - 1)] as number)
        }
      }
    }
  }

  function statisticIn(count: number, centre: number, entry: number, first: number, last: number): number {
    let measure = 0
    let observed = 0
    for (let i = start[centre] as number; i <= entry; i++) {
      const location = neighbour[i] as number
      const row = location * (units + 1)
      measure += (measureBefore[row + last + 1] as number) - (measureBefore[row + first] as number)
      if (count >= 0) continue
      for (let k = caseStart[location] as number; k < (caseStart[location + 1] as number); k++) {
        const unit = caseUnit[k] as number
        if (unit >= first && unit <= last) observed++
      }
    }
    const cases = count < 0 ? observed : count
    return cases < problem.minimumCases ? 0 : statistic(cases, measure)
  }

  const exports = instantiate(memory, { leastFor, retrospectiveStatistic: statisticIn })
  exports.setUpRetrospective(layout, units, longestWindow, rowBytes)
  const draw = caseDrawer(problem)
  const startingBar = guessBar(1.6)

  function maximum(seed: string | number, replicate: number): number {
    const { location, unit, cases } = draw(randomFor(seed, replicate))
    sortByLocation(points.length, location, unit, cases, sorted)
    caseUnit.set(sorted.unit)
    const bar = startingBar.guess()
    let largest = exports.retrospectiveMaximum(bar)
    if (largest <= bar) largest = exports.retrospectiveMaximum(0)
    startingBar.learn(largest)
    return largest
  }
  return (seed, from, to) => Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => maximum(seed, from + i))
}

/**
 * By first unit and length, not more than the share of any location's measure that is in the window; undefined where
 * that is too little to be of use.
 */
function leastShares({
  circles: { measureAt, mostMeasure },
  points,
  units,
  longestWindow,
  whole,
  measureBefore,
  isSeparable,
  total,
}: GridProblem): Float64Array | undefined {
  const before = new Float64Array(units + 1)
  for (let i = 0; i < points.length; i++)
    for (let unit = 0; unit <= units; unit++)
      before[unit] = (before[unit] as number) + (measureBefore[i * (units + 1) + unit] as number)
  const shares = new Float64Array(units * longestWindow)
  let [used, all] = [0, 0]
  for (let first = 0; first < units; first++)
    for (let length = 0; length < Math.min(longestWindow, units - first); length++) {
      const share = ((before[first + length + 1] as number) - (before[first] as number)) / whole
      const least = isSeparable ? share * (1 - 1e-4) : leastShare(first, length)
      shares[first * longestWindow + length] = least
      if (length + 1 < longestWindow) continue
      used += least
      all += share
    }
  // the longest windows, where it matters most
  const expected = (((all / (units - longestWindow + 1)) * mostMeasure) / whole) * total
  return isOfUse(used, all, expected) ? shares : undefined

  function leastShare(first: number, length: number): number {
    let least = 1
    for (let i = 0; i < points.length; i++) {
      const measure = measureAt[i] as number
      const row = i * (units + 1) + first
      if (measure > 0)
        least = Math.min(
          least,
          ((measureBefore[row + length + 1] as number) - (measureBefore[row] as number)) / measure,
        )
    }
    return least * (1 - 1e-9)
  }
}
