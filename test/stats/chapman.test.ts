import { describe, expect, it } from 'vitest'
import { estimateByChapman } from '../../jobs/stats/counts/chapman.ts'
import { randomBinomial } from '../../jobs/stats/draws/draws.ts'
import { randomFor } from '../../jobs/stats/draws/random.ts'

describe('how many there are in all, by Chapman', () => {
  it('is worked out as by hand: 50 and 40 found, 19 of them by both', () => {
    // (51 × 41)/20 − 1 = 103.55; variance 51 × 41 × 31 × 21/(20² × 21) = 162.05; unseen 103.55 − 71 = 32.55
    const found = estimateByChapman(50, 40, 19)
    expect(found?.total).toBeCloseTo(103.55, 9)
    expect(found?.observed).toBe(71)
    // factor exp(1.959964 × √ln(1 + 162.0525/32.55²)) = 2.0947
    expect(found?.interval.low).toBeCloseTo(71 + 32.55 / 2.0947, 1)
    expect(found?.interval.high).toBeCloseTo(71 + 32.55 * 2.0947, 1)
  })

  it('is refused under 7 found by both, and never falls under what was seen', () => {
    expect(estimateByChapman(50, 40, 6)).toBeUndefined()
    expect(estimateByChapman(50, 40, 7)).toBeDefined()
    expect(estimateByChapman(20, 20, 20)).toEqual({ total: 20, observed: 20, interval: { low: 20, high: 20 } })
    for (const [one, other, both] of [
      [30, 12, 12],
      [10, 8, 7],
      [400, 300, 9],
    ] as const)
      expect(estimateByChapman(one, other, both)?.interval.low).toBeGreaterThanOrEqual(one + other - both)
  })

  it('covers the truth about as often as it says where the two sources know nothing of each other', () => {
    const random = randomFor('chapman', 0)
    const [all, times] = [200, 2000]
    let covered = 0
    for (let time = 0; time < times; time++) {
      const one = randomBinomial(random, all, 0.5)
      const both = randomBinomial(random, one, 0.4)
      const other = both + randomBinomial(random, all - one, 0.4)
      const found = estimateByChapman(one, other, both)
      if (found && found.interval.low <= all && all <= found.interval.high) covered++
    }
    expect(covered / times).toBeGreaterThan(0.93)
    expect(covered / times).toBeLessThan(0.97)
  })
})
