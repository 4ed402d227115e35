import { describe, expect, it } from 'vitest'
import { gridClustersOf, gridMaximaOf } from '../../jobs/kernels/maxima.ts'
import { randomFor } from '../../jobs/stats/draws/random.ts'
import { searchEveryWindow } from '../../jobs/stats/scan/any-window.ts'
import { caseDrawer } from '../../jobs/stats/scan/grid-draws.ts'
import { gridMaxima } from '../../jobs/stats/scan/grid-maxima.ts'
import { type GridInput, type GridProblem, prepareGrid, type Rates } from '../../jobs/stats/scan/grid-problem.ts'
import { gridClusters, searchCentres } from '../../jobs/stats/scan/grid-windows.ts'

type Model = GridInput['model']

/** Nine places on a lattice, some cases; a low corner and a high one. */
function madeUp(model: Model, period: GridInput['period'], changes: Partial<GridInput> = {}, seed = 1): GridInput {
  const random = randomFor('windows', seed)
  const units = period === 'spatial' ? 1 : 8
  const places = Array.from({ length: 9 }, (_, i) => ({
    xMetres: (i % 3) * 10 + random() * 3,
    yMetres: 10 * Math.floor(i / 3),
  }))
  const cell = () => ({ place: Math.floor(random() * 9), unit: Math.floor(random() * units) })
  const cases = Array.from({ length: 60 }, () => ({ ...cell(), count: 1 })).filter(
    ({ place, unit }) => !(place < 2 && unit < Math.max(1, units / 2)) || random() < 0.2,
  )
  const total = cases.length
  const people = Float64Array.from({ length: 9 * units }, () => 0.5 + random())
  const all = people.reduce((sum, each) => sum + each, 0)
  const common = {
    places,
    units,
    longestWindow: Math.max(1, units / 2),
    period,
    minimumCases: 2,
    largestShare: 0.5,
    largestRadius: Infinity,
    cases,
    ...changes,
  }
  if (model === 'poisson')
    return { ...common, model, expected: people.map((each) => (each * total) / all) } as GridInput
  if (model === 'permutation') return { ...common, model } as GridInput
  return { ...common, model, controls: Array.from({ length: 90 }, () => ({ ...cell(), count: 1 })) } as GridInput
}

/** n·ln(n/u) and what is outside, and for individuals their two shares: from Kulldorff 1997, with 0·ln 0 = 0. */
function likelihoodRatio({ model, total, whole }: GridProblem, count: number, measure: number): number {
  const part = (n: number, of: number) => (n === 0 ? 0 : n * Math.log(n / of))
  if (model !== 'bernoulli') return part(count, measure) + part(total - count, total - measure)
  return (
    part(count, measure) +
    part(measure - count, measure) +
    part(total - count, whole - measure) +
    part(whole - measure - total + count, whole - measure) -
    part(total, whole) -
    part(whole - total, whole)
  )
}

function strongestByHand(
  problem: GridProblem,
  caseLocation: Int32Array,
  caseUnit: Int32Array,
  cases = caseLocation.length,
): number {
  const { circles, units, period, longestWindow, shortestWindow, rates, total, whole, measureBefore } = problem
  let strongest = 0
  for (let centre = 0; centre < circles.start.length - 1; centre++)
    for (let end = (circles.start[centre] as number) + 1; end <= (circles.start[centre + 1] as number); end++) {
      const inside = new Set(circles.neighbour.subarray(circles.start[centre], end))
      for (let last = 0; last < units; last++)
        for (let first = 0; first <= last; first++) {
          const length = last - first + 1
          if (length < shortestWindow || length > longestWindow || (period !== 'retrospective' && last < units - 1))
            continue
          let [count, measure] = [0, 0]
          for (let i = 0; i < cases; i++) {
            const unit = caseUnit[i] as number
            if (inside.has(caseLocation[i] as number) && unit >= first && unit <= last) count++
          }
          for (const location of inside)
            measure +=
              (measureBefore[location * (units + 1) + last + 1] as number) -
              (measureBefore[location * (units + 1) + first] as number)
          const expected = (measure * total) / whole
          const isHigh = count > expected + 1e-9
          const isLow = count < expected - 1e-9
          const counts =
            (isHigh && rates !== 'low' && count >= problem.minimumCases) ||
            (isLow && rates !== 'high' && count >= problem.minimumLowCases)
          if (counts) strongest = Math.max(strongest, likelihoodRatio(problem, count, measure))
        }
    }
  return strongest
}

const models: Model[] = ['poisson', 'bernoulli', 'permutation']
const periods: GridInput['period'][] = ['spatial', 'retrospective', 'prospective']
const sides: Rates[] = ['low', 'both', 'high']

const problems = models
  .flatMap((model) => periods.map((period) => [model, period] as const))
  .filter(([model, period]) => !(model === 'permutation' && period === 'spatial'))

