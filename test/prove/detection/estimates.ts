import { wilsonInterval } from '../../../jobs/stats/counts/rates.ts'

/** Estimates over seeds; a seed is the unit that is independent, its nights are not. */

export type Estimate = { value: number; standardError: number }

/** The mean of one figure a seed. */
export function meanOverSeeds(values: readonly number[]): Estimate {
  const n = values.length
  const value = values.reduce((sum, x) => sum + x, 0) / n
  const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / (n - 1)
  return { value, standardError: Math.sqrt(variance / n) }
}

/** Σ hits / Σ trials, with the standard error of a ratio of totals clustered by seed. Cochran WG. Sampling Techniques. 1977, section 6.4. */
export function ratioOverSeeds(seeds: readonly { hits: number; trials: number }[]): Estimate {
  const n = seeds.length
  const trials = seeds.reduce((sum, seed) => sum + seed.trials, 0)
  const value = seeds.reduce((sum, seed) => sum + seed.hits, 0) / trials
  const squares = seeds.reduce((sum, seed) => sum + (seed.hits - value * seed.trials) ** 2, 0)
  return { value, standardError: Math.sqrt((squares * n) / (n - 1)) / trials }
}

/** One-sided: what the true figure exceeds with confidence 95 %. */
export function lowerBound({ value, standardError }: Estimate): number {
  return value - 1.645 * standardError
}

export type Share = { value: number; low: number; high: number; of: number; hits: number }

/** A share of seeds, with Wilson's interval. */
export function shareOf(hits: readonly boolean[]): Share {
  const count = hits.filter(Boolean).length
  const { low, high } = wilsonInterval(count, hits.length)
  return { value: count / hits.length, low, high, of: hits.length, hits: count }
}

/** The middle of the values, the lower of two; null of none. */
export function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? null
}
