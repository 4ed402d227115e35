import { describe, expect, it } from 'vitest'
import { randomBelow, randomFor, shuffle } from '../../jobs/stats/draws/random.ts'
import { decideP, gumbelP } from '../../jobs/stats/scan/monte-carlo.ts'
import { prepareScan, type ScanInput } from '../../jobs/stats/scan/scan-problem.ts'
import {
  observedClusters,
  replicateMaxima,
  scanSpaceTimePermutation,
} from '../../jobs/stats/scan/space-time-permutation.ts'
import { readVectors } from './vectors.ts'

type Found = {
  locations: number[]
  centre: number
  radius: number
  start_day: number
  end_day: number
  observed: number
  expected: number
  max_llr: number
}
type Scan = {
  xy: [number, number][]
  stp: {
    days: number
    max_window: number
    min_cases: number
    loc: number[]
    day: number[]
    prospective: Found & { mc: { p_gumbel: number; null_quantiles: Record<string, number> } }
    retrospective: Found
  }
}
const { xy, stp } = readVectors<Scan>('scan')

const brute: ScanInput = {
  places: xy.map(([xMetres, yMetres]) => ({ xMetres, yMetres })),
  cases: stp.loc.map((place, index) => ({ place, day: stp.day[index] as number })),
  days: stp.days,
  longestWindow: stp.max_window,
  period: 'prospective',
  minimumCases: stp.min_cases,
  largestShareOfCases: 0.5,
  largestRadiusMetres: Infinity,
  ties: 'together',
}

function expectFound(input: ScanInput, expected: Found) {
  const [found] = observedClusters(prepareScan(input))
  expect(found).toMatchObject({
    firstDay: expected.start_day,
    lastDay: expected.end_day,
    observed: expected.observed,
  })
  expect(found?.places[0]).toBe(expected.centre)
  expect(found?.places.toSorted((a, b) => a - b)).toEqual(expected.locations)
  expect(found?.statistic).toBeCloseTo(expected.max_llr, 9)
  expect(found?.expected).toBeCloseTo(expected.expected, 9)
  expect(found?.radiusMetres).toBeCloseTo(expected.radius, 8)
  const cases = input.cases.filter(
    ({ place, day }) => expected.locations.includes(place) && day >= expected.start_day && day <= expected.end_day,
  )
  expect(found?.caseIndexes.map((index) => input.cases[index])).toEqual(cases)
}

describe('the space-time permutation scan finds what trying every circle and window finds', () => {
  it('prospectively', () => {
    expectFound(brute, stp.prospective)
  })

  it('retrospectively', () => {
    expectFound({ ...brute, period: 'retrospective' }, stp.retrospective)
  })

  it('with the same p and the same distribution of maxima under chance', () => {
    const { clusters, maxima } = scanSpaceTimePermutation(brute, { seed: 'vectors', replicates: 9999 })
    const { p: reference, quantiles } = { p: 0.0349, quantiles: stp.prospective.mc.null_quantiles }
    // two Monte Carlo estimates of one p: each has the standard error √(p(1−p)/9999)
    expect(Math.abs((clusters[0]?.p as number) - reference)).toBeLessThan(
      3 * Math.sqrt((2 * reference * (1 - reference)) / 9999),
    )
    expect(gumbelP(stp.prospective.max_llr, maxima)).toBeCloseTo(stp.prospective.mc.p_gumbel, 2)
    const sorted = maxima.toSorted()
    for (const q of ['0.5', '0.9', '0.95', '0.99'])
      expect(Math.abs((sorted[Math.floor(Number(q) * 9999)] as number) - (quantiles[q] as number))).toBeLessThan(0.1)
  })

  it('on random data, prospectively and retrospectively, with every window counted from scratch', () => {
    for (let i = 0; i < 40; i++) {
      const input = randomInput(i)
      expect(observedClusters(prepareScan(input))[0]?.statistic ?? 0).toBeCloseTo(bruteForceMaximum(input), 9)
    }
  })
})

