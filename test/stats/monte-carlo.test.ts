import { describe, expect, it } from 'vitest'
import { maximaOnThreads } from '../../jobs/compute/compute.ts'
import { randomFor } from '../../jobs/stats/draws/random.ts'
import {
  decideP,
  gumbelP,
  MOST_REPLICATES,
  maximaUntilDecided,
  recurrenceIntervalDays,
} from '../../jobs/stats/scan/monte-carlo.ts'
import { readVectors } from './vectors.ts'

const misc = readVectors<{
  recurrence_interval: { p: number; every_days: number; RI_days: number }[]
  besag_clifford: [{ h: number; draw_of_hth_exceedance: number; p: number }, { h: number; R: number; p: number }]
}>('misc')

describe('the Monte Carlo p', () => {
  it('counts the observed data as one of the replicates, and a tie against them', () => {
    expect(decideP(5, [1, 2, 5, 7]).p).toBe(3 / 5)
    expect(decideP(9, [1, 2, 5, 7]).p).toBe(1 / 5)
  })

  it('stops at the h-th exceedance, at whatever draw that is', () => {
    const [{ h, draw_of_hth_exceedance: draw, p }] = misc.besag_clifford
    // nine exceedances somewhere before, the tenth at the 23rd draw
    const maxima = Array.from({ length: 999 }, (_, i) => (i < 9 || i >= draw - 1 ? 8 : 1))
    expect(decideP(7, maxima, { stopAfterExceedances: h })).toEqual({
      p,
      replicates: draw,
      exceedances: 10,
      isStopped: true,
    })
  })

  it('is the usual one when the sequential rule never stops it', () => {
    const [, { h, R, p }] = misc.besag_clifford
    const maxima = Array.from({ length: R }, (_, i) => (i % 400 === 0 ? 8 : 1))
    expect(decideP(7, maxima, { stopAfterExceedances: h })).toMatchObject({ p, exceedances: 3, isStopped: false })
  })

  it('does not depend on how many replicates were computed beyond the stop', () => {
    const maxima = Array.from({ length: 500 }, (_, i) => randomFor(1, i)())
    const all = decideP(0.7, maxima, { stopAfterExceedances: 10 })
    const some = decideP(0.7, maxima.slice(0, all.replicates + 3), { stopAfterExceedances: 10 })
    expect(some).toEqual(all)
  })
})

describe('asking for replicates until p is decided', () => {
  const uniform = (from: number, to: number) =>
    Float64Array.from({ length: to - from }, (_, i) => randomFor(2, from + i)())

  it('gives the same p on any number of threads, where it lies near a threshold too', async () => {
    const rule = { replicates: 999, extendTo: 9999, stopAfterExceedances: 10, thresholds: [1 / 365, 1 / 100] }
    for (let history = 0; history < 40; history++) {
      const random = randomFor('threads', history)
      const maxima = Float64Array.from({ length: MOST_REPLICATES }, () => random())
      // a true p between .0015 and .008, about the lower threshold
      const observed = 1 - 0.0015 - (history / 40) * 0.0065
      const block = (from: number, to: number) => maxima.slice(from, to)
      const found = await Promise.all(
        [1, 2, 3, 8].map((threads) => maximaOnThreads(observed, async (from, to) => block(from, to), threads, rule)),
      )
      found.push(maximaUntilDecided(observed, block, rule))
      const answers = found.map((looked) => decideP(observed, looked, rule))
      expect(new Set(answers.map(({ p, replicates }) => `${p} ${replicates}`)).size, `history ${history}`).toBe(1)
    }
  })

  it('keeps the first 999 when it goes on to 9,999', () => {
    const asked: [number, number][] = []
    const maxima = maximaUntilDecided(
      0.9995,
      (from, to) => {
        asked.push([from, to])
        return uniform(from, to)
      },
      { replicates: 999, extendTo: 9999 },
    )
    expect(asked).toEqual([
      [0, 999],
      [999, 9999],
    ])
    expect(maxima).toEqual(uniform(0, 9999))
  })

  it('does not go on when p is above .01', () => {
    expect(maximaUntilDecided(0.9, uniform, { replicates: 999, extendTo: 9999 }).length).toBe(999)
  })

  it('ends at the replicate of the sequential stop', () => {
    const maxima = maximaUntilDecided(0.5, uniform, { replicates: 999, stopAfterExceedances: 10 })
    expect(decideP(0.5, maxima).exceedances).toBe(10)
    expect(maxima.at(-1)).toBeGreaterThanOrEqual(0.5)
  })
})

it('takes a Gumbel tail with the mean and the variance of the replicates', () => {
  // maxima of 1, 2 and 3: mean 2, variance 2/3, so scale √(6·2/3)/π = .6366 and location 2 − .5772·.6366 = 1.6325
  expect(gumbelP(4, [1, 2, 3])).toBeCloseTo(1 - Math.exp(-Math.exp((1.632521 - 4) / 0.63662)), 5)
})

it('comes back as often as the reference says of a scan with p = .0349, every day', () => {
  const { mc, recurrence_interval_days } = readVectors<{
    stp: { prospective: { mc: { p_mc: number }; recurrence_interval_days: number } }
  }>('scan').stp.prospective
  expect(recurrenceIntervalDays(mc.p_mc, 1)).toBeCloseTo(recurrence_interval_days, 9)
})

it.each(misc.recurrence_interval)(
  'p = $p every $every_days days is once in $RI_days days',
  ({ p, every_days, RI_days }) => {
    expect(recurrenceIntervalDays(p, every_days)).toBeCloseTo(RI_days, 9)
  },
)
