import { fitCounts } from './quasi-poisson.ts'

/** Events of one kind by day; the last day is last night. */
export type DailyCounts = {
  counts: ArrayLike<number>
  /** Of each day's events, the share that would be known by now: 1 where everything is. */
  shareKnown: Float64Array
  /** Of day 0: 0 is Sunday. */
  firstWeekday: number
  /** A number of each day that goes with how many there are, such as the logarithm of the kits of naloxone about; none where left out. */
  goesWith?: Float64Array | undefined
}

export type BaselineSettings = {
  /** The last days, which are to be judged, tell nothing about what is usual. */
  leftOutDays: number
  /** Whether the days of the week differ. */
  hasWeekdays: boolean
  /** What is seen on a usual day, as it is known from elsewhere; used when there is little history. */
  usualPerDay?: number | undefined
}

/** What is usual: on day t about exp(x_t·β) events, of which the share known by now has been reported. */
export type TemporalBaseline = {
  /** A row of β.length numbers a day. */
  design: Float64Array
  beta: Float64Array
  /** Of β, rows one after another. */
  covariance: Float64Array
  /** Little history: the level is uncertain as a gamma number of this shape over its mean, besides β. */
  levelShape: number | null
  /** Variance of the count of a few weeks over its mean; at least 1. */
  overdispersion: number
  /** In the days the baseline rests on. */
  events: number
  fittedDays: number
}

/** Fewer days or events than this do not show a trend and a season. */
const DAYS_FOR_REGRESSION = 730
const EVENTS_FOR_REGRESSION = 30
/** With fewer of its own, and no region to go by, a partnership has no level either. */
const DAYS_FOR_LEVEL = 182
const EVENTS_FOR_LEVEL = 10
/** A regional rate counts as much as this many events. */
const REGIONAL_EVENTS = 20

/** Standard deviations of the priors, on the scale of logarithms (docs/statistics.md 2). */
const HARMONIC_SD = 0.15
const WEEKDAY_SD = 0.2
/** Of the trend a year: by events a year, so that few events cannot invent a steep one. */
const TREND_SD = { least: 0.15, atEvents: 50, most: 0.3, fromEvents: 300 }

/** Of what goes with it: twice the kits, half as many again to twice as many, until its own past shows. */
const GOES_WITH = { mean: 0.7, sd: 0.35 }
/** Days without any event in a row, where so many were expected, were not recorded: they tell nothing of what is usual. */
const GAP_FROM_EVENTS = 12

const YEAR_DAYS = 365.25
/** Coefficients that whole weeks can show; weekdays cancel out. */
const LEVEL_TREND_SEASON = 4
/** Weeks that stand out more than this were outbreaks, and count less (Noufaily 2013). */
const ANSCOMBE_LIMIT = 2.58
const BLOCK_DAYS = [7, 14, 28]
/** Of fewer blocks, chance alone makes the largest overdispersion. */
const FEWEST_BLOCKS = 20

/**
 * Log-linear quasi-Poisson regression of daily counts on a trend, one annual harmonic and, where asked, the day of the
 * week, with ridge priors; the expected counts are thinned by the share known. Fitted twice: weeks that stood out in the
 * first fit count less in the second, by their Anscombe residual. The overdispersion is the largest of Pearson's over
 * blocks of 7, 14 and 28 days, for one block length misses what straddles its edges.
 *
 * With under two years or 30 events, there is a level only: gamma-Poisson, with 20 events' worth of a regional rate where
 * one is given, else Jeffreys' prior; the season it has not seen is allowed for by a standard deviation of its own.
 * Undefined where there is nothing to go by: no region, and under half a year or 10 events.
 *
 * Noufaily A, Enki DG, Farrington P, Garthwaite P, Andrews N, Charlett A. An improved algorithm for outbreak detection in
 * multiple surveillance systems. Stat Med 2013;32:1206–1222. docs/statistics.md 2 and 6.
 */
