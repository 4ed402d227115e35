import { aliasTable } from '../stats/draws/draws.ts'
import { randomWordsFor } from '../stats/draws/random.ts'
import type { GridMaxima } from '../stats/scan/grid-maxima.ts'
import type { GridProblem } from '../stats/scan/grid-problem.ts'
import { type CentreWindow, leastByMeasure, statisticOf } from '../stats/scan/grid-windows.ts'
import { stepOf } from '../stats/scan/least-counts.ts'
import { type Bounds, openMemory } from './memory.ts'
import { type Exports, instantiate } from './module.ts'
import {
  guessBar,
  LANES,
  type LaidOut,
  LEAST_BYTES,
  layOutWalk,
  leastMeasureOf,
  lowerBar,
  MOST_CASES,
  SEARCH_BAR,
  type Share,
} from './walk.ts'

const TYPICAL_BAR = 6
/** Replicates that draw side by side, and the bytes of their words. */
const TOGETHER = 4
export const WORDS_BYTES = 16 * TOGETHER
/** Bars (0.25 apart) for which there is room; the highest serves all above. */
const BARS = 160
const HIGHEST_BAR = 39.75

/** A purely spatial scan: its tables, for so many threads; undefined where the kernel has no room for it. */
export function layOutSpatial(problem: GridProblem, threads: number): LaidOut | undefined {
  const { circles, points, model, total } = problem
  if (points.length > 65_536 || total > MOST_CASES || model === 'permutation') return undefined
  const isCounted = model === 'bernoulli'
  return layOutWalk(
    {
      circles,
      points,
      share: 1,
      typical: leastByMeasure(problem).leastToPass(TYPICAL_BAR),
      shareOfExcess: 0.15,
      mostLevels: 1024,
      isGrouped: false,
    },
    threads,
    ({ levels }) => ({
      shared: tablesOfDraws(problem),
      own: [
        { bytes: isCounted ? 2 * problem.whole : 0 },
        { bytes: 8 * LANES },
        { bytes: LEAST_BYTES * levels },
        { bytes: WORDS_BYTES },
        // one column more, for lanes without a replicate
        { bytes: 2 * levels * (BARS + 1) },
      ],
    }),
  )
}

/** The same on one of these threads; where they are not given, on this one alone. */
export function spatialMaxima(
  problem: GridProblem,
  { laidOut, thread }: Share = { laidOut: layOutSpatial(problem, 1), thread: 0 },
): GridMaxima | undefined {
  if (!laidOut) return undefined
  const { leastToPass, levelOf } = leastByMeasure(problem)
  const { memory, levels, steps } = laidOut
  const { layout, own } = laidOut.threads[thread] as LaidOut['threads'][number]
  const [, largestIn, , wordsIn, columnsIn] = own as [Bounds, Bounds, Bounds, Bounds, Bounds]
  const isFilled = new Uint8Array(BARS + 1)
  const stepOfLevel = Int32Array.from({ length: levels }, (_, level) => stepOf(leastMeasureOf(level, { steps })))

  function leastColumnFor(bar: number): number {
    const number = bar === Infinity ? BARS : levelOf(Math.min(bar, HIGHEST_BAR))
    const begin = columnsIn.begin + 2 * levels * number
    if (isFilled[number] === 1) return begin
    isFilled[number] = 1
    const column = new Uint16Array(memory.buffer, begin, levels)
    if (bar === Infinity) column.fill(MOST_CASES + 1)
    else {
      const least = leastToPass(Math.min(bar, HIGHEST_BAR))
      for (let level = 0; level < levels; level++)
        column[level] = Math.min(MOST_CASES + 1, least[stepOfLevel[level] as number] as number)
    }
    return begin
  }

  const exports = instantiate(memory, { leastColumnFor, spatialStatistic: statisticOf(problem) })
  exports.setUpWalk(layout, steps, 1)
  exports.setUpSpatial(layout)
  const startingBar = guessBar(2)
  const largest = new Float64Array(memory.buffer, largestIn.begin, LANES)
  const draw = drawerInSpace(problem, exports, memory, wordsIn.begin)

  return function maximaOf(seed, from, to) {
    const maxima = new Float64Array(Math.max(0, to - from))
    for (let done = 0; done < maxima.length; done += LANES) {
      const size = Math.min(LANES, maxima.length - done)
      exports.clearReplicates()
      draw(seed, from + done, size)
      exports.spatialMaxima(size, startingBar.guess())
      for (let lane = 0; lane < size; lane++) {
        const value = largest[lane] as number
        maxima[done + lane] = value
        startingBar.learn(value)
      }
    }
    return maxima
  }
}

