import { randomFor } from '../stats/draws/random.ts'
import { needsEveryWindow, statisticOnSides } from '../stats/scan/any-window.ts'
import { caseDrawer } from '../stats/scan/grid-draws.ts'
import { type GridMaxima, prepareMaxima } from '../stats/scan/grid-maxima.ts'
import type { GridProblem } from '../stats/scan/grid-problem.ts'
import { leastByMeasure, statisticOf } from '../stats/scan/grid-windows.ts'
import { type Bounds, openMemory } from './memory.ts'
import { instantiate } from './module.ts'
import { drawerInSpace, tablesOfDraws, WORDS_BYTES } from './spatial.ts'
import { guessBar, type LaidOut, type Share } from './walk.ts'

const ROW_BYTES = 64
/** Windows that may hold more cases than this need lanes of 32 bits. */
const MOST_IN_16_BITS = 65_535
/** The rows of one thread, beyond which the plain engine needs less; and all that threads write to, in a memory of 4 GiB. */
const MOST_IN_ROWS = 400_000_000
const MOST_OF_THREADS = 3_000_000_000
/** Bars (0.25 apart) for which there is room; the highest serves all above. */
const BARS = 160
const HIGHEST_BAR = 39.75
/** Entries of a table to the unit of the root of the measure: as in least-counts.ts. */
const STEPS = 64
/** A first guess where maxima lie; and how much lower a walk begins for those that were missed. */
const FIRST_BAR = 6
const LOWER = 0.6

/** What a scan of every window works on, for so many threads; undefined where it would take too much room. */
export function layOutWindows(problem: GridProblem, threads: number): LaidOut | undefined {
  const { circles, points, units, measureBefore } = problem
  const { start, neighbour } = circles
  const { base, span, together } = shapeOf(problem)
  const bytesOfRows = ROW_BYTES * points.length * span
  const entries = leastByMeasure(problem).leastToPass(0).length
  const bytesOfTables = (BARS + 1) * tableBytes(entries)
  const isTooMuch = bytesOfRows > MOST_IN_ROWS || threads * (bytesOfRows + bytesOfTables) > MOST_OF_THREADS
  if (points.length > 65_536 || isTooMuch) return undefined
  const { memory, place, list } = openMemory()
  const before = new Float64Array(points.length * (span + 1))
  for (let i = 0; i < points.length; i++) {
    const row = i * (units + 1) + base
    before.set(measureBefore.subarray(row, row + span + 1), i * (span + 1))
  }
  const isInSpace = drawsInSpace(problem)
  const shared = [start, neighbour as Uint16Array, before].map(place)
  const ofDraws = (isInSpace ? tablesOfDraws(problem) : [new Uint8Array(0), new Uint16Array(0)]).map(place)
  return {
    memory,
    levels: entries,
    steps: 0,
    together,
    shared,
    threads: Array.from({ length: threads }, () => {
      const room = (bytes: number) => place({ bytes })
      const cases = room(bytesOfRows)
      const ofWalk = [8 * points.length, ROW_BYTES * (span + 1), 8 * (span + 1)].map(room)
      const largest = room(8 * together)
      const ofLanes = [4 * together, ROW_BYTES].map(room)
      const order = room(isInSpace && problem.model === 'bernoulli' ? 2 * problem.whole : 0)
      const live = room(ROW_BYTES)
      const own = [cases, largest, live, ...[ROW_BYTES, WORDS_BYTES, bytesOfTables].map(room)]
      return { layout: list([...shared, cases, ...ofWalk, largest, ...ofLanes, ...ofDraws, order, live]), own }
    }),
  }
}

/** The units that windows may hold, and how many replicates lie side by side. */
function shapeOf(problem: GridProblem) {
  const { units, longestWindow, period } = problem
  const span = period === 'prospective' ? longestWindow : units
  return { base: units - span, span, together: usualInWindow(problem) <= MOST_IN_16_BITS ? 32 : 16 }
}

