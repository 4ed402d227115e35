import { normalQuantile } from './distributions.ts'
import type { Interval } from './rates.ts'

/** With fewer caught twice the estimate says next to nothing, and its bias is large. */
export const LEAST_RECAPTURES = 7

export type MissingEstimate = { total: number; interval: Interval; observed: number }

/**
 * How many there are in all, from how many each of two sources found and how many both did; undefined under 7 recaptures.
 * Chapman DG. Some properties of the hypergeometric distribution. Univ Calif Publ Stat 1951;1:131–160 (its variance: Seber GAF, Biometrika
 * 1970;57:513–518). The interval is log-normal on those that neither found, so that it never falls under what was seen: Chao A. Biometrics 1987;43:783–791.
 */
export function estimateByChapman(one: number, other: number, both: number, level = 0.95): MissingEstimate | undefined {
  if (both < LEAST_RECAPTURES) return undefined
  const observed = one + other - both
  const total = ((one + 1) * (other + 1)) / (both + 1) - 1
  const variance = ((one + 1) * (other + 1) * (one - both) * (other - both)) / ((both + 1) ** 2 * (both + 2))
  const unseen = total - observed
  if (unseen <= 0 || variance === 0) return { total, observed, interval: { low: observed, high: observed } }
  const z = normalQuantile(1 - (1 - level) / 2)
  const factor = Math.exp(z * Math.sqrt(Math.log(1 + variance / unseen ** 2)))
  return { total, observed, interval: { low: observed + unseen / factor, high: observed + unseen * factor } }
}
