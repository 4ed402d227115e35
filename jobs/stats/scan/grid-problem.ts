import { type Circles, type CircleTools, growCircles, mergePlaces, type Place, type Point } from './scan-circles.ts'

/**
 * A scan of cases over locations and units of time (one unit where it is purely spatial), for the three models of
 * Kulldorff's scan that have a measure to compare counts with: expected cases, or cases and controls together.
 *
 * A scan goes: `prepareGrid` → `gridClusters`; and, on any number of threads, `gridMaxima` for ranges of replicates.
 */
export type GridInput = {
  places: readonly Place[]
  /** Length of the study in units of time; 1 where it is purely spatial. */
  units: number
  longestWindow: number
  /** Left out, 1. */
  shortestWindow?: number
  period: 'spatial' | 'prospective' | 'retrospective'
  /** Windows with more cases than expected, with fewer, or both; left out, more. */
  rates?: Rates
  minimumCases: number
  /** The same for windows with fewer than expected; left out, 0. */
  minimumLowCases?: number
  /** Which clusters stand beside a stronger one; left out, those without a location in common with it. */
  overlap?: Overlap
  /** Of the whole measure, by location. */
  largestShare: number
  /** Metres where places have latitude and longitude, else in the unit of the coordinates. */
  largestRadius: number
  /** `place` is an index into `places`; the stratum is that of the permutation, within which times are shuffled. */
  cases: readonly { place: number; unit: number; count: number; stratum?: number }[]
} & (
  | { model: 'poisson' /** Expected cases, cell = place × units + unit. */; expected: Float64Array }
  | { model: 'bernoulli'; controls: readonly { place: number; unit: number; count: number }[] }
  | { model: 'permutation' }
)

export type Rates = 'high' | 'low' | 'both'

/** What a weaker cluster may not have in common with a stronger one, in SaTScan's order of its criteria. */
export type Overlap =
  | 'no location'
  | 'no centre in the other'
  | 'not its centre in a stronger one'
  | 'not the centre of a stronger one'
  | 'not both centres'
  | 'anything'

/** What the scan works on: plain numbers and flat arrays, shared or copied between threads. */
export type GridProblem = {
  model: GridInput['model']
  points: Point[]
  isOnSphere: boolean
  circles: Circles
  locationOfPlace: Int32Array
  units: number
  longestWindow: number
  shortestWindow: number
  period: GridInput['period']
  rates: Rates
  minimumCases: number
  minimumLowCases: number
  overlap: Overlap
  /** All cases, and the measure of everything: the cases again, or the individuals of a Bernoulli model. */
  total: number
  whole: number
  caseLocation: Int32Array
  caseUnit: Int32Array
  caseStratum: Int32Array
  /** The measure of location i before each unit: entries i × (units + 1) … , the last of them all its measure. */
  measureBefore: Float64Array
  /** Whether every location's measure is spread over time alike, so that it is a product of place and time. */
  isSeparable: boolean
}

