import { describe, expect, it } from 'vitest'
import { binomialDistribution, countQuantile, sumOfCounts } from '../../jobs/stats/counts/count-distribution.ts'
import { binomialProbability } from '../../jobs/stats/counts/probabilities.ts'

describe('the distribution of a count', () => {
  it('of two binomial counts with one chance is that of all their trials', () => {
    const { first, probabilities } = sumOfCounts(binomialDistribution(3, 0.3), binomialDistribution(5, 0.3))
    expect([first, probabilities.length]).toEqual([0, 9])
    probabilities.forEach((found, k) => void expect(found).toBeCloseTo(binomialProbability(k, 8, 0.3), 14))
  })

  it('keeps its whole probability and its mean when its far ends are cut off', () => {
    const { first, probabilities } = sumOfCounts(binomialDistribution(4000, 0.5), binomialDistribution(10, 1))
    expect(probabilities.length).toBeLessThan(600)
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10)
    expect(probabilities.reduce((sum, p, i) => sum + p * (first + i), 0)).toBeCloseTo(2010, 6)
  })

  it('has as quantile the least number that is reached', () => {
    const distribution = { first: 7, probabilities: Float64Array.of(0.25, 0.5, 0.25) }
    expect([0, 0.25, 0.26, 0.75, 0.76, 1].map((p) => countQuantile(distribution, p))).toEqual([7, 7, 8, 8, 9, 9])
  })
})
