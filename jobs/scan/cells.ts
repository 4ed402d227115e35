import { type Study, toGridInput } from './study.ts'

/** What each place had in each unit of time, cell = place × units + unit, for what is told of single locations. */
export type Cells = {
  units: number
  cases: Float64Array
  /** Expected cases under chance; their sum is that of the cases. */
  expected: Float64Array
  /** Cases and controls; undefined but for a Bernoulli model. */
  individuals: Float64Array | undefined
  total: number
}

export function cellsOf(study: Study): Cells {
  const units = study.unitStarts.length - 1
  const cells = study.places.length * units
  const count = (counts: Study['cases']) => {
    const at = new Float64Array(cells)
    for (const { place, unit, count } of counts) at[place * units + unit] = (at[place * units + unit] as number) + count
    return at
  }
  const cases = count(study.cases)
  const total = cases.reduce((sum, each) => sum + each, 0)
  const input = toGridInput(study)
  if (input.model === 'poisson') return { units, cases, expected: input.expected, individuals: undefined, total }
  if (input.model === 'permutation')
    return { units, cases, expected: permutationExpected(study, units, cells), individuals: undefined, total }
  const controls = count(study.controls)
  const individuals = cases.map((there, cell) => there + (controls[cell] as number))
  const share = total / individuals.reduce((sum, each) => sum + each, 0)
  return { units, cases, expected: individuals.map((there) => there * share), individuals, total }
}

/** Σ over strata of (cases of the place) × (cases of the unit) ÷ (cases of the stratum). */
function permutationExpected(study: Study, units: number, cells: number): Float64Array {
  const expected = new Float64Array(cells)
  for (const stratum of new Set(study.cases.map((one) => one.stratum))) {
    const [atPlace, inUnit] = [new Float64Array(study.places.length), new Float64Array(units)]
    let all = 0
    for (const one of study.cases) {
      if (one.stratum !== stratum) continue
      atPlace[one.place] = (atPlace[one.place] as number) + one.count
      inUnit[one.unit] = (inUnit[one.unit] as number) + one.count
      all += one.count
    }
    for (let cell = 0; cell < cells; cell++)
      expected[cell] =
        (expected[cell] as number) +
        ((atPlace[Math.floor(cell / units)] as number) * (inUnit[cell % units] as number)) / all
  }
  return expected
}

/** The sum over some places and units from `first` to `last`. */
export function sumOver(
  amounts: Float64Array,
  { units }: Cells,
  places: readonly number[],
  [first, last]: readonly [number, number],
): number {
  let sum = 0
  for (const place of places)
    for (let unit = first; unit <= last; unit++) sum += amounts[place * units + unit] as number
  return sum
}