describe.each(problems)('%s, %s', (model, period) => {
  it.each(sides)('finds the strongest window of %s rates, in the data and in replicates', (rates) => {
    for (const seed of [1, 2, 3]) {
      const changes = {
        rates,
        shortestWindow: period === 'spatial' || rates === 'low' ? 1 : 2,
        minimumLowCases: seed - 1,
      }
      const problem = prepareGrid(madeUp(model, period, changes, seed))
      const byHand = strongestByHand(problem, problem.caseLocation, problem.caseUnit)
      expect(gridClustersOf(problem)[0]?.statistic ?? 0).toBeCloseTo(byHand, 9)
      const draw = caseDrawer(problem)
      const maxima = gridMaxima(problem, 'seed', 0, 3)
      for (let replicate = 0; replicate < 3; replicate++) {
        const { location, unit, cases } = draw(randomFor('seed', replicate))
        // a purely spatial scan for high rates draws in a way of its own
        if (period === 'spatial' && rates === 'high') continue
        expect(maxima[replicate]).toBeCloseTo(strongestByHand(problem, location, unit, cases), 9)
      }
      expect([...gridMaximaOf(problem)('seed', 0, 3)]).toEqual([...maxima])
    }
  })

  it('finds for high rates what the engine finds that skips windows', () => {
    for (const seed of [4, 5, 6]) {
      const problem = prepareGrid(madeUp(model, period, {}, seed))
      expect(gridClusters(problem, searchEveryWindow(problem))).toEqual(gridClusters(problem, searchCentres(problem)))
    }
  })
})

it('tells a cluster of low rates as such, with the risk inside against that outside', () => {
  // by hand: nobody of four at A and B; 12 of 12 at the others, where 9 of 12 were expected
  const problem = prepareGrid({
    places: ['A', 'B', 'C', 'D', 'E'].map((_, i) => ({ xMetres: i * i, yMetres: 0 })),
    units: 1,
    longestWindow: 1,
    period: 'spatial',
    rates: 'both',
    minimumCases: 2,
    largestShare: 0.5,
    largestRadius: Infinity,
    cases: [2, 3, 4].map((place) => ({ place, unit: 0, count: 4 })),
    model: 'poisson',
    expected: Float64Array.of(1.5, 1.5, 3, 3, 3),
  })
  const [cluster] = gridClustersOf(problem)
  expect(cluster).toMatchObject({ places: [0, 1], observed: 0, expected: 3, relativeRisk: 0 })
  expect(cluster?.statistic).toBeCloseTo(12 * Math.log(12 / 9), 12)
})

it('lets weaker clusters stand by what they may have in common with a stronger one', () => {
  // in a row: B with C is strongest, then A with B, then E; C with D shares C
  const counts = [4, 9, 8, 4, 6, 0, 0, 0]
  const clustersWith = (overlap: GridInput['overlap']) =>
    gridClustersOf(
      prepareGrid({
        places: counts.map((_, i) => ({ xMetres: 10 * i + 0.1 * i * i, yMetres: 0 })),
        units: 1,
        longestWindow: 1,
        period: 'spatial',
        overlap,
        minimumCases: 2,
        largestShare: 0.5,
        largestRadius: 11.2,
        cases: counts.map((count, place) => ({ place, unit: 0, count })),
        model: 'poisson',
        expected: Float64Array.from(counts, () => counts.reduce((sum, count) => sum + count) / counts.length),
      }),
    ).map(
      ({ places }) =>
        'ABCDEFGH'[places[0] as number] +
        places
          .map((place) => 'ABCDEFGH'[place])
          .sort()
          .join(''),
    )
  const all = clustersWith('anything')
  // of each centre that has one: its letter, then the letters of its cluster
  expect(all.length).toBeGreaterThan(clustersWith('no location').length)
  const isAllowed: Record<string, (weaker: string, stronger: string) => boolean> = {
    'no location': (weaker, stronger) => ![...weaker.slice(1)].some((letter) => stronger.slice(1).includes(letter)),
    'no centre in the other': (weaker, stronger) =>
      !stronger.slice(1).includes(weaker[0] as string) && !weaker.slice(1).includes(stronger[0] as string),
    'not its centre in a stronger one': (weaker, stronger) => !stronger.slice(1).includes(weaker[0] as string),
    'not the centre of a stronger one': (weaker, stronger) => !weaker.slice(1).includes(stronger[0] as string),
    'not both centres': (weaker, stronger) =>
      !(stronger.slice(1).includes(weaker[0] as string) && weaker.slice(1).includes(stronger[0] as string)),
  }
  for (const [overlap, allows] of Object.entries(isAllowed)) {
    const standing: string[] = []
    for (const cluster of all) if (standing.every((stronger) => allows(cluster, stronger))) standing.push(cluster)
    expect(clustersWith(overlap as GridInput['overlap']), overlap).toEqual(standing)
  }
})
