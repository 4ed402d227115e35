import { describe, expect, it } from 'vitest'
import { fitCounts } from '../../jobs/stats/counts/quasi-poisson.ts'
import { type DailyCounts, fitBaseline, type TemporalBaseline } from '../../jobs/stats/counts/temporal-baseline.ts'
import { logUpperTails } from '../../jobs/stats/counts/upper-tail-table.ts'
import { randomFor, randomPoisson } from '../../jobs/stats/draws/random.ts'
import { readVectors, relativeError } from './vectors.ts'

const glm = readVectors<{ y: number[]; period: number; quasipoisson: { coef: number[]; dispersion: number } }>('nb_glm')
const tails = readVectors<{
  pois_upper: { y: number; mu: number; p_ge_y: number }[]
  nb_upper: { y: number; mu: number; size: number; p_ge_y: number }[]
}>('distributions')

describe('the tails of counts, as a table', () => {
  it('are those of R for Poisson counts', () => {
    for (const { y, mu, p_ge_y } of tails.pois_upper)
      expect(relativeError(Math.exp(logUpperTails(mu, 1, y + 1)[y] as number), p_ge_y)).toBeLessThan(1e-10)
  })

  it('are those of R for negative binomial counts of variance overdispersion × mean', () => {
    for (const { y, mu, size, p_ge_y } of tails.nb_upper)
      expect(relativeError(Math.exp(logUpperTails(mu, 1 + mu / size, y + 1)[y] as number), p_ge_y)).toBeLessThan(1e-10)
  })

  it('do not depend on the length of the table, nor end where a probability would be 0', () => {
    const long = logUpperTails(4, 1.5, 3000)
    expect(relativeError(long[10] as number, logUpperTails(4, 1.5, 11)[10] as number)).toBeLessThan(1e-12)
    expect(long[2999]).toBeLessThan(-1000)
    expect(long[2999]).toBeGreaterThan(-Infinity)
    expect(Math.abs(long[0] as number)).toBeLessThan(1e-12)
  })
})

describe('the regression of counts', () => {
  const { y, period, quasipoisson } = glm
  const design = Float64Array.from(
    y.flatMap((_, i) => {
      const angle = (2 * Math.PI * (i + 1)) / period
      return [1, i + 1, Math.sin(angle), Math.cos(angle)]
    }),
  )

  it('has the coefficients of R where the prior is flat', () => {
    const { beta, means } = fitCounts({ counts: y, design })
    quasipoisson.coef.forEach((expected, i) => {
      expect(relativeError(beta[i] as number, expected)).toBeLessThan(1e-5)
    })
    const pearson = y.reduce((sum, count, i) => sum + (count - (means[i] as number)) ** 2 / (means[i] as number), 0)
    expect(relativeError(pearson / (y.length - 4), quasipoisson.dispersion)).toBeLessThan(1e-5)
  })

  it('takes an exposure as known, and leaves out what has none', () => {
    const exposure = Float64Array.from(y, (_, i) => (i % 3 === 0 ? 0 : 0.5))
    const halved = fitCounts({ counts: y, design, exposure })
    const kept = y.flatMap((_, i) => (i % 3 === 0 ? [] : [i]))
    const alone = fitCounts({
      counts: kept.map((i) => y[i] as number),
      design: Float64Array.from(kept.flatMap((i) => [...design.slice(i * 4, i * 4 + 4)])),
    })
    expect(halved.beta[0]).toBeCloseTo((alone.beta[0] as number) + Math.LN2, 8)
    for (const i of [1, 2, 3]) expect(halved.beta[i]).toBeCloseTo(alone.beta[i] as number, 8)
  })

  it('is drawn towards 0 by a prior, and is then more certain', () => {
    const flat = fitCounts({ counts: y, design })
    const drawn = fitCounts({ counts: y, design, priorPrecision: Float64Array.of(0, 0, 400, 400) })
    for (const i of [2, 3]) {
      expect(drawn.beta[i]).toBeGreaterThan(0)
      expect(drawn.beta[i]).toBeLessThan(flat.beta[i] as number)
      expect(drawn.covariance[i * 5]).toBeLessThan(flat.covariance[i * 5] as number)
    }
  })
})

