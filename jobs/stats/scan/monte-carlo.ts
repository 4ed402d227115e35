import { leastAsStrong } from './scan-statistic.ts'

export type MonteCarloP = {
  p: number
  /** Replicates looked at. */
  replicates: number
  /** Replicates whose statistic was at least the observed one: ties count, also those that only rounding tells apart. */
  exceedances: number
  /** Whether the sequential rule ended it, so that more replicates would not be used. */
  isStopped: boolean
}

/**
 * The Monte Carlo p value of an observed maximum against the maxima of replicates, in the order of their numbers.
 * The observed data count as one of the replicates, so p is never zero: (1 + exceedances)/(replicates + 1).
 * With `stopAfterExceedances` = h, it ends at the replicate r that brings the h-th exceedance, and p = h/r; the rule
 * looks at the order of the replicates only, so the answer does not depend on how many were computed beyond r.
 * `looked`: the first so many alone are looked at.
 * Besag J, Clifford P. Sequential Monte Carlo p-values. Biometrika 1991;78:301–304.
 */
export function decideP(
  observed: number,
  maxima: ArrayLike<number>,
  stop: SequentialStop = {},
  looked = maxima.length,
): MonteCarloP {
  const { stopAfterExceedances = Infinity, thresholds = [] } = stop
  const first = countExceedances(observed, maxima, looked, stopAfterExceedances)
  return isNear(first.p, thresholds) ? countExceedances(observed, maxima, looked, SURE_EXCEEDANCES) : first
}

export type SequentialStop = {
  stopAfterExceedances?: number | undefined
  /**
   * The p values at which something is decided. Ten exceedances know p to within a third, so that near one of these the same data would be
   * told a week sooner or later by the luck of the draw: there it goes on to 200.
   */
  thresholds?: readonly number[] | undefined
}

const SURE_EXCEEDANCES = 200
/** And at most to so many replicates. */
export const MOST_REPLICATES = 39_999
/** A p this many times a threshold, or this part of it, may turn out on its other side. */
const NEAR = 1.6

function isNear(p: number, thresholds: readonly number[]): boolean {
  return thresholds.some((threshold) => p < threshold * NEAR && p > threshold / NEAR)
}

/**
 * How many replicates are worth looking at, having seen these. Whether to go on is decided at `replicates` and at `extendTo`, from as many
 * and no more: between them p wanders over the borders, and another number of threads would come by at other moments.
 */
export function replicatesWanted(
  observed: number,
  maxima: ArrayLike<number>,
  { replicates, extendTo = replicates, ...stop }: SequentialStop & { replicates: number; extendTo?: number },
): number {
  const decided = decideP(observed, maxima, stop)
  if (decided.isStopped) return decided.replicates
  if (maxima.length < replicates) return replicates
  const most = Math.max(extendTo, MOST_REPLICATES)
  const { thresholds = [] } = stop
  const { p } = decideP(observed, maxima, stop, replicates)
  if (isNear(p, thresholds)) return most
  if (p > 0.01) return replicates
  if (maxima.length < extendTo) return extendTo
  return isNear(decideP(observed, maxima, stop, extendTo).p, thresholds) ? most : extendTo
}

function countExceedances(
  observed: number,
  maxima: ArrayLike<number>,
  looked: number,
  stopAfterExceedances: number,
): MonteCarloP {
  const bar = leastAsStrong(observed)
  let exceedances = 0
  for (let i = 0; i < looked; i++) {
    if ((maxima[i] as number) < bar) continue
    exceedances++
    if (exceedances >= stopAfterExceedances)
      return { p: exceedances / (i + 1), replicates: i + 1, exceedances, isStopped: true }
  }
  return {
    p: (exceedances + 1) / (looked + 1),
    replicates: looked,
    exceedances,
    isStopped: false,
  }
}

/**
 * The p value beyond the resolution of the replicates, from a Gumbel distribution with their mean and variance.
 * Conservative far out at small counts: label it wherever it is shown.
 * Abrams AM, Kleinman K, Kulldorff M. Gumbel based p-value approximations for spatial scan statistics.
 * Int J Health Geogr 2010;9:61.
 * @returns NaN where the maxima are all the same
 */
export function gumbelP(observed: number, maxima: ArrayLike<number>): number {
  const n = maxima.length
  let mean = 0
  let areAlike = true
  for (let i = 0; i < n; i++) {
    mean += (maxima[i] as number) / n
    if (maxima[i] !== maxima[0]) areAlike = false
  }
  if (areAlike) return Number.NaN
  let variance = 0
  for (let i = 0; i < n; i++) variance += ((maxima[i] as number) - mean) ** 2 / n
  const scale = Math.sqrt(6 * variance) / Math.PI
  const location = mean - 0.5772156649 * scale
  return -Math.expm1(-Math.exp((location - observed) / scale))
}

/** Days between results this strong by chance alone, in one stream looked at every `everyDays` days. */
export function recurrenceIntervalDays(p: number, everyDays = 1): number {
  return everyDays / p
}

/** Replicates asked for in one block while a sequential stop is still possible. */
const BLOCK = 100

/**
 * Asks for maxima block by block, in the order of their numbers, until p is decided: at the sequential stop, or after
 * `replicates`, or, where p is then ≤ .01 and `extendTo` is greater, after that many (the first ones are kept).
 */
export function maximaUntilDecided(
  observed: number,
  maximaOf: (from: number, to: number) => Float64Array,
  stop: SequentialStop & { replicates: number; extendTo?: number },
): Float64Array {
  const block = stop.stopAfterExceedances === undefined ? Infinity : BLOCK
  let maxima = new Float64Array(0)
  for (;;) {
    const wanted = replicatesWanted(observed, maxima, stop)
    if (wanted <= maxima.length) return maxima.slice(0, wanted)
    const more = maximaOf(maxima.length, Math.min(wanted, maxima.length + block))
    const joined = new Float64Array(maxima.length + more.length)
    joined.set(maxima)
    joined.set(more, maxima.length)
    maxima = joined
  }
}
