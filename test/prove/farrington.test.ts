import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readVectors } from '../stats/vectors.ts'
import { type FarringtonOptions, type FarringtonVerdict, fitWeeks, judgeByFarrington } from './peers/farrington.ts'
import { referenceWeeks } from './peers/farrington-weeks.ts'
import { fitByR } from './peers/r-glm.ts'

// the series of R's surveillance package are GPL, and stay outside the project
const folder = new URL('../../../shared/vectors/', import.meta.url)
const readReference = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const isThere = existsSync(new URL('farrington_flexible.json', folder))

type Control = {
  thresholdMethod: FarringtonOptions['method']
  alpha: number
  b: number
  w: number
  noPeriods: number
  pastWeeksNotIncluded: number
  weightsThreshold: number
  pThresholdTrend: number
}
type Run = {
  control: Control
  /** From 1, as R counts. */
  range1: number[]
  observed_tested: number[]
  upperbound: (number | null)[]
  alarm: number[]
  expected: (number | null)[]
  phi: number[]
  trend_used: number[]
  trend_coef: (number | null)[]
  score: number[]
  pvalue: number[]
}
type Series = { observed: number[]; epoch: string[]; epochAsDate: boolean; runs: Record<string, Run> }
type Fit = {
  coef_initial: number | number[]
  phi_initial: number
  anscombe: number[]
  hat: number[]
  omega: number[]
  coef: number | number[]
  phi_raw: number
  phi: number
  eta: number
  se_eta_textbook: number
  se_eta_as_in_R: number
  trend_p_as_in_R: number | null
  max_response: number
  wtime_now: number
}
type Case = {
  k: number
  control: Control
  wtime: number[]
  response: number[]
  seasgroups: number[]
  with_trend: Fit
  without_trend: Fit
}

// the files ask for 1e-5; with R's own stopping rule its figures come to the digits they are printed with
const TOLERANCE = 1e-9

describe('a quasi-Poisson regression, as R’s glm()', () => {
  const { y, period, quasipoisson } = readVectors<{
    y: number[]
    period: number
    quasipoisson: { coef: number[]; dispersion: number }
  }>('nb_glm')

  it('ends where R ends', () => {
    const weeks = Float64Array.from(y, (_, i) => i + 1)
    const angles = weeks.map((week) => (2 * Math.PI * week) / period)
    const { beta, dispersion } = fitByR(Float64Array.from(y), [
      weeks.map(() => 1),
      weeks,
      angles.map(Math.sin),
      angles.map(Math.cos),
    ])
    holdAll(beta, quasipoisson.coef)
    holdTo(dispersion, quasipoisson.dispersion)
  })
})

describe.runIf(isThere)('the flexible Farrington method, as R’s surveillance::farringtonFlexible', () => {
  const { series } = (isThere ? readReference('farrington_flexible.json') : { series: {} }) as {
    series: Record<string, Series>
  }
  describe.each(Object.keys(series))('%s', (name) => {
    const { observed, epoch, epochAsDate, runs } = series[name] as Series
    it.each(Object.keys(runs))('%s', (runName) => {
      const run = runs[runName] as Run
      const options = optionsOf(run.control, epochAsDate ? epoch : undefined)
      run.range1.forEach((week, i) => {
        const judged = judgeByFarrington(observed, week - 1, options) as FarringtonVerdict
        expect(judged.alarm).toBe(run.alarm[i] === 1)
        // R prints neither where there were fewer than five cases in four weeks
        const bound = run.upperbound[i]
        if (options.method === 'delta') holdTo(judged.threshold, bound)
        else if (bound !== null) expect(judged.threshold).toBe(bound)
        holdTo(judged.expected, run.expected[i])
        holdTo(judged.overdispersion, run.phi[i])
        expect(judged.trend !== null).toBe(run.trend_used[i] === 1)
        if (judged.trend !== null) holdTo(judged.trend, run.trend_coef[i])
        holdTo(judged.p, run.pvalue[i])
        // for its negative binomial bounds R takes the log of the expected count for the count
        const { threshold, expected: mean } = judged
        const base = options.method === 'delta' ? mean : Math.log(mean)
        const exceedance = ((run.observed_tested[i] as number) - base) / ((threshold as number) - base)
        holdTo(exceedance, run.score[i])
        if (options.method === 'delta') holdTo(judged.exceedance, run.score[i])
      })
    })
  })
})

