import { indirectExpected } from '../stats/counts/indirect-expected.ts'
import type { GridInput } from '../stats/scan/grid-problem.ts'
import type { GridCluster } from '../stats/scan/grid-windows.ts'
import type { Place } from '../stats/scan/scan-circles.ts'
import { WrongInput } from '../wrong-input.ts'
import { findInput } from './input-text.ts'
import type { InputFile, Parameters, Precision } from './parameters.ts'
import { type PopulationAt, peopleAt, personDays, personDaysBetween } from './population.ts'
import { type Row, readRows } from './rows.ts'
import {
  cutPeriod,
  type DayNumber,
  populationDay,
  type ReadTime,
  readTime,
  toDay,
  wholePeriod,
  yearOf,
} from './times.ts'

/** Each has its place in memory; SaTScan's own examples have up to some ten thousand. */
const MOST_INDIVIDUALS = 20_000_000
/** A period of generic time, or of days. */
const MOST_UNITS = 200_000
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
  /** By place, the population of all strata at each date. Empty but for a Poisson model. */
  populations: ReadonlyMap<number, readonly PopulationAt[]>
  /** What became of the rows of each file. */
  inputs: InputAccount[]
  /** What was not read as it stands there: a sentence each. */
  notes: string[]
}

/** Every line of a file is one of these. */
export type InputAccount = {
  parameter: string
  file: string
  /** Rows that were used, those with a count of nought among them. */
  rows: number
  /** Blank lines, and lines before the first row. */
  blank: number
  skipped: number
  /** Rows that were left out because the parameter file asks for that, by reason. */
  leftOut: { reason: string; rows: number }[]
}