/** Cases in a window: never more, or all but never, and where they are the plain engine gives that maximum. */
function usualInWindow({
  model,
  circles,
  units,
  longestWindow,
  period,
  total,
  whole,
  measureBefore,
}: GridProblem): number {
  // a permutation leaves every place its cases
  if (model === 'permutation') return Math.min(total, circles.mostMeasure)
  if (period === 'spatial') return total
  const before = new Float64Array(units + 1)
  for (let row = 0; row < measureBefore.length; row += units + 1)
    for (let unit = 0; unit <= units; unit++)
      before[unit] = (before[unit] as number) + (measureBefore[row + unit] as number)
  let most = 0
  for (let first = 0; first + longestWindow <= units; first++)
    most = Math.max(most, (before[first + longestWindow] as number) - (before[first] as number))
  const mean = (most * total) / whole
  return Math.min(total, mean + 10 * Math.sqrt(mean))
}

/** One more than the most cases that are so few that the bar is reached, by step of the measure: that of its end, or a little more. */
function fillMost(most: Int32Array, { model, total, whole, ...problem }: GridProblem, bar: number): void {
  const statistic = statisticOf({ ...problem, model, total, whole })
  let count = 0
  for (let step = 0; step < most.length; step++) {
    const measure = Math.min(whole, ((step + 1) / STEPS) ** 2 * (1 + 1e-9))
    const outside = model === 'bernoulli' ? Math.ceil(whole - measure) : whole - measure
    while (count < total && reaches(count, outside)) count++
    most[step] = count
  }

  function reaches(cases: number, outside: number): boolean {
    const value = statistic(total - cases, outside)
    return value > 0 && value >= bar
  }
}

/** The most cases of all places in so many units of time. */
function mostInWindow(inUnit: Int32Array, longestWindow: number): number {
  let [within, most] = [0, 0]
  for (let unit = 0; unit < inUnit.length; unit++) {
    within += (inUnit[unit] as number) - (unit < longestWindow ? 0 : (inUnit[unit - longestWindow] as number))
    most = Math.max(most, within)
  }
  return most
}

/** Whether the kernel draws over places by itself. */
function drawsInSpace({ period, model }: GridProblem): boolean {
  return period === 'spatial' && model !== 'permutation'
}

/** A table begins with the number of its bytes, in the last 4 of 64. */
function tableBytes(entries: number): number {
  return 64 * Math.ceil((64 + 4 * 2 * entries) / 64)
}

