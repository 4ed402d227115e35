import { describe, expect, it } from 'vitest'
import { indirectExpected } from '../../jobs/stats/counts/indirect-expected.ts'
import { binomialProbability } from '../../jobs/stats/counts/probabilities.ts'
import { aliasDraw, randomBinomial } from '../../jobs/stats/draws/draws.ts'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { gridMaxima } from '../../jobs/stats/scan/grid-maxima.ts'
import { type GridInput, prepareGrid } from '../../jobs/stats/scan/grid-problem.ts'
import { gridClusters } from '../../jobs/stats/scan/grid-windows.ts'
import { decideP, gumbelP } from '../../jobs/stats/scan/monte-carlo.ts'
import { bernoulliStatistic, scanStatistic } from '../../jobs/stats/scan/scan-statistic.ts'
import { readVectors } from './vectors.ts'

type Chance = { p_mc: number; p_gumbel: number; null_quantiles: Record<string, number> }
type Scan = {
  xy: [number, number][]
  pop: number[]
  cases: number[]
  controls: number[]
  poisson: {
    locations: number[]
    centre: number
    radius: number
    max_llr: number
    observed: number
    expected: number
    relative_risk: number
    mc: Chance
    non_overlapping: { locations: number[]; llr: number; p_mc: number }[]
    iterative_second: { locations: number[]; max_llr: number; observed: number; expected: number; mc: Chance }
  }
  bernoulli: { locations: number[]; max_llr: number; cases_in: number; n_in: number; mc: Chance }
  stp: {
    days: number
    max_window: number
    min_cases: number
    loc: number[]
    day: number[]
    prospective: Window & { mc: Chance }
    retrospective: Window
  }
  poisson_spacetime_prospective: {
    locations: number[]
    centre: number
    radius: number
    window_days: number
    observed: number
    expected: number
    max_llr: number
  }
}
type Window = {
  locations: number[]
  centre: number
  start_day: number
  end_day: number
  observed: number
  expected: number
  max_llr: number
}
const scan = readVectors<Scan>('scan')
const sum = (values: number[]) => values.reduce((a, b) => a + b)
const toCounts = (counts: number[]) => counts.map((count, place) => ({ place, unit: 0, count }))

const spatial = {
  places: scan.xy.map(([xMetres, yMetres]) => ({ xMetres, yMetres })),
  units: 1,
  longestWindow: 1,
  period: 'spatial' as const,
  minimumCases: 1,
  largestShare: 0.5,
  largestRadius: Infinity,
}
const poisson: GridInput = {
  ...spatial,
  model: 'poisson',
  cases: toCounts(scan.cases),
  expected: indirectExpected([{ cases: sum(scan.cases), personTime: Float64Array.from(scan.pop) }], 20),
}
const bernoulli: GridInput = {
  ...spatial,
  model: 'bernoulli',
  cases: toCounts(scan.cases),
  controls: toCounts(scan.controls),
}
const overTime = {
  ...spatial,
  units: scan.stp.days,
  longestWindow: scan.stp.max_window,
  minimumCases: scan.stp.min_cases,
  cases: scan.stp.loc.map((place, i) => ({ place, unit: scan.stp.day[i] as number, count: 1 })),
}
const sorted = (places: number[] | undefined) => places?.toSorted((a, b) => a - b)

/** Two Monte Carlo estimates of one p, each with its standard error. */
function expectSameChance(statistic: number, maxima: Float64Array, { p_mc: p, p_gumbel, null_quantiles }: Chance) {
  expect(Math.abs(decideP(statistic, maxima).p - p)).toBeLessThanOrEqual(
    3 * Math.sqrt(p * (1 - p) * (1 / 9999 + 1 / maxima.length)),
  )
  expect(gumbelP(statistic, maxima)).toBeCloseTo(p_gumbel, 1)
  const inOrder = maxima.toSorted()
  for (const q of ['0.5', '0.9', '0.95'])
    expect(
      Math.abs((inOrder[Math.floor(Number(q) * maxima.length)] as number) - (null_quantiles[q] as number)),
    ).toBeLessThan(0.1)
}

