import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { negativeBinomialUpperTail } from '../../jobs/stats/counts/distributions.ts'
import { nowcast, nowcastProbabilities, SHOWN_FROM, shareKnownOfPeriod } from '../../jobs/stats/delay/nowcast.ts'
import { delayDistribution } from '../../jobs/stats/delay/reporting-delay.ts'
import { intervalScore, rankedProbabilityScore, weightedIntervalScore } from '../../jobs/stats/delay/scores.ts'
import { readVectors } from './vectors.ts'

describe('how many there will be in the end', () => {
  it('has the interval of the reference chain ladder, and its estimate', () => {
    const { nowcast: expected } = readVectors<{
      nowcast: {
        reported: number
        F: number
        chain_ladder: number
        nb_mean: number
        nb_lo95: number
        nb_hi95: number
      }[]
    }>('nowcast_chainladder')
    for (const { reported, F, chain_ladder, nb_mean, nb_lo95, nb_hi95 } of expected) {
      const found = nowcast(reported, F)
      expect(found.expected).toBeCloseTo(chain_ladder, 12)
      expect(found.band95).toEqual({ low: nb_lo95, high: nb_hi95 })
      const mean = nowcastProbabilities(reported, F).reduce((sum, p, unknown) => sum + p * (reported + unknown), 0)
      // what the tail lacks is 1e-9 of probability, at some dozens of events
      expect(mean).toBeCloseTo(nb_mean, 6)
    }
  })

  it('puts the narrower band inside the wider, and the median in both', () => {
    const { median, band50, band90, band95 } = nowcast(4, 0.4)
    const ends = [band95.low, band90.low, band50.low, median, band50.high, band90.high, band95.high]
    expect(ends).toEqual(ends.toSorted((a, b) => a - b))
    expect(band95.high - band95.low).toBeGreaterThan(band50.high - band50.low)
  })

  it('is what is known where all is known', () => {
    const all = { low: 5, high: 5 }
    expect(nowcast(5, 1)).toEqual({ expected: 5, median: 5, band50: all, band90: all, band95: all })
  })

  it('has the probabilities its bands are made of, together 1', () => {
    for (const [observed, shareKnown] of [
      [0, 0.2],
      [4, 0.6],
      [2000, 0.3],
    ] as const) {
      const probabilities = nowcastProbabilities(observed, shareKnown)
      const size = observed + 0.5
      const mean = (size * (1 - shareKnown)) / shareKnown
      const { band95 } = nowcast(observed, shareKnown)
      let above = 1
      probabilities.forEach((probability, unknown) => {
        expect(above).toBeCloseTo(negativeBinomialUpperTail(unknown, mean, size), 8)
        // more than 97.5 % up to the upper end of the band, and not before
        expect(1 - above + probability >= 0.975).toBe(observed + unknown >= band95.high)
        above -= probability
      })
      expect(above).toBeCloseTo(0, 12)
    }
    expect([...nowcastProbabilities(5, 1)]).toEqual([1])
  })

  it('asks of each day of a month what can be known of it, and leaves days to come out', () => {
    const known = Float64Array.of(0.1, 0.4, 0.9, 1)
    expect(shareKnownOfPeriod(known, 10, 13, 13)).toBeCloseTo((1 + 0.9 + 0.4 + 0.1) / 4, 12)
    expect(shareKnownOfPeriod(known, 10, 13, 100)).toBe(1)
    expect(shareKnownOfPeriod(known, 10, 40, 11)).toBeCloseTo((0.4 + 0.1) / 2, 12)
  })
})

// a data set of R's surveillance package is GPL, and stays outside the project
const reference = new URL('../../../shared/vectors/nowcast_husO104.json', import.meta.url)

