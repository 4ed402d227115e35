import { randomFor, randomWordsFor } from '../stats/draws/random.ts'
import { caseDrawer } from '../stats/scan/grid-draws.ts'
import { type GridMaxima, prepareMaxima } from '../stats/scan/grid-maxima.ts'
import type { GridProblem } from '../stats/scan/grid-problem.ts'
import { leastByMeasure, statisticOf } from '../stats/scan/grid-windows.ts'
import { type LeastCounts, leastCountsOf, stepOf } from '../stats/scan/least-counts.ts'
import type { Circles, Point } from '../stats/scan/scan-circles.ts'
import type { ScanProblem } from '../stats/scan/scan-problem.ts'
import { scanStatistic } from '../stats/scan/scan-statistic.ts'
import type { CentreWindow } from '../stats/scan/space-time-permutation.ts'
import type { Bounds } from './memory.ts'
import { instantiate } from './module.ts'
import {
  guessBar,
  isOfUse,
  LANES,
  type LaidOut,
  LEAST_BYTES,
  layOutWalk,
  leastMeasureOf,
  levelOf,
  lowerBar,
  MOST_CASES,
  SEARCH_BAR,
  type Share,
} from './walk.ts'

/** Bars (0.25 apart) for which there is room; the highest serves all above. */
const BARS = 160
const HIGHEST_BAR = 39.75
const TYPICAL_BAR = 6
const LONGEST_WINDOW = 255

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

/** The space-time permutation without strata: its tables, for so many threads; undefined where the kernel has no room for it. */
export function layOutPermutation(problem: ScanProblem, threads: number): LaidOut | undefined {
  const permutation = toPermutation(problem)
  return permutation && layOut(permutation.prospective, threads)
}

/** The same on one of these threads; where they are not given, on this one alone. */
export function permutationMaxima(
  problem: ScanProblem,
  { laidOut, thread }: Share = { laidOut: layOutPermutation(problem, 1), thread: 0 },
): { maxima: GridMaxima; searchCentres: () => CentreWindow[] } | undefined {
  const permutation = toPermutation(problem)
  if (!permutation || !laidOut) return undefined
  const { prospective, homesInWindow } = permutation
  const { ages } = prospective
  const { exports, maximum, search, drawn } = run(prospective, laidOut, thread)
  return {
    maxima: (seed, from, to) =>
      Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => {
        exports.permute(ages.length, ...randomWordsFor(seed, from + i))
        return maximum(ages.length)
      }),
    searchCentres() {
      drawn.set(homesInWindow)
      const { circles, casesBefore, days } = problem
      const total = casesBefore[days] as number
      return search(ages.length).map(({ centre, entry, window, observed, measure, statistic }) => {
        const firstDay = days - 1 - window
        const since = total - (casesBefore[firstDay] as number)
        return {
          centre,
          size: entry - (circles.start[centre] as number) + 1,
          window: { entry, firstDay, lastDay: days - 1, observed },
          expected: (measure * since) / total,
          statistic,
        }
      })
    },
  }
}

function toPermutation(problem: ScanProblem) {
  const { circles, points, caseLocation, caseDay, casesBefore, days, longestWindow: windows, minimumCases } = problem
  const total = casesBefore[days] as number
  const isInWindow = (day: number) => days - 1 - day < windows
  const ages = Uint8Array.from(caseDay.filter(isInWindow), (day) => days - 1 - day)
  if (points.length > 65_536 || windows > LONGEST_WINDOW || ages.length > MOST_CASES) return undefined
  const inWindow = new Int32Array(windows)
  for (let w = 0; w < windows; w++) inWindow[w] = total - (casesBefore[days - 1 - w] as number)
  const prospective: Prospective = {
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
  }
  return { prospective, homesInWindow: caseLocation.filter((_, i) => isInWindow(caseDay[i] as number)) }
}

/** A prospective scan of any model: its tables, for so many threads; undefined where the kernel has no room for it. */
export function layOutProspective(problem: GridProblem, threads: number): LaidOut | undefined {
  const prospective = toProspective(problem)
  return prospective && layOut(prospective, threads)
}

