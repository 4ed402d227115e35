import { dirname, resolve, sep } from 'node:path'
import { WrongInput } from '../commands/wrong-input.ts'
import type { GridInput } from '../stats/grid-problem.ts'
import type { GridCluster } from '../stats/grid-windows.ts'
import { indirectExpected } from '../stats/indirect-expected.ts'
import type { Place } from '../stats/scan-circles.ts'
import type { Parameters } from './parameters.ts'
import { type PopulationAt, personDays, personDaysBetween } from './population.ts'
import { type Row, readRows } from './rows.ts'
import { cutPeriod, type DayNumber, readDate, readPopulationDate, wholePeriod } from './times.ts'

/** Each has its place in memory; SaTScan's own examples have up to some ten thousand. */
const MOST_INDIVIDUALS = 20_000_000
/** People and Cartesian coordinates go up to this, so that no sum or product of them overflows. */
const MOST = 1e15

export type Count = { place: number; unit: number; count: number; stratum: number }

/**
 * Cases of one combination of covariates; and its person-time by cell = place × units + unit, computed when asked for: of many
 * combinations over many days it would fill the memory.
 */
type Category = { cases: number; personTime: () => Float64Array }

/** What the input files say, in numbers. */
export type Study = {
  parameters: Parameters
  names: string[]
  places: Place[]
  /** First day of each unit of time, and the day after the last. */
  unitStarts: DayNumber[]
  cases: Count[]
  controls: Count[]
  /** By stratum of the cases. Empty but for a Poisson model. */
  categories: Category[]
}

/** @throws WrongInput with file, row, column and reason */
export function readStudy(parameters: Parameters, parameterFile: string): Study {
  const { files, model, analysis } = parameters
  const rowsOf = (file: string, parameter: string) =>
    // parameter files are mostly written on Windows
    readRows(resolve(dirname(parameterFile), sep === '/' ? file.replaceAll('\\', '/') : file), parameter)
  const [first, last] = wholePeriod(
    readStudyDate('StartDate', parameters.startDate)[0],
    readStudyDate('EndDate', parameters.endDate)[1],
    parameters.precision,
  )
  if (first > last) throw new WrongInput(`EndDate=${parameters.endDate} is before StartDate=${parameters.startDate}.`)
  const unitStarts = analysis === 'spatial' ? [first, last + 1] : cutPeriod(first, last, parameters.aggregation)

  const { names, places, placeOf } = readPlaces(rowsOf(files.coordinates, 'CoordinatesFile'), parameters)
  const strata = new Map<string, number>()
  let individuals = 0
  const readCounts = (rows: Row[], mayHaveCovariates: boolean) => {
    const firstCovariate = parameters.precision === 'none' ? 3 : 4
    const covariates = (rows[0]?.columns.length ?? 0) - firstCovariate + 1
    const counted: { rows: Row[]; counts: Count[] } = { rows: [], counts: [] }
    for (const row of rows) {
      const place = placeOf(row)
      const count = row.number(2, 'the count', { least: 0, isWhole: true })
      const unit = parameters.precision === 'none' ? 0 : unitOf(row, 3)
      if (row.columns.length >= firstCovariate && !mayHaveCovariates)
        row.fail(
          firstCovariate,
          `there is nothing to come after ${parameters.precision === 'none' ? 'the count' : 'the date'}`,
        )
      const stratum = stratumOf(row, firstCovariate, covariates, strata)
      if (count === 0) continue
      individuals += count
      if (individuals > MOST_INDIVIDUALS) row.fail(2, `with this count there are more than ${MOST_INDIVIDUALS} in all`)
      counted.rows.push(row)
      counted.counts.push({ place, unit, count, stratum })
    }
    return counted
  }
  const unitOfDate = new Map<string, number>()
  const unitOf = (row: Row, column: number) => {
    const written = row.text(column, 'the date')
    const known = unitOfDate.get(written)
    if (known !== undefined) return known
    const date = readDate(written) ?? row.fail(column, `this is no date: ${written}`)
    const fineness = ['year', 'month', 'day']
    if (fineness.indexOf(date.precision) < fineness.indexOf(parameters.precision))
      row.fail(column, `PrecisionCaseTimes asks for the ${parameters.precision}: ${written}`)
    if (date.day < first || date.day > last) row.fail(column, `the date is outside the study period: ${written}`)
    let unit = unitStarts.length - 2
    while ((unitStarts[unit] as number) > date.day) unit--
    unitOfDate.set(written, unit)
    return unit
  }

  const { rows: caseRows, counts: cases } = readCounts(rowsOf(files.cases, 'CaseFile'), model !== 'bernoulli')
  if (cases.length === 0) throw new WrongInput(`CaseFile: ${files.cases} has no cases.`)
  const controls = files.controls ? readCounts(rowsOf(files.controls, 'ControlFile'), false).counts : []
  if (model === 'bernoulli' && controls.length === 0)
    throw new WrongInput(`ControlFile: ${files.controls} has no controls.`)
  const study = { parameters, names, places, unitStarts, cases, controls, categories: [] as Category[] }
  if (files.population === undefined) return study

  const populations = readPopulations(rowsOf(files.population, 'PopulationFile'), placeOf, strata)
  cases.forEach(({ place, unit, stratum }, i) => {
    const dates = populations.get(stratum)?.get(place) ?? []
    const row = caseRows[i] as Row
    const fail = (when: string) => row.fail(1, `there are cases and no population${when}: ${row.columns.join(' ')}`)
    if (!dates.some(({ people }) => people > 0)) fail('')
    if (!(personDaysBetween(dates, unitStarts[unit] as number, unitStarts[unit + 1] as number) > 0))
      fail(' at that time')
  })
  study.categories = Array.from(strata.values(), (stratum) => ({
    cases: sum(cases.filter((one) => one.stratum === stratum)),
    personTime: () => personDays(populations.get(stratum) ?? new Map(), places.length, unitStarts),
  }))
  return study
}