describe('the scan of expected cases', () => {
  it('finds in space what trying every circle finds, with the same p and distribution under chance', () => {
    const problem = prepareGrid(poisson)
    const [first, second, ...others] = gridClusters(problem)
    const { locations, centre, radius, observed, expected, relative_risk, max_llr, mc, non_overlapping } = scan.poisson
    expect(first?.places[0]).toBe(centre)
    expect(sorted(first?.places)).toEqual(locations)
    expect(first?.observed).toBe(observed)
    expect(first?.expected).toBeCloseTo(expected, 9)
    expect(first?.relativeRisk).toBeCloseTo(relative_risk, 9)
    expect(first?.statistic).toBeCloseTo(max_llr, 9)
    expect(first?.radius).toBeCloseTo(radius, 8)
    expect(second?.places).toEqual(non_overlapping[1]?.locations)
    expect(second?.statistic).toBeCloseTo(non_overlapping[1]?.llr as number, 9)
    expect(others).toEqual([])
    const maxima = gridMaxima(problem, 'vectors', 0, 9999)
    expectSameChance(first?.statistic as number, maxima, mc)
    expect(decideP(second?.statistic as number, maxima).p).toBe(non_overlapping[1]?.p_mc)
  })

  it('finds the second cluster once the first is taken out', () => {
    const { locations, max_llr, observed, expected, mc } = scan.poisson.iterative_second
    const kept = scan.cases.map((_, place) => place).filter((place) => !scan.poisson.locations.includes(place))
    const cases = kept.map((place) => scan.cases[place] as number)
    const population = Float64Array.from(kept, (place) => scan.pop[place] as number)
    const problem = prepareGrid({
      ...poisson,
      places: kept.map((place) => poisson.places[place] as (typeof poisson.places)[number]),
      cases: toCounts(cases),
      expected: indirectExpected([{ cases: sum(cases), personTime: population }], kept.length),
    })
    const [cluster] = gridClusters(problem)
    expect(cluster?.places.map((place) => kept[place])).toEqual(locations)
    expect(cluster?.observed).toBe(observed)
    expect(cluster?.expected).toBeCloseTo(expected, 9)
    expect(cluster?.statistic).toBeCloseTo(max_llr, 9)
    expectSameChance(cluster?.statistic as number, gridMaxima(problem, 'second', 0, 9999), mc)
  })

  it('finds prospectively in space and time what trying every window finds', () => {
    const personTime = Float64Array.from({ length: 20 * 365 }, (_, cell) => scan.pop[Math.floor(cell / 365)] as number)
    const [cluster] = gridClusters(
      prepareGrid({
        ...overTime,
        period: 'prospective',
        model: 'poisson',
        expected: indirectExpected([{ cases: overTime.cases.length, personTime }], personTime.length),
      }),
    )
    const { locations, centre, radius, window_days, observed, expected, max_llr } = scan.poisson_spacetime_prospective
    expect(cluster).toMatchObject({ firstUnit: 365 - window_days, lastUnit: 364, observed })
    expect(cluster?.places[0]).toBe(centre)
    expect(sorted(cluster?.places)).toEqual(locations)
    expect(cluster?.radius).toBeCloseTo(radius, 8)
    expect(cluster?.expected).toBeCloseTo(expected, 9)
    expect(cluster?.statistic).toBeCloseTo(max_llr, 9)
  })
})

it('finds cases among individuals as trying every circle does, with the same p and distribution under chance', () => {
  const problem = prepareGrid(bernoulli)
  const [cluster] = gridClusters(problem)
  const { locations, max_llr, cases_in, n_in, mc } = scan.bernoulli
  expect(sorted(cluster?.places)).toEqual(locations)
  expect(cluster?.observed).toBe(cases_in)
  expect(cluster?.expected).toBeCloseTo((n_in * sum(scan.cases)) / (sum(scan.cases) + sum(scan.controls)), 9)
  expect(cluster?.statistic).toBeCloseTo(max_llr, 9)
  expectSameChance(cluster?.statistic as number, gridMaxima(problem, 'vectors', 0, 9999), mc)
})

