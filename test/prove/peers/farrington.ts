import {
  negativeBinomialQuantile,
  negativeBinomialUpperTail,
  normalQuantile,
  normalUpperTail,
  poissonLowerTail,
  poissonUpperTail,
} from '../../../jobs/stats/counts/distributions.ts'
import { logIncompleteBeta } from '../../../jobs/stats/counts/incomplete-functions.ts'
import { type ReferenceWeeks, referenceWeeks, type WeeksChosen } from './farrington-weeks.ts'
import { type FittedByR, fitByR } from './r-glm.ts'
import { NO_VERDICT, type Rule, type Verdict } from './rule.ts'

export type FarringtonOptions = Partial<WeeksChosen> & {
  /** How the bound is made: a negative binomial quantile, the same with the mean at its own upper quantile, or a 2/3 power. */
  method?: 'nbPlugin' | 'muan' | 'delta'
  alpha?: number
  /** Weeks whose Anscombe residual is above it weigh less. */
  anscombeLimit?: number
  /** A trend is kept where its p is below this and what it expects is not above every week before; 1 keeps it always. */
  trendLevel?: number
}

/** No alarm with fewer than five cases in four weeks. */
const FEWEST = { cases: 5, weeks: 4 }

/**
 * The flexible Farrington method of UKHSA, with the conventions of R's surveillance::farringtonFlexible. Weekly counts. Its
 * standard error of the expected count is R's and not the textbook one: R puts the outbreak weights where predict() and
 * summary() look for those of the regression, which matters to `muan`, `delta` and the test of the trend.
 * Noufaily A et al. An improved algorithm for outbreak detection in multiple surveillance systems. Stat Med
 * 2013;32:1206–1222.
 */
export function farrington(options: FarringtonOptions = {}): Rule {
  return (counts, at) => judgeByFarrington(counts, at, options)
}

export type FarringtonVerdict = Verdict & {
  expected: number
  overdispersion: number
  /** Log change a week; null where no trend is kept. */
  trend: number | null
  /** Of a count like this one or more, when the expected count and its overdispersion are the true ones. */
  p: number
  /** How far above the expected count, where the bound is 1. */
  exceedance: number
}

export function judgeByFarrington(
  counts: ArrayLike<number>,
  at: number,
  {
    method = 'nbPlugin',
    alpha = 0.005,
    yearsBack = 5,
    halfWindow = 3,
    seasons = 10,
    weeksLeftOut = 26,
    anscombeLimit = 2.58,
    trendLevel = 1,
    weekYearsBefore = (week, years) => week - 52 * years,
  }: FarringtonOptions = {},
): FarringtonVerdict | typeof NO_VERDICT {
  const reference = referenceWeeks(at, { yearsBack, halfWindow, seasons, weeksLeftOut, weekYearsBefore })
  if (!reference) return NO_VERDICT
  const fitted = (hasTrend: boolean) => fitWeeks(counts, at, reference, { seasons, anscombeLimit, hasTrend })
  const withTrend = fitted(true)
  const isTrendKept =
    trendLevel === 1 || ((withTrend.trendP as number) < trendLevel && Math.exp(withTrend.eta) <= withTrend.highest)
  const { eta, standardError, overdispersion, beta } = isTrendKept ? withTrend : fitted(false)

  const y = counts[at] as number
  const mean = Math.exp(eta)
  const z = normalQuantile(1 - alpha)
  // of the 2/3 power, which is nearly normal
  const spread = Math.sqrt((4 / 9) * mean ** (1 / 3) * (overdispersion + mean * standardError ** 2))
  const plugged = method === 'muan' ? Math.exp(eta + z * standardError) : mean
  const threshold =
    method === 'delta' ? (mean ** (2 / 3) + z * spread) ** 1.5 : upperQuantile(alpha, plugged, overdispersion)
  let lately = 0
  for (let week = at - FEWEST.weeks + 1; week <= at; week++) lately += counts[week] as number
  return {
    alarm: lately >= FEWEST.cases && y > threshold,
    threshold,
    expected: mean,
    overdispersion,
    trend: isTrendKept ? (beta[1] as number) : null,
    p:
      method === 'delta'
        ? normalUpperTail((y ** (2 / 3) - mean ** (2 / 3)) / spread)
        : upperTail(y, plugged, overdispersion),
    exceedance: (y - mean) / (threshold - mean),
  }
}

