import { aliasTable } from '../stats/draws.ts'
import type { GridMaxima } from '../stats/grid-maxima.ts'
import type { GridProblem } from '../stats/grid-problem.ts'
import { leastByMeasure, statisticOf } from '../stats/grid-windows.ts'
import { stepOf } from '../stats/least-counts.ts'
import { randomWordsFor } from '../stats/random.ts'
import { instantiate } from './module.ts'
import { guessBar, LANES, layOutWalk, MOST_CASES, ROW_BYTES } from './walk.ts'

const TYPICAL_BAR = 6
/** Replicates that draw side by side. */
const TOGETHER = 4

/** A purely spatial scan; undefined where the kernel has no room for it. */
export function spatialMaxima(problem: GridProblem): GridMaxima | undefined {
  const { circles, points, model, total } = problem
  if (points.length > 65_536 || total > MOST_CASES || model === 'permutation') return undefined
  const { leastToPass, levelOf } = leastByMeasure(problem)
  const typical = leastToPass(TYPICAL_BAR)
  const isCounted = model === 'bernoulli'
  const { memory, layout, steps, levels, begins, leastMeasureOf } = layOutWalk(
    {
      circles,
      points,
      share: 1,
      typicallyAsked: (measure) => typical[stepOf(measure)] as number,
      shareOfExcess: 0.15,
      mostLevels: 1024,
      isGrouped: false,
    },
    (levels) => [
      isCounted ? new Uint8Array(0) : packAliases(circles.measureAt),
      isCounted ? listIndividuals(circles.measureAt) : new Uint16Array(0),
      { bytes: isCounted ? 2 * problem.whole : 0 },
      { bytes: 8 * LANES },
      { bytes: ROW_BYTES * levels },
      { bytes: 16 * TOGETHER },
      { bytes: 2 * levels },
    ],
  )
  const [, , , largestAt, , wordsAt, columnAt] = begins as [number, number, number, number, number, number, number]
  const column = new Uint16Array(memory.buffer, columnAt, levels)
  let inColumn = -1
  const statistic = statisticOf(problem)

  function leastColumnFor(bar: number): number {
    const level = bar === Infinity ? Infinity : levelOf(bar)
    if (level === inColumn) return columnAt
    inColumn = level
    if (level === Infinity) column.fill(MOST_CASES + 1)
    else {
      const least = leastToPass(bar)
      for (let one = 0; one < levels; one++)
        column[one] = Math.min(MOST_CASES + 1, least[stepOf(leastMeasureOf(one))] as number)
    }
    return columnAt
  }

  const exports = instantiate(memory, { leastColumnFor, spatialStatistic: statistic })
  exports.setUpWalk(layout, steps, 1)
  exports.setUpSpatial(layout)
  const startingBar = guessBar(2)
  const largest = new Float64Array(memory.buffer, largestAt, LANES)
  const words = new Uint32Array(memory.buffer, wordsAt, 4 * TOGETHER)

  function draw(seed: string | number, first: number, size: number): void {
    exports.clearReplicates()
    if (isCounted)
      for (let lane = 0; lane < size; lane++)
        exports.drawIndividuals(lane, total, ...randomWordsFor(seed, first + lane))
    else
      for (let lane = 0; lane < size; lane += TOGETHER) {
        for (let i = 0; i < TOGETHER; i++)
          randomWordsFor(seed, first + lane + i).forEach((word, k) => {
            words[TOGETHER * k + i] = word
          })
        exports.drawOverLocations(lane, total, wordsAt)
      }
  }

  return function maximaOf(seed, from, to) {
    const maxima = new Float64Array(Math.max(0, to - from))
    for (let done = 0; done < maxima.length; done += LANES) {
      const size = Math.min(LANES, maxima.length - done)
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