/** Poisson counts of `perDay` a day, of which day t keeps `shareKnown[t]`. */
function drawDays(seed: number, days: number, perDay: (day: number) => number, shareKnown?: Float64Array): DailyCounts {
  const random = randomFor('days', seed)
  const share = shareKnown ?? new Float64Array(days).fill(1)
  return {
    counts: Int32Array.from({ length: days }, (_, day) => randomPoisson(random, perDay(day) * (share[day] as number))),
    shareKnown: share,
    firstWeekday: 0,
  }
}

/** Events expected on the last day, if all were known. */
function lastOf({ design, beta }: TemporalBaseline): number {
  const row = design.subarray(design.length - beta.length)
  return Math.exp(row.reduce((sum, x, i) => sum + x * (beta[i] as number), 0))
}

const forReversals = { leftOutDays: 28, hasWeekdays: true }

describe('what is usual', () => {
  const days = 1123
  const baselineOf = (series: DailyCounts) => fitBaseline(series, forReversals) as TemporalBaseline

  it('follows trend, season and the days of the week', () => {
    const season = (day: number) => Math.exp(0.2 * Math.cos((2 * Math.PI * (day - days + 1)) / 365.25))
    const weekday = (day: number) => (day % 7 === 6 ? 1.4 : 0.95)
    const growth = (day: number) => Math.exp((0.2 * (day - days + 1)) / 365.25)
    const { beta, overdispersion } = baselineOf(
      drawDays(1, days, (day) => 8 * season(day) * weekday(day) * growth(day)),
    )
    expect(beta[1]).toBeCloseTo(0.2, 1)
    expect(beta[2]).toBeCloseTo(0.2, 1)
    expect(-[4, 5, 6, 7, 8, 9].reduce((sum, i) => sum + (beta[i] as number), 0)).toBeGreaterThan(0.2)
    expect(overdispersion).toBeLessThan(1.6)
  })

  it('takes the share known into account: what is not in yet was not less', () => {
    const shareKnown = Float64Array.from({ length: days }, (_, day) => (day < 560 ? 1 : 0.4))
    const level = lastOf(baselineOf(drawDays(2, days, () => 4, shareKnown)))
    expect(level).toBeGreaterThan(3.2)
    expect(level).toBeLessThan(4.8)
  })

  it('gives a past outbreak less weight', () => {
    const quiet = drawDays(3, days, () => 0.8)
    const counts = Int32Array.from(quiet.counts)
    for (let day = 1030; day < 1051; day++) counts[day] = (counts[day] as number) + 3
    const withOutbreak = { ...quiet, counts }
    // 63 events more in the last quarter year, of 66 usual ones
    expect(lastOf(baselineOf(withOutbreak)) / lastOf(baselineOf(quiet))).toBeLessThan(1.15)
  })

  it('finds weeks that run high and low together, whichever block shows it', () => {
    const calm = drawDays(4, days, () => 1)
    const wild = drawDays(4, days, (day) => (Math.floor((days - 28 - 1 - day) / 28) % 2 === 0 ? 0.4 : 1.6))
    expect(baselineOf(calm).overdispersion).toBeLessThan(1.5)
    // 28 days hold 11.2 or 44.8 where 28 are usual: variance over mean 1 + 16.8²/28 = 11; of single weeks 1 + 4.2²/7 = 3.5
    expect(baselineOf(wild).overdispersion).toBeGreaterThan(8)
  })

  it('rests on the level alone where there are under two years, and says nothing with under ten events', () => {
    const year = baselineOf(drawDays(5, 365, () => 0.2))
    expect(year.beta.length).toBe(1)
    expect(year.levelShape).toBe(year.events + 0.5)
    expect(
      fitBaseline(
        drawDays(5, 365, () => 0.01),
        forReversals,
      ),
    ).toBeUndefined()
    expect(
      fitBaseline(
        drawDays(5, 100, () => 2),
        forReversals,
      ),
    ).toBeUndefined()
  })

  it('gives a regional rate the weight of 20 events', () => {
    const own = drawDays(6, 428, () => 0.1)
    const baseline = fitBaseline(own, { ...forReversals, usualPerDay: 0.4 }) as TemporalBaseline
    expect(baseline.levelShape).toBe(baseline.events + 20)
    // 20 events take 50 days at .4 a day
    expect(lastOf(baseline)).toBeCloseTo((baseline.events + 20) / (400 + 50), 10)
    expect(
      fitBaseline(
        drawDays(6, 60, () => 0),
        { ...forReversals, usualPerDay: 0.4 },
      ),
    ).toBeDefined()
  })
})
