import { describe, expect, it } from 'vitest'
import { binomialProbability } from '../../jobs/stats/counts/probabilities.ts'
import { nowcast, nowcastProbabilities } from '../../jobs/stats/delay/nowcast.ts'
import { learnToxicology, nowcastToxicology } from '../../jobs/stats/delay/toxicology-nowcast.ts'

describe('what toxicology is still to come', () => {
  /** Half the deaths are known at once, all a day later; of the toxicology a fifth, half, all but a tenth, all. */
  const known = { deaths: Float64Array.of(0.5, 1, 1, 1), toxicology: Float64Array.of(0.2, 0.5, 0.9, 1) }
  const deathsOf = (age: number, deaths: number, complete: number) =>
    Array.from({ length: deaths }, (_, n) => ({ age, hasToxicology: n < complete }))

  it('is learnt from deaths that are old enough, and what they still lack is allowed for', () => {
    // the young say nothing yet; of 100 two days old 90 % of what ever comes has come, so 63 of 70
    const { shareEver, chances } = learnToxicology([...deathsOf(1, 50, 0), ...deathsOf(2, 100, 63)], known, 10)
    expect(shareEver).toBeCloseTo(63.5 / 91, 12)
    // of 1000 deaths a day old 1000·s will get it, and half of those have it: those without are 1000·(1 − s/2)
    expect(chances[1]).toBeCloseTo((0.5 * shareEver) / (1 - 0.5 * shareEver), 12)
    // at age 0 half the deaths are known, and a fifth of the toxicology: two in five of the known ones that will get it
    expect(chances[0]).toBeCloseTo((0.6 * shareEver) / (1 - 0.4 * shareEver), 12)
    expect(chances[3]).toBe(0)
  })

  it('takes what a few deaths all have for likely, not for certain', () => {
    const { shareEver, chances } = learnToxicology(deathsOf(3, 6, 6), known, 10)
    expect(shareEver).toBeCloseTo(6.5 / 7, 12)
    expect(chances[1]).toBeLessThan(1)
  })

  it('goes by the latest of the old deaths, and by none from before toxicology was recorded', () => {
    const recent = deathsOf(5, 20, 10)
    const { shareEver } = learnToxicology(recent, known, 10)
    expect(shareEver).toBeCloseTo(0.5, 12)
    // 80 % is ready from age 2 on, so that the window ends before age 12
    expect(learnToxicology([...recent, ...deathsOf(12, 30, 30)], known, 10).shareEver).toBe(shareEver)
    expect(learnToxicology([...recent, ...deathsOf(11, 30, 0)], known, 10).shareEver).toBe(shareEver)
    expect(learnToxicology([...recent, ...deathsOf(11, 30, 30)], known, 10).shareEver).toBeGreaterThan(0.7)
  })
})

describe('how many deaths will have toxicology in the end', () => {
  const outlook = { shareEver: 0.8, chances: Float64Array.of(0.75, 0.5) }

  it('are those that have it, those that wait with their chances, and a share of those still to be reported', () => {
    const { estimate, distribution } = nowcastToxicology(3, [0, 0, 1], 0.6, outlook)
    // by going through all that can happen
    const unreported = nowcastProbabilities(6, 0.6)
    const probabilityOf = (end: number) => {
      let sum = 0
      for (let ofFirst = 0; ofFirst <= 2; ofFirst++)
        for (let ofSecond = 0; ofSecond <= 1; ofSecond++)
          unreported.forEach((probability, deaths) => {
            const ofUnreported = end - 3 - ofFirst - ofSecond
            if (ofUnreported < 0 || ofUnreported > deaths) return
            sum +=
              binomialProbability(ofFirst, 2, 0.75) *
              binomialProbability(ofSecond, 1, 0.5) *
              binomialProbability(ofUnreported, deaths, 0.8) *
              probability
          })
      return sum
    }
    expect(distribution.first).toBe(3)
    expect(distribution.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10)
    for (let end = 3; end < 20; end++) expect(distribution.probabilities[end - 3]).toBeCloseTo(probabilityOf(end), 8)
    // 6 deaths known of 10
    expect(estimate.expected).toBeCloseTo(3 + 2 * 0.75 + 0.5 + 4 * 0.8, 12)
    let below = 0
    for (let end = 3; end < estimate.band95.high; end++) below += probabilityOf(end)
    expect(below).toBeLessThan(0.975)
    expect(below + probabilityOf(estimate.band95.high)).toBeGreaterThanOrEqual(0.975)
  })

  it('are the deaths that there will be, where all get it', () => {
    const { estimate } = nowcastToxicology(2, [0, 1, 1], 0.4, { shareEver: 1, chances: Float64Array.of(1, 1) })
    const deaths = nowcast(5, 0.4)
    expect(estimate).toEqual({ ...deaths, expected: expect.closeTo(deaths.expected, 12) })
  })

  it('are never fewer than have it, nor more than there may be deaths, and certain where nothing is to come', () => {
    for (const shareKnown of [0.2, 0.6, 0.95]) {
      const { estimate, distribution } = nowcastToxicology(4, [0, 0, 1, 1, 1], shareKnown, outlook)
      expect(distribution.first).toBeGreaterThanOrEqual(4)
      expect(estimate.band95.high).toBeLessThanOrEqual(nowcast(9, shareKnown).band95.high)
      expect(estimate.band95.low).toBeGreaterThanOrEqual(4)
    }
    const certain = { low: 4, high: 4 }
    const bands = { median: 4, band50: certain, band90: certain, band95: certain }
    // a death older than any that still got it
    expect(nowcastToxicology(4, [2, 700], 1, outlook).estimate).toEqual({ expected: 4, ...bands })
  })
})