/** The strongest circle of each centre that has one; of equal ones the smallest. Undefined where the kernel has no room for it. */
export function searchCircles(problem: GridProblem): CentreWindow[] | undefined {
  const { circles, points, caseLocation } = problem
  if (points.length > 65_536) return undefined
  const { memory, place, list } = openMemory()
  const counts = new Int32Array(points.length)
  for (const location of caseLocation) counts[location] = (counts[location] as number) + 1
  const { leastToPass, levelOf } = leastByMeasure(problem)
  const entries = leastToPass(0).length
  const layout = list([circles.start, circles.neighbour as Uint16Array, circles.measureAt, counts].map(place))
  const tableBytes = 64 * Math.ceil((64 + 4 * entries) / 64)
  const tables = place({ bytes: BARS * tableBytes })
  const isFilled = new Uint8Array(BARS)
  const statistic = statisticOf(problem)
  const found: CentreWindow[] = []

  function leastInCircle(bar: number): number {
    // a search comes to all bars: fewer tables are filled where it takes a lower one
    const tabled = Math.min(HIGHEST_BAR, lowerBar(bar))
    const level = levelOf(tabled)
    const begin = tables.begin + level * tableBytes + 64
    if (isFilled[level] === 1) return begin
    isFilled[level] = 1
    new Int32Array(memory.buffer, begin - 4, 1)[0] = 4 * entries
    new Int32Array(memory.buffer, begin, entries).set(leastToPass(tabled))
    return begin
  }

  let strongest: CentreWindow | undefined
  function circleStatistic(count: number, measure: number, centre: number, entry: number): number {
    const value = statistic(count, measure)
    if (value > (strongest?.statistic ?? 0))
      strongest = { centre, entry, first: 0, last: 0, observed: count, measure, statistic: value }
    return value
  }

  function search(centre: number, bar: number): CentreWindow | undefined {
    strongest = undefined
    exports.searchCircles(centre, bar)
    return strongest
  }

  const exports = instantiate(memory, { leastInCircle, circleStatistic })
  exports.setUpCircles(layout)
  for (let centre = 0; centre < points.length; centre++) {
    const likely = search(centre, SEARCH_BAR)
    const best = (likely?.statistic ?? 0) >= SEARCH_BAR ? likely : search(centre, 0)
    if (best) found.push(best)
  }
  return found
}

/** What draws over places alone read: the table of aliases, or the individuals. */
export function tablesOfDraws({ model, circles: { measureAt } }: GridProblem): [Uint8Array, Uint16Array] {
  return model === 'bernoulli'
    ? [new Uint8Array(0), listIndividuals(measureAt)]
    : [packAliases(measureAt), new Uint16Array(0)]
}

/** Draws replicates into lanes of rows by location that hold nothing yet. */
export function drawerInSpace(
  { model, total }: GridProblem,
  exports: Pick<Exports, 'drawIndividuals' | 'drawOverLocations'>,
  memory: WebAssembly.Memory,
  wordsBegin: number,
): (seed: string | number, first: number, size: number) => void {
  const words = new Uint32Array(memory.buffer, wordsBegin, 4 * TOGETHER)
  return function draw(seed, first, size) {
    if (model === 'bernoulli')
      for (let lane = 0; lane < size; lane++)
        exports.drawIndividuals(lane, total, ...randomWordsFor(seed, first + lane))
    else
      for (let lane = 0; lane < size; lane += TOGETHER) {
        for (let i = 0; i < TOGETHER; i++)
          randomWordsFor(seed, first + lane + i).forEach((word, k) => {
            words[TOGETHER * k + i] = word
          })
        exports.drawOverLocations(lane, total, wordsBegin)
      }
  }
}

/** Entries of 8 bytes, as the kernel reads them: see drawOverLocations. A draw stays where the second number is below the share. */
function packAliases(weights: Float64Array): Uint8Array {
  const { share, alias } = aliasTable(weights)
  const entries = new ArrayBuffer(8 * share.length)
  const [words, halves] = [new Uint32Array(entries), new Uint16Array(entries)]
  for (let i = 0; i < share.length; i++) {
    const stays = Math.ceil((share[i] as number) * 2 ** 32) - 1
    words[2 * i] = Math.min(2 ** 32 - 1, Math.max(0, stays))
    halves[4 * i + 2] = stays < 0 ? (alias[i] as number) : i
    halves[4 * i + 3] = alias[i] as number
  }
  return new Uint8Array(entries)
}

/** The location of each individual. */
function listIndividuals(individualsAt: Float64Array): Uint16Array {
  const locations = new Uint16Array(individualsAt.reduce((sum, individuals) => sum + individuals, 0))
  let next = 0
  individualsAt.forEach((individuals, location) => {
    locations.fill(location, next, next + individuals)
    next += individuals
  })
  return locations
}
