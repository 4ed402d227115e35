/**
 * How rates differ between places beyond chance: the count of a place is Poisson about its residents times its rate, and rates are spread
 * over places as a gamma of this mean and shape. A shape of infinity says that they do not differ.
 */
export type RateSpread = { mean: number; shape: number }

/** Shapes looked through: from rates that differ a thousandfold to such as chance alone would give. */
const LEAST_SHAPE = 1e-3
const MOST_SHAPE = 1e4
const STEPS = 60
/** What one parameter more must add to the log likelihood (Akaike 1974): chance alone spreads counts a little more than chance, half of the time. */
const EARNED = 1

/**
 * Rates drawn towards the rate of all places, the more so the fewer residents a place has, so that a hamlet with one event is not the
 * highest of all: the mean of each place's rate given its count (empirical Bayes). `events[i]`, whole numbers, among `residents[i]`; the
 * spread is fitted by marginal maximum likelihood, which uses each count's whole distribution. An estimate from moments (Marshall 1991)
 * needs the variance of the rates, which among hundreds of places that expect a tenth of an event each is mostly chance: it comes out at
 * nought beside a place with fifteen. NaN where a place has no residents; all the same where places differ no more than chance lets them.
 * Clayton D, Kaldor J. Empirical Bayes estimates of age-standardized relative risks for use in disease mapping. Biometrics 1987;43:671–681.
 */
export function smoothedRates(events: readonly number[], residents: readonly number[]): Float64Array {
  const { mean, shape } = fitRateSpread(events, residents)
  return Float64Array.from(events, (count, place) => {
    const people = residents[place] as number
    if (people === 0) return Number.NaN
    if (shape === Number.POSITIVE_INFINITY) return mean
    return (shape + count) / (shape / mean + people)
  })
}

/** The spread of greatest marginal likelihood: negative binomial counts, each with its own expected number. */
export function fitRateSpread(events: readonly number[], residents: readonly number[]): RateSpread {
  const inhabited = residents.flatMap((people, place) =>
    people > 0 ? [{ people, count: events[place] as number }] : [],
  )
  const total = inhabited.reduce((sum, { count }) => sum + count, 0)
  const all = inhabited.reduce((sum, { people }) => sum + people, 0)
  const mean = all > 0 ? total / all : Number.NaN
  if (!(total > 0)) return { mean, shape: Number.POSITIVE_INFINITY }

  const step = Math.log(MOST_SHAPE / LEAST_SHAPE) / STEPS
  const at = (n: number) => LEAST_SHAPE * Math.exp(n * step)
  const likelihoodAt = (n: number) => rateSpreadLikelihood(inhabited, { mean: meanAt(at(n)), shape: at(n) })
  let best = 0
  let highest = likelihoodAt(0)
  for (let n = 1; n <= STEPS; n++) {
    const likelihood = likelihoodAt(n)
    if (likelihood > highest) {
      best = n
      highest = likelihood
    }
  }
  if (best === STEPS || highest - poissonLikelihood(inhabited, mean) <= EARNED)
    return { mean, shape: Number.POSITIVE_INFINITY }
  const shape = at(goldenSection(likelihoodAt, Math.max(0, best - 1), best + 1))
  return { mean: meanAt(shape), shape }

  /** Of greatest likelihood for a shape: each place weighs less the more it expects, because a large one tells no more of all. */
  function meanAt(shape: number): number {
    let found = mean
    for (let turn = 0; turn < 50; turn++) {
      let [counted, lived] = [0, 0]
      for (const { people, count } of inhabited) {
        const weight = 1 / (shape + found * people)
        counted += weight * count
        lived += weight * people
      }
      const next = counted / lived
      if (Math.abs(next - found) <= found * 1e-10) return next
      found = next
    }
    return found
  }
}

/** Log likelihood, less what does not depend on the spread. */
export function rateSpreadLikelihood(
  places: readonly { people: number; count: number }[],
  { mean, shape }: RateSpread,
): number {
  let sum = 0
  for (const { people, count } of places) {
    const expected = mean * people
    // Γ(count + shape) / Γ(shape), as a product: exact for the small counts that decide
    for (let k = 0; k < count; k++) sum += Math.log((shape + k) / (shape + expected))
    sum += count * Math.log(expected) - shape * Math.log1p(expected / shape)
  }
  return sum
}

/** The same of rates that do not differ. */
function poissonLikelihood(places: readonly { people: number; count: number }[], mean: number): number {
  return places.reduce((sum, { people, count }) => sum + count * Math.log(mean * people) - mean * people, 0)
}

/** Where a function of one top is highest between two bounds, to a thousandth of a step. */
function goldenSection(height: (at: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2
  let [low, high] = [from, to]
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)]
  let [atLeft, atRight] = [height(left), height(right)]
  while (high - low > 1e-3) {
    if (atLeft > atRight) {
      ;[high, right, atRight] = [right, left, atLeft]
      left = high - ratio * (high - low)
      atLeft = height(left)
    } else {
      ;[low, left, atLeft] = [left, right, atRight]
      right = low + ratio * (high - low)
      atRight = height(right)
    }
  }
  return (low + high) / 2
}
