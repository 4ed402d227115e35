import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildKernels } from '../../jobs/kernels/build.ts'
import { gridMaximaOf, kernelFor, layOutGrid } from '../../jobs/kernels/maxima.ts'
import { compileKernels, findKernels, useKernels } from '../../jobs/kernels/module.ts'
import { growByKernel } from '../../jobs/kernels/neighbours.ts'
import { permutationMaxima } from '../../jobs/kernels/prospective.ts'
import { searchCircles } from '../../jobs/kernels/spatial.ts'
import { windowsMaxima } from '../../jobs/kernels/windows.ts'
import { indirectExpected } from '../../jobs/stats/counts/indirect-expected.ts'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { type GridMaxima, prepareMaxima } from '../../jobs/stats/scan/grid-maxima.ts'
import { type GridInput, type GridProblem, prepareGrid } from '../../jobs/stats/scan/grid-problem.ts'
import { searchCentres } from '../../jobs/stats/scan/grid-windows.ts'
import { prepareScan, type ScanInput } from '../../jobs/stats/scan/scan-problem.ts'
import { replicateMaxima, searchCentres as searchWindows } from '../../jobs/stats/scan/space-time-permutation.ts'

type Model = GridInput['model']
type Shape = {
  seed: number
  places: number
  units: number
  longestWindow: number
  cases: number
  minimumCases: number
  isOnGrid: boolean
  isCapped: boolean
  categories: number
}

/** Small problems of every kind: ties in distance, several places at a spot, places where nobody lives, covariates. */
const shapes = fc.record<Shape>({
  seed: fc.integer({ min: 0, max: 1e9 }),
  places: fc.integer({ min: 1, max: 60 }),
  units: fc.integer({ min: 2, max: 80 }),
  longestWindow: fc.integer({ min: 1, max: 70 }),
  cases: fc.integer({ min: 1, max: 400 }),
  minimumCases: fc.integer({ min: 0, max: 4 }),
  isOnGrid: fc.boolean(),
  isCapped: fc.boolean(),
  categories: fc.integer({ min: 1, max: 3 }),
})

function toInput(model: Model, period: GridInput['period'], shape: Shape): GridInput {
  const random = randomFor('kernels', shape.seed)
  const units = period === 'spatial' ? 1 : shape.units
  const span = shape.isOnGrid ? 6 : 1000
  const places = Array.from({ length: shape.places }, () => ({
    xMetres: randomBelow(random, span),
    yMetres: randomBelow(random, span),
  }))
  const counts = (n: number) =>
    Array.from({ length: n }, () => ({
      // some places have far more than others
      place: Math.floor(random() * random() * shape.places),
      unit: randomBelow(random, units),
      count: 1,
      stratum: randomBelow(random, shape.categories),
    }))
  const common = {
    places,
    units,
    longestWindow: shape.longestWindow,
    period,
    minimumCases: shape.minimumCases,
    largestShare: 0.5,
    largestRadius: shape.isCapped ? span / 3 : Infinity,
    cases: counts(shape.cases),
  }
  if (model === 'bernoulli') return { ...common, model, controls: counts(2 * shape.cases) }
  if (model === 'permutation') return { ...common, model }
  const people = Array.from({ length: shape.places }, () => (random() < 0.2 ? 0 : 0.1 + random()))
  people[0] = 1
  const byCategory = Array.from({ length: shape.categories }, (_, category) => ({
    cases: common.cases.filter(({ stratum }) => stratum === category).length,
    personTime: Float64Array.from(
      { length: shape.places * units },
      // one category: the same share of time everywhere; more: they grow apart
      (_, cell) => (people[Math.floor(cell / units)] as number) * (1 + (category * (cell % units)) / (2 * units)),
    ),
  }))
  return { ...common, model, expected: indirectExpected(byCategory, shape.places * units) }
}

const REPLICATES = 5

function expectSameMaxima(problem: GridProblem): void {
  const kernel = kernelFor(problem)
  if (!kernel) return
  expect([...kernel('s', 3, 3 + REPLICATES)]).toEqual([...prepareMaxima(problem)('s', 3, 3 + REPLICATES)])
}

function expectSameInEveryWindow(problem: GridProblem, replicates = REPLICATES): void {
  expect([...(windowsMaxima(problem)?.('s', 3, 3 + replicates) ?? [])]).toEqual([
    ...prepareMaxima(problem)('s', 3, 3 + replicates),
  ])
}

function shapeOf(some: Partial<Shape>): Shape {
  const usual = { places: 40, units: 30, longestWindow: 9, cases: 300, minimumCases: 2, categories: 1 }
  return { seed: 1, ...usual, isOnGrid: false, isCapped: false, ...some }
}

const kinds: [Model, GridInput['period']][] = [
  ['poisson', 'spatial'],
  ['bernoulli', 'spatial'],
  ['poisson', 'prospective'],
  ['poisson', 'retrospective'],
  ['permutation', 'prospective'],
  ['permutation', 'retrospective'],
  ['bernoulli', 'prospective'],
  ['bernoulli', 'retrospective'],
]

