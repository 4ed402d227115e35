import { aliasDraw, randomBinomial } from '../draws/draws.ts'
import { type Random, shuffle } from '../draws/random.ts'
import type { GridProblem } from './grid-problem.ts'

/** The cases of a replicate: the first `cases` entries; where prospective, only those in the longest window. */
export type DrawnCases = { location: Int32Array; unit: Int32Array; cases: number }

/**
 * Draws cases as chance alone would lay them, given what each model holds fixed: all cases over the cells in
 * proportion to what is expected (multinomial), who of the individuals is a case (hypergeometric), or which of its
 * stratum's times each case has (permutation). The answer is valid until the next call.
 */
export function caseDrawer(problem: GridProblem): (random: Random) => DrawnCases {
  const { model, units, period, longestWindow, measureBefore, total, caseLocation, caseUnit, caseStratum } = problem
  const drawn: DrawnCases = { location: caseLocation.slice(), unit: caseUnit.slice(), cases: total }
  if (model === 'permutation') return permuteUnits()
  const cells = measureBefore.length / (units + 1)
  const measureOf = (location: number, unit: number) =>
    (measureBefore[location * (units + 1) + unit + 1] as number) -
    (measureBefore[location * (units + 1) + unit] as number)
  return model === 'bernoulli' ? drawIndividuals() : drawCells()

  function permuteUnits() {
    const strata = new Map<number, number[]>()
    caseStratum.forEach((stratum, i) => {
      const members = strata.get(stratum) ?? []
      strata.set(stratum, members)
      members.push(i)
    })
    const groups = [...strata.values()].map((members) => {
      const times = Int32Array.from(members, (i) => caseUnit[i] as number)
      return { members: Int32Array.from(members), times, shuffled: times.slice() }
    })
    return function permute(random: Random) {
      for (const { members, times, shuffled } of groups) {
        shuffled.set(times)
        shuffle(shuffled, random)
        for (let i = 0; i < members.length; i++) drawn.unit[members[i] as number] = shuffled[i] as number
      }
      return drawn
    }
  }

  function drawIndividuals() {
    const cellOf: number[] = []
    for (let location = 0; location < cells; location++)
      for (let unit = 0; unit < units; unit++)
        for (let i = measureOf(location, unit); i > 0; i--) cellOf.push(location * units + unit)
    const individuals = Int32Array.from(cellOf)
    const order = individuals.slice()
    return function label(random: Random) {
      order.set(individuals)
      shuffle(order, random, total)
      for (let i = 0; i < total; i++) {
        drawn.location[i] = Math.floor((order[i] as number) / units)
        drawn.unit[i] = (order[i] as number) % units
      }
      return drawn
    }
  }

  function drawCells() {
    const base = period === 'prospective' ? units - longestWindow : 0
    const length = units - base
    const weights = Float64Array.from({ length: cells * length }, (_, cell) =>
      measureOf(Math.floor(cell / length), base + (cell % length)),
    )
    const share = weights.reduce((sum, weight) => sum + weight, 0) / total
    const draw = share > 0 ? aliasDraw(weights) : () => 0
    return function spread(random: Random) {
      drawn.cases = base === 0 ? total : randomBinomial(random, total, Math.min(1, share))
      for (let i = 0; i < drawn.cases; i++) {
        const cell = draw(random)
        drawn.location[i] = Math.floor(cell / length)
        drawn.unit[i] = base + (cell % length)
      }
      return drawn
    }
  }
}