/** @throws WrongInput with file, row, column and reason */
export function readStudy(parameters: Parameters, parameterFile: string): Study {
  const { files, model, analysis, precision, leavesOut } = parameters
  const inputs: InputAccount[] = []
  const notes: string[] = []
  const open = ({ name, parameter, layout }: InputFile) => {
    const file = findInput(name, parameterFile, (found) => notes.push(`${parameter}=${name} is read from ${found}.`))
    const { rows, blank, skipped } = readRows(file, parameter, layout)
    const account: InputAccount = { parameter, file, rows: rows.length, blank, skipped, leftOut: [] }
    inputs.push(account)
    const leaveOut = (reason: string) => {
      const same = account.leftOut.find((other) => other.reason === reason)
      if (same) same.rows++
      else account.leftOut.push({ reason, rows: 1 })
      account.rows--
    }
    return { rows, leaveOut }
  }
  const [first, last] = wholePeriod(
    readStudyDate('StartDate', parameters.startDate, precision)[0],
    readStudyDate('EndDate', parameters.endDate, precision)[1],
    precision,
  )
  if (first > last) throw new WrongInput(`EndDate=${parameters.endDate} is before StartDate=${parameters.startDate}.`)
  if (last - first > MOST_UNITS)
    throw new WrongInput(`From StartDate=${parameters.startDate} to EndDate=${parameters.endDate} is too long to scan.`)
  const unitStarts = analysis === 'spatial' ? [first, last + 1] : cutPeriod(first, last, parameters.aggregation)
  // said before anything is read
  shortestWindowOf({ parameters, unitStarts })
  const shortYears = new Map<string, number>()
  const timeOf = (row: Row, column: number, what: string) => {
    const written = row.text(column, what)
    const time = readTime(written, precision, [first, last])
    if (time === undefined)
      return row.fail(column, `this is no ${precision === 'generic' ? 'whole number' : 'date'}: ${written}`)
    if (time === 'which year')
      return row.fail(column, `which of these is the year? Write it with four digits: ${written}`)
    if (time.isShort) shortYears.set(String(yearOf(time.day) % 100).padStart(2, '0'), yearOf(time.day))
    return time
  }

  const { names, places, placeOf, knows } = readPlaces(open(files.coordinates).rows, parameters)
  const isElsewhere = (row: Row) => leavesOut.otherPlaces && !knows(row)
  const strata = new Map<string, number>()
  let individuals = 0
  const readCounts = (file: InputFile, mayHaveCovariates: boolean) => {
    const { rows, leaveOut } = open(file)
    const firstCovariate = precision === 'none' ? 3 : 4
    const covariates = (rows[0]?.columns.length ?? 0) - firstCovariate + 1
    const counted: { rows: Row[]; counts: Count[] } = { rows: [], counts: [] }
    for (const row of rows) {
      if (isElsewhere(row)) {
        leaveOut('of a location without coordinates')
        continue
      }
      const place = placeOf(row)
      const count = row.number(2, 'the count', { least: 0, isWhole: true })
      const unit = precision === 'none' ? 0 : unitOf(row, 3)
      if (row.columns.length >= firstCovariate && !mayHaveCovariates)
        row.fail(firstCovariate, `there is nothing to come after ${precision === 'none' ? 'the count' : 'the date'}`)
      if (unit === undefined) {
        leaveOut('outside the study period')
        continue
      }
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
  const unitOf = (row: Row, column: number): number | undefined => {
    const written = row.text(column, precision === 'generic' ? 'the time' : 'the date')
    const known = unitOfDate.get(written)
    if (known !== undefined) return known
    const time = timeOf(row, column, 'the date')
    const fineness = ['year', 'month', 'day']
    if (fineness.indexOf(time.precision) < fineness.indexOf(precision))
      row.fail(column, `PrecisionCaseTimes asks for the ${precision}: ${written}`)
    if (time.day < first || time.day > last)
      return leavesOut.otherTimes
        ? undefined
        : row.fail(column, `the ${precision === 'generic' ? 'time' : 'date'} is outside the study period: ${written}`)
    let unit = unitStarts.length - 2
    while ((unitStarts[unit] as number) > time.day) unit--
    unitOfDate.set(written, unit)
    return unit
  }

  const { rows: caseRows, counts: cases } = readCounts(files.cases, model !== 'bernoulli')
  if (cases.length === 0) throw new WrongInput(`CaseFile: ${files.cases.name} has no cases.`)
  const controls = files.controls ? readCounts(files.controls, false).counts : []
  if (files.controls && controls.length === 0)
    throw new WrongInput(`ControlFile: ${files.controls.name} has no controls.`)
  const populations = new Map<number, PopulationAt[]>()
  const study = {
    parameters,
    names,
    places,
    unitStarts,
    cases,
    controls,
    categories: [] as Category[],
    populations,
    inputs,
    notes,
  }
  if (files.population) {
    const { rows, leaveOut } = open(files.population)
    const inside = rows.filter((row) => {
      if (isElsewhere(row)) leaveOut('of a location without coordinates')
      return !isElsewhere(row)
    })
    const byStratum = readPopulations(inside, { placeOf, strata, timeOf, first })
    cases.forEach(({ place, unit, stratum }, i) => {
      const dates = byStratum.get(stratum)?.get(place) ?? []
      const row = caseRows[i] as Row
      const fail = (when: string) => row.fail(1, `there are cases and no population${when}: ${row.columns.join(' ')}`)
      if (!dates.some(({ people }) => people > 0)) fail('')
      if (!(personDaysBetween(dates, unitStarts[unit] as number, unitStarts[unit + 1] as number) > 0))
        fail(' at that time')
    })
    study.categories = Array.from(strata.values(), (stratum) => ({
      cases: sum(cases.filter((one) => one.stratum === stratum)),
      personTime: () => personDays(byStratum.get(stratum) ?? new Map(), places.length, unitStarts),
    }))
    for (const byPlace of byStratum.values())
      for (const [place, dates] of byPlace) populations.set(place, addPopulations(populations.get(place), dates))
    const differing = sayDatesThatDiffer(names, populations, precision)
    if (differing !== undefined) notes.push(differing)
  }
  if (shortYears.size > 0)
    notes.push(
      `Years of two digits are those nearest to the study period: ${Array.from(shortYears, ([short, long]) => `${short} is ${long}`).join(', ')}.`,
    )
  return study
}

/**
 * Where locations have their populations at other dates than others, a total that jumps at one may be an oversight: each is
 * interpolated between its own. Undefined where all have the same.
 */
function sayDatesThatDiffer(
  names: readonly string[],
  populations: ReadonlyMap<number, readonly PopulationAt[]>,
  precision: Precision,
): string | undefined {
  const say = precision === 'generic' ? String : toDay
  const alike = new Map<string, string[]>()
  for (const [place, dates] of populations) {
    const key = dates.map(({ day }) => say(day)).join(', ')
    const of = alike.get(key) ?? []
    alike.set(key, of)
    of.push(names[place] as string)
  }
  if (alike.size < 2) return undefined
  const groups = [...alike].sort(([, a], [, b]) => b.length - a.length)
  const told = groups
    .slice(0, 4)
    .map(([dates, of]) => `${dates} of ${of.length} (${of[0]}${of.length > 1 ? ', …' : ''})`)
  const more = groups.length > 4 ? `; and ${groups.length - 4} other sets of dates` : ''
  return `Populations are of different dates in different locations, and each is interpolated between its own: ${told.join('; ')}${more}.`
}

/** Two populations of a place as one, at the dates of both. */
function addPopulations(known: readonly PopulationAt[] | undefined, more: readonly PopulationAt[]): PopulationAt[] {
  if (!known) return [...more]
  const days = [...new Set([...known, ...more].map(({ day }) => day))].sort((a, b) => a - b)
  return days.map((day) => ({ day, people: peopleAt(known, day) + peopleAt(more, day) }))
}

/** The first and the last day of a date, which are the same but for a bare year or month. */
function readStudyDate(name: string, written: string, precision: Precision): [DayNumber, DayNumber] {
  const time = readTime(written, precision)
  if (time === undefined || time === 'which year')
    throw new WrongInput(
      precision === 'generic'
        ? `${name}=${written} is no whole number.`
        : `${name}=${written} is no date such as 2024/3/14.`,
    )
  return wholePeriod(time.day, time.day, time.precision)
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
  return { names, places, placeOf, knows: (row: Row) => indexOf.has(row.columns[0] ?? '') }
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
function readPopulations(
  rows: Row[],
  {
    placeOf,
    strata,
    timeOf,
    first,
  }: {
    placeOf: (row: Row) => number
    strata: Map<string, number>
    timeOf: (row: Row, column: number, what: string) => ReadTime
    first: DayNumber
  },
) {
  const populations = new Map<number, Map<number, PopulationAt[]>>()
  const covariates = (JSON.parse([...strata.keys()][0] ?? '[]') as string[]).length
  // the one date of a population that is the same at all times
  const isUndated = new Map<string, boolean>()
  for (const row of rows) {
    const place = placeOf(row)
    const isUnspecified = row.text(2, 'the date of the population').toLowerCase() === 'unspecified'
    const day = isUnspecified ? first : populationDay(timeOf(row, 2, 'the date of the population'))
    const people = row.number(3, 'the population', { least: 0, most: MOST })
    const stratum = stratumOf(row, 4, covariates, strata)
    const key = `${stratum}/${place}`
    if ((isUndated.get(key) ?? isUnspecified) !== isUnspecified)
      row.fail(2, 'this location has a population at a date and one that is unspecified')
    isUndated.set(key, isUnspecified)
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
export function longestWindowOf({
  parameters: { longestWindow, aggregation },
  unitStarts,
}: Pick<Study, 'parameters' | 'unitStarts'>): number {
  const units = unitStarts.length - 1
  // a share is rounded down, but for the rounding of the share itself
  if ('share' in longestWindow) return Math.max(1, Math.floor(units * longestWindow.share + 1e-9))
  return Math.max(1, Math.min(units, Math.floor(longestWindow.units / aggregation.length)))
}

/** The shortest window, in units of time. */
function shortestWindowOf(study: Pick<Study, 'parameters' | 'unitStarts'>): number {
  const { shortestWindow, aggregation } = study.parameters
  const units = Math.ceil(shortestWindow / aggregation.length)
  if (units > longestWindowOf(study))
    throw new WrongInput(`MinimumTemporalClusterSize=${shortestWindow} is longer than the longest window.`)
  return units
}

export function toGridInput(study: Study): GridInput {
  const { parameters, places, cases, controls, categories, unitStarts } = study
  const units = unitStarts.length - 1
  const common = {
    places,
    units,
    longestWindow: longestWindowOf(study),
    shortestWindow: shortestWindowOf(study),
    period: parameters.analysis,
    rates: parameters.rates,
    minimumCases: parameters.minimumCases,
    minimumLowCases: parameters.minimumLowCases,
    overlap: parameters.overlap,
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
 * loses the cluster's locations, and so does one by permutation: without the cluster's cases alone, what the other times of
 * its places are expected to have would sink below what they have.
 * Zhang Z, Assunção R, Kulldorff M. Spatial scan statistics adjusted for multiple clusters. J Probab Stat 2010;642379.
 */
export function withoutCluster(
  study: Study,
  { places, firstUnit, lastUnit }: Pick<GridCluster, 'places' | 'firstUnit' | 'lastUnit'>,
): Study | undefined {
  const units = study.unitStarts.length - 1
  const isIn = new Set(places)
  const losesPlaces = study.parameters.analysis === 'spatial' || study.parameters.model === 'permutation'
  const kept = study.places.map((_, place) => place).filter((place) => !losesPlaces || !isIn.has(place))
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