describe.skipIf(!existsSync(reference))('[data] the nowcast beside those of R surveillance', () => {
  const { now, D, linelist, results } = (
    existsSync(reference) ? JSON.parse(readFileSync(reference, 'utf8')) : { linelist: { event: [], report: [] } }
  ) as {
    now: string
    D: number
    linelist: { event: string[]; report: string[] }
    results: {
      method: string
      dates: string[]
      observed_so_far: number[]
      predicted_median: (number | null)[]
      ci_lower: number[]
      ci_upper: number[]
    }[]
  }
  const dayOf = (date: string | undefined) => Date.parse(date as string) / 86_400_000

  /** Each day R estimates: ours, and what the method of R gives. */
  function besideOurs(name: string) {
    const events = linelist.event.map((event, n) => ({
      day: dayOf(event),
      delay: dayOf(linelist.report[n]) - dayOf(event),
    }))
    const known = delayDistribution(events, dayOf(now), { longest: D, window: 10_000, fewest: 1 }) as Float64Array
    const theirs = results.find(({ method }) => method === name)
    if (!theirs) throw new RangeError(`no ${name} in the reference`)
    return theirs.dates.flatMap((date, i) => {
      const median = theirs.predicted_median[i] ?? null
      if (median === null) return []
      const shareKnown = known[dayOf(now) - dayOf(date)] as number
      const ours = nowcast(theirs.observed_so_far[i] as number, shareKnown)
      return [{ shareKnown, ours, median, low: theirs.ci_lower[i] as number, high: theirs.ci_upper[i] as number }]
    })
  }

  it('has the medians and intervals of its Bayesian estimate that knows the delays are cut off', () => {
    const days = besideOurs('bayes.trunc')
    expect(days).toHaveLength(13)
    for (const { ours, median, low, high } of days) {
      expect(Math.abs(ours.median / median - 1)).toBeLessThanOrEqual(0.05)
      expect(Math.abs(ours.band95.low / low - 1)).toBeLessThanOrEqual(0.1)
      expect(Math.abs(ours.band95.high / high - 1)).toBeLessThanOrEqual(0.1)
    }
  })

  it('has the medians of its Lawless estimate on the days that enough is known of to be shown', () => {
    const shown = besideOurs('lawless').filter(({ shareKnown }) => shareKnown >= SHOWN_FROM)
    expect(shown).toHaveLength(11)
    for (const { ours, median } of shown) expect(Math.abs(ours.median / median - 1)).toBeLessThanOrEqual(0.05)
  })
})

describe('scores', () => {
  it('are those of the reference', () => {
    const { interval_score } = readVectors<{
      interval_score: { lo: number; hi: number; alpha: number; y: number; score: number }[]
    }>('scores')
    for (const { lo, hi, alpha, y, score } of interval_score)
      expect(intervalScore({ low: lo, high: hi }, alpha, y)).toBeCloseTo(score, 12)
  })

  it('of the whole distribution of a sample are those of the reference', () => {
    const { samples, y, crps } = readVectors<{ crps: { samples: number[]; y: number; crps: number } }>('scores').crps
    const first = Math.min(...samples)
    const shares = Array.from(
      { length: Math.max(...samples) - first + 1 },
      (_, i) => samples.filter((sample) => sample === first + i).length / samples.length,
    )
    expect(rankedProbabilityScore(shares, first, y)).toBeCloseTo(crps, 12)
  })

  it('of the whole distribution are the mean distance less half that between two draws, and of certainty the absolute error', () => {
    const probabilities = [0.1, 0.4, 0.3, 0.2]
    const distance = (came: number) => probabilities.reduce((sum, p, i) => sum + p * Math.abs(5 + i - came), 0)
    const spread = probabilities.reduce((sum, p, i) => sum + p * distance(5 + i), 0)
    for (const came of [0, 4, 5, 6, 8, 9, 30])
      expect(rankedProbabilityScore(probabilities, 5, came)).toBeCloseTo(distance(came) - spread / 2, 12)
    for (const came of [2, 7, 11]) expect(rankedProbabilityScore([1], 7, came)).toBe(Math.abs(came - 7))
  })

  it('of a median alone are its absolute error, and of a median with intervals their weighted mean', () => {
    expect(weightedIntervalScore(4, [], 9)).toBe(5)
    // by hand: (½·1 + .25·(2 + 4·1) + .05·(7 + 0)) / 2.5
    const intervals = [
      { interval: { low: 2, high: 4 }, alpha: 0.5 },
      { interval: { low: 0, high: 7 }, alpha: 0.1 },
    ]
    expect(weightedIntervalScore(4, intervals, 5)).toBeCloseTo((0.5 + 1.5 + 0.35) / 2.5, 12)
  })
})