/** The first and the last day of a date, which are the same but for a bare year or month. */
function readStudyDate(name: string, written: string): [DayNumber, DayNumber] {
  const date = readDate(written)
  if (!date) throw new WrongInput(`${name}=${written} is no date.`)
  return wholePeriod(date.day, date.day, date.precision)
}

function readPlaces(rows: Row[], { coordinates }: Parameters) {
  const names: string[] = []
  const places: Place[] = []
  const indexOf = new Map<string, number>()
  for (const row of rows) {
    const name = row.text(1, 'the location')
    if (indexOf.has(name)) row.fail(1, `this location was given before: ${name}`)
    if (coordinates === 'cartesian') {
      const limits = { least: -MOST, most: MOST }
      const [xMetres, yMetres] = [row.number(2, 'x', limits), row.number(3, 'y', limits)]
      if (row.columns.length > 3) row.fail(4, 'only two dimensions are supported')
      places.push({ xMetres, yMetres })
    } else {
      places.push({
        latitude: row.number(2, 'the latitude', { least: -90, most: 90 }),
        longitude: row.number(3, 'the longitude', { least: -180, most: 180 }),
      })
    }
    indexOf.set(name, names.push(name) - 1)
  }
  const placeOf = (row: Row): number => {
    const name = row.text(1, 'the location')
    return indexOf.get(name) ?? row.fail(1, `this location has no coordinates: ${name}`)
  }
  return { names, places, placeOf }
}

/** The number of the row's combination of covariates, in order of appearance. */
function stratumOf(row: Row, from: number, covariates: number, strata: Map<string, number>): number {
  const given = row.columns.length < from ? [] : row.columns.slice(from - 1)
  if (given.length !== Math.max(0, covariates))
    row.fail(
      Math.min(row.columns.length, from - 1 + covariates) + 1,
      `there should be ${covariates} covariates as in the other rows, and there are ${given.length}`,
    )
  const key = given.length === 0 ? '[]' : JSON.stringify(given)
  const stratum = strata.get(key) ?? strata.size
  strata.set(key, stratum)
  return stratum
}