describe('the permutation by strata', () => {
  it.each(['prospective', 'retrospective'] as const)('with one stratum is the permutation scan, %s', (period) => {
    const problem = prepareGrid({ ...overTime, period, model: 'permutation' })
    const [cluster] = gridClusters(problem)
    const expected = scan.stp[period]
    expect(cluster).toMatchObject({
      firstUnit: expected.start_day,
      lastUnit: expected.end_day,
      observed: expected.observed,
    })
    expect(cluster?.places[0]).toBe(expected.centre)
    expect(sorted(cluster?.places)).toEqual(expected.locations)
    expect(cluster?.expected).toBeCloseTo(expected.expected, 9)
    expect(cluster?.statistic).toBeCloseTo(expected.max_llr, 9)
    if ('mc' in expected)
      expectSameChance(cluster?.statistic as number, gridMaxima(problem, 'vectors', 0, 2999), {
        ...(expected as Window & { mc: Chance }).mc,
      })
  })

  it('keeps the times of each stratum within it', () => {
    // one stratum early at place 0, the other late at place 1: shuffled within strata, nothing can move
    const cases = [0, 1, 2, 3].flatMap((i) => [
      { place: 0, unit: 0, count: 1, stratum: 0 },
      { place: 1 + (i % 2), unit: 9, count: 1, stratum: 1 },
    ])
    const input: GridInput = {
      ...overTime,
      model: 'permutation',
      period: 'retrospective',
      units: 10,
      longestWindow: 5,
      cases,
    }
    expect(gridClusters(prepareGrid(input))).toEqual([])
    expect([...gridMaxima(prepareGrid(input), 1, 0, 5)]).toEqual([0, 0, 0, 0, 0])
    expect(gridClusters(prepareGrid({ ...input, cases: cases.map((one) => ({ ...one, stratum: 0 })) }))).not.toEqual([])
  })
})

