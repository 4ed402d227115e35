import { randomFor } from '../draws/random.ts'
import { everyWindowMaximum, needsEveryWindow } from './any-window.ts'
import { caseDrawer } from './grid-draws.ts'
import type { GridProblem } from './grid-problem.ts'
import { leastByMeasure, sortByLocation, statisticOf, windowWalker } from './grid-windows.ts'
import { prospectiveGridMaximum, type ReplicateMaximum } from './prospective-walk.ts'
import { spatialMaxima } from './spatial-walk.ts'

/** The largest statistic of each replicate from number `from` up to, not including, `to`. */
export type GridMaxima = (seed: string | number, from: number, to: number) => Float64Array

/** Replicate i depends on the seed and i only. */
export function gridMaxima(problem: GridProblem, seed: string | number, from: number, to: number): Float64Array {
  return prepareMaxima(problem)(seed, from, to)
}

/** The same for several ranges, with what does not change between replicates made once. */
export function prepareMaxima(problem: GridProblem): GridMaxima {
  if (needsEveryWindow(problem)) return overReplicates(everyWindowMaximum(problem))
  if (problem.period === 'spatial') return spatialMaxima(problem)
  if (problem.model === 'poisson' && problem.period === 'prospective' && problem.isSeparable)
    return overReplicates(prospectiveGridMaximum(problem))
  return windowMaxima(problem)
}

function windowMaxima(problem: GridProblem): GridMaxima {
  const { points } = problem
  const draw = caseDrawer(problem)
  const statistic = statisticOf(problem)
  const { leastToPass } = leastByMeasure(problem)
  const bar = { least: leastToPass(0) }
  const walk = windowWalker(problem, bar)
  const sorted = { start: new Int32Array(points.length + 1), unit: new Int32Array(problem.total) }

  function maximum(seed: string | number, replicate: number): number {
    const { location, unit, cases } = draw(randomFor(seed, replicate))
    sortByLocation(points.length, location, unit, cases, sorted)
    let largest = 0
    bar.least = leastToPass(0)
    for (let centre = 0; centre < points.length; centre++)
      walk(sorted, centre, (_entry, _first, _last, observed, measure) => {
        const value = statistic(observed, measure)
        if (value <= largest) return
        largest = value
        bar.least = leastToPass(largest)
      })
    return largest
  }
  return overReplicates(maximum)
}

function overReplicates(maximum: ReplicateMaximum): GridMaxima {
  return (seed, from, to) => Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => maximum(seed, from + i))
}
