import { negativeBinomialQuantile, normalQuantile, poissonLowerTail } from '../../../jobs/stats/distributions.ts'
import { type FittedCounts, fitCounts } from '../../../jobs/stats/quasi-poisson.ts'
import { NO_VERDICT, type Rule } from './rule.ts'

export type FarringtonOptions = {
  /** How the bound is made: a negative binomial quantile, the same with the mean at its own upper quantile, or a 2/3 power. */
  method?: 'nbPlugin' | 'muan' | 'delta'
  alpha?: number
  yearsBack?: number
  /** The week `years` years before: 52 weeks a year, unless the series has dates. */
  weekYearsBefore?: (at: number, years: number) => number
}

/** Weeks to each side of the same week in years before, which are one season with it. */
const HALF_WINDOW = 3
/** The rest of each year is cut into so many seasons less one. */
const SEASONS = 10
const WEEKS_LEFT_OUT = 26
const ANSCOMBE_LIMIT = 2.58
/** No alarm with fewer than five cases in four weeks. */
const FEWEST = { cases: 5, weeks: 4 }

/**
 * The flexible Farrington method of UKHSA, with the conventions of R's surveillance::farringtonFlexible; the trend is
 * always kept. Weekly counts. Its standard error of the expected count is R's and not the textbook one: R puts the
 * outbreak weights where predict() looks for those of the regression, which matters to `muan` and `delta` only.
 * Noufaily A et al. An improved algorithm for outbreak detection in multiple surveillance systems. Stat Med
 * 2013;32:1206–1222.
 */
export function farrington({
  method = 'nbPlugin',
  alpha = 0.005,
  yearsBack = 5,
  weekYearsBefore = (at, years) => at - 52 * years,
}: FarringtonOptions = {}): Rule {
  const z = normalQuantile(1 - alpha)
  return (counts, at) => {
    const centres = Array.from({ length: yearsBack + 1 }, (_, i) => weekYearsBefore(at, yearsBack - i))
    const first = (centres[0] as number) - HALF_WINDOW
    const end = at - WEEKS_LEFT_OUT
    if (first < 0) return NO_VERDICT
    const { eta, standardError, overdispersion } = expectedAt(counts, at, first, end, seasonsOf(centres, first, end))

    const mean = Math.exp(eta)
    const threshold =
      method === 'nbPlugin'
        ? quantile(1 - alpha, mean, overdispersion)
        : method === 'muan'
          ? quantile(1 - alpha, Math.exp(eta + z * standardError), overdispersion)
          : (mean ** (2 / 3) +
              z * Math.sqrt((4 / 9) * mean ** (1 / 3) * (overdispersion + mean * standardError ** 2))) **
            1.5
    let lately = 0
    for (let week = at - FEWEST.weeks + 1; week <= at; week++) lately += counts[week] as number
    return { alarm: lately >= FEWEST.cases && (counts[at] as number) > threshold, threshold }
  }
}

/** Of each week: the last season is the week of the year that is judged, and the others follow it. */
function seasonsOf(centres: readonly number[], first: number, end: number): Int32Array {
  const seasons = new Int32Array(end - first)
  centres.slice(0, -1).forEach((centre, year) => {
    const next = centres[year + 1] as number
    const rest = next - centre - 2 * HALF_WINDOW - 1
    const length = Math.floor(rest / (SEASONS - 1))
    const longer = rest % (SEASONS - 1)
    for (let week = centre - HALF_WINDOW; week < Math.min(end, next - HALF_WINDOW); week++) {
      const past = week - centre - HALF_WINDOW - 1
      seasons[week - first] =
        past < 0
          ? SEASONS - 1
          : past < longer * (length + 1)
            ? Math.floor(past / (length + 1))
            : longer + Math.floor((past - longer * (length + 1)) / length)
    }
  })
  return seasons
}

type Expected = { eta: number; standardError: number; overdispersion: number }

function expectedAt(counts: ArrayLike<number>, at: number, first: number, end: number, seasons: Int32Array): Expected {
  const weeks = end - first
  const p = SEASONS + 1
  const rowOf = (week: number, season: number): number[] => {
    const row = new Array<number>(p).fill(0)
    row[0] = 1
    row[1] = (week - at) / 52
    // the judged season is the base, so that the first two coefficients are its level and trend
    if (season < SEASONS - 1) row[2 + season] = 1
    return row
  }
  const design = Float64Array.from(Array.from(seasons).flatMap((season, i) => rowOf(first + i, season)))
  const y = Float64Array.from({ length: weeks }, (_, i) => counts[first + i] as number)

  const unweighted = fitCounts({ counts: y, design })
  const weights = outbreakWeights(y, design, unweighted, Math.max(1, pearson(y, unweighted.means, undefined, p)))
  const { beta, covariance, means } = fitCounts({ counts: y, design, weights, start: unweighted.beta })
  let dispersionOfR = 0
  for (let i = 0; i < weeks; i++)
    dispersionOfR += ((weights[i] as number) * ((y[i] as number) / (means[i] as number) - 1) ** 2) / (weeks - p)
  return {
    eta: beta[0] as number,
    standardError: Math.sqrt((covariance[0] as number) * dispersionOfR),
    overdispersion: Math.max(1, pearson(y, means, weights, p)),
  }
}

function pearson(y: Float64Array, means: Float64Array, weights: Float64Array | undefined, p: number): number {
  let sum = 0
  for (let i = 0; i < y.length; i++)
    sum += ((weights?.[i] ?? 1) * ((y[i] as number) - (means[i] as number)) ** 2) / (means[i] as number)
  return sum / (y.length - p)
}

function outbreakWeights(
  y: Float64Array,
  design: Float64Array,
  { means, covariance }: FittedCounts,
  overdispersion: number,
): Float64Array {
  const p = design.length / y.length
  const weights = y.map((count, i) => {
    const mean = means[i] as number
    let leverage = 0
    for (let j = 0; j < p; j++)
      for (let k = 0; k < p; k++)
        leverage +=
          mean * (design[i * p + j] as number) * (covariance[j * p + k] as number) * (design[i * p + k] as number)
    const residual =
      (1.5 * (count ** (2 / 3) * mean ** (-1 / 6) - Math.sqrt(mean))) / Math.sqrt(overdispersion * (1 - leverage))
    return residual > ANSCOMBE_LIMIT ? residual ** -2 : 1
  })
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => (weight * y.length) / sum)
}

function quantile(p: number, mean: number, overdispersion: number): number {
  if (overdispersion > 1) return negativeBinomialQuantile(p, mean, mean / (overdispersion - 1))
  let y = 0
  while (poissonLowerTail(y, mean) < p) y++
  return y
}
