import { randomFor } from '../draws/random.ts'
import { caseDrawer } from './grid-draws.ts'
import type { GridProblem } from './grid-problem.ts'
import { type CasesByLocation, type CentreWindow, sortByLocation, statisticOf } from './grid-windows.ts'

/*
 * Scans that want each window looked at: for fewer cases than expected, for either, or for windows of some length at least. The
 * engine for many cases skips every window that does not begin and end on a case, which are the strongest only where more than
 * expected is looked for, of any length. Replicates are walked by the kernel of every window (kernels/windows.ts); here the data are, and replicates where it cannot.
 */

export function needsEveryWindow({ rates, shortestWindow }: Pick<GridProblem, 'rates' | 'shortestWindow'>): boolean {
  return rates !== 'high' || shortestWindow > 1
}

/**
 * The statistic of a window on the sides that are looked at, 0 where it has too few cases or lies on the other side. Fewer cases
 * than expected within are more than expected outside: the same likelihood ratio. Kulldorff 1997.
 */
export function statisticOnSides(problem: GridProblem): (count: number, measure: number) => number {
  const { rates, minimumCases, minimumLowCases, total, whole } = problem
  const statistic = statisticOf(problem)
  return (count, measure) => {
    const isMore = count * whole > total * measure
    if (isMore) return rates === 'low' || count < minimumCases ? 0 : statistic(count, measure)
    return rates === 'high' || count < minimumLowCases ? 0 : statistic(total - count, whole - measure)
  }
}

/** The strongest window of each centre that has one, where `needsEveryWindow`. */
export function searchEveryWindow(problem: GridProblem): CentreWindow[] {
  const { points } = problem
  const walk = everyWindow(problem)
  const cases = sortByLocation(points.length, problem.caseLocation, problem.caseUnit)
  const best: CentreWindow[] = []
  for (let centre = 0; centre < points.length; centre++) {
    const found: CentreWindow = { centre, entry: 0, first: 0, last: 0, observed: 0, measure: 0, statistic: 0 }
    walk(cases, centre, found)
    if (found.statistic > 0) best.push(found)
  }
  return best
}

/** The largest statistic of a replicate, by its seed and number, where `needsEveryWindow`. */
export function everyWindowMaximum(problem: GridProblem): (seed: string | number, replicate: number) => number {
  const { points } = problem
  const draw = caseDrawer(problem)
  const walk = everyWindow(problem)
  const sorted = { start: new Int32Array(points.length + 1), unit: new Int32Array(problem.total) }
  return (seed, replicate) => {
    const { location, unit, cases } = draw(randomFor(seed, replicate))
    sortByLocation(points.length, location, unit, cases, sorted)
    const found: CentreWindow = { centre: 0, entry: 0, first: 0, last: 0, observed: 0, measure: 0, statistic: 0 }
    for (let centre = 0; centre < points.length; centre++) walk(sorted, centre, found)
    return found.statistic
  }
}

type Walk = (cases: CasesByLocation, centre: number, found: CentreWindow) => void

/** Walks the circles of a centre outwards, and through the windows of each from the shortest, and keeps what is stronger than `found`. */
function everyWindow(problem: GridProblem): Walk {
  return problem.period === 'spatial' ? everyCircle(problem) : everyWindowOverTime(problem)
}

/** Pearson's X² is never below the likelihood ratio, and takes no logarithm (Kullback-Leibler ≤ χ²): what it is divided by. */
function scaleOf({ model, total, whole }: GridProblem): number {
  return model === 'bernoulli' ? whole / (total * (whole - total)) : 1 / total
}

function everyCircle(problem: GridProblem): Walk {
  const { total, whole } = problem
  const { start, neighbour, measureAt } = problem.circles
  const statistic = statisticOnSides(problem)
  const scale = scaleOf(problem)
  return function walk(cases, centre, found) {
    let [count, measure] = [0, 0]
    let strongest = found.statistic
    for (let entry = start[centre] as number; entry < (start[centre + 1] as number); entry++) {
      const location = neighbour[entry] as number
      count += (cases.start[location + 1] as number) - (cases.start[location] as number)
      measure += measureAt[location] as number
      const apart = count * whole - total * measure
      if (apart * apart * scale <= strongest * measure * (whole - measure)) continue
      const value = statistic(count, measure)
      if (value <= strongest) continue
      strongest = value
      Object.assign(found, { centre, entry, observed: count, measure, statistic: value })
    }
  }
}

function everyWindowOverTime(problem: GridProblem): Walk {
  const { circles, units, period, longestWindow, shortestWindow, measureBefore, total, whole } = problem
  const base = period === 'prospective' ? units - longestWindow : 0
  const { start, neighbour } = circles
  const statistic = statisticOnSides(problem)
  const measure = new Float64Array(units + 1)
  const before = new Int32Array(units + 1)
  const onUnit = new Int32Array(units)
  const scale = scaleOf(problem)

  return function walk(cases, centre, found) {
    measure.fill(0)
    onUnit.fill(0)
    for (let entry = start[centre] as number; entry < (start[centre + 1] as number); entry++) {
      const location = neighbour[entry] as number
      const row = location * (units + 1)
      for (let unit = base; unit <= units; unit++)
        measure[unit] = (measure[unit] as number) + (measureBefore[row + unit] as number)
      for (let i = cases.start[location] as number; i < (cases.start[location + 1] as number); i++) {
        const unit = cases.unit[i] as number
        onUnit[unit] = (onUnit[unit] as number) + 1
      }
      before[base] = 0
      for (let unit = base; unit < units; unit++) before[unit + 1] = (before[unit] as number) + (onUnit[unit] as number)
      for (let last = period === 'prospective' ? units - 1 : base + shortestWindow - 1; last < units; last++) {
        const [countUpTo, measureUpTo] = [before[last + 1] as number, measure[last + 1] as number]
        const furthest = Math.max(base, last - longestWindow + 1)
        for (let first = last - shortestWindow + 1; first >= furthest; first--) {
          const count = countUpTo - (before[first] as number)
          const m = measureUpTo - (measure[first] as number)
          const apart = count * whole - total * m
          if (apart * apart * scale <= found.statistic * m * (whole - m)) continue
          const value = statistic(count, m)
          if (value <= found.statistic) continue
          found.centre = centre
          found.entry = entry
          found.first = first
          found.last = last
          found.observed = count
          found.measure = m
          found.statistic = value
        }
      }
    }
  }
}