/** Everything on the way to the expected count of the week judged. */
export type FittedWeeks = {
  unweighted: FittedByR
  /** Of the first fit; never below 1. */
  firstOverdispersion: number
  residuals: Float64Array
  weights: Float64Array
  beta: Float64Array
  /** Log of the expected count. */
  eta: number
  textbookError: number
  standardError: number
  /** Two-sided, of the trend; null where none was fitted. */
  trendP: number | null
  overdispersion: number
  highest: number
}

/** The columns of the design are a level, the weeks since the one judged, and every season but the first. */
export function fitWeeks(
  counts: ArrayLike<number>,
  at: number,
  reference: ReferenceWeeks,
  { seasons, anscombeLimit, hasTrend }: { seasons: number; anscombeLimit: number; hasTrend: boolean },
): FittedWeeks {
  const rowOf = (week: number, season: number): number[] => [
    1,
    ...(hasTrend ? [week - at] : []),
    ...Array.from({ length: seasons - 1 }, (_, i) => (season === i + 1 ? 1 : 0)),
  ]
  const y = Float64Array.from(reference.weeks, (week) => counts[week] as number)
  const judged = rowOf(at, seasons - 1)
  const rows = reference.weeks.map((week, i) => rowOf(week, reference.seasons[i] as number))
  const columns = judged.map((_, j) => Float64Array.from(rows, (row) => row[j] as number))
  const unweighted = fitByR(y, columns)
  const firstOverdispersion = Math.max(1, unweighted.dispersion)
  const residuals = y.map((count, i) => anscombeResidual(count, i, unweighted, firstOverdispersion))
  const weights = outbreakWeights(residuals, anscombeLimit)
  const weighted = fitByR(y, columns, weights)
  const { beta, means, variance } = weighted

  const freedom = y.length - beta.length
  const dispersionOfR =
    y.reduce((sum, count, i) => sum + (weights[i] as number) * (count / (means[i] as number) - 1) ** 2, 0) / freedom
  const t = (beta[1] as number) / Math.sqrt(variance(judged.map((_, j) => (j === 1 ? 1 : 0))) * dispersionOfR)
  return {
    unweighted,
    firstOverdispersion,
    residuals,
    weights,
    beta,
    eta: judged.reduce((sum, x, j) => sum + x * (beta[j] as number), 0),
    textbookError: Math.sqrt(variance(judged) * weighted.dispersion),
    standardError: Math.sqrt(variance(judged) * dispersionOfR),
    trendP: hasTrend ? twoSidedStudentP(t, freedom) : null,
    overdispersion: Math.max(1, weighted.dispersion),
    highest: Math.max(...y),
  }
}

function anscombeResidual(count: number, i: number, { means, leverages }: FittedByR, overdispersion: number): number {
  const mean = means[i] as number
  return (
    (1.5 * (count ** (2 / 3) * mean ** (-1 / 6) - Math.sqrt(mean))) /
    Math.sqrt(overdispersion * (1 - (leverages[i] as number)))
  )
}

function outbreakWeights(residuals: Float64Array, limit: number): Float64Array {
  const weights = residuals.map((residual) => (residual > limit ? residual ** -2 : 1))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => (weight * weights.length) / sum)
}

function upperQuantile(alpha: number, mean: number, overdispersion: number): number {
  if (overdispersion > 1) return negativeBinomialQuantile(1 - alpha, mean, mean / (overdispersion - 1))
  let y = 0
  while (poissonLowerTail(y, mean) < 1 - alpha) y++
  return y
}

function upperTail(y: number, mean: number, overdispersion: number): number {
  return overdispersion > 1
    ? negativeBinomialUpperTail(y, mean, mean / (overdispersion - 1))
    : poissonUpperTail(y, mean)
}

function twoSidedStudentP(t: number, degreesOfFreedom: number): number {
  return Math.exp(logIncompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5))
}
