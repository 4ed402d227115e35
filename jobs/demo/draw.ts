import type { Day } from '../../server/contract/day.ts'
import { addDays, daysBetween } from '../../server/day.ts'
import type { Random } from '../stats/draws/random.ts'

/** How synthetic records draw: everything from a stream of random numbers, so that a seed gives the same records. */

/** One of the values, with the chance its weight says. */
export function drawWeighted<const T>(random: Random, weighted: readonly (readonly [T, number])[]): T {
  return pickAt(random(), weighted)
}

/** The value at a share (0 to 1) of the summed weights. */
export function pickAt<T>(share: number, weighted: readonly (readonly [T, number])[]): T {
  const total = weighted.reduce((sum, [, weight]) => sum + weight, 0)
  let left = share * total
  for (const [value, weight] of weighted) {
    left -= weight
    if (left < 0) return value
  }
  const last = weighted.at(-1)
  if (!last) throw new RangeError('nothing to draw from')
  return last[0]
}

export function drawOne<T>(random: Random, values: readonly T[]): T {
  return pickAt(
    random(),
    values.map((value) => [value, 1] as const),
  )
}

export function isDrawn(random: Random, chance: number): boolean {
  return random() < chance
}

/** Whole number from `low` to `high`, both possible. */
export function drawWhole(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1))
}

/** Standard normal, by Box and Muller (1958). */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Whole days with the given median and spread of the logarithm: waiting times have a long tail. */
export function drawDelayDays(random: Random, medianDays: number, spread: number): number {
  return Math.max(0, Math.round(medianDays * Math.exp(spread * drawNormal(random))))
}

/**
 * Shares 0 to 1 that never bunch: multiples of the golden ratio (a Kronecker sequence), from a drawn start. The background is drawn with
 * it in time, place and substance, so that chance makes few clusters of its own and what the nights find is what was hidden.
 */
export function evenShares(random: Random, step = 0.618_033_988_749_895): () => number {
  let share = random()
  return function nextShare() {
    share = (share + step) % 1
    return share
  }
}

/** `count` days from first to last, in order, evenly spread with a jitter within each one's own stretch. */
export function spreadDays(random: Random, count: number, first: Day, last: Day): Day[] {
  const days = daysBetween(first, last) + 1
  return Array.from({ length: count }, (_, index) =>
    addDays(first, Math.min(days - 1, Math.floor(((index + random()) / count) * days))),
  )
}

/** `count` days as above, but commoner towards the end: from `growth` of the mean at the start to 2 − growth at the end. */
export function spreadGrowing(random: Random, count: number, first: Day, last: Day, growth: number): Day[] {
  const days = daysBetween(first, last) + 1
  const a = growth
  const b = 2 - 2 * growth
  // the day by which a share s of the events has happened: a x + b x²/2 = s
  const dayAt = (s: number) => (b === 0 ? s / a : (-a + Math.sqrt(a * a + 2 * b * s)) / b)
  return Array.from({ length: count }, (_, index) =>
    addDays(first, Math.min(days - 1, Math.floor(dayAt((index + random()) / count) * days))),
  )
}