describe('replicates', () => {
  const problem = prepareScan(brute)

  it('depend on the seed and their number only, so threads can share them out', () => {
    const whole = replicateMaxima(problem, 's', 0, 60)
    const parts = [...replicateMaxima(problem, 's', 0, 7), ...replicateMaxima(structuredClone(problem), 's', 7, 60)]
    expect(parts).toEqual([...whole])
    expect([...replicateMaxima(problem, 't', 0, 60)]).not.toEqual(parts)
  })

  it('stop early at the tenth exceedance with the p that all of them would confirm', () => {
    const quiet = { ...brute, cases: brute.cases.filter(({ day }) => day < 340) }
    const stopped = scanSpaceTimePermutation(quiet, { seed: 1, replicates: 999, stopAfterExceedances: 10 })
    const all = scanSpaceTimePermutation(quiet, { seed: 1, replicates: 999 })
    expect(stopped.maxima.length).toBeLessThan(100)
    expect([...stopped.maxima]).toEqual([...all.maxima.subarray(0, stopped.maxima.length)])
    expect(stopped.clusters[0]?.p).toBe(10 / stopped.maxima.length)
  })

  it('go on to 9,999 when p is at most .01, and keep the first 999', () => {
    const sharp = {
      ...brute,
      cases: [...brute.cases, { place: 3, day: 364 }, { place: 0, day: 364 }, { place: 3, day: 363 }],
    }
    const { maxima, clusters } = scanSpaceTimePermutation(sharp, { seed: 1, replicates: 999, extendTo: 9999 })
    expect(maxima.length).toBe(9999)
    expect([...maxima.subarray(0, 999)]).toEqual([...replicateMaxima(prepareScan(sharp), 1, 0, 999)])
    expect(clusters[0]?.p).toBe(decideP(clusters[0]?.statistic as number, maxima).p)
  })

  // counts are packed three, two or one to a word, by how many cases the longest window holds
  it.each([
    ['few', 40, 60],
    ['hundreds of', 1200, 8],
    ['tens of thousands of', 40_000, 2],
  ])('with %s cases have the maximum that a plain search of the same shuffle has', (_, cases, replicates) => {
    const input = randomInput(0, cases)
    const maxima = replicateMaxima(prepareScan(input), 'walk', 0, replicates)
    for (let i = 0; i < replicates; i++)
      expect(maxima[i]).toBe(observedClusters(prepareScan(shuffledLike(input, 'walk', i)))[0]?.statistic ?? 0)
  })
})

it('searches a retrospective replicate as it searches the data', () => {
  const input: ScanInput = { ...randomInput(1, 200), largestRadiusMetres: 400 }
  const maxima = replicateMaxima(prepareScan(input), 'days', 0, 10)
  for (let i = 0; i < 10; i++) {
    const days = shuffle(
      input.cases.map(({ day }) => day),
      randomFor('days', i),
    )
    const cases = input.cases.map(({ place }, index) => ({ place, day: days[index] as number }))
    expect(maxima[i]).toBe(observedClusters(prepareScan({ ...input, cases }))[0]?.statistic ?? 0)
  }
})