/** @throws RangeError where a count is not a whole number, or its place or unit is not there */
export function prepareGrid(input: GridInput, tools: CircleTools = {}): GridProblem {
  const { places, units, period, minimumCases } = input
  const { allocate = (bytes: number) => new ArrayBuffer(bytes) } = tools
  const { points, locationOfPlace } = mergePlaces(places)
  const total = input.cases.reduce((sum, { count }) => sum + count, 0)
  const caseLocation = new Int32Array(total)
  const caseUnit = new Int32Array(total)
  const caseStratum = new Int32Array(total)
  let next = 0
  for (const { place, unit, count, stratum = 0 } of input.cases) {
    const location = locate(place, unit, count)
    caseLocation.fill(location, next, next + count)
    caseUnit.fill(unit, next, next + count)
    caseStratum.fill(stratum, next, next + count)
    next += count
  }

  const measure = new Float64Array(points.length * units)
  const add = (cell: number, amount: number) => {
    measure[cell] = (measure[cell] as number) + amount
  }
  if (input.model === 'poisson')
    input.expected.forEach((expected, cell) => {
      add((locationOfPlace[Math.floor(cell / units)] as number) * units + (cell % units), expected)
    })
  else if (input.model === 'permutation') addPermutationExpected(add, { units, caseLocation, caseUnit, caseStratum })
  else {
    caseLocation.forEach((location, i) => {
      add(location * units + (caseUnit[i] as number), 1)
    })
    for (const { place, unit, count } of input.controls) add(locate(place, unit, count) * units + unit, count)
  }

  const isCounted = input.model === 'bernoulli'
  if (!isCounted) roundForExactSums(measure, total)
  const measureBefore = new Float64Array(allocate(8 * points.length * (units + 1)))
  const measureAt = new Float64Array(points.length)
  for (let i = 0; i < points.length; i++) {
    for (let unit = 0; unit < units; unit++)
      measureBefore[i * (units + 1) + unit + 1] =
        (measureBefore[i * (units + 1) + unit] as number) + (measure[i * units + unit] as number)
    measureAt[i] = measureBefore[i * (units + 1) + units] as number
  }
  const isOnSphere = places.some((place) => 'latitude' in place)
  return {
    model: input.model,
    points,
    isOnSphere,
    circles: growCircles(points, measureAt, { ...input, ties: 'split' }, isOnSphere, tools),
    locationOfPlace,
    units,
    longestWindow: Math.min(input.longestWindow, units),
    period,
    shortestWindow: input.shortestWindow ?? 1,
    rates: input.rates ?? 'high',
    minimumCases: Math.max(1, minimumCases),
    minimumLowCases: input.minimumLowCases ?? 0,
    overlap: input.overlap ?? 'no location',
    total,
    whole: isCounted ? measureAt.reduce((sum, individuals) => sum + individuals, 0) : total,
    caseLocation,
    caseUnit,
    caseStratum,
    measureBefore,
    isSeparable: !isCounted && period !== 'spatial' && isProduct(measureBefore, measureAt, units, total),
  }

  function locate(place: number, unit: number, count: number): number {
    const location = locationOfPlace[place]
    if (location === undefined) throw new RangeError(`there is no place ${place}`)
    if (!Number.isInteger(unit) || unit < 0 || unit >= units)
      throw new RangeError(`unit ${unit} is outside the study of ${units}`)
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`${count} is not a count`)
    return location
  }
}

/** Σ over strata of (cases of the location) × (cases of the unit) ÷ (cases of the stratum). */
function addPermutationExpected(
  add: (cell: number, amount: number) => void,
  {
    units,
    caseLocation,
    caseUnit,
    caseStratum,
  }: Pick<GridProblem, 'units' | 'caseLocation' | 'caseUnit' | 'caseStratum'>,
): void {
  const strata = new Map<number, { atLocation: Map<number, number>; inUnit: Map<number, number>; cases: number }>()
  caseStratum.forEach((stratum, i) => {
    const margins = strata.get(stratum) ?? { atLocation: new Map(), inUnit: new Map(), cases: 0 }
    strata.set(stratum, margins)
    const [location, unit] = [caseLocation[i] as number, caseUnit[i] as number]
    margins.atLocation.set(location, (margins.atLocation.get(location) ?? 0) + 1)
    margins.inUnit.set(unit, (margins.inUnit.get(unit) ?? 0) + 1)
    margins.cases++
  })
  for (const { atLocation, inUnit, cases } of strata.values())
    for (const [location, there] of atLocation)
      for (const [unit, then] of inUnit) add(location * units + unit, (there * then) / cases)
}

/**
 * Rounds to multiples of a power of two so small that nothing is lost that matters (total · 2⁻⁵²) and so large that sums
 * are exact, whatever their order: two circles with the same locations then have the same statistic, to the last bit,
 * and ties between data and replicates are counted as ties. What is expected at all stays so.
 */
function roundForExactSums(measure: Float64Array, total: number): void {
  const steps = 2 ** (51 - Math.ceil(Math.log2(Math.max(2, total))))
  for (let cell = 0; cell < measure.length; cell++) {
    const exact = measure[cell] as number
    if (exact > 0) measure[cell] = Math.max(1, Math.round(exact * steps)) / steps
  }
}

function isProduct(before: Float64Array, at: Float64Array, units: number, total: number): boolean {
  const whole = new Float64Array(units + 1)
  for (let i = 0; i < before.length; i++)
    whole[i % (units + 1)] = (whole[i % (units + 1)] as number) + (before[i] as number)
  for (let i = 0; i < before.length; i++) {
    const product = ((at[Math.floor(i / (units + 1))] as number) * (whole[i % (units + 1)] as number)) / total
    if (Math.abs(product - (before[i] as number)) > 1e-9 * Math.max(1e-3, product)) return false
  }
  return true
}
