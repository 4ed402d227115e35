import { describe, expect, it } from 'vitest'
import {
  byarInterval,
  compareRates,
  crudeRate,
  europeanStandardPopulation2013,
  exactBinomialInterval,
  exactPoissonInterval,
  standardisedRate,
  standardisedRatio,
  wilsonInterval,
} from '../../jobs/stats/counts/rates.ts'
import { readVectors, relativeError } from './vectors.ts'

type Pair = [number, number]
type Area = {
  deaths: number[]
  pop: number[]
  dsr_per_100k: number
  dobson_byar_ci: Pair
  crude_per_100k: number
  crude_exact_ci: Pair
}
type Rates = {
  poisson_ci: { x: number; exact95: Pair; exact998: Pair; byar95_phe: Pair }[]
  esp2013: { weight: number[] }
  dsr_area_A: Area
  dsr_area_B_small: Area
  smr: { obs: number; expected: number; smr: number; byar: Pair }
}
type RateComparison = {
  a: number
  ta: number
  b: number
  tb: number
  p_two_sided: number
  p_greater: number
  rate_ratio: number
  rr_ci: Pair
}
const vectors = readVectors<Rates>('rates_ci')
const comparisons = readVectors<{ rate_comparison_exact: RateComparison[] }>('misc').rate_comparison_exact

function expectInterval({ low, high }: { low: number; high: number }, [expectedLow, expectedHigh]: Pair) {
  expect(relativeError(low, expectedLow)).toBeLessThan(1e-9)
  expect(relativeError(high, expectedHigh)).toBeLessThan(1e-9)
}

describe('intervals of a count', () => {
  it.each(vectors.poisson_ci)('are exact for $x events, at 95% and at 99.8%', ({ x, exact95, exact998 }) => {
    expectInterval(exactPoissonInterval(x), exact95)
    expectInterval(exactPoissonInterval(x, 0.998), exact998)
  })

  it.each(vectors.poisson_ci)("are OHID's Byar for $x events", ({ x, byar95_phe }) => {
    expectInterval(byarInterval(x), byar95_phe)
  })
})

describe('crude rates', () => {
  it('gives 42 events the interval 30.3 to 56.8 and 3 events the exact one, 0.62 to 8.77', () => {
    const many = crudeRate({ events: 42, population: 100_000 })
    expect(many.method).toBe('byar')
    expect([many.low, many.high].map((limit) => limit.toFixed(1))).toEqual(['30.3', '56.8'])
    const few = crudeRate({ events: 3, population: 100_000 })
    expect(few.method).toBe('exact')
    expect([few.low, few.high].map((limit) => limit.toFixed(2))).toEqual(['0.62', '8.77'])
  })

  it('changes method at ten events', () => {
    expect(crudeRate({ events: 9, population: 1000, per: 1000 }).method).toBe('exact')
    expect(crudeRate({ events: 10, population: 1000, per: 1000 }).method).toBe('byar')
  })
})

describe('directly standardised rates', () => {
  it('uses the European Standard Population 2013, which sums to 100,000', () => {
    expect(europeanStandardPopulation2013).toEqual(vectors.esp2013.weight)
    expect(europeanStandardPopulation2013.reduce((a, b) => a + b)).toBe(100_000)
  })

  it.each([
    ['area A', vectors.dsr_area_A],
    ['the small area B', vectors.dsr_area_B_small],
  ] as const)('gives the rate and Dobson interval of %s', (_, area) => {
    const answer = standardisedRate({ events: area.deaths, population: area.pop })
    if ('refused' in answer) throw new Error(answer.refused)
    expect(relativeError(answer.rate, area.dsr_per_100k)).toBeLessThan(1e-9)
    expectInterval(answer, area.dobson_byar_ci)
  })

  it('refuses fewer than ten events', () => {
    const { deaths, pop } = vectors.dsr_area_B_small
    const nine = deaths.map((count, group) => (group === 9 ? count - 1 : count))
    expect(standardisedRate({ events: nine, population: pop })).toEqual({ refused: 'fewer than 10 events' })
  })

  it('names the age groups it lacks', () => {
    expect(() => standardisedRate({ events: [1], population: [2] })).toThrow('expected 19 age groups, got 1 and 1')
  })
})

it('gives an observed over expected ratio with Byar limits', () => {
  const { obs, expected, smr, byar } = vectors.smr
  const answer = standardisedRatio(obs, expected)
  expect(relativeError(answer.ratio * 100, smr)).toBeLessThan(1e-9)
  expectInterval({ low: answer.low * 100, high: answer.high * 100 }, byar)
})

describe('comparing two rates', () => {
  it.each(comparisons)('$a in $ta with $b in $tb is exact', ({ a, ta, b, tb, ...expected }) => {
    const answer = compareRates({ events: a, population: ta }, { events: b, population: tb })
    expect(relativeError(answer.ratio, expected.rate_ratio)).toBeLessThan(1e-9)
    expect(relativeError(answer.pTwoSided, expected.p_two_sided)).toBeLessThan(1e-9)
    expect(relativeError(answer.pGreater, expected.p_greater)).toBeLessThan(1e-9)
    expectInterval(answer, expected.rr_ci)
  })

  it('leaves the ratio open above where the second area has no events', () => {
    const { low, high } = compareRates({ events: 5, population: 1000 }, { events: 0, population: 1000 })
    expect(low).toBeGreaterThan(0.9)
    expect(high).toBe(Infinity)
  })
})

describe('the interval of a share', () => {
  it('is Wilson’s: Newcombe RG, Stat Med 1998; 17: 857-872, table I, method 3', () => {
    const cases = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const
    for (const [successes, trials, low, high] of cases) {
      const interval = wilsonInterval(successes, trials)
      expect(interval.low).toBeCloseTo(low, 4)
      expect(interval.high).toBeCloseTo(high, 4)
    }
    expect(wilsonInterval(20, 20).high).toBe(1)
    expect(() => wilsonInterval(2, 1)).toThrow(RangeError)
    expect(() => wilsonInterval(0, 0)).toThrow(RangeError)
  })

  it('is Clopper and Pearson’s where it is to be exact: the same table, method 5', () => {
    const cases = [
      [81, 263, 0.2527, 0.3676],
      [15, 148, 0.0578, 0.1617],
      [0, 20, 0, 0.1684],
      [1, 29, 0.0009, 0.1776],
    ] as const
    for (const [successes, trials, low, high] of cases) {
      const interval = exactBinomialInterval(successes, trials)
      expect(interval.low).toBeCloseTo(low, 4)
      expect(interval.high).toBeCloseTo(high, 4)
    }
    expect(exactBinomialInterval(10, 10)).toEqual({ low: expect.closeTo(0.6915028922, 9), high: 1 })
    expect(() => exactBinomialInterval(2, 1)).toThrow(RangeError)
    expect(() => exactBinomialInterval(0, 0)).toThrow(RangeError)
  })
})
