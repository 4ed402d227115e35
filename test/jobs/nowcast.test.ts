import { describe, expect, it } from 'vitest'
import { type Random, randomFor, randomPoisson } from '../../jobs/stats/draws/random.ts'
import { backtest } from '../../jobs/work/nowcast.ts'
import type { NowcastLag } from '../../server/contract/nowcast.ts'
import type { DeathHistory, DeathRevision } from '../../server/figures/indicators/death-histories.ts'
import { estimateMonths, lastMonths, monthOf } from '../../server/figures/indicators/month-estimates.ts'

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
        expect(sums.within95 / sums.estimates).toBeGreaterThanOrEqual(0.9)
        // with few deaths a band of whole people holds more than it must; where all deaths get toxicology, those known say nearly all
        if (measure === 'deaths') expect(sums.within95 / sums.estimates).toBeLessThanOrEqual(0.99)
        expect(Math.abs(sums.expected / sums.final - 1)).toBeLessThan(0.05)
        const share = { deaths: 0.8, toxicology: 0.2 }[measure]
        expect(sums.score).toBeLessThan(share * sums.scoreOfObserved)
        expect(sums.rankedScore).toBeLessThan(share * sums.scoreOfObserved)
      }
    },
  )

  it.each([
    { who: 'all deaths', shareEver: 1, better: 0.15 },
    { who: 'four deaths in five', shareEver: 0.8, better: 0.5 },
  ])(
    'comes near the final number of toxicology, without bias at each lag, where $who get it in the end',
    ({ shareEver, better }) => {
      const lags = [1, 2, 3, 4].flatMap(
        (seed) => backtest(simulate(`nowcast ${seed}`, 50, shareEver), until).toxicology,
      )
      for (const between of [[1], [2], [3, 4], [5, 6, 7]]) {
        const sums = total(lags.filter(({ lag }) => between.includes(lag)))
        expect(sums.estimates).toBeGreaterThan(80)
        expect(Math.abs(sums.expected / sums.final - 1)).toBeLessThan(0.05)
      }
      const { rankedScore, scoreOfObserved } = total(lags)
      expect(rankedScore).toBeLessThan(better * scoreOfObserved)
    },
  )

  it('has the end of toxicology in its bands as often as they say, but for the whole people they are rounded to', () => {
    const levels = [0.5, 0.9, 0.95]
    const within = levels.map(() => 0)
    let estimates = 0
    for (const seed of [1, 2, 3, 4]) {
      const deaths = simulate(`nowcast ${seed}`, 50, 0.8)
      const random = randomFor(`within a probability ${seed}`, 0)
      const final = new Map<string, number>()
      for (const [, complete] of deaths)
        if (complete) final.set(monthOf(complete.eventDay), (final.get(monthOf(complete.eventDay)) ?? 0) + 1)
      for (const { last } of lastMonths(until, 25).slice(0, -1))
        for (const { month, distribution, isSettled } of estimateMonths(deaths, last, 13).toxicology.months) {
          if (!distribution || isSettled) continue
          const came = (final.get(month) ?? 0) - distribution.first
          const below = distribution.probabilities.slice(0, Math.max(0, came)).reduce((sum, p) => sum + p, 0)
          // evenly spread between 0 and 1 if the distribution is right: Smith JQ. J Forecast 1985;4:283–291
          const place = below + random() * (distribution.probabilities[came] ?? 0)
          estimates++
          levels.forEach((level, i) => {
            if (Math.abs(place - 0.5) < level / 2) within[i] = (within[i] as number) + 1
          })
        }
    }
    expect(estimates).toBeGreaterThan(500)
    levels.forEach((level, i) => void expect(Math.abs((within[i] as number) / estimates - level)).toBeLessThan(0.05))
  })

  it('speaks only of months that are settled now and were not then', () => {
    const lags = backtest(simulate('nowcast 1', 50), until).toxicology
    // toxicology takes a month at least, so at a month's end nothing can be said of it
    expect(lags[0]?.lag).toBeGreaterThan(0)
    expect(lags.every(({ observed, final }) => observed <= final)).toBe(true)
    expect(lags.every(({ shareKnown }) => shareKnown >= 0.2 && shareKnown < 0.99)).toBe(true)
  })

  it('estimates no toxicology where it is not known how long deaths take to become known', () => {
    const assumed = simulate('nowcast 1', 50).map(([reported, complete]) => [
      { ...(reported as DeathRevision), isKnownOnAssumed: true },
      complete as DeathRevision,
    ])
    const { deaths, toxicology } = estimateMonths(assumed, until, 12)
    expect([deaths.delay, toxicology.shareEver]).toEqual([undefined, null])
    expect(toxicology.delay?.events).toBeGreaterThan(30)
    expect(toxicology.months.every(({ estimate, distribution }) => estimate === null && distribution === null)).toBe(
      true,
    )
  })

  it('leaves out deaths of which it was assumed when they became known', () => {
    const assumed = simulate('nowcast 1', 50).map((history) =>
      history.map((revision) => ({ ...revision, isKnownOnAssumed: true })),
    )
    expect(backtest(assumed, until)).toEqual({ deaths: [], toxicology: [] })
  })
})

/**
 * Nine years of deaths; each known after three weeks on average, its toxicology, of the share that ever gets it, a month after the
 * death at the soonest, 90 days on average.
 */
function simulate(seed: string, yearly: number, shareEver = 1): DeathHistory[] {
  const random = randomFor(seed, 0)
  const randomShare = randomFor(`${seed} share`, 0)
  return Array.from({ length: 9 * 365 }, (_, age) => until - age).flatMap((eventDay) =>
    Array.from({ length: randomPoisson(random, yearly / 365) }, () => {
      const knownOn = eventDay + Math.floor(exponential(random, 21))
      const death = { knownOn, isKnownOnAssumed: false, eventDay, isDayExact: true, standing: 'counted' } as const
      const toxicologyOn = Math.max(knownOn, eventDay + 30 + Math.floor(exponential(random, 60)))
      const reported = { ...death, hasToxicology: false }
      return randomShare() < shareEver
        ? [reported, { ...death, knownOn: toxicologyOn, hasToxicology: true }]
        : [reported]
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