describe('on random data', () => {
  it.each(['poisson', 'bernoulli', 'permutation'] as const)(
    '%s finds what counting every window from scratch finds',
    (model) => {
      for (let i = 0; i < 30; i++) {
        const input = randomInput(model, i)
        expect(gridClusters(prepareGrid(input))[0]?.statistic ?? 0).toBeCloseTo(bruteForceMaximum(input), 8)
      }
    },
  )

  it.each([
    ['poisson', 300],
    ['poisson', 20_000],
    ['bernoulli', 300],
    ['bernoulli', 20_000],
  ] as const)(
    '%s replicates of %i cases in space have the maximum of a plain search of the same cases',
    (model, cases) => {
      const input = { ...randomInput(model, 0, cases, 60), units: 1, longestWindow: 1, period: 'spatial' } as GridInput
      const inSpace = {
        ...input,
        cases: input.cases.map((one) => ({ ...one, unit: 0 })),
        ...(input.model === 'bernoulli' && { controls: input.controls.map((one) => ({ ...one, unit: 0 })) }),
        ...(input.model === 'poisson' && {
          expected: Float64Array.from({ length: 60 }, (_, place) =>
            input.expected.subarray(place * 12, place * 12 + 12).reduce((a, b) => a + b),
          ),
        }),
      } as GridInput
      const problem = prepareGrid(inSpace)
      const maxima = gridMaxima(problem, 's', 0, 30)
      const plain = gridMaxima({ ...problem, period: 'retrospective' }, 's', 0, 30)
      expect([...maxima]).toEqual([...plain])
    },
  )

  it.each([60, 1000, 20_000])(
    'prospective replicates of %i expected cases have the maximum of a plain search',
    (cases) => {
      const input = randomInput('poisson', 0, cases) as GridInput & { model: 'poisson' }
      const shares = Float64Array.from({ length: 12 }, (_, place) => 1 + place)
      const weeks = Float64Array.from({ length: 12 }, (_, unit) => 2 + Math.sin(unit))
      const personTime = Float64Array.from(
        { length: 144 },
        (_, cell) => (shares[Math.floor(cell / 12)] as number) * (weeks[cell % 12] as number),
      )
      const problem = prepareGrid({ ...input, expected: indirectExpected([{ cases, personTime }], 144) })
      expect(problem.isSeparable).toBe(true)
      expect([...gridMaxima(problem, 's', 0, 40)]).toEqual([
        ...gridMaxima({ ...problem, isSeparable: false }, 's', 0, 40),
      ])
    },
  )

  it('a replicate depends on the seed and its number only, whatever block or thread it is in', () => {
    for (const input of [
      poisson,
      bernoulli,
      { ...overTime, model: 'permutation', period: 'prospective' } as GridInput,
    ]) {
      const problem = prepareGrid(input)
      const shared = structuredClone(prepareGrid(input, { allocate: (bytes) => new SharedArrayBuffer(bytes) }))
      const whole = gridMaxima(problem, 's', 0, 40)
      expect([...gridMaxima(shared, 's', 0, 13), ...gridMaxima(shared, 's', 13, 40)]).toEqual([...whole])
      expect([...gridMaxima(problem, 't', 0, 40)]).not.toEqual([...whole])
    }
  })

  it('replicates that are the data again tie with it to the last bit', () => {
    // two places: every draw of the only possible split has the statistic of the data
    const input: GridInput = {
      ...spatial,
      places: spatial.places.slice(0, 3),
      model: 'bernoulli',
      cases: [{ place: 0, unit: 0, count: 5 }],
      controls: [
        { place: 1, unit: 0, count: 1 },
        { place: 2, unit: 0, count: 6 },
      ],
    }
    const problem = prepareGrid(input)
    const statistic = gridClusters(problem)[0]?.statistic as number
    const maxima = gridMaxima(problem, 'ties', 0, 2000)
    expect(maxima.some((maximum) => maximum === statistic)).toBe(true)
    expect(maxima.every((maximum) => maximum === statistic || Math.abs(maximum - statistic) > 1e-9)).toBe(true)
  })
})

it('expects cases by the risk of each category and its people', () => {
  // Two places. The old: 30 cases of 300 people; the young: 10 of 1,000.
  const expected = indirectExpected(
    [
      { cases: 30, personTime: Float64Array.of(100, 200) },
      { cases: 10, personTime: Float64Array.of(900, 100) },
      { cases: 0, personTime: Float64Array.of(50, 50) },
    ],
    2,
  )
  expect([...expected]).toEqual([10 + 9, 20 + 1])
  expect(() => indirectExpected([{ cases: 1, personTime: Float64Array.of(0, 0) }], 2)).toThrow('nobody at risk')
})

describe('draws', () => {
  it('by the alias method are in proportion to the weights, and never of a weight of 0', () => {
    const weights = [0, 1, 2.5, 0, 10, 0.01]
    const draw = aliasDraw(weights)
    const random = randomFor('alias', 0)
    const counts = weights.map(() => 0)
    for (let i = 0; i < 200_000; i++) {
      const drawn = draw(random)
      counts[drawn] = (counts[drawn] as number) + 1
    }
    const whole = sum(weights)
    weights.forEach((weight, i) => {
      const p = weight / whole
      expect(Math.abs((counts[i] as number) / 200_000 - p)).toBeLessThanOrEqual(
        4.5 * Math.sqrt((p * (1 - p)) / 200_000),
      )
    })
    expect(() => aliasDraw([0, 0])).toThrow('no weight')
  })

  it.each([
    [10, 0.3],
    [10_000, 0.0767],
    [40, 0.95],
  ])('binomial of %i with probability %f have its distribution', (n, p) => {
    const random = randomFor('binomial', n)
    const draws = Array.from({ length: 20_000 }, () => randomBinomial(random, n, p))
    const mode = Math.floor((n + 1) * p)
    for (const k of [mode - 1, mode, mode + 1]) {
      const probability = binomialProbability(k, n, p)
      const share = draws.filter((draw) => draw === k).length / draws.length
      expect(Math.abs(share - probability)).toBeLessThan(4.5 * Math.sqrt(probability / draws.length))
    }
    expect(Math.abs(sum(draws) / draws.length - n * p)).toBeLessThan(4.5 * Math.sqrt((n * p * (1 - p)) / draws.length))
    expect([randomBinomial(random, n, 0), randomBinomial(random, n, 1)]).toEqual([0, n])
  })
})

