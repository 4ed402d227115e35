import { describe, expect, it } from 'vitest'
import { nowcast, shareKnownOfPeriod } from '../../jobs/stats/nowcast.ts'
import { intervalScore, weightedIntervalScore } from '../../jobs/stats/scores.ts'
import { readVectors } from './vectors.ts'

describe('how many there will be in the end', () => {
  it('has the interval of the reference chain ladder, and its estimate', () => {
    const { nowcast: expected } = readVectors<{
      nowcast: { reported: number; F: number; chain_ladder: number; nb_lo95: number; nb_hi95: number }[]
    }>('nowcast_chainladder')
    for (const { reported, F, chain_ladder, nb_lo95, nb_hi95 } of expected) {
      const found = nowcast(reported, F)
      expect(found.expected).toBeCloseTo(chain_ladder, 12)
      expect(found.band95).toEqual({ low: nb_lo95, high: nb_hi95 })
    }
  })

  it('puts the narrower band inside the wider, and the median in both', () => {
    const { median, band50, band90, band95 } = nowcast(4, 0.4)
    const ends = [band95.low, band90.low, band50.low, median, band50.high, band90.high, band95.high]
    expect(ends).toEqual(ends.toSorted((a, b) => a - b))
    expect(band95.high - band95.low).toBeGreaterThan(band50.high - band50.low)
  })

  it('is what is known where all is known, and stays within what bounds it', () => {
    const all = { low: 5, high: 5 }
    expect(nowcast(5, 1)).toEqual({ expected: 5, median: 5, band50: all, band90: all, band95: all })
    expect(nowcast(3, 0.3).band95.high).toBeGreaterThan(6)
    expect(nowcast(3, 0.3, 6)).toMatchObject({ expected: 6, band95: { high: 6 } })
    expect(nowcast(3, 0.3, 2).band95).toEqual({ low: 3, high: 3 })
  })

  it('asks of each day of a month what can be known of it, and leaves days to come out', () => {
    const known = Float64Array.of(0.1, 0.4, 0.9, 1)
    expect(shareKnownOfPeriod(known, 10, 13, 13)).toBeCloseTo((1 + 0.9 + 0.4 + 0.1) / 4, 12)
    expect(shareKnownOfPeriod(known, 10, 13, 100)).toBe(1)
    expect(shareKnownOfPeriod(known, 10, 40, 11)).toBeCloseTo((0.4 + 0.1) / 2, 12)
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
