import { caseDrawer } from '../stats/grid-draws.ts'
import type { GridMaxima } from '../stats/grid-maxima.ts'
import type { GridProblem } from '../stats/grid-problem.ts'
import { leastByMeasure, statisticOf } from '../stats/grid-windows.ts'
import { type LeastCounts, leastCountsOf, stepOf } from '../stats/least-counts.ts'
import { randomFor, randomWordsFor } from '../stats/random.ts'
import type { Circles, Point } from '../stats/scan-circles.ts'
import type { ScanProblem } from '../stats/scan-problem.ts'
import { scanStatistic } from '../stats/scan-statistic.ts'
import { instantiate } from './module.ts'
import { guessBar, LANES, layOutWalk, MOST_CASES, ROW_BYTES } from './walk.ts'

/** Bars (0.25 apart) for which there is room; the last serves all above. */
const BARS = 160
const TYPICAL_BAR = 6
const LONGEST_WINDOW = 255
/** Where times differ more than this from place to place, least counts by measure alone would let too much through. */
const LEAST_USE = 0.6

type Prospective = {
  circles: Circles
  points: Point[]
  windows: number
  least: LeastCounts
  /** Not more than the share of any location's expected that is in the last 1, 2 … units. */
  shareOf: Float64Array
  /** The location of each case as observed, and of each that is drawn its age in units. */
  homes: Int32Array
  ages: Uint8Array
  statistic: (count: number, window: number, measure: number, centre: number, entry: number) => number
}

/** The space-time permutation without strata; undefined where the kernel has no room for it. */
export function permutationMaxima(problem: ScanProblem): GridMaxima | undefined {
  const { circles, points, caseLocation, caseDay, casesBefore, days, longestWindow: windows, minimumCases } = problem
  const total = casesBefore[days] as number
  const ages = Uint8Array.from(caseDay.filter((day) => days - 1 - day < windows).map((day) => days - 1 - day))
  if (points.length > 65_536 || windows > LONGEST_WINDOW || ages.length > MOST_CASES) return undefined
  const inWindow = new Int32Array(windows)
  for (const age of ages) for (let w = age; w < windows; w++) inWindow[w] = (inWindow[w] as number) + 1
  const { exports, maximum } = setUp({
    circles,
    points,
    windows,
    least: leastCountsOf({
      statistic: (count, expected) => scanStatistic(count, expected, total),
      total,
      minimumCases,
      mostMeasure: (circles.mostMeasure * ages.length) / total,
    }),
    shareOf: Float64Array.from(inWindow, (cases) => cases / total),
    homes: caseLocation,
    ages,
    statistic: (count, window, measure) =>
      scanStatistic(count, (measure * (inWindow[window] as number)) / total, total),
  })
  return (seed, from, to) =>
    Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => {
      exports.permute(ages.length, ...randomWordsFor(seed, from + i))
      return maximum(ages.length)
    })
}

/** A prospective scan of any model; undefined where the kernel has no room for it. */
export function prospectiveMaxima(problem: GridProblem): GridMaxima | undefined {
  const { circles, points, units, longestWindow: windows, total, measureBefore } = problem
  if (points.length > 65_536 || windows > LONGEST_WINDOW || total > MOST_CASES) return undefined
  const { start, neighbour, measureAt } = circles
  const measureSince = (location: number, unit: number) => {
    const row = location * (units + 1)
    return (measureBefore[row + units] as number) - (measureBefore[row + unit] as number)
  }
  const shareOf = new Float64Array(windows).fill(1)
  for (let w = 0; w < windows; w++)
    for (let i = 0; i < points.length; i++)
      if ((measureAt[i] as number) > 0)
        shareOf[w] = Math.min(shareOf[w] as number, measureSince(i, units - 1 - w) / (measureAt[i] as number))
  const sum = points.reduce((all, _, i) => all + measureSince(i, units - windows), 0)
  if ((shareOf[windows - 1] as number) < LEAST_USE * (sum / problem.whole)) return undefined
  const statistic = statisticOf(problem)
  const { maximum, drawn, ages } = setUp({
    circles,
    points,
    windows,
    least: leastByMeasure(problem, circles.mostMeasure * (shareOf[windows - 1] as number)),
    shareOf,
    homes: new Int32Array(total),
    ages: new Uint8Array(total),
    statistic(count, window, _measure, centre, entry) {
      let measure = 0
      for (let i = start[centre] as number; i <= entry; i++)
        measure += measureSince(neighbour[i] as number, units - 1 - window)
      return statistic(count, measure)
    },
  })
  const draw = caseDrawer(problem)
  return (seed, from, to) =>
    Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => {
      const { location, unit, cases } = draw(randomFor(seed, from + i))
      let inWindow = 0
      for (let k = 0; k < cases; k++) {
        const age = units - 1 - (unit[k] as number)
        if (age >= windows) continue
        drawn[inWindow] = location[k] as number
        ages[inWindow] = age
        inWindow++
      }
      return maximum(inWindow)
    })
}