describe('circles', () => {
  // a cross: four places at the same distance from the middle
  const cross: ScanInput = {
    ...brute,
    places: [
      { xMetres: 0, yMetres: 0 },
      { xMetres: 100, yMetres: 0 },
      { xMetres: -100, yMetres: 0 },
      { xMetres: 0, yMetres: 100 },
      { xMetres: 0, yMetres: -100 },
      { xMetres: 9000, yMetres: 0 },
    ],
    cases: [
      ...[0, 1, 4].map((place) => ({ place, day: 29 })),
      ...Array.from({ length: 20 }, (_, i) => ({ place: 5, day: i })),
    ],
    days: 30,
    longestWindow: 5,
    minimumCases: 3,
  }

  it('take in places at the same distance together', () => {
    const [cluster] = observedClusters(prepareScan(cross))
    // from (100, 0): the middle, then (0, −100) and (0, 100), which has no case and comes along
    expect(cluster?.places).toEqual([1, 0, 4, 3])
  })

  it('split a tie, the lower coordinate first, where SaTScan is to be matched', () => {
    const [cluster] = observedClusters(prepareScan({ ...cross, ties: 'split' }))
    expect(cluster?.observed).toBe(3)
    expect(cluster?.places).toEqual([1, 0, 4])
  })

  it('do not grow past the largest radius or the largest share of the cases', () => {
    expect(observedClusters(prepareScan({ ...cross, largestRadiusMetres: 99 }))).toEqual([])
    expect(observedClusters(prepareScan({ ...cross, largestShareOfCases: 2 / 23 }))).toEqual([])
  })

  it('merge cases at one spot into one location and still name each place and case', () => {
    const spot = { xMetres: 5, yMetres: 5 }
    const [cluster] = observedClusters(
      prepareScan({
        ...cross,
        places: [spot, { ...spot }, { ...spot }, { xMetres: 9000, yMetres: 0 }],
        cases: [
          ...[0, 1, 2].map((place) => ({ place, day: 28 })),
          ...Array.from({ length: 20 }, (_, i) => ({ place: 3, day: i })),
        ],
        minimumCases: 3,
      }),
    )
    expect(cluster).toMatchObject({ places: [0, 1, 2], caseIndexes: [0, 1, 2], radiusMetres: 0, firstDay: 28 })
  })

  it('measure metres over the ground from latitude and longitude', () => {
    // Truro to Falmouth, 12.6 km; Penzance is far
    const cornwall = [
      { latitude: 50.2632, longitude: -5.051 },
      { latitude: 50.1552, longitude: -5.0711 },
      { latitude: 50.1188, longitude: -5.537 },
    ]
    const input = { ...cross, places: cornwall, largestRadiusMetres: 15_000 }
    const cases = [
      { place: 0, day: 29 },
      { place: 1, day: 29 },
      { place: 1, day: 28 },
      ...Array.from({ length: 20 }, (_, i) => ({ place: 2, day: i })),
    ]
    const [cluster] = observedClusters(prepareScan({ ...input, cases }))
    expect(cluster?.places).toEqual([0, 1])
    expect(cluster?.radiusMetres).toBeGreaterThan(11_900)
    expect(cluster?.radiusMetres).toBeLessThan(12_300)
  })

  it('name the case that has no place or no day in the study', () => {
    expect(() => prepareScan({ ...cross, cases: [{ place: 9, day: 1 }] })).toThrow('case 0 is at place 9')
    expect(() => prepareScan({ ...cross, cases: [{ place: 0, day: 30 }] })).toThrow('outside the study of 30 days')
  })
})

/** The input with its places dealt out as a replicate deals them: first to the cases of the longest window. */
function shuffledLike(input: ScanInput, seed: string, replicate: number): ScanInput {
  const isAlive = ({ day }: { day: number }) => day >= input.days - input.longestWindow
  const inOrder = [...input.cases.filter(isAlive), ...input.cases.filter((one) => !isAlive(one))]
  const alive = input.cases.filter(isAlive).length
  const places = shuffle(
    input.cases.map(({ place }) => place),
    randomFor(seed, replicate),
    alive,
  )
  return { ...input, cases: inOrder.map(({ day }, index) => ({ day, place: places[index] as number })) }
}

function randomInput(seed: number, cases = 40): ScanInput {
  const random = randomFor('scan input', seed)
  return {
    ...brute,
    places: Array.from({ length: 12 }, () => ({ xMetres: random() * 1000, yMetres: random() * 1000 })),
    cases: Array.from({ length: cases }, () => ({ place: randomBelow(random, 12), day: randomBelow(random, 30) })),
    days: 30,
    longestWindow: 10,
    minimumCases: 2,
    largestRadiusMetres: 600,
    period: seed % 2 === 0 ? 'prospective' : 'retrospective',
  }
}

/** Every centre, every radius, every window, counted from scratch. */
function bruteForceMaximum({ places, cases, days, longestWindow, period, minimumCases, ...limits }: ScanInput): number {
  const points = places as { xMetres: number; yMetres: number }[]
  const total = cases.length
  let largest = 0
  for (const centre of points) {
    const distances = points.map((p) => Math.hypot(p.xMetres - centre.xMetres, p.yMetres - centre.yMetres))
    for (const radius of distances.filter((distance) => distance <= limits.largestRadiusMetres)) {
      const inside = cases.filter(({ place }) => (distances[place] as number) <= radius)
      if (inside.length > limits.largestShareOfCases * total) continue
      for (let first = 0; first < days; first++)
        for (let last = first; last < Math.min(days, first + longestWindow); last++) {
          if (period === 'prospective' && last !== days - 1) continue
          const meets = ({ day }: { day: number }) => day >= first && day <= last
          const c = inside.filter(meets).length
          const e = (inside.length * cases.filter(meets).length) / total
          if (c < minimumCases || c <= e) continue
          largest = Math.max(largest, c * Math.log(c / e) + (total - c) * Math.log((total - c) / (total - e)))
        }
    }
  }
  return largest
}
