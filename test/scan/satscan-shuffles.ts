import type { ScanProblem } from '../../jobs/stats/scan/scan-problem.ts'
import { observedClusters } from '../../jobs/stats/scan/space-time-permutation.ts'

/**
 * The largest statistics of SaTScan's own replicates from number `from` up to, not including, `to`: the first is 1. The
 * problem's cases are to be listed as SaTScan lists them: latest day first, and then in the order of the file. A replicate
 * gives each case a number of its generator, in single precision, and sorts the days by it (docs/statistics.md 10).
 */
export function satscanMaxima(problem: ScanProblem, from: number, to: number): Float64Array {
  return Float64Array.from({ length: to - from }, (_, i) => {
    const caseDay = satscanShuffle(problem.caseDay, from + i)
    return observedClusters({ ...problem, caseDay })[0]?.statistic ?? 0
  })
}

function satscanShuffle(days: Int32Array, replicate: number): Int32Array {
  let state = FIRST_SEED + replicate
  const numbers = Float32Array.from(days, () => {
    state = (state * MULTIPLIER) % MODULUS
    return state / MODULUS
  })
  const order = Array.from(days.keys()).sort((i, j) => (numbers[i] as number) - (numbers[j] as number))
  return Int32Array.from(order, (i) => days[i] as number)
}

/** Park SK, Miller KW, Stockmeyer PK. Technical correspondence. CACM 1993;36:105–110. Products stay below 2⁵³. */
const MULTIPLIER = 48_271
const MODULUS = 2 ** 31 - 1
const FIRST_SEED = 12_345_678
