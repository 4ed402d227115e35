import { describe, expect, it } from 'vitest'
import { backtest } from '../../jobs/nowcast.ts'
import { type Random, randomFor, randomPoisson } from '../../jobs/stats/random.ts'
import type { NowcastLag } from '../../server/contract/nowcast.ts'
import type { DeathHistory } from '../../server/indicators/death-histories.ts'

/** 31 December 2025, counted from 1 January 1970. */
const until = Date.UTC(2025, 11, 31) / 86_400_000

describe('the back-test of the nowcast', () => {
  it.each([
    { yearly: 50, seeds: [1, 2] },
    { yearly: 150, seeds: [3] },
  ])(
    'finds the end in the nominal 90 per cent band in 80 per cent or more, nearly without bias: $yearly deaths a year',
    ({ yearly, seeds }) => {
      const runs = seeds.map((seed) => backtest(simulate(`nowcast ${seed}`, yearly), until))
      for (const measure of ['deaths', 'toxicology'] as const) {
        const sums = total(runs.flatMap((run) => run[measure]))
        expect(sums.estimates).toBeGreaterThan(100)
        expect(sums.within90 / sums.estimates).toBeGreaterThanOrEqual(0.8)
        // with few deaths a band of whole people holds more than it must
        expect(sums.within95 / sums.estimates).toBeGreaterThanOrEqual(0.9)
        expect(sums.within95 / sums.estimates).toBeLessThanOrEqual(0.99)
        expect(Math.abs(sums.expected / sums.final - 1)).toBeLessThan(0.1)
        expect(sums.score).toBeLessThan(0.8 * sums.scoreOfObserved)
        expect(sums.rankedScore).toBeLessThan(0.8 * sums.scoreOfObserved)
      }
    },
  )

  it('speaks only of months that are settled now and were not then', () => {
    const lags = backtest(simulate('nowcast 1', 50), until).toxicology
    // toxicology takes a month at least, so at a month's end nothing can be said of it
    expect(lags[0]?.lag).toBeGreaterThan(0)
    expect(lags.every(({ observed, final }) => observed <= final)).toBe(true)
    expect(lags.every(({ shareKnown }) => shareKnown >= 0.2 && shareKnown < 0.99)).toBe(true)
  })

  it('leaves out deaths of which it was assumed when they became known', () => {
    const assumed = simulate('nowcast 1', 50).map((history) =>
      history.map((revision) => ({ ...revision, isKnownOnAssumed: true })),
    )
    expect(backtest(assumed, until)).toEqual({ deaths: [], toxicology: [] })
  })
})

/** Nine years of deaths; each known after three weeks on average, its toxicology a month after the death at the soonest, 90 days on average. */
function simulate(seed: string, yearly: number): DeathHistory[] {
  const random = randomFor(seed, 0)
  return Array.from({ length: 9 * 365 }, (_, age) => until - age).flatMap((eventDay) =>
    Array.from({ length: randomPoisson(random, yearly / 365) }, () => {
      const knownOn = eventDay + Math.floor(exponential(random, 21))
      const death = { knownOn, isKnownOnAssumed: false, eventDay, isDayExact: true, standing: 'counted' } as const
      const toxicologyOn = Math.max(knownOn, eventDay + 30 + Math.floor(exponential(random, 60)))
      return [
        { ...death, hasToxicology: false },
        { ...death, knownOn: toxicologyOn, hasToxicology: true },
      ]
    }),
  )
}

function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random())
}

function total(lags: readonly NowcastLag[]) {
  const sum = (of: Exclude<keyof NowcastLag, 'lag' | 'shareKnown'>) =>
    lags.reduce((all, lag) => all + Number(lag[of]), 0)
  return {
    estimates: sum('estimates'),
    within90: sum('within90'),
    within95: sum('within95'),
    expected: sum('expected'),
    final: sum('final'),
    score: sum('score'),
    scoreOfObserved: sum('scoreOfObserved'),
    rankedScore: sum('rankedScore'),
  }
}
