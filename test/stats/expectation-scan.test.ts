import { describe, expect, it } from 'vitest'
import { type DailyCounts, fitBaseline } from '../../jobs/stats/counts/temporal-baseline.ts'
import { aliasDraw } from '../../jobs/stats/draws/draws.ts'
import { randomGamma } from '../../jobs/stats/draws/gamma-draws.ts'
import { type Random, randomFor, randomPoisson } from '../../jobs/stats/draws/random.ts'
import {
  type ExpectationNull,
  expectationMaxima,
  expectedAtPlaces,
  sharesOf,
} from '../../jobs/stats/scan/expectation-null.ts'
import {
  type ExpectationCluster,
  type ExpectationProblem,
  expectationClusters,
  largestExpectationScore,
  prepareExpectationScan,
  sumByLocation,
} from '../../jobs/stats/scan/expectation-scan.ts'
import { expectationScore } from '../../jobs/stats/scan/expectation-score.ts'
import { decideP, maximaUntilDecided } from '../../jobs/stats/scan/monte-carlo.ts'
import { expectedBackwards, usualDays } from '../../jobs/stats/scan/temporal-scan.ts'

const WINDOWS = [1, 3, 7, 14, 28]
const DAYS = 1095 + 28
const LEFT_OUT = 28
const PARTNERSHIPS = 6
const DISTRICTS = 8
const sequential = { replicates: 199, stopAfterExceedances: 10 }

/** Partnerships beside each other, each of two columns of districts. */
const places = Array.from({ length: PARTNERSHIPS * DISTRICTS }, (_, i) => ({
  longitude: -4 + 0.3 * Math.floor(i / (DISTRICTS / 2)),
  latitude: 50 + 0.2 * (i % (DISTRICTS / 2)),
}))

/** Events by day and place of three years and four weeks, from numbers that the scan has to learn. */
function drawYears(random: Random, perYear: number): Int32Array[] {
  const byPlace = places.map(() => new Int32Array(DAYS))
  for (let partnership = 0; partnership < PARTNERSHIPS; partnership++) {
    const weights = Array.from({ length: DISTRICTS }, () => randomGamma(random, 2))
    const placeOf = aliasDraw(weights)
    const [trend, peak] = [0.2 * (random() - 0.5), 365 * random()]
    let week = 1
    for (let day = 0; day < DAYS; day++) {
      if (day % 7 === 3) week = randomGamma(random, 20) / 20
      const season = 1 + 0.12 * Math.cos((2 * Math.PI * (day - peak)) / 365.25)
      const mean = (perYear / 365) * week * season * Math.exp((trend * (day - DAYS)) / 365)
      for (let events = randomPoisson(random, mean); events > 0; events--) {
        const counts = byPlace[partnership * DISTRICTS + placeOf(random)] as Int32Array
        counts[day] = (counts[day] as number) + 1
      }
    }
  }
  return byPlace
}

type Scanned = {
  problem: ExpectationProblem
  given: ExpectationNull
  counts: Float64Array
  clusters: ExpectationCluster[]
}

/** Learns from the years before the last four weeks, as the national tier does, and scans those. */
function scan(byPlace: readonly Int32Array[], practical = { leastRatio: 1.5, leastExcess: 5 }): Scanned {
  const reporters = Array.from({ length: PARTNERSHIPS }, (_, partnership) => {
    const own = Array.from({ length: DISTRICTS }, (_, i) => partnership * DISTRICTS + i)
    const counts = Int32Array.from({ length: DAYS }, (_, day) =>
      own.reduce((sum, place) => sum + ((byPlace[place] as Int32Array)[day] as number), 0),
    )
    const series: DailyCounts = { counts, shareKnown: new Float64Array(DAYS).fill(1), firstWeekday: 1 }
    const baseline = fitBaseline(series, { leftOutDays: LEFT_OUT, hasWeekdays: false })
    if (!baseline) throw new RangeError('the years are too few')
    const past = own.map((place) =>
      (byPlace[place] as Int32Array).subarray(0, DAYS - LEFT_OUT).reduce((sum, events) => sum + events, 0),
    )
    return {
      usual: usualDays(series, baseline, WINDOWS.at(-1) as number),
      places: Int32Array.from(own),
      shapes: sharesOf([...past, 0], [...own.map(() => 1000), null]),
    }
  })
  const { problem, locationOfPlace } = prepareExpectationScan(
    places,
    expectedAtPlaces(reporters, WINDOWS, places.length),
    { ...practical, windows: WINDOWS, mostNearest: 50 },
  )
  const counts = sumByLocation(
    Float64Array.from(
      byPlace.flatMap((days) =>
        WINDOWS.map((length) => days.subarray(DAYS - length).reduce((sum, events) => sum + events, 0)),
      ),
    ),
    locationOfPlace,
    problem.points.length,
  )
  const given = { locationOfPlace, reporters, commonOverdispersion: 0 }
  return { problem, given, counts, clusters: expectationClusters(problem, counts) }
}

function pOf({ problem, given, clusters: [strongest] }: Scanned, seed: string): number {
  if (!strongest) return 1
  const maxima = maximaUntilDecided(
    strongest.score,
    (from, to) => expectationMaxima(problem, given, seed, from, to),
    sequential,
  )
  return decideP(strongest.score, maxima, sequential).p
}

