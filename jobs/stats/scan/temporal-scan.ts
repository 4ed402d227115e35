import { choleskyFactor } from '../counts/cholesky.ts'
import type { DailyCounts, TemporalBaseline } from '../counts/temporal-baseline.ts'
import { logUpperTails } from '../counts/upper-tail-table.ts'
import { randomGamma, randomNormal } from '../draws/gamma-draws.ts'
import { type Random, randomBelow, randomFor, randomPoisson } from '../draws/random.ts'

export type RiseSettings = {
  /** Lengths in days of the windows, all of which end on the last day; the shortest first. */
  windows: readonly number[]
  /** A window with fewer events is no rise. */
  minimumCases: number
}

/** A window and how surprising it is: −log₁₀ P(Y ≥ observed), of a negative binomial count. */
export type Rise = { windowDays: number; observed: number; expected: number; shareKnown: number; statistic: number }

/** What is usual of the last days, and how surely that is known; the days run backwards from the last one. */
export type UsualDays = {
  /** A row of β.length numbers a day. */
  design: Float64Array
  beta: Float64Array
  /** Lower triangle whose square is the covariance of β. */
  spread: Float64Array
  levelShape: number | null
  overdispersion: number
  shareKnown: Float64Array
}

/** All that replicates need. */
export type RiseProblem = RiseSettings &
  UsualDays & {
    /** For each window the statistic of 0, 1, 2 … events. */
    statistics: Float64Array[]
    expected: Float64Array
  }

/** Reports can come sooner than they ever did: of no day is so little known that one event would be a wonder. */
const LEAST_SHARE_KNOWN = 0.01

/** Of the last `horizon` days, what the baseline leads one to expect. */
export function usualDays(series: DailyCounts, baseline: TemporalBaseline, horizon: number): UsualDays {
  const days = series.counts.length
  const p = baseline.beta.length
  const design = new Float64Array(horizon * p)
  const shareKnown = new Float64Array(horizon)
  for (let back = 0; back < horizon; back++) {
    const day = days - 1 - back
    design.set(baseline.design.subarray(day * p, day * p + p), back * p)
    shareKnown[back] = Math.max(LEAST_SHARE_KNOWN, series.shareKnown[day] as number)
  }
  return {
    design,
    beta: baseline.beta,
    spread: choleskyFactor(baseline.covariance, p),
    levelShape: baseline.levelShape,
    overdispersion: baseline.overdispersion,
    shareKnown,
  }
}

/** The windows of the last days, ready to be scanned (docs/statistics.md 6, D1). */
export function prepareRises(series: DailyCounts, baseline: TemporalBaseline, settings: RiseSettings): RiseProblem {
  const last = usualDays(series, baseline, Math.max(...settings.windows))
  const { design, shareKnown } = last
  const usual = meansOf(design, baseline.beta)
  const expected = Float64Array.from(settings.windows, (length) => sumOf(usual, length, shareKnown))
  const statistics = settings.windows.map((length, window) =>
    tabulate(expected[window] as number, overdispersionOf(length, baseline.overdispersion), settings.minimumCases),
  )
  return { ...settings, ...last, statistics, expected }
}

/** The most surprising window; of equals the shortest. Undefined where none has the least number of events. */
export function strongestRise(problem: RiseProblem, { counts }: DailyCounts): Rise | undefined {
  const usual = meansOf(problem.design, problem.beta)
  let strongest: Rise | undefined
  problem.windows.forEach((windowDays, window) => {
    let observed = 0
    for (let day = counts.length - windowDays; day < counts.length; day++) observed += counts[day] as number
    const statistic = statisticOf(problem, window, observed)
    if (statistic <= (strongest?.statistic ?? 0)) return
    const expected = problem.expected[window] as number
    strongest = { windowDays, observed, expected, shareKnown: expected / sumOf(usual, windowDays), statistic }
  })
  return strongest
}

/** What is usual of each day of the longest window, as far as it would be known by now; backwards from the last day. */
export function expectedBackwards({ design, beta, shareKnown }: UsualDays): Float64Array {
  return meansOf(design, beta).map((mean, back) => mean * (shareKnown[back] as number))
}

/**
 * The largest statistic of each replicate from `from` up to, not including, `to`; it depends on the seed and the replicate's
 * number only. A replicate draws β (what is usual is itself not known exactly), lets whole weeks run high or low together
 * (gamma, of variance (φ − 1)/mean of the week, the weeks beginning on any day), and counts Poisson events day by day, of
 * which only the share known by now is seen.
 */