export function fitBaseline(series: DailyCounts, settings: BaselineSettings): TemporalBaseline | undefined {
  const fittedDays = Math.max(0, series.counts.length - settings.leftOutDays)
  let events = 0
  for (let day = 0; day < fittedDays; day++) events += series.counts[day] as number
  const hasHistory = fittedDays >= DAYS_FOR_REGRESSION && events >= EVENTS_FOR_REGRESSION
  return hasHistory
    ? fitRegression(series, settings, fittedDays, events)
    : fitLevel(series, settings, fittedDays, events)
}

function fitRegression(
  series: DailyCounts,
  { hasWeekdays }: BaselineSettings,
  fittedDays: number,
  events: number,
): TemporalBaseline {
  const design = designOf(series, hasWeekdays)
  const p = design.length / series.counts.length
  const exposure = withoutGaps(series, fittedDays)
  const priorPrecision = new Float64Array(p)
  priorPrecision[1] = trendSd((events * YEAR_DAYS) / fittedDays) ** -2
  priorPrecision.fill(HARMONIC_SD ** -2, 2, 4)
  priorPrecision.fill(WEEKDAY_SD ** -2, 4)
  const priorMean = new Float64Array(p)
  if (series.goesWith) {
    priorMean[p - 1] = GOES_WITH.mean
    priorPrecision[p - 1] = GOES_WITH.sd ** -2
  }
  const fitted = {
    counts: Array.prototype.slice.call(series.counts, 0, fittedDays),
    design: design.subarray(0, fittedDays * p),
    exposure,
    priorPrecision,
    priorMean,
  }
  const first = fitCounts(fitted)
  const firstOverdispersion = largestPearson(fitted.counts, first.means, undefined, LEVEL_TREND_SEASON)
  const weights = outbreakWeights(fitted.counts, first.means, firstOverdispersion)
  const second = fitCounts({ ...fitted, weights, overdispersion: firstOverdispersion, start: first.beta })
  const overdispersion = largestPearson(fitted.counts, second.means, weights, LEVEL_TREND_SEASON)
  return {
    design,
    beta: second.beta,
    covariance: second.covariance,
    levelShape: null,
    overdispersion,
    events,
    fittedDays,
  }
}

/** The share known of each day that is fitted; 0 in a long run of days of which nothing was recorded. */
function withoutGaps({ counts, shareKnown }: DailyCounts, fittedDays: number): Float64Array {
  const exposure = shareKnown.slice(0, fittedDays)
  for (;;) {
    let [events, share] = [0, 0]
    for (let day = 0; day < fittedDays; day++) {
      events += counts[day] as number
      share += exposure[day] as number
    }
    const runs = emptyRuns(counts, exposure)
    const gaps = runs.filter(({ share: missing }) => (missing * events) / (share - missing) >= GAP_FROM_EVENTS)
    if (gaps.length === 0) return exposure
    for (const { first, last } of gaps) exposure.fill(0, first, last + 1)
  }
}

/** Runs of days without an event, each with the share known of all its days; those left out already are none. */
function emptyRuns(
  counts: ArrayLike<number>,
  exposure: Float64Array,
): { first: number; last: number; share: number }[] {
  const runs: { first: number; last: number; share: number }[] = []
  let first = -1
  let share = 0
  for (let day = 0; day <= exposure.length; day++) {
    if (day < exposure.length && counts[day] === 0 && (exposure[day] as number) > 0) {
      if (first < 0) [first, share] = [day, 0]
      share += exposure[day] as number
    } else if (first >= 0) {
      runs.push({ first, last: day - 1, share })
      first = -1
    }
  }
  return runs
}