function setUp({ circles, points, windows, least, shareOf, homes, ages, statistic }: Prospective) {
  const chunks = Math.ceil(windows / LANES)
  const share = shareOf[windows - 1] as number
  const { leastToPass, levelOf: barLevel } = least
  const typical = leastToPass(TYPICAL_BAR)
  const marks = new Uint16Array(chunks * 256 * LANES)
  for (let w = 0; w < windows; w++)
    for (let age = 0; age <= w; age++) marks[((Math.floor(w / LANES) << 8) + age) * LANES + (w % LANES)] = 1
  const tableBytes = (levels: number) => 64 + ROW_BYTES * levels
  const {
    memory,
    layout,
    steps,
    levels,
    begins,
    levelOf: walkLevelOf,
    leastMeasureOf,
  } = layOutWalk(
    {
      circles,
      points,
      share,
      typicallyAsked: (expected) => typical[stepOf(expected)] as number,
      shareOfExcess: 0.35,
      mostLevels: 512,
      isGrouped: true,
    },
    (levels) => [homes, { bytes: 4 * homes.length }, ages, marks, { bytes: BARS * chunks * tableBytes(levels) }],
  )
  const [, drawnAt, agesAt, , tablesAt] = begins as [number, number, number, number, number]
  const isFilled = new Uint8Array(BARS * chunks)
  const usedLevels = levelsOf(circles, walkLevelOf, levels)
  const stepsOfChunk: Int32Array[] = []

  /** For each used level and lane of a chunk, the entry of a table of least counts: the same whatever the bar, so worked out once. */
  function stepsOf(chunk: number): Int32Array {
    const known = stepsOfChunk[chunk]
    if (known) return known
    const entries = new Int32Array(LANES * usedLevels.length)
    const end = Math.min(windows, (chunk + 1) * LANES)
    usedLevels.forEach((level, row) => {
      const measure = leastMeasureOf(level)
      for (let w = chunk * LANES; w < end; w++)
        entries[row * LANES + (w % LANES)] = stepOf(measure * (shareOf[w] as number))
    })
    stepsOfChunk[chunk] = entries
    return entries
  }

  function leastFor(chunk: number, bar: number): number {
    const level = Math.min(barLevel(bar), BARS - 1)
    const table = level * chunks + chunk
    const rows = tablesAt + table * tableBytes(levels) + 64
    if (isFilled[table] === 1) return rows
    isFilled[table] = 1
    const asked = leastToPass(bar)
    new Int32Array(memory.buffer, rows - 4, 1)[0] = ROW_BYTES * levels
    const lanes = new Uint16Array(memory.buffer, rows, LANES * levels)
    const entries = stepsOf(chunk)
    const used = Math.min(windows - chunk * LANES, LANES)
    let entry = 0
    for (const level of usedLevels) {
      const row = level * LANES
      for (let lane = 0; lane < LANES; lane++, entry++) {
        const count = asked[entries[entry] as number] as number
        lanes[row + lane] = lane >= used || count > MOST_CASES ? MOST_CASES + 1 : count
      }
    }
    return rows
  }

  const exports = instantiate(memory, { leastFor, prospectiveStatistic: statistic })
  exports.setUpWalk(layout, steps, 0)
  exports.setUpProspective(layout, chunks)
  const startingBar = guessBar(1.6)
  return {
    exports,
    drawn: new Int32Array(memory.buffer, drawnAt, homes.length),
    ages: new Uint8Array(memory.buffer, agesAt, ages.length),
    maximum(cases: number): number {
      const bar = startingBar.guess()
      let largest = exports.prospectiveMaximum(cases, bar)
      if (largest <= bar) largest = exports.prospectiveMaximum(cases, 0)
      startingBar.learn(largest)
      return largest
    },
  }
}

/** The levels a walk can come to: where measures are counts of cases, no more than there are counts. */
function levelsOf(
  { measureAt, mostMeasure }: Circles,
  levelOf: (measure: number) => number,
  levels: number,
): Int32Array {
  const all = Int32Array.from({ length: levels }, (_, level) => level)
  if (mostMeasure >= levels || !measureAt.every(Number.isInteger)) return all
  return Int32Array.from(new Set(all.slice(0, Math.floor(mostMeasure) + 1).map(levelOf)))
}