/** By stratum and place, the people at each date. Columns: location, date, population, covariates. */
function readPopulations(rows: Row[], placeOf: (row: Row) => number, strata: Map<string, number>) {
  const populations = new Map<number, Map<number, PopulationAt[]>>()
  const covariates = (JSON.parse([...strata.keys()][0] ?? '[]') as string[]).length
  for (const row of rows) {
    const place = placeOf(row)
    const written = row.text(2, 'the date of the population')
    const day = readPopulationDate(written) ?? row.fail(2, `this is no date: ${written}`)
    const people = row.number(3, 'the population', { least: 0, most: MOST })
    const stratum = stratumOf(row, 4, covariates, strata)
    const byPlace = populations.get(stratum) ?? new Map<number, PopulationAt[]>()
    populations.set(stratum, byPlace)
    const dates = byPlace.get(place) ?? []
    byPlace.set(place, dates)
    const same = dates.find((other) => other.day === day)
    if (same) same.people += people
    else dates.push({ day, people })
  }
  for (const byPlace of populations.values()) for (const dates of byPlace.values()) dates.sort((a, b) => a.day - b.day)
  return populations
}

function sum(counts: readonly { count: number }[]): number {
  return counts.reduce((all, { count }) => all + count, 0)
}

/** The longest window, in units of time. */
export function longestWindowOf({ parameters: { longestWindow, aggregation }, unitStarts }: Study): number {
  const units = unitStarts.length - 1
  // a share is rounded down, but for the rounding of the share itself
  if ('share' in longestWindow) return Math.max(1, Math.floor(units * longestWindow.share + 1e-9))
  return Math.max(1, Math.min(units, Math.floor(longestWindow.units / aggregation.length)))
}

export function toGridInput(study: Study): GridInput {
  const { parameters, places, cases, controls, categories, unitStarts } = study
  const units = unitStarts.length - 1
  const common = {
    places,
    units,
    longestWindow: longestWindowOf(study),
    period: parameters.analysis,
    minimumCases: parameters.minimumCases,
    largestShare: parameters.largestShare,
    largestRadius: parameters.coordinates === 'cartesian' ? parameters.largestRadius : parameters.largestRadius * 1000,
    cases,
  }
  if (parameters.model === 'bernoulli') return { ...common, model: 'bernoulli', controls }
  if (parameters.model === 'permutation') return { ...common, model: 'permutation' }
  return { ...common, model: 'poisson', expected: indirectExpected(inTurn(), places.length * units) }

  function* inTurn() {
    for (const { cases, personTime } of categories) if (cases > 0) yield { cases, personTime: personTime() }
  }
}

/**
 * The study without a cluster's cases, controls and population; undefined where no case is left. A purely spatial one
 * loses the cluster's locations.
 * Zhang Z, Assunção R, Kulldorff M. Spatial scan statistics adjusted for multiple clusters. J Probab Stat 2010;642379.
 */
export function withoutCluster(
  study: Study,
  { places, firstUnit, lastUnit }: Pick<GridCluster, 'places' | 'firstUnit' | 'lastUnit'>,
): Study | undefined {
  const units = study.unitStarts.length - 1
  const isIn = new Set(places)
  const isSpatial = study.parameters.analysis === 'spatial'
  const kept = study.places.map((_, place) => place).filter((place) => !isSpatial || !isIn.has(place))
  const newIndex = new Map(kept.map((place, index) => [place, index]))
  const keep = (counts: Count[]) =>
    counts.flatMap((one) => {
      const place = newIndex.get(one.place)
      const isGone = isIn.has(one.place) && one.unit >= firstUnit && one.unit <= lastUnit
      return place === undefined || isGone ? [] : [{ ...one, place }]
    })
  const cases = keep(study.cases)
  if (cases.length === 0) return undefined
  return {
    ...study,
    names: kept.map((place) => study.names[place] as string),
    places: kept.map((place) => study.places[place] as Place),
    cases,
    controls: keep(study.controls),
    categories: study.categories.map(({ personTime }, stratum) => ({
      cases: sum(cases.filter((one) => one.stratum === stratum)),
      personTime: () => {
        const before = personTime()
        return Float64Array.from({ length: kept.length * units }, (_, cell) => {
          const place = kept[Math.floor(cell / units)] as number
          const unit = cell % units
          return isIn.has(place) && unit >= firstUnit && unit <= lastUnit ? 0 : (before[place * units + unit] as number)
        })
      },
    })),
  }
}