/** The same on one of these threads; where they are not given, on this one alone. */
export function prospectiveMaxima(
  problem: GridProblem,
  { laidOut, thread }: Share = { laidOut: layOutProspective(problem, 1), thread: 0 },
): GridMaxima | undefined {
  const prospective = toProspective(problem)
  if (!prospective || !laidOut) return undefined
  const { units } = problem
  const { windows } = prospective
  const { maximum, drawn, ages } = run(prospective, laidOut, thread)
  const draw = caseDrawer(problem)
  let plain: GridMaxima | undefined
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
      if (inWindow > MOST_CASES) {
        plain ??= prepareMaxima(problem)
        return plain(seed, from + i, from + i + 1)[0] as number
      }
      return maximum(inWindow)
    })
}

function toProspective(problem: GridProblem): Prospective | undefined {
  const { circles, points, units, longestWindow: windows, total, measureBefore } = problem
  if (points.length > 65_536 || windows > LONGEST_WINDOW || usualInWindow(problem) > MOST_CASES) return undefined
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
  const share = sum / problem.whole
  const expected = share * (circles.mostMeasure / problem.whole) * total
  if (!isOfUse(shareOf[windows - 1] as number, share, expected)) return undefined
  const statistic = statisticOf(problem)
  return {
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
  }
}

/** Cases in the longest window of a replicate: all but never more, and where they are the kernel gives way to the plain engine. */
function usualInWindow({ model, units, longestWindow, total, whole, measureBefore, caseUnit }: GridProblem): number {
  if (model === 'permutation') return caseUnit.filter((unit) => unit >= units - longestWindow).length
  let measure = 0
  for (let row = 0; row < measureBefore.length; row += units + 1)
    measure += (measureBefore[row + units] as number) - (measureBefore[row + units - longestWindow] as number)
  const mean = (measure * total) / whole
  return Math.min(total, mean + 10 * Math.sqrt(mean))
}

function layOut({ circles, points, windows, least, shareOf, homes, ages }: Prospective, threads: number): LaidOut {
  const chunks = Math.ceil(windows / LANES)
  const marks = new Uint16Array(chunks * 256 * LANES)
  for (let w = 0; w < windows; w++)
    for (let age = 0; age <= w; age++) marks[((Math.floor(w / LANES) << 8) + age) * LANES + (w % LANES)] = 1
  const typical = least.leastToPass(TYPICAL_BAR)
  return layOutWalk(
    {
      circles,
      points,
      share: shareOf[windows - 1] as number,
      typical,
      shareOfExcess: 0.3,
      mostLevels: 512,
      isGrouped: true,
    },
    threads,
    (levels) => {
      const inUse = levelsOf(circles, levels)
      return {
        shared: [homes, marks, inUse, stepsOf(inUse, levels, chunks, shareOf)],
        own: [
          { bytes: 4 * homes.length },
          ages,
          typical,
          { bytes: BARS * chunks },
          { bytes: BARS * chunks * tableBytes(levels) },
        ],
      }
    },
  )
}

/** A table begins with the number of its bytes of 16-bit rows, in the last 4 of 64. */
function tableBytes({ levels }: Pick<LaidOut, 'levels'>): number {
  return 64 + 64 * Math.ceil((LEAST_BYTES * levels) / 64)
}

/** By chunk, used level and lane, the entry of a table of least counts: the same whatever the bar, so worked out once. */
function stepsOf(
  levelsInUse: Int32Array,
  steps: Pick<LaidOut, 'steps'>,
  chunks: number,
  shareOf: Float64Array,
): Int32Array {
  const entries = new Int32Array(chunks * levelsInUse.length * LANES)
  let next = 0
  for (let chunk = 0; chunk < chunks; chunk++)
    for (const level of levelsInUse) {
      const measure = leastMeasureOf(level, steps)
      for (let w = chunk * LANES; w < (chunk + 1) * LANES; w++)
        entries[next++] = w < shareOf.length ? stepOf(measure * (shareOf[w] as number)) : 0
    }
  return entries
}