function fitLevel(
  { counts, shareKnown }: DailyCounts,
  { usualPerDay }: BaselineSettings,
  fittedDays: number,
  events: number,
): TemporalBaseline | undefined {
  if (fittedDays < 1) return undefined
  if (usualPerDay === undefined && (fittedDays < DAYS_FOR_LEVEL || events < EVENTS_FOR_LEVEL)) return undefined
  let knownDays = 0
  for (let day = 0; day < fittedDays; day++) knownDays += shareKnown[day] as number
  const levelShape = events + (usualPerDay === undefined ? 0.5 : REGIONAL_EVENTS)
  const perDay = levelShape / (knownDays + (usualPerDay === undefined ? 0 : REGIONAL_EVENTS / usualPerDay))
  const means = shareKnown.subarray(0, fittedDays).map((share) => share * perDay)
  return {
    design: new Float64Array(counts.length).fill(1),
    beta: Float64Array.of(Math.log(perDay)),
    covariance: Float64Array.of(HARMONIC_SD ** 2),
    levelShape,
    overdispersion: largestPearson(counts, means, undefined, 1),
    events,
    fittedDays,
  }
}

/** Intercept, trend in years from the last day, cosine and sine of the year, six differences of a weekday from Saturday, and what goes with it. */
function designOf({ counts, firstWeekday, goesWith }: DailyCounts, hasWeekdays: boolean): Float64Array {
  const days = counts.length
  const p = (hasWeekdays ? 10 : 4) + (goesWith ? 1 : 0)
  const design = new Float64Array(days * p)
  for (let day = 0; day < days; day++) {
    const years = (day - days + 1) / YEAR_DAYS
    const row = day * p
    design[row] = 1
    design[row + 1] = years
    design[row + 2] = Math.cos(2 * Math.PI * years)
    design[row + 3] = Math.sin(2 * Math.PI * years)
    if (goesWith) design[row + p - 1] = goesWith[day] as number
    if (!hasWeekdays) continue
    const weekday = (firstWeekday + day) % 7
    if (weekday === 6) design.fill(-1, row + 4, row + 10)
    else design[row + 4 + weekday] = 1
  }
  return design
}

function trendSd(eventsAYear: number): number {
  const { least, atEvents, most, fromEvents } = TREND_SD
  const share = Math.log(eventsAYear / atEvents) / Math.log(fromEvents / atEvents)
  return least * (most / least) ** Math.min(1, Math.max(0, share))
}

/**
 * Weights of the days of each week: γ/a² where its Anscombe residual a stands out, else γ, so that they add up to the
 * number of days. By the week, for on most days there is no event and one would stand out.
 */
function outbreakWeights(counts: ArrayLike<number>, means: Float64Array, overdispersion: number): Float64Array {
  const days = means.length
  const weights = new Float64Array(days).fill(1)
  let sum = 0
  for (let start = 0; start < days; start += 7) {
    const end = Math.min(days, start + 7)
    let y = 0
    let mean = 0
    for (let day = start; day < end; day++) {
      y += counts[day] as number
      mean += means[day] as number
    }
    const residual = (1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - Math.sqrt(mean))) / Math.sqrt(overdispersion)
    const weight = residual > ANSCOMBE_LIMIT ? residual ** -2 : 1
    weights.fill(weight, start, end)
    sum += weight * (end - start)
  }
  for (let day = 0; day < days; day++) weights[day] = ((weights[day] as number) * days) / sum
  return weights
}

/** The largest over block lengths of Pearson's chi-square over its degrees of freedom; at least 1. */
function largestPearson(
  counts: ArrayLike<number>,
  means: Float64Array,
  weights: Float64Array | undefined,
  fittedParameters: number,
): number {
  const days = means.length
  let largest = 1
  for (const length of BLOCK_DAYS) {
    let chiSquare = 0
    let blocks = 0
    // from the end, so that the part of a block left over is the oldest
    for (let end = days; end >= length; end -= length) {
      let y = 0
      let mean = 0
      let weight = 0
      for (let day = end - length; day < end; day++) {
        y += counts[day] as number
        mean += means[day] as number
        weight += weights ? (weights[day] as number) / length : 1 / length
      }
      // of a gap nothing was recorded
      if (mean === 0) continue
      chiSquare += (weight * (y - mean) ** 2) / mean
      blocks++
    }
    if (blocks >= FEWEST_BLOCKS) largest = Math.max(largest, chiSquare / (blocks - fittedParameters))
  }
  return largest
}