export function riseMaxima(problem: RiseProblem, seed: string, from: number, to: number): Float64Array {
  const horizon = problem.shareKnown.length
  const perDay = new Float64Array(horizon)
  const longest = problem.windows.length
  return Float64Array.from({ length: to - from }, (_, i) => {
    const random = randomFor(seed, from + i)
    drawMeans(problem, random, perDay)
    let largest = 0
    let seen = 0
    let window = 0
    for (let back = 0; back < horizon && window < longest; back++) {
      seen += countOf(random, (perDay[back] as number) * (problem.shareKnown[back] as number))
      if (back + 1 < (problem.windows[window] as number)) continue
      largest = Math.max(largest, statisticOf(problem, window, seen))
      window++
    }
    return largest
  })
}

/** Draws the mean of each day, backwards from the last one, into `perDay`. */
export function drawMeans(usual: UsualDays, random: Random, perDay: Float64Array): void {
  const { design, beta, spread, levelShape, overdispersion } = usual
  const p = beta.length
  const normals = Float64Array.from({ length: p }, () => randomNormal(random))
  const drawn = beta.map((mean, i) => {
    let sum = mean
    for (let j = 0; j <= i; j++) sum += (spread[i * p + j] as number) * (normals[j] as number)
    return sum
  })
  meansOf(design, drawn, perDay)
  const level = levelShape === null ? 1 : randomGamma(random, levelShape) / levelShape
  const weekBegins = randomBelow(random, 7)
  let frailty = level
  for (let back = 0; back < perDay.length; back++) {
    if (overdispersion > 1 && (back === 0 || back % 7 === weekBegins)) {
      const end = Math.min(perDay.length, back + 7)
      let week = 0
      for (let day = back; day < end; day++) week += perDay[day] as number
      const shape = (level * week * 7) / (end - back) / (overdispersion - 1)
      frailty = (level * randomGamma(random, shape)) / shape
    }
    perDay[back] = (perDay[back] as number) * frailty
  }
}

function meansOf(
  design: Float64Array,
  beta: Float64Array,
  means: Float64Array = new Float64Array(design.length / beta.length),
): Float64Array {
  const p = beta.length
  for (let day = 0; day < means.length; day++) {
    let eta = 0
    for (let j = 0; j < p; j++) eta += (design[day * p + j] as number) * (beta[j] as number)
    means[day] = Math.exp(eta)
  }
  return means
}

function sumOf(means: Float64Array, length: number, shares?: Float64Array): number {
  let sum = 0
  for (let day = 0; day < length; day++) sum += (means[day] as number) * (shares ? (shares[day] as number) : 1)
  return sum
}

/** A Poisson count of any mean. Inversion takes as many steps as there are events; a sum of Poisson counts is one. */
export function countOf(random: Random, mean: number): number {
  let count = 0
  for (let left = mean; left > 0; left -= 500) count += randomPoisson(random, Math.min(left, 500))
  return count
}

/**
 * The variance over the mean of a window's count when whole weeks run high or low together: a window that begins anywhere in
 * the week holds, of two days the same number of days apart, so many in one week. One day has 1/7 of the excess, a week two thirds.
 */
function overdispersionOf(windowDays: number, ofWeeks: number): number {
  let pairs = 0
  for (let apart = -6; apart <= 6; apart++)
    pairs += (Math.max(0, windowDays - Math.abs(apart)) * (7 - Math.abs(apart))) / 7
  return 1 + ((ofWeeks - 1) * pairs) / (7 * windowDays)
}

/** To well beyond what a replicate reaches; more events are worked out when they happen. */
function tabulate(mean: number, overdispersion: number, minimumCases: number): Float64Array {
  const length = Math.ceil(mean + 10 * Math.sqrt(overdispersion * mean) + 15)
  const statistics = logUpperTails(mean, overdispersion, length).map((tail) => -tail / Math.LN10)
  return statistics.fill(0, 0, minimumCases)
}

function statisticOf({ statistics, expected, windows, overdispersion }: RiseProblem, window: number, events: number) {
  const table = statistics[window] as Float64Array
  if (events < table.length) return table[events] as number
  const ofWindow = overdispersionOf(windows[window] as number, overdispersion)
  return -(logUpperTails(expected[window] as number, ofWindow, events + 1)[events] as number) / Math.LN10
}