/** The strongest window of a centre. */
type Found = {
  centre: number
  entry: number
  window: number
  observed: number
  measure: number
  statistic: number
}

function run({ circles, windows, least, statistic }: Prospective, laidOut: LaidOut, thread: number) {
  const chunks = Math.ceil(windows / LANES)
  const { memory, levels, steps } = laidOut
  const { layout, own } = laidOut.threads[thread] as LaidOut['threads'][number]
  const [drawnIn, agesIn, atBarIn, isFilledIn, tablesIn] = own as [Bounds, Bounds, Bounds, Bounds, Bounds]
  const atBar = new Int32Array(memory.buffer, atBarIn.begin, (atBarIn.end - atBarIn.begin) / 4)
  const isFilled = new Uint8Array(memory.buffer, isFilledIn.begin, BARS * chunks)
  let isSearching = false
  let strongest: Found | undefined

  function leastFor(chunk: number, bar: number): number {
    // a search comes to all bars: fewer tables are filled where it takes a lower one
    const tabled = Math.min(HIGHEST_BAR, isSearching ? lowerBar(bar) : bar)
    const table = least.levelOf(tabled) * chunks + chunk
    const rows = tablesIn.begin + table * tableBytes({ levels }) + 64
    if (isFilled[table] === 1) return rows
    isFilled[table] = 1
    new Int32Array(memory.buffer, rows - 4, 1)[0] = 2 * LANES * levels
    atBar.set(least.leastToPass(tabled))
    exports.fillLeast(chunk, windows, levels, rows)
    return rows
  }

  function prospectiveStatistic(count: number, window: number, measure: number, centre: number, entry: number) {
    const value = statistic(count, window, measure, centre, entry)
    if (isSearching && value > (strongest?.statistic ?? 0))
      strongest = { centre, entry, window, observed: count, measure, statistic: value }
    return value
  }

  const exports = instantiate(memory, { leastFor, prospectiveStatistic })
  exports.setUpWalk(layout, steps, 0)
  exports.setUpProspective(layout, chunks)
  const startingBar = guessBar(1.6)
  return {
    exports,
    drawn: new Int32Array(memory.buffer, drawnIn.begin, (drawnIn.end - drawnIn.begin) / 4),
    ages: new Uint8Array(memory.buffer, agesIn.begin, agesIn.end - agesIn.begin),
    maximum(cases: number): number {
      const bar = startingBar.guess()
      let largest = exports.prospectiveMaximum(cases, bar)
      if (largest <= bar) largest = exports.prospectiveMaximum(cases, 0)
      startingBar.learn(largest)
      return largest
    },
    /** The strongest window of each centre that has one, of the first cases drawn; of equal ones the first, outwards and then backwards. */
    search(cases: number): Found[] {
      const found: (Found | undefined)[] = new Array(circles.start.length - 1)
      isSearching = true
      for (let chunk = 0; chunk < chunks; chunk++) {
        exports.startSearch(cases, chunk)
        for (let centre = 0; centre < found.length; centre++) {
          strongest = found[centre]
          exports.searchCentre(centre, strongest?.statistic ?? 0, SEARCH_BAR)
          if ((strongest?.statistic ?? 0) < SEARCH_BAR) {
            strongest = found[centre]
            exports.searchCentre(centre, strongest?.statistic ?? 0, 0)
          }
          found[centre] = strongest
        }
      }
      isSearching = false
      return found.filter((one) => one !== undefined)
    },
  }
}

/** The levels a walk can come to: where measures are counts of cases, no more than there are counts. */
function levelsOf(
  { measureAt, mostMeasure }: Circles,
  { levels, steps }: Pick<LaidOut, 'levels' | 'steps'>,
): Int32Array {
  const all = Int32Array.from({ length: levels }, (_, level) => level)
  if (mostMeasure >= levels || !measureAt.every(Number.isInteger)) return all
  return Int32Array.from(
    new Set(all.slice(0, Math.floor(mostMeasure) + 1).map((measure) => levelOf(measure, { steps }))),
  )
}