describe('what is expected of a place', () => {
  it('is its share of its partnership, as far as past events say, and of residents where there were none', () => {
    expect([...sharesOf([3, 0, 0, 7], [null, null, null, null])]).toEqual([3.5, 0.5, 0.5, 7.5])
    expect([...sharesOf([3, 0, 0], [1000, 3000, null])]).toEqual([3.25, 0.75, 0.5])
  })

  it('adds up to what is expected of the partnership, but for events that lie nowhere', () => {
    const { given } = scan(drawYears(randomFor('adds up', 0), 100))
    const [first] = given.reporters as [(typeof given.reporters)[number]]
    const half = { ...first, shapes: Float64Array.from([...first.places].map(() => 1).concat(DISTRICTS)) }
    const expected = expectedAtPlaces([half], WINDOWS, places.length)
    const usual = expectedBackwards(first.usual)
    WINDOWS.forEach((length, window) => {
      const there = [...first.places].reduce((sum, place) => sum + (expected[place * WINDOWS.length + window] ?? 0), 0)
      expect(there).toBeCloseTo(usual.subarray(0, length).reduce((sum, mean) => sum + mean, 0) / 2, 10)
    })
  })
})

describe('the expectation-based scan', () => {
  it('finds the best of all circles and windows, tried one by one', () => {
    const { problem, counts, clusters } = scan(drawYears(randomFor('exhaustive', 0), 120), {
      leastRatio: 1,
      leastExcess: 0,
    })
    let best = 0
    const W = WINDOWS.length
    places.forEach((_, centre) => {
      const from = problem.points[centre] as (typeof problem.points)[number]
      const order = problem.points
        .map((point, i) => ({ i, far: Math.hypot(point.x - from.x, point.y - from.y, point.z - from.z) }))
        .sort((a, b) => a.far - b.far)
      for (let size = 1; size <= order.length; size++)
        for (let window = 0; window < W; window++) {
          const sum = (numbers: ArrayLike<number>) =>
            order.slice(0, size).reduce((total, { i }) => total + (numbers[i * W + window] as number), 0)
          best = Math.max(best, expectationScore(sum(counts), sum(problem.expected)))
        }
    })
    expect(clusters[0]?.score).toBeCloseTo(best, 10)
    expect(largestExpectationScore(problem, counts)).toBe(clusters[0]?.score)
  })

  it('has a p value that is uniform, or larger, where nothing happens', () => {
    const nights = 200
    const ps = Array.from({ length: nights }, (_, i) => pOf(scan(drawYears(randomFor('null', i), 100)), `null ${i}`))
    for (const level of [0.01, 0.05, 0.1, 0.3]) {
      const share = ps.filter((p) => p <= level).length / nights
      // no more often than it says, and not so seldom that it says nothing
      expect(share).toBeLessThan(level + 2.5 * Math.sqrt((level * (1 - level)) / nights))
      expect(share).toBeGreaterThanOrEqual(level * 0.6 - 2.5 * Math.sqrt((level * (1 - level)) / nights))
    }
    expect(ps.filter((p) => p <= 0.05).length).toBeGreaterThan(0)
  })

  it('finds twelve more in two weeks where three partnerships meet, and says where and since when', () => {
    const nights = 30
    const there = [5, 9, 13, 17] // one place each of four partnerships, side by side
    const found = Array.from({ length: nights }, (_, i) => {
      const random = randomFor('a cluster over the border', i)
      const byPlace = drawYears(random, 100)
      for (let event = 0; event < 12; event++) {
        const counts = byPlace[there[event % there.length] as number] as Int32Array
        const day = DAYS - 1 - Math.floor(14 * random())
        counts[day] = (counts[day] as number) + 1
      }
      const scanned = scan(byPlace)
      const [strongest] = scanned.clusters
      const hits = strongest?.places.filter((place) => there.includes(place)).length ?? 0
      return { p: pOf(scanned, `cluster ${i}`), hits, windowDays: strongest?.windowDays ?? 0 }
    })
    const share = (is: (of: (typeof found)[number]) => boolean) => found.filter(is).length / nights
    expect(share(({ p }) => p <= 0.05)).toBeGreaterThanOrEqual(0.9)
    expect(share(({ hits }) => hits >= 2)).toBeGreaterThanOrEqual(0.9)
    expect(share(({ windowDays }) => windowDays === 14)).toBeGreaterThanOrEqual(0.7)
  })

  it('draws a replicate by the seed and its number only', () => {
    const { problem, given } = scan(drawYears(randomFor('replicates', 0), 100))
    const maxima = (from: number, to: number) => [...expectationMaxima(problem, given, 's', from, to)]
    expect([...maxima(0, 3), ...maxima(3, 8)]).toEqual(maxima(0, 8))
  })

  it('lets a week that is bad everywhere be chance, where such weeks have been seen', () => {
    const { problem, given } = scan(drawYears(randomFor('replicates', 0), 100), { leastRatio: 1, leastExcess: 0 })
    const mean = (commonOverdispersion: number) => {
      const maxima = expectationMaxima(problem, { ...given, commonOverdispersion }, 's', 0, 60)
      return maxima.reduce((sum, score) => sum + score, 0) / maxima.length
    }
    expect(mean(8)).toBeGreaterThan(mean(0) + 1)
  })
})