/** The same on one of these threads; where they are not given, on this one alone. */
export function windowsMaxima(
  problem: GridProblem,
  { laidOut, thread }: Share = { laidOut: layOutWindows(problem, 1), thread: 0 },
): GridMaxima | undefined {
  if (!laidOut) return undefined
  const { base, span, together } = shapeOf(problem)
  const { memory, levels: entries } = laidOut
  const { layout, own } = laidOut.threads[thread] as LaidOut['threads'][number]
  const [casesIn, largestIn, liveIn, maskIn, wordsIn, tablesIn] = own as [
    Bounds,
    Bounds,
    Bounds,
    Bounds,
    Bounds,
    Bounds,
  ]
  const inRows = together === 32 ? Uint16Array : Uint32Array
  const rows = new inRows(memory.buffer, casesIn.begin, problem.points.length * span * together)
  const mask = new inRows(memory.buffer, maskIn.begin, together)
  const live = new inRows(memory.buffer, liveIn.begin, together)
  const largest = new Float64Array(memory.buffer, largestIn.begin, together)
  const { leastToPass, levelOf } = leastByMeasure(problem)
  const isFilled = new Uint8Array(BARS + 1)

  function leastByStep(bar: number): number {
    const number = bar === Infinity ? BARS : levelOf(Math.min(bar, HIGHEST_BAR))
    const begin = tablesIn.begin + number * tableBytes(entries) + 64
    if (isFilled[number] === 1) return begin
    isFilled[number] = 1
    new Int32Array(memory.buffer, begin - 4, 1)[0] = 4 * 2 * entries
    const most = new Int32Array(memory.buffer, begin + 4 * entries, entries)
    const least = new Int32Array(memory.buffer, begin, entries)
    // what nothing reaches; below it nothing is
    if (bar === Infinity || problem.rates === 'low') least.fill(2 ** 31 - 1)
    else least.set(leastToPass(Math.min(bar, HIGHEST_BAR)))
    if (bar !== Infinity && problem.rates !== 'high') fillMost(most, problem, levelOf(Math.min(bar, HIGHEST_BAR)) / 4)
    return begin
  }

  const exports = instantiate(memory, {
    leastByStep,
    windowStatistic: needsEveryWindow(problem) ? statisticOnSides(problem) : statisticOf(problem),
  })
  exports.setUpWindows(
    layout,
    span,
    Math.min(span, problem.longestWindow),
    problem.shortestWindow,
    problem.period === 'prospective' ? 1 : 0,
    together === 32 ? 0 : 1,
    problem.rates === 'high' ? 0 : 1,
    entries,
  )
  const draw = drawsInSpace(problem) ? drawerInSpace(problem, exports, memory, wordsIn.begin) : drawOverTime()
  const startingBar = guessBar(2.4)
  const mayOverflow = together === 32 && problem.total > MOST_IN_16_BITS && problem.model !== 'permutation'
  const overflowing = new Set<number>()
  let plain: GridMaxima | undefined

  function drawOverTime() {
    const drawOne = caseDrawer(problem)
    const inUnit = new Int32Array(problem.units)
    return function draw(seed: string | number, first: number, size: number): void {
      for (let lane = 0; lane < size; lane++) {
        const { location, unit, cases } = drawOne(randomFor(seed, first + lane))
        if (mayOverflow) {
          inUnit.fill(0)
          for (let k = 0; k < cases; k++) inUnit[unit[k] as number] = (inUnit[unit[k] as number] as number) + 1
          if (mostInWindow(inUnit, problem.longestWindow) > MOST_IN_16_BITS) overflowing.add(lane)
        }
        for (let k = 0; k < cases; k++) {
          const inSpan = (unit[k] as number) - base
          if (inSpan < 0) continue
          const at = ((location[k] as number) * span + inSpan) * together + lane
          rows[at] = (rows[at] as number) + 1
        }
      }
    }
  }

  /** Walks again from a lower bar as long as a lane has none that reaches it, without those that have. */
  function walk(size: number): void {
    largest.fill(Infinity)
    largest.fill(0, 0, size)
    live.fill(0)
    live.fill(-1, 0, size)
    let bar = startingBar.guess() || FIRST_BAR
    for (;;) {
      exports.walkWindows(bar)
      // tables are for whole steps, so that nothing above the step is missed
      const floor = levelOf(Math.min(bar, HIGHEST_BAR)) / 4
      const isMissed = (lane: number) => lane < size && (largest[lane] as number) < floor
      if (!largest.some((_, lane) => isMissed(lane))) return
      mask.forEach((_, lane) => {
        mask[lane] = isMissed(lane) ? -1 : 0
      })
      exports.keepLanes(maskIn.begin)
      live.set(mask)
      bar = bar < 1 ? 0 : LOWER * bar
    }
  }

  return function maximaOf(seed, from, to) {
    const maxima = new Float64Array(Math.max(0, to - from))
    for (let done = 0; done < maxima.length; done += together) {
      const size = Math.min(together, maxima.length - done)
      exports.clearCases()
      overflowing.clear()
      draw(seed, from + done, size)
      exports.addUpCases()
      walk(size)
      for (let lane = 0; lane < size; lane++) {
        let value = largest[lane] as number
        if (overflowing.has(lane)) {
          plain ??= prepareMaxima(problem)
          value = plain(seed, from + done + lane, from + done + lane + 1)[0] as number
        }
        maxima[done + lane] = value
        startingBar.learn(value)
      }
    }
    return maxima
  }
}
