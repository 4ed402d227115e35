import { expectationScore } from './expectation-score.ts'

/** A set of elements, the one with the largest observed over expected first, and its expectation-based Poisson score. */
export type Subset = { elements: number[]; observed: number; expected: number; score: number }

/** The elements by observed over expected, the largest first; of equals the first one first. */
export function priorityOrder(observed: ArrayLike<number>, expected: ArrayLike<number>, among?: ArrayLike<number>) {
  const order = among ? Array.from(among) : Array.from({ length: observed.length }, (_, i) => i)
  const priority = (i: number) => (observed[i] as number) / (expected[i] as number)
  return order.sort((a, b) => priority(b) - priority(a) || a - b)
}

/**
 * Of all subsets of the elements (or of those `among` them) the one with the largest score. The score has the linear-time subset scanning
 * property: the best of 2ᴺ subsets is one of the N that hold the elements of highest priority, observed over expected; of equal scores the
 * smallest. Every expected number must be above 0.
 * Neill DB. Fast subset scan for spatial pattern detection. J R Stat Soc B 2012;74:337–360.
 */
export function bestSubset(
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
  among?: ArrayLike<number>,
): Subset {
  const order = priorityOrder(observed, expected, among)
  const best = { size: 0, observed: 0, expected: 0, score: 0 }
  let events = 0
  let usual = 0
  for (let size = 1; size <= order.length; size++) {
    const element = order[size - 1] as number
    events += observed[element] as number
    usual += expected[element] as number
    const score = expectationScore(events, usual)
    if (score > best.score) Object.assign(best, { size, observed: events, expected: usual, score })
  }
  const { size, ...of } = best
  return { elements: order.slice(0, size), ...of }
}

/**
 * The best subset of the nearest of any centre: a cluster of any shape, and yet in one place. `nearest` lists for each centre its
 * neighbours, itself first; about 15 of them. Neill 2012, section 4.
 */
export function bestNearbySubset(
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
  nearest: readonly ArrayLike<number>[],
): Subset {
  let best: Subset = { elements: [], observed: 0, expected: 0, score: 0 }
  for (const neighbours of nearest) {
    let events = 0
    for (let i = 0; i < neighbours.length; i++) events += observed[neighbours[i] as number] as number
    if (events === 0) continue
    const subset = bestSubset(observed, expected, neighbours)
    if (subset.score > best.score) best = subset
  }
  return best
}
