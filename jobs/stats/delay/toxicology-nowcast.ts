import {
  binomialDistribution,
  type CountDistribution,
  countQuantile,
  sumOfCounts,
} from '../counts/count-distribution.ts'
import { COMPLETE_FROM, type Nowcast, nowcast, nowcastProbabilities } from './nowcast.ts'

/** A death that is known, and whether its toxicology is; its age in days. */
export type AgedDeath = { age: number; hasToxicology: boolean }

/**
 * The share of deaths that get complete toxicology in the end, and by age in days the chance that it still comes to a death known
 * without it (from the end on none).
 */
export type ToxicologyOutlook = { shareEver: number; chances: Float64Array }

/**
 * Learns from old deaths what is still to come. `known.deaths[d]` and `known.toxicology[d]` are the shares of the deaths, and of the
 * toxicology that ever comes, that are known within d days; of one length.
 *
 * A death that is known at age d has toxicology with probability share ever × ready(d), ready being the one ÷ the other. The share is
 * asked of the deaths of `windowDays` that are so old that 80 % is ready, and not older than the oldest that has any: before, it was
 * not recorded. Jeffreys' half a death each way: that all of a few have it does not say that all will. What is missing at age d then
 * comes with s(1 − ready) ÷ (1 − s·ready), by Bayes' rule, as in the mixture cure model.
 *
 * Boag JW. Maximum likelihood estimates of the proportion of patients cured by cancer therapy. J R Stat Soc B 1949;11:15–53.
 */
export function learnToxicology(
  deaths: readonly AgedDeath[],
  known: { deaths: Float64Array; toxicology: Float64Array },
  windowDays: number,
): ToxicologyOutlook {
  const ready = known.toxicology.map((share, age) =>
    share === 0 ? 0 : Math.min(1, share / (known.deaths[age] as number)),
  )
  const old = ready.findIndex((share) => share >= COMPLETE_FROM)
  const recordedFrom = deaths.reduce(
    (oldest, { age, hasToxicology }) => (hasToxicology ? Math.max(oldest, age) : oldest),
    0,
  )
  let complete = 0
  let due = 0
  for (const { age, hasToxicology } of deaths) {
    if (age < old || age >= old + windowDays || age > recordedFrom) continue
    due += ready[Math.min(age, ready.length - 1)] as number
    if (hasToxicology) complete++
  }
  const shareEver = (complete + 0.5) / (Math.max(complete, due) + 1)
  return { shareEver, chances: ready.map((share) => (shareEver * (1 - share)) / (1 - shareEver * share)) }
}

/**
 * How many deaths of a month will have complete toxicology in the end: those that have it, of those that wait for it, by age in days,
 * each with its chance, and of the deaths still unknown the share that ever gets it. The first two are counts with independent chances;
 * the last is the negative binomial number of the deaths' own nowcast, thinned, which keeps its size. `shareKnown` is that of the deaths.
 */
export function nowcastToxicology(
  complete: number,
  waiting: readonly number[],
  shareKnown: number,
  { shareEver, chances }: ToxicologyOutlook,
): { estimate: Nowcast; distribution: CountDistribution } {
  const known = complete + waiting.length
  const waitingAt = new Map<number, number>()
  for (const age of waiting) waitingAt.set(age, (waitingAt.get(age) ?? 0) + 1)
  const ofUnknown = nowcastProbabilities(known, shareKnown / (shareKnown + shareEver * (1 - shareKnown)))
  let expected = complete + shareEver * (nowcast(known, shareKnown).expected - known)
  let distribution: CountDistribution = { first: complete, probabilities: ofUnknown }
  for (const [age, deaths] of waitingAt) {
    const chance = chances[age] ?? 0
    expected += deaths * chance
    distribution = sumOfCounts(distribution, binomialDistribution(deaths, chance))
  }
  return { estimate: { expected, ...bandsOf(distribution) }, distribution }
}

function bandsOf(distribution: CountDistribution): Omit<Nowcast, 'expected'> {
  const quantile = (p: number) => countQuantile(distribution, p)
  const band = (level: number) => ({ low: quantile((1 - level) / 2), high: quantile((1 + level) / 2) })
  return { median: quantile(0.5), band50: band(0.5), band90: band(0.9), band95: band(0.95) }
}
