import { betaQuantile, binomialUpperTail, chiSquareQuantile, normalQuantile } from './distributions.ts'
import { binomialProbability } from './probabilities.ts'

export type Interval = { low: number; high: number }

/**
 * The exact Poisson confidence interval of a count. `level` is the coverage, .95 by default.
 * Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936;28:437–442.
 */
export function exactPoissonInterval(events: number, level = 0.95): Interval {
  const tail = (1 - level) / 2
  return {
    low: events === 0 ? 0 : chiSquareQuantile(tail, 2 * events) / 2,
    high: chiSquareQuantile(1 - tail, 2 * (events + 1)) / 2,
  }
}

/**
 * Byar's approximation to the same interval, with x + 1 in the upper limit as the Office for Health Improvement and
 * Disparities uses it. (R's epitools puts x + ½ in both limits, which is another interval.)
 * Breslow NE, Day NE. Statistical Methods in Cancer Research, volume II. IARC 1987, page 69.
 */
export function byarInterval(events: number, level = 0.95): Interval {
  const z = normalQuantile(1 - (1 - level) / 2)
  const next = events + 1
  return {
    low: events === 0 ? 0 : events * (1 - 1 / (9 * events) - z / (3 * Math.sqrt(events))) ** 3,
    high: next * (1 - 1 / (9 * next) + z / (3 * Math.sqrt(next))) ** 3,
  }
}

/** The interval of a count by OHID's rule: exact for fewer than 10 events, Byar from 10 on (Fingertips technical guidance). */
export function countInterval(events: number, level = 0.95): Interval & { method: 'exact' | 'byar' } {
  return events < 10
    ? { ...exactPoissonInterval(events, level), method: 'exact' }
    : { ...byarInterval(events, level), method: 'byar' }
}

/**
 * Interval of a share, 0 to 1: never beyond them, and of use at none and at all.
 * Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 1927; 22: 209-212.
 * @throws RangeError unless 0 ≤ successes ≤ trials and trials ≥ 1
 */
export function wilsonInterval(successes: number, trials: number, level = 0.95): Interval {
  if (!(trials >= 1 && successes >= 0 && successes <= trials))
    throw new RangeError('0 ≤ successes ≤ trials, trials ≥ 1')
  const z = normalQuantile((1 + level) / 2)
  const share = successes / trials
  const middle = share + (z * z) / (2 * trials)
  const reach = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  const scale = 1 + (z * z) / trials
  return { low: Math.max(0, (middle - reach) / scale), high: Math.min(1, (middle + reach) / scale) }
}

/**
 * The exact interval of a share, 0 to 1: it covers at least as often as it says, however few there were, and is wider than Wilson's.
 * Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 1934;26:404–413.
 * @throws RangeError unless 0 ≤ successes ≤ trials and trials ≥ 1
 */
export function exactBinomialInterval(successes: number, trials: number, level = 0.95): Interval {
  if (!(trials >= 1 && successes >= 0 && successes <= trials))
    throw new RangeError('0 ≤ successes ≤ trials, trials ≥ 1')
  const tail = (1 - level) / 2
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    high: successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  }
}

/** Events for every `per` of the population (person-years, where the events are of several years), with OHID's interval. */
export function crudeRate({
  events,
  population,
  per = 100_000,
}: {
  events: number
  population: number
  per?: number
}): Interval & { rate: number; method: 'exact' | 'byar' } {
  const { low, high, method } = countInterval(events)
  const scale = per / population
  return { rate: events * scale, low: low * scale, high: high * scale, method }
}

/** European Standard Population 2013 by five-year age group, 0–4 to 90+; sums to 100,000. Eurostat 2013. */
export const europeanStandardPopulation2013: readonly number[] = [
  5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000,
]

export type StandardisedRate = (Interval & { rate: number; events: number }) | { refused: 'fewer than 10 events' }

/**
 * Directly age-standardised rate with Dobson's interval. `events` and `population` hold one number for each age group
 * of `weights`. Below 10 events it is refused, as OHID does: give the crude rate.
 * Dobson AJ et al. Confidence intervals for weighted sums of Poisson parameters. Stat Med 1991;10:457–462.
 * @throws RangeError where the age groups do not correspond
 */
export function standardisedRate({
  events,
  population,
  per = 100_000,
  weights = europeanStandardPopulation2013,
}: {
  events: readonly number[]
  population: readonly number[]
  per?: number
  weights?: readonly number[]
}): StandardisedRate {
  if (events.length !== weights.length || population.length !== weights.length)
    throw new RangeError(`expected ${weights.length} age groups, got ${events.length} and ${population.length}`)
  const total = sum(events)
  if (total < 10) return { refused: 'fewer than 10 events' }
  const standard = sum(weights)
  let rate = 0
  let variance = 0
  weights.forEach((weight, group) => {
    const share = weight / standard / (population[group] as number)
    rate += share * (events[group] as number)
    variance += share * share * (events[group] as number)
  })
  const { low, high } = byarInterval(total)
  const stretch = Math.sqrt(variance / total)
  return {
    rate: rate * per,
    low: (rate + stretch * (low - total)) * per,
    high: (rate + stretch * (high - total)) * per,
    events: total,
  }
}

/** Observed over expected events (indirect standardisation; 1 = as expected), with OHID's interval. */
export function standardisedRatio(observed: number, expected: number): Interval & { ratio: number } {
  const { low, high } = countInterval(observed)
  return { ratio: observed / expected, low: low / expected, high: high / expected }
}

type EventsAndPopulation = { events: number; population: number }

/**
 * Two rates compared exactly: given the total, the first area's events are binomial. Ratio of the first to the second
 * with its Clopper–Pearson interval (high is infinite where the second has no events), the two-sided p (sum of the
 * outcomes no likelier than this one) and the p that the first is greater.
 * Przyborowski J, Wilenski H. Homogeneity of results in testing samples from Poisson series. Biometrika 1940;31:313–323.
 */
export function compareRates(
  first: EventsAndPopulation,
  second: EventsAndPopulation,
): Interval & { ratio: number; pTwoSided: number; pGreater: number } {
  const total = first.events + second.events
  const share = first.population / (first.population + second.population)
  const asRatio = (p: number) => (p >= 1 ? Infinity : ((p / (1 - p)) * second.population) / first.population)
  return {
    ratio: first.events / first.population / (second.events / second.population),
    low: first.events === 0 ? 0 : asRatio(betaQuantile(0.025, first.events, second.events + 1)),
    high: second.events === 0 ? Infinity : asRatio(betaQuantile(0.975, first.events + 1, second.events)),
    pTwoSided: twoSidedBinomialP(first.events, total, share),
    pGreater: binomialUpperTail(first.events, total, share),
  }
}

function twoSidedBinomialP(events: number, total: number, share: number): number {
  const limit = binomialProbability(events, total, share) * (1 + 1e-7)
  let p = 0
  for (let k = 0; k <= total; k++) {
    const probability = binomialProbability(k, total, share)
    if (probability <= limit) p += probability
  }
  return Math.min(1, p)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
