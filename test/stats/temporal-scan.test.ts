import { describe, expect, it } from 'vitest'
import { type DailyCounts, fitBaseline, type TemporalBaseline } from '../../jobs/stats/counts/temporal-baseline.ts'
import { randomGamma } from '../../jobs/stats/draws/gamma-draws.ts'
import { randomFor, randomPoisson } from '../../jobs/stats/draws/random.ts'
import { decideP, maximaUntilDecided } from '../../jobs/stats/scan/monte-carlo.ts'
import { prepareRises, type Rise, riseMaxima, strongestRise } from '../../jobs/stats/scan/temporal-scan.ts'

const DAYS = 1123
const windows = { windows: [1, 2, 3, 5, 7, 10, 14, 21, 28], minimumCases: 3 }
const settings = { leftOutDays: 28, hasWeekdays: true }
const sequential = { replicates: 999, stopAfterExceedances: 10 }

/** Three years and four weeks of about 300 events a year, in weeks that run high or low together. */
function drawSeries(seed: string, shareKnown = new Float64Array(DAYS).fill(1), perDay = 0.82): DailyCounts {
  const random = randomFor(seed, 0)
  const shape = 10
  let week = 1
  const counts = Int32Array.from({ length: DAYS }, (_, day) => {
    if (day % 7 === 2) week = randomGamma(random, shape) / shape
    return randomPoisson(random, perDay * week * (shareKnown[day] as number))
  })
  return { counts, shareKnown, firstWeekday: 1 }
}

function withMore(series: DailyCounts, more: number, lastDays: number): DailyCounts {
  const counts = Int32Array.from(series.counts)
  for (let i = 0; i < more; i++) {
    const day = DAYS - 1 - (i % lastDays)
    counts[day] = (counts[day] as number) + 1
  }
  return { ...series, counts }
}

function scan(series: DailyCounts, seed: string): { p: number; rise: Rise | undefined } {
  const problem = prepareRises(series, fitBaseline(series, settings) as TemporalBaseline, windows)
  const rise = strongestRise(problem, series)
  if (!rise) return { p: 1, rise }
  const maxima = maximaUntilDecided(rise.statistic, (from, to) => riseMaxima(problem, seed, from, to), sequential)
  return { p: decideP(rise.statistic, maxima, sequential).p, rise }
}

describe('the temporal scan', () => {
  it('flags twelve more in three days, and says which days', () => {
    const { p, rise } = scan(withMore(drawSeries('spike'), 12, 3), 's')
    expect(p).toBeLessThan(1 / 100)
    expect(rise).toMatchObject({ windowDays: 3, shareKnown: 1 })
    expect(rise?.observed).toBeGreaterThan(12)
    expect(rise?.expected).toBeLessThan(4)
  })

  it('sees a slower rise in a longer window', () => {
    const { p, rise } = scan(withMore(drawSeries('slow'), 30, 21), 's')
    expect(p).toBeLessThan(1 / 100)
    expect(rise?.windowDays).toBeGreaterThanOrEqual(14)
  })

  it('has a p value that is uniform, or larger, where nothing happens', () => {
    const nights = 300
    const ps = Array.from({ length: nights }, (_, i) => scan(drawSeries(`null ${i}`), `null ${i}`).p)
    for (const [level, most] of [
      [0.5, 0.59],
      [0.1, 0.155],
      [0.05, 0.09],
      [0.01, 0.03],
    ] as const)
      expect(ps.filter((p) => p <= level).length / nights).toBeLessThan(most)
    // and not far larger: a check that never speaks would be of no use
    expect(ps.filter((p) => p <= 0.1).length / nights).toBeGreaterThan(0.04)
    expect(ps.filter((p) => p <= 0.5).length / nights).toBeGreaterThan(0.35)
  })

  it('draws each replicate from the seed and its number alone', () => {
    const series = drawSeries('replicates')
    const problem = prepareRises(series, fitBaseline(series, settings) as TemporalBaseline, windows)
    const all = riseMaxima(problem, 'seed', 0, 50)
    expect([...riseMaxima(problem, 'seed', 20, 50)]).toEqual([...all.slice(20)])
    expect([...riseMaxima(structuredClone(problem), 'seed', 0, 50)]).toEqual([...all])
    expect([...riseMaxima(problem, 'another', 0, 50)]).not.toEqual([...all])
    expect(new Set(all).size).toBeGreaterThan(25)
  })

  it('counts no window with fewer than three events', () => {
    const counts = new Int32Array(DAYS)
    for (let day = 0; day < DAYS - 30; day += 20) counts[day] = 1
    counts[DAYS - 1] = 2
    expect(scan({ counts, shareKnown: new Float64Array(DAYS).fill(1), firstWeekday: 0 }, 's').rise).toBeUndefined()
  })
})

describe('reports that come late', () => {
  /** A fifth is known after a day, and a fifth more each week. */
  const late = Float64Array.from({ length: DAYS }, (_, day) =>
    Math.min(1, 0.2 + Math.floor((DAYS - 1 - day) / 7) * 0.2),
  )

  it('do not make an ordinary month low or a quiet night loud', () => {
    const ps = Array.from({ length: 40 }, (_, i) => scan(drawSeries(`late ${i}`, late), `late ${i}`).p)
    expect(ps.filter((p) => p <= 0.5).length).toBeGreaterThan(10)
    expect(ps.filter((p) => p <= 0.05).length).toBeLessThan(7)
  })

  it('are judged against the share that would be in by now: eight of 24 are as loud as eight', () => {
    const thinned = withMore(drawSeries('late rise', late), 8, 3)
    const asIfAllWereIn = { ...thinned, shareKnown: new Float64Array(DAYS).fill(1) }
    const { p, rise } = scan(thinned, 's')
    expect(p).toBeLessThan(1 / 100)
    expect(rise?.shareKnown).toBeLessThan(0.5)
    expect(p).toBeLessThan(scan(asIfAllWereIn, 's').p / 5)
  })
})

describe('a partnership with little history', () => {
  const days = 228
  const flat = (seed: string): DailyCounts => {
    const random = randomFor(seed, 1)
    const counts = Int32Array.from({ length: days }, () => randomPoisson(random, 0.06))
    return { counts, shareKnown: new Float64Array(days).fill(1), firstWeekday: 0 }
  }

  it('is judged with more caution, for its own level is hardly known', () => {
    const own = flat('little')
    const counts = Int32Array.from(own.counts).fill(0, days - 28)
    for (let day = days - 14; day < days; day += 3) counts[day] = 1
    const judged = (usualPerDay?: number) => {
      const series = { ...own, counts }
      const baseline = fitBaseline(series, { leftOutDays: 28, hasWeekdays: false, usualPerDay }) as TemporalBaseline
      const problem = prepareRises(series, baseline, windows)
      const statistic = strongestRise(problem, series)?.statistic ?? 0
      return decideP(statistic, riseMaxima(problem, 'little', 0, 4999)).p
    }
    const alone = judged()
    const withRegion = judged(0.06)
    expect(alone).toBeLessThan(0.05)
    expect(withRegion).toBeLessThan(alone)
  })
})
