import type { Interval } from '../counts/rates.ts'

/**
 * Penalty of a (1 − alpha) interval for what came: its width, and 2/alpha for each unit outside. Lower is better.
 * Gneiting T, Raftery AE. Strictly proper scoring rules, prediction, and estimation. J Am Stat Assoc 2007;102:359–378.
 */
export function intervalScore({ low, high }: Interval, alpha: number, came: number): number {
  return high - low + (2 / alpha) * (Math.max(0, low - came) + Math.max(0, came - high))
}

/**
 * Penalty of a forecast given as its median and some intervals; of a median alone, its absolute error. Lower is better.
 * Bracher J, Ray EL, Gneiting T, Reich NG. Evaluating epidemic forecasts in an interval format. PLoS Comput Biol 2021;17:e1008618.
 */
export function weightedIntervalScore(
  median: number,
  intervals: readonly { interval: Interval; alpha: number }[],
  came: number,
): number {
  const weighted = intervals.reduce(
    (sum, { interval, alpha }) => sum + (alpha / 2) * intervalScore(interval, alpha, came),
    Math.abs(came - median) / 2,
  )
  return weighted / (intervals.length + 0.5)
}

/**
 * The continuous ranked probability score of a count: how far the whole forecast lies from what came, in counts; of a forecast
 * that is certain of one number, its absolute error. Lower is better. `probabilities[i]` is that of `first + i`; together 1.
 * Gneiting T, Raftery AE. Strictly proper scoring rules, prediction, and estimation. J Am Stat Assoc 2007;102:359–378.
 */
export function rankedProbabilityScore(probabilities: ArrayLike<number>, first: number, came: number): number {
  const last = first + probabilities.length - 1
  let score = 0
  let below = 0
  // between two numbers next to each other the distribution is flat, and outside these ends it equals what came
  for (let count = Math.min(first, came); count < Math.max(last, came); count++) {
    below += count >= first && count <= last ? (probabilities[count - first] as number) : 0
    score += (below - (count >= came ? 1 : 0)) ** 2
  }
  return score
}
