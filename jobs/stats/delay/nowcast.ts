import { negativeBinomialQuantile } from '../counts/distributions.ts'
import type { Interval } from '../counts/rates.ts'

/** Below this share known no estimate is shown: it would rest on a few reports. */
export const SHOWN_FROM = 0.2
/** Below this share known a month is marked as still coming in. */
export const COMPLETE_FROM = 0.8
/** From this share known on a count is taken for final, and may be held against what was estimated before. */
export const SETTLED_FROM = 0.99

export type Nowcast = {
  /** The mean without the prior that the bands have: of deaths, known so far ÷ share known. */
  expected: number
  median: number
  band50: Interval
  band90: Interval
  band95: Interval
}

/**
 * How many there will be in the end, when `observed` are known and that is expected to be `shareKnown` of them: those still
 * unknown are negative binomial with size observed + ½ and that probability. Never fewer than are known already.
 *
 * Jeffreys' prior for the mean of a Poisson count that is thinned to what is known: Gamma(½, 0), so the unknown part given the
 * known is negative binomial.
 */
export function nowcast(observed: number, shareKnown: number): Nowcast {
  const size = observed + 0.5
  const mean = (size * (1 - shareKnown)) / shareKnown
  const quantile = (p: number) => observed + negativeBinomialQuantile(p, mean, size)
  const band = (level: number) => ({ low: quantile((1 - level) / 2), high: quantile((1 + level) / 2) })
  return {
    expected: observed / shareKnown,
    median: quantile(0.5),
    band50: band(0.5),
    band90: band(0.9),
    band95: band(0.95),
  }
}

/** What the distribution may lack of 1 where its tail is cut off. */
const CUT_OFF = 1e-9

/** The probabilities of `observed`, observed + 1, … in the end, as `nowcast` has them. Together 1. */
export function nowcastProbabilities(observed: number, shareKnown: number): Float64Array {
  const size = observed + 0.5
  const probabilities: number[] = []
  let rest = 1
  for (let unknown = 0, log = size * Math.log(shareKnown); rest > CUT_OFF; unknown++) {
    const probability = Math.exp(log)
    probabilities.push(probability)
    rest -= probability
    // in logarithms, since the first of them are too small for a number where much is known of many
    log += Math.log(((unknown + size) / (unknown + 1)) * (1 - shareKnown))
  }
  if (rest > 0) probabilities.push(rest)
  return Float64Array.from(probabilities)
}

/**
 * The share of a period's events that is known by the end of day `now`, when they happen evenly over its days `first` to `last`.
 * `known[d]` is the share known within d days; from its end on all are. Days after `now` are not part of the answer.
 */
export function shareKnownOfPeriod(known: Float64Array, first: number, last: number, now: number): number {
  const end = Math.min(last, now)
  let sum = 0
  for (let day = first; day <= end; day++) sum += known[Math.min(now - day, known.length - 1)] as number
  return sum / (end - first + 1)
}
