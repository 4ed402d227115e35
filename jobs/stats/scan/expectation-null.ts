import { randomGamma } from '../draws/gamma-draws.ts'
import { type Random, randomBelow, randomFor } from '../draws/random.ts'
import { type ExpectationProblem, largestExpectationScore } from './expectation-scan.ts'
import { countOf, drawMeans, expectedBackwards, type UsualDays } from './temporal-scan.ts'

/** A partnership: what is usual of it day by day, and how its events are spread over its places. */
export type Reporter = {
  usual: UsualDays
  /** Indices of its places. */
  places: Int32Array
  /** For each place, and at the end for events that lie in none, how many past events speak for it: a Dirichlet distribution. */
  shapes: Float64Array
  /** What a past event counts for beside a new one, for places wander; 1 where left out. */
  weight?: number
}

export type ExpectationNull = {
  /** Location of each place. */
  locationOfPlace: Int32Array
  reporters: Reporter[]
  /**
   * Variance over the mean of a week's count of all reporters together, beyond what their own explains: weeks that are bad everywhere at
   * once. At least 0.
   */
  commonOverdispersion: number
}

/** What a place without past events is given beforehand: Jeffreys' half an event each, divided by residents where they are known. */
export function sharesOf(pastEvents: ArrayLike<number>, residents: readonly (number | null)[]): Float64Array {
  const known = residents.filter((number) => number !== null)
  const mean = known.reduce((sum, number) => sum + number, 0) / known.length
  return Float64Array.from(pastEvents, (events, place) => {
    const number = residents[place] ?? null
    return events + 0.5 * (number !== null && mean > 0 ? Math.max(0.1, number / mean) : 1)
  })
}

/** The events expected of each place within each window, as far as they would be known by now: place × window. */
export function expectedAtPlaces(
  reporters: readonly Reporter[],
  windows: readonly number[],
  places: number,
  endsBack?: readonly number[],
): Float64Array {
  const expected = new Float64Array(places * windows.length)
  for (const { usual, places: own, shapes } of reporters) {
    const perDay = expectedBackwards(usual)
    const whole = sum(shapes)
    windows.forEach((length, window) => {
      const from = endsBack?.[window] ?? 0
      const ofWindow = sum(perDay.subarray(from, from + length))
      own.forEach((place, i) => {
        expected[place * windows.length + window] = (ofWindow * (shapes[i] as number)) / whole
      })
    })
  }
  return expected
}

/**
 * The largest score of each replicate from `from` up to, not including, `to`; it depends on the seed and the replicate's number only. A
 * replicate draws what is usual of each partnership (its level, trend and season are not known exactly, and its weeks run high or low
 * together: as D1's do), weeks that are high or low everywhere, how events are spread over the places (nor is that known exactly), and
 * Poisson counts.
 */
export function expectationMaxima(
  problem: ExpectationProblem,
  given: ExpectationNull,
  seed: string,
  from: number,
  to: number,
): Float64Array {
  const counts = new Int32Array(problem.expected.length)
  const horizon = horizonOf(problem)
  const usually = new Float64Array(horizon)
  for (const { usual } of given.reporters)
    expectedBackwards({ ...usual, shareKnown: new Float64Array(horizon).fill(1) }).forEach((mean, back) => {
      usually[back] = (usually[back] as number) + mean
    })
  return Float64Array.from({ length: to - from }, (_, i) => {
    drawCounts(problem, given, usually, randomFor(seed, from + i), counts)
    return largestExpectationScore(problem, counts)
  })
}

/** Fills `counts`, location × window, with the events of one replicate. */
function drawCounts(
  { windows, endsBack }: Pick<ExpectationProblem, 'windows' | 'endsBack'>,
  { reporters, locationOfPlace, commonOverdispersion }: ExpectationNull,
  usually: Float64Array,
  random: Random,
  counts: Int32Array,
): void {
  counts.fill(0)
  const everywhere = commonOverdispersion > 0 ? drawCommonWeeks(usually, commonOverdispersion, random) : undefined
  const perDay = new Float64Array(usually.length)
  const drawn: number[] = []
  for (const { usual, places, shapes, weight = 1 } of reporters) {
    drawMeans(usual, random, perDay)
    // events so far, up to each day back
    let whole = 0
    for (let back = 0; back < perDay.length; back++) {
      whole += (perDay[back] as number) * (everywhere?.[back] ?? 1) * (usual.shareKnown[back] as number)
      perDay[back] = whole
    }
    const upTo = cumulativeOf(shapes)
    const beforehand = weight * (upTo.at(-1) as number)
    drawn.length = 0
    for (let left = countOf(random, whole); left > 0; left--) {
      // an urn: the shares of the places are a Dirichlet draw, without drawing them
      const at = random() * (beforehand + drawn.length)
      const index = at < beforehand ? firstAbove(upTo, at / weight) : (drawn[Math.floor(at - beforehand)] as number)
      drawn.push(index)
      const back = firstAbove(perDay, random() * whole)
      const place = places[index]
      if (place === undefined) continue
      const row = (locationOfPlace[place] as number) * windows.length
      for (let window = 0; window < windows.length; window++) {
        const inside = back - (endsBack?.[window] ?? 0)
        if (inside >= 0 && inside < (windows[window] as number))
          counts[row + window] = (counts[row + window] as number) + 1
      }
    }
  }
}

const cumulative = new WeakMap<Float64Array, Float64Array>()

function cumulativeOf(shapes: Float64Array): Float64Array {
  const known = cumulative.get(shapes)
  if (known) return known
  let sum = 0
  const upTo = shapes.map((shape) => {
    sum += shape
    return sum
  })
  cumulative.set(shapes, upTo)
  return upTo
}

/** A factor for each day, of mean 1, the same within a week; the weeks begin on any day. */
function drawCommonWeeks(usually: Float64Array, overdispersion: number, random: Random): Float64Array {
  const factors = new Float64Array(usually.length).fill(1)
  const weekBegins = randomBelow(random, 7)
  let factor = 1
  for (let back = 0; back < factors.length; back++) {
    if (back === 0 || back % 7 === weekBegins) {
      const end = Math.min(factors.length, back + 7)
      const shape = (sum(usually.subarray(back, end)) * 7) / (end - back) / overdispersion
      factor = randomGamma(random, shape) / shape
    }
    factors[back] = factor
  }
  return factors
}

/** How many days back the windows reach. */
function horizonOf({ windows, endsBack }: Pick<ExpectationProblem, 'windows' | 'endsBack'>): number {
  return Math.max(...windows.map((length, window) => length + (endsBack?.[window] ?? 0)))
}

/** The first index whose number is above the one looked for, of ascending numbers. */
function firstAbove(ascending: Float64Array, number: number): number {
  let [low, high] = [0, ascending.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) > number) high = middle
    else low = middle + 1
  }
  return low
}

function sum(numbers: Float64Array): number {
  return numbers.reduce((total, number) => total + number, 0)
}