describe.runIf(isThere)('a fit of the flexible Farrington method, step by step as R makes it', () => {
  const { cases } = (isThere ? readReference('farrington_intermediate.json') : { cases: {} }) as {
    cases: Record<string, Case>
  }
  const { series } = isThere ? readReference('farrington_flexible.json') : { series: {} }

  describe.each(Object.keys(cases))('%s', (name) => {
    const { k, control, wtime, response, seasgroups, ...fits } = cases[name] as Case
    const isCampy = name.startsWith('campy')
    const { observed, epoch } = series[isCampy ? 'campyDE' : 'salmonella.agona']
    const options = optionsOf(control, isCampy ? epoch : undefined)
    const { seasons, anscombeLimit } = options
    const at = k - 1
    const reference = referenceWeeks(at, options)
    if (!reference) throw new RangeError(`${name} does not reach back far enough`)

    it('goes by the same weeks, in the same seasons', () => {
      expect(reference.weeks.map((week) => observed[week])).toEqual(response)
      expect(reference.weeks.map((week) => week - at)).toEqual(wtime.map((week) => week - fits.with_trend.wtime_now))
      // with one season R numbers it 1
      expect(reference.seasons.map((season) => season + 1)).toEqual(seasgroups)
    })

    it.each(['with_trend', 'without_trend'] as const)('%s', (kind) => {
      const expected = fits[kind]
      const hasTrend = kind === 'with_trend'
      const fit = fitWeeks(observed, at, reference, { seasons, anscombeLimit, hasTrend })
      // R counts weeks from the start of the series, ours from the week judged: only the level differs
      const inWeeksOfR = (beta: Float64Array) =>
        hasTrend
          ? [(beta[0] as number) - (beta[1] as number) * expected.wtime_now, ...beta.subarray(1)]
          : Array.from(beta)
      holdAll(inWeeksOfR(fit.unweighted.beta), [expected.coef_initial].flat())
      holdTo(fit.firstOverdispersion, expected.phi_initial)
      holdAll(fit.residuals, expected.anscombe)
      holdAll(fit.unweighted.leverages, expected.hat)
      holdAll(fit.weights, expected.omega)
      holdAll(inWeeksOfR(fit.beta), [expected.coef].flat())
      holdTo(fit.overdispersion, expected.phi)
      holdTo(fit.overdispersion, Math.max(1, expected.phi_raw))
      holdTo(fit.eta, expected.eta)
      holdTo(fit.textbookError, expected.se_eta_textbook)
      holdTo(fit.standardError, expected.se_eta_as_in_R)
      if (hasTrend) holdTo(fit.trendP as number, expected.trend_p_as_in_R)
      else expect(fit.trendP).toBe(expected.trend_p_as_in_R)
      expect(fit.highest).toBe(expected.max_response)
    })
  })
})

function holdTo(actual: number | null, expected: number | null | undefined): void {
  if (expected === undefined) throw new RangeError('the reference has no such figure')
  // what should be 0, as a residual of a count that is its own mean, is some 1e-12 in both
  if (expected !== null)
    expect(Math.abs((actual as number) - expected)).toBeLessThan(TOLERANCE * Math.max(Math.abs(expected), 1e-3))
}

function holdAll(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length)
  expected.forEach((number, i) => {
    holdTo(actual[i] as number, number)
  })
}

function optionsOf(control: Control, mondays?: string[]): Required<FarringtonOptions> {
  return {
    method: control.thresholdMethod ?? 'nbPlugin',
    alpha: control.alpha,
    yearsBack: control.b,
    halfWindow: control.w,
    seasons: control.noPeriods,
    weeksLeftOut: control.pastWeeksNotIncluded,
    anscombeLimit: control.weightsThreshold,
    trendLevel: control.pThresholdTrend,
    weekYearsBefore: mondays ? weekYearsBeforeDate(mondays) : (at, years) => at - 52 * years,
  }
}

/** The week whose Monday is nearest to the same date years before. */
function weekYearsBeforeDate(mondays: string[]) {
  return (at: number, years: number) => {
    const date = new Date(mondays[at] as string)
    date.setUTCFullYear(date.getUTCFullYear() - years)
    return Math.round((date.getTime() - Date.parse(mondays[0] as string)) / (7 * 86_400_000))
  }
}
