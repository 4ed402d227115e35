import { binomialProbability } from './probabilities.ts'

/** A random whole number: `probabilities[i]` is the probability of `first + i`; together 1. */
export type CountDistribution = { first: number; probabilities: Float64Array }

/** What may be cut off at either end; it is added to what is then the end. */
const CUT_OFF = 1e-12

/** How many of `trials` are successes, each with the given chance. */
export function binomialDistribution(trials: number, chance: number): CountDistribution {
  return cutEnds(
    0,
    Float64Array.from({ length: trials + 1 }, (_, successes) => binomialProbability(successes, trials, chance)),
  )
}

/** The sum of two independent numbers. */
export function sumOfCounts(a: CountDistribution, b: CountDistribution): CountDistribution {
  const sum = new Float64Array(a.probabilities.length + b.probabilities.length - 1)
  for (let i = 0; i < a.probabilities.length; i++)
    for (let j = 0; j < b.probabilities.length; j++)
      sum[i + j] = (sum[i + j] as number) + (a.probabilities[i] as number) * (b.probabilities[j] as number)
  return cutEnds(a.first + b.first, sum)
}

/** The least number that is reached or stayed below with probability `p`. */
export function countQuantile({ first, probabilities }: CountDistribution, p: number): number {
  const last = probabilities.length - 1
  let below = 0
  for (let i = 0; i < last; i++) {
    below += probabilities[i] as number
    if (below >= p) return first + i
  }
  return first + last
}

function cutEnds(first: number, probabilities: Float64Array): CountDistribution {
  let from = 0
  let to = probabilities.length - 1
  let [low, high] = [probabilities[from] as number, probabilities[to] as number]
  while (from < to && low < CUT_OFF) low += probabilities[++from] as number
  while (to > from && high < CUT_OFF) high += probabilities[--to] as number
  const kept = probabilities.slice(from, to + 1)
  if (from < to) {
    kept[0] = low
    kept[to - from] = high
  }
  return { first: first + from, probabilities: kept }
}
