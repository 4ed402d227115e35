import { describe, expect, it } from 'vitest'
import { fisherGreaterP, fisherTest, oddsRatio } from '../../jobs/stats/counts/fisher.ts'
import { readVectors } from './vectors.ts'

type Table = {
  t: [number, number, number, number]
  two_sided_p: number
  greater_p: number
  less_p: number
  cond_mle_or: number | null
  ci: [number, number | null]
  midp_greater: number
}
const { tables } = readVectors<{ tables: Table[] }>('fisher')
// R's answers are written with 13 decimals, so a p of 1e-11 has few digits
const within = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected)).toBeLessThan(1e-9 * Math.abs(expected) + 1e-17)

// R searches for an odds ratio, or for its inverse where it is above 1, to within 1.2e-4: so well is its answer known
const expectOdds = (actual: number, expected: number) =>
  expect(Math.abs(expected > 1 ? 1 / actual - 1 / expected : actual - expected)).toBeLessThan(1.3e-4)

describe("Fisher's exact test agrees with R's fisher.test", () => {
  it.each(tables)('on $t', ({ t: [a, b, c, d], ...expected }) => {
    const test = fisherTest({ recentWith: a, recentWithout: b, beforeWith: c, beforeWithout: d })
    within(test.greater, expected.greater_p)
    within(test.less, expected.less_p)
    within(test.twoSided, expected.two_sided_p)
    within(test.midGreater, expected.midp_greater)
    expect(fisherGreaterP(a, a + b, a + c, a + b + c + d)).toBe(test.greater)
  })

  it.each(tables)('with the odds ratio and interval of $t', ({ t: [a, b, c, d], cond_mle_or, ci }) => {
    const { estimate, low, high } = oddsRatio({ recentWith: a, recentWithout: b, beforeWith: c, beforeWithout: d })
    if (cond_mle_or === null) expect(estimate).toBe(Infinity)
    else expectOdds(estimate, cond_mle_or)
    expectOdds(low, ci[0])
    if (ci[1] === null) expect(high).toBe(Infinity)
    else expectOdds(high, ci[1])
  })
})

it('gives the limits of the odds ratio where they can be written down', () => {
  // one recent death with the finding, n before without: P(X = 1) = ω/(ω + n) = .025, so ω = n·.025/.975
  const { low, high } = oddsRatio({ recentWith: 1, recentWithout: 0, beforeWith: 0, beforeWithout: 39 })
  expect(low).toBeCloseTo(1, 12)
  expect(high).toBe(Infinity)
})