function toScan({ seed, places, units, cases, ...shape }: Shape): ScanInput {
  const random = randomFor('kernels', seed)
  const span = shape.isOnGrid ? 6 : 1000
  return {
    places: Array.from({ length: places }, () => ({
      xMetres: randomBelow(random, span),
      yMetres: randomBelow(random, span),
    })),
    cases: Array.from({ length: cases }, () => ({
      place: randomBelow(random, places),
      day: Math.floor(units * (1 - random() * random())),
    })),
    days: units,
    longestWindow: shape.longestWindow,
    period: 'prospective',
    minimumCases: shape.minimumCases,
    largestShareOfCases: 0.5,
    largestRadiusMetres: shape.isCapped ? span / 3 : Infinity,
    ties: seed % 2 ? 'together' : 'split',
  }
}

describe.each([
  ['as committed', false],
  ['with every access asserted to be inside its array', true],
])('the kernels, %s, have the maxima of the plain engine to the last digit', (_, areBoundsAsserted) => {
  // the compiler takes seconds, and many of them on a busy machine
  beforeAll(async () => {
    if (areBoundsAsserted) useKernels(compileKernels(new Uint8Array(await buildKernels({ areBoundsAsserted }))))
  }, 60_000)
  afterAll(() => useKernels(undefined))

  it.each(kinds)('%s, %s', (model, period) => {
    fc.assert(
      fc.property(shapes, (shape) => expectSameMaxima(prepareGrid(toInput(model, period, shape)))),
      { numRuns: 60, seed: 1 },
    )
  })

  it.each(kinds)('%s, %s, where every window is looked at', (model, period) => {
    fc.assert(
      fc.property(shapes, (shape) => expectSameInEveryWindow(prepareGrid(toInput(model, period, shape)))),
      { numRuns: 40, seed: 2 },
    )
  })

  it.each(kinds)('%s, %s, for low rates, both, and windows of some length', (model, period) => {
    fc.assert(
      fc.property(
        shapes,
        fc.constantFrom('low' as const, 'both' as const, 'high' as const),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 3 }),
        (shape, rates, shortestWindow, minimumLowCases) => {
          const input = toInput(model, period, shape)
          const shortest = period === 'spatial' ? 1 : Math.min(shortestWindow, input.longestWindow, input.units)
          const problem = prepareGrid({ ...input, rates, shortestWindow: shortest, minimumLowCases })
          // where a window is all of the time, what a permutation has and what it expects differ by rounding alone
          const maxima = (maximaOf: GridMaxima) =>
            Array.from(maximaOf('s', 3, 8), (value) => (value < 1e-9 ? 0 : value))
          expect(maxima(gridMaximaOf(problem))).toEqual(maxima(prepareMaxima(problem)))
        },
      ),
      { numRuns: 40, seed: 3 },
    )
  })

  it.each(kinds)('%s, %s, of more cases than 16 bits hold', (model, period) => {
    const shape = shapeOf({ seed: 9, places: 9, units: 6, longestWindow: 4, cases: 70_000, categories: 2 })
    const problem = prepareGrid(toInput(model, period, shape))
    expect(kernelFor(problem)).toBeDefined()
    expectSameMaxima(problem)
    expectSameInEveryWindow(problem)
    expectSameInEveryWindow(prepareGrid({ ...toInput(model, period, shape), rates: 'both' }))
  })

  it.each(['poisson', 'bernoulli'] as const)('%s, of more cases than 16 bits hold, but not in a window', (model) => {
    const shape = shapeOf({ seed: 9, places: 9, units: 9, longestWindow: 2, cases: 70_000, categories: 2 })
    expectSameInEveryWindow(prepareGrid(toInput(model, 'retrospective', shape)))
  })

  it('where a replicate lies below every bar that the others begin with', () => {
    // few cases: most replicates have a weak maximum, some none
    for (let seed = 0; seed < 20; seed++) {
      const shape = shapeOf({ seed, places: 5, units: 4, longestWindow: 3, cases: 3, minimumCases: 2 })
      expectSameInEveryWindow(prepareGrid(toInput('permutation', 'retrospective', shape)), 100)
    }
  })

  it('the permutation scan of the nightly job', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = prepareScan(toScan(shape))
        expect([...(permutationMaxima(problem)?.maxima('s', 3, 3 + REPLICATES) ?? [])]).toEqual([
          ...replicateMaxima(problem, 's', 3, 3 + REPLICATES),
        ])
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('and its circles', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        expect(prepareScan(toScan(shape), { grower: growByKernel })).toEqual(prepareScan(toScan(shape)))
        const input = toInput('poisson', 'spatial', shape)
        expect(prepareGrid(input, { grower: growByKernel }).circles).toEqual(prepareGrid(input).circles)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it.each([false, true])('and its circles about places in a few towns, on the sphere, capped: %s', (isCapped) => {
    const random = randomFor('kernels', 11)
    const towns = Array.from({ length: 4 }, () => ({ latitude: 50 + 8 * random(), longitude: -6 + 8 * random() }))
    const input: ScanInput = {
      ...toScan({ ...shapeOf({ seed: 11, cases: 900 }), places: 701 }),
      places: Array.from({ length: 701 }, (_, i) => {
        const { latitude, longitude } = towns[i % 4] as (typeof towns)[number]
        return { latitude: latitude + 1e-3 * random(), longitude: longitude + 1e-3 * random() }
      }),
      largestRadiusMetres: isCapped ? 60 : Infinity,
    }
    for (const ties of ['split', 'together'] as const)
      expect(prepareScan({ ...input, ties }, { grower: growByKernel })).toEqual(prepareScan({ ...input, ties }))
  })

  it('and its strongest window of each centre', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const problem = prepareScan(toScan(shape))
        expect(permutationMaxima(problem)?.searchCentres()).toEqual(searchWindows(problem))
        for (const model of ['poisson', 'bernoulli'] as const) {
          const inSpace = prepareGrid(toInput(model, 'spatial', shape))
          expect(searchCircles(inSpace)).toEqual(searchCentres(inSpace))
        }
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('on every thread of a layout that they share', () => {
    for (const [model, period] of kinds) {
      const problem = prepareGrid(toInput(model, period, shapeOf({ seed: 3 })))
      const plain = [...prepareMaxima(problem)('s', 0, 90)]
      const laidOut = layOutGrid(problem, 2)
      const [first, second] = [0, 1].map((thread) => gridMaximaOf(problem, { laidOut, thread }))
      expect([
        ...(first?.('s', 0, 40) ?? []),
        ...(second?.('s', 40, 70) ?? []),
        ...(first?.('s', 70, 90) ?? []),
      ]).toEqual(plain)
    }
  })

  it.each([
    ['poisson', 'spatial', 20_000],
    ['bernoulli', 'spatial', 20_000],
    ['poisson', 'spatial', 60_000],
    ['permutation', 'retrospective', 2500],
    ['poisson', 'prospective', 40_000],
  ] as const)('%s, %s, where counts fill their lanes: %i cases', (model, period, cases) => {
    const shape = shapeOf({ seed: 7, places: 25, units: 12, longestWindow: 5, cases })
    const problem = prepareGrid(toInput(model, period, shape))
    expect(kernelFor(problem)).toBeDefined()
    expectSameMaxima(problem)
  })

  it('where one place among many with few has more than 8 bits hold', () => {
    const input = toInput('permutation', 'prospective', {
      seed: 5,
      places: 300,
      units: 20,
      longestWindow: 18,
      cases: 500,
      // so that no smaller count can be the largest
      minimumCases: 330,
      isOnGrid: false,
      isCapped: false,
      categories: 1,
    })
    const random = randomFor('kernels', 5)
    const cases = Array.from({ length: 400 }, () => ({ place: 7, unit: randomBelow(random, 20), count: 1 }))
    const problem = prepareGrid({ ...input, cases: [...input.cases, ...cases] })
    expect(kernelFor(problem)?.('s', 3, 3 + REPLICATES).every((value) => value > 0)).toBe(true)
    expectSameMaxima(problem)
  })

  it('whatever block of replicates is asked for, one after the other', () => {
    const shape = shapeOf({ seed: 3 })
    for (const [model, period] of kinds) {
      const problem = prepareGrid(toInput(model, period, shape))
      const maxima = gridMaximaOf(problem)
      const plain = [...prepareMaxima(problem)('s', 0, 90)]
      expect([...maxima('s', 0, 7), ...maxima('s', 7, 50), ...maxima('s', 50, 90)]).toEqual(plain)
      expect([...gridMaximaOf(problem)('s', 20, 60)]).toEqual(plain.slice(20, 60))
    }
  })
})

describe('the committed kernels', () => {
  it('are what their source compiles to', async () => {
    const committed = readFileSync(new URL('../../jobs/kernels/kernels.wasm', import.meta.url))
    expect(Buffer.from(await buildKernels({ areBoundsAsserted: false })).equals(committed)).toBe(true)
  })

  it('are left aside where the processor cannot run them or they are set aside', () => {
    const problem = prepareGrid(
      toInput('poisson', 'spatial', {
        seed: 1,
        places: 9,
        units: 1,
        longestWindow: 1,
        cases: 30,
        minimumCases: 1,
        isOnGrid: true,
        isCapped: false,
        categories: 1,
      }),
    )
    const plain = [...prepareMaxima(problem)('s', 0, 20)]
    try {
      expect(findKernels()).not.toBeNull()
      // a module of an unknown version stands for instructions the processor does not know
      useKernels(compileKernels(Uint8Array.of(0, 0x61, 0x73, 0x6d, 9, 0, 0, 0)))
      expect(findKernels()).toBeNull()
      expect([...gridMaximaOf(problem)('s', 0, 20)]).toEqual(plain)
    } finally {
      useKernels(undefined)
    }
  })
})