function randomInput(model: GridInput['model'], seed: number, cases = 40, places = 12): GridInput {
  const random = randomFor(`grid ${model}`, seed)
  const units = 12
  const counts = (n: number) =>
    Array.from({ length: n }, () => ({
      place: randomBelow(random, places),
      unit: randomBelow(random, units),
      count: 1,
      stratum: randomBelow(random, 3),
    }))
  const common = {
    ...spatial,
    places: Array.from({ length: places }, () => ({ xMetres: random() * 1000, yMetres: random() * 1000 })),
    units,
    longestWindow: 5,
    period: seed % 2 === 0 ? ('prospective' as const) : ('retrospective' as const),
    minimumCases: 2,
    largestRadius: 600,
    cases: counts(cases),
  }
  if (model === 'bernoulli') return { ...common, model, controls: counts(2 * cases) }
  if (model === 'permutation') return { ...common, model }
  const personTime = Float64Array.from({ length: places * units }, () => 0.1 + random())
  return { ...common, model, expected: indirectExpected([{ cases, personTime }], personTime.length) }
}

/** Every centre, every radius, every window, counted from scratch. */
function bruteForceMaximum(input: GridInput): number {
  const points = input.places as { xMetres: number; yMetres: number }[]
  const total = input.cases.length
  const measures: { place: number; unit: number; measure: number }[] =
    input.model === 'poisson'
      ? [...input.expected].map((measure, cell) => ({ place: Math.floor(cell / 12), unit: cell % 12, measure }))
      : input.model === 'bernoulli'
        ? [...input.cases, ...input.controls].map((one) => ({ ...one, measure: 1 }))
        : input.cases.flatMap((one) => {
            const stratum = input.cases.filter((other) => other.stratum === one.stratum)
            return stratum.map(({ unit }) => ({ place: one.place, unit, measure: 1 / stratum.length }))
          })
  const whole = measures.reduce((all, { measure }) => all + measure, 0)
  let largest = 0
  for (const centre of points) {
    const distances = points.map((p) => Math.hypot(p.xMetres - centre.xMetres, p.yMetres - centre.yMetres))
    for (const radius of distances.filter((distance) => distance <= input.largestRadius)) {
      const isInside = ({ place }: { place: number }) => (distances[place] as number) <= radius
      const inside = measures.filter(isInside)
      if (inside.reduce((all, { measure }) => all + measure, 0) > 0.5 * whole + 1e-9) continue
      for (let first = 0; first < 12; first++)
        for (let last = first; last < Math.min(12, first + input.longestWindow); last++) {
          if (input.period === 'prospective' && last !== 11) continue
          const meets = ({ unit }: { unit: number }) => unit >= first && unit <= last
          const c = input.cases.filter((one) => isInside(one) && meets(one)).length
          const m = inside.filter(meets).reduce((all, { measure }) => all + measure, 0)
          if (c < input.minimumCases) continue
          largest = Math.max(
            largest,
            input.model === 'bernoulli' ? bernoulliStatistic(c, m, total, whole) : scanStatistic(c, m, total),
          )
        }
    }
  }
  return largest
}
