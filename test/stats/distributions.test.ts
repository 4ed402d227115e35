import { describe, expect, it } from 'vitest'
import {
  betaBinomialUpperTail,
  binomialUpperTail,
  chiSquareQuantile,
  chiSquareUpperTail,
  hypergeometricUpperTail,
  logNegativeBinomialUpperTail,
  negativeBinomialQuantile,
  negativeBinomialUpperTail,
  normalQuantile,
  normalUpperTail,
  poissonLowerTail,
  poissonUpperTail,
} from '../../jobs/stats/counts/distributions.ts'
import { logGamma } from '../../jobs/stats/counts/probabilities.ts'
import { readVectors, relativeError } from './vectors.ts'

type Distributions = {
  qnorm: { p: number[]; q: number[] }
  pnorm_upper: { z: number[]; p: number[] }
  pois_upper: { y: number; mu: number; p_ge_y: number }[]
  nb_upper: { y: number; mu: number; size: number; p_ge_y: number }[]
  qnbinom: { p: number; mu: number; size: number; q: number }[]
  qchisq: { p: number; df: number; q: number }[]
  binom_upper: { k: number; n: number; p: number; p_ge_k: number }[]
}
const vectors = readVectors<Distributions>('distributions')
const misc = readVectors<{ thinning: { mu: number; size: number; F: number; y: number; p_ge: number }[] }>('misc')

// R gives these to 12 digits after the point, or 13 significant ones
const TOLERANCE = 2e-12

describe('distributions agree with R', () => {
  it.each(vectors.qnorm.p.map((p, i) => [p, vectors.qnorm.q[i] as number]))('normal quantile of %d', (p, q) => {
    expect(Math.abs(normalQuantile(p) - q)).toBeLessThan(TOLERANCE)
    expect(Math.abs(normalQuantile(1 - p) + q)).toBeLessThan(TOLERANCE)
  })

  it.each(vectors.pnorm_upper.z.map((z, i) => [z, vectors.pnorm_upper.p[i] as number]))('normal tail at %d', (z, p) => {
    expect(relativeError(normalUpperTail(z), p)).toBeLessThan(TOLERANCE)
    expect(normalUpperTail(-z)).toBeCloseTo(1 - p, 12)
  })

  it.each(vectors.pois_upper)('Poisson tail $y of mean $mu', ({ y, mu, p_ge_y }) => {
    expect(relativeError(poissonUpperTail(y, mu), p_ge_y)).toBeLessThan(TOLERANCE)
    expect(poissonLowerTail(y - 1, mu)).toBeCloseTo(1 - p_ge_y, 12)
  })

  it.each(vectors.nb_upper)('negative binomial tail $y of mean $mu, size $size', ({ y, mu, size, p_ge_y }) => {
    expect(relativeError(negativeBinomialUpperTail(y, mu, size), p_ge_y)).toBeLessThan(TOLERANCE)
  })

  it.each(vectors.qnbinom)('negative binomial quantile $p of mean $mu, size $size', ({ p, mu, size, q }) => {
    expect(negativeBinomialQuantile(p, mu, size)).toBe(q)
  })

  it.each(vectors.qchisq)('chi-square quantile $p with $df degrees of freedom', ({ p, df, q }) => {
    expect(relativeError(chiSquareQuantile(p, df), q)).toBeLessThan(TOLERANCE)
    expect(chiSquareUpperTail(q, df)).toBeCloseTo(1 - p, 11)
  })

  it.each(vectors.binom_upper)('binomial tail $k of $n at $p', ({ k, n, p, p_ge_k }) => {
    expect(relativeError(binomialUpperTail(k, n, p), p_ge_k)).toBeLessThan(TOLERANCE)
  })

  it.each(misc.thinning)('thinned negative binomial: $y of mean $mu when $F is in', ({ mu, size, F, y, p_ge }) => {
    expect(relativeError(negativeBinomialUpperTail(y, mu * F, size), p_ge)).toBeLessThan(TOLERANCE)
  })
})

describe('tails at their ends', () => {
  it('are certain at zero and impossible beyond the number of trials', () => {
    expect(poissonUpperTail(0, 2)).toBe(1)
    expect(binomialUpperTail(0, 5, 0.1)).toBe(1)
    expect(binomialUpperTail(6, 5, 0.1)).toBe(0)
    expect(hypergeometricUpperTail(4, 3, 10, 20)).toBe(0)
    expect(betaBinomialUpperTail(0, 4, 0.5, 10)).toBe(1)
  })

  it('stay finite as logarithms where the tail itself underflows', () => {
    expect(negativeBinomialUpperTail(900, 0.5, 50)).toBe(0)
    expect(logNegativeBinomialUpperTail(900, 0.5, 50)).toBeLessThan(-745)
    expect(Number.isFinite(logNegativeBinomialUpperTail(900, 0.5, 50))).toBe(true)
  })

  it('sum to one with the tail from the other side', () => {
    // P(X ≥ 4 of 9 drawn, 12 marked of 40) + P(≥ 6 unmarked) = 1
    expect(hypergeometricUpperTail(4, 9, 12, 40) + hypergeometricUpperTail(6, 9, 28, 40)).toBeCloseTo(1, 14)
  })
})

it('gives ln Γ of whole and half numbers as the closed forms do', () => {
  expect(logGamma(1)).toBeCloseTo(0, 14)
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14)
  expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 13)
  expect(logGamma(171)).toBeCloseTo(706.5730622457874, 11) // ln 170!
})
