import { type Cells, cellsOf, sumOver } from './cells.ts'
import type { Ending } from './parameters.ts'
import { personDaysBetween } from './population.ts'
import type { ReportedCluster, ScanReport } from './run.ts'
import type { Study } from './study.ts'
import { toDay } from './times.ts'

/** What the files tell, made once for all of them. */
export type Figures = {
  study: Study
  report: ScanReport
  cells: Cells
  /** By place: people on average over the study, or individuals of a Bernoulli model; undefined for a permutation. */
  population: Float64Array | undefined
  clusters: ClusterFigures[]
  /** Of a look back, those that SaTScan does not report: in words only. */
  atTheEnd: ClusterFigures[]
}

export type ClusterFigures = {
  cluster: ReportedCluster
  places: number[]
  units: [number, number]
  population: number | undefined
}

export function figuresOf(study: Study, report: ScanReport): Figures {
  const { parameters, names, unitStarts } = study
  const cells = cellsOf(study)
  const every: [number, number] = [0, cells.units - 1]
  const days = (unitStarts.at(-1) as number) - (unitStarts[0] as number)
  const population =
    parameters.model === 'permutation'
      ? undefined
      : Float64Array.from(names, (_, place) =>
          cells.individuals
            ? sumOver(cells.individuals, cells, [place], every)
            : personDaysBetween(
                study.populations.get(place) ?? [],
                unitStarts[0] as number,
                unitStarts.at(-1) as number,
              ) / days,
        )
  const placeOf = new Map(names.map((name, place) => [name, place]))
  const say = parameters.precision === 'generic' ? String : toDay
  const startOf = new Map(unitStarts.map((day, unit) => [say(day), unit]))
  const endOf = new Map(unitStarts.map((day, unit) => [say(day - 1), unit - 1]))
  const figuresOfCluster = (cluster: ReportedCluster): ClusterFigures => {
    const places = cluster.locations.map((name) => placeOf.get(name) as number)
    const units: [number, number] =
      cluster.firstDay === null
        ? every
        : [startOf.get(cluster.firstDay) as number, endOf.get(cluster.lastDay as string) as number]
    return {
      cluster,
      places,
      units,
      population: cells.individuals
        ? sumOver(cells.individuals, cells, places, units)
        : population && places.reduce((sum, place) => sum + (population[place] as number), 0),
    }
  }
  const clusters = report.clusters.map(figuresOfCluster)
  return { study, report, cells, population, clusters, atTheEnd: report.atTheEnd.map(figuresOfCluster) }
}

type Column = { name: string; width?: number; text: string }

/** The text of a file; undefined where the model has nothing to tell in it. */
export function tableOf(ending: Ending, figures: Figures): string | undefined {
  const { hasHeaders } = figures.study.parameters.output
  // there may be millions: each is a line at once
  if (ending === 'llr') {
    const lines = Array.from(figures.report.maxima, (maximum) => `${maximum.toFixed(6).padEnd(20)}\n`)
    return `${hasHeaders ? `${'LLR'.padEnd(20)}\n` : ''}${lines.join('')}`
  }
  const rows = {
    col: () => figures.clusters.map((each) => clusterRow(figures, each)),
    sci: () => figures.clusters.map((each) => stratifiedRow(figures, each)),
    gis: () => figures.clusters.flatMap((each) => each.places.map((place) => locationRow(figures, each, place))),
    rr: () => riskRows(figures),
  }[ending]()
  return rows && layOut(rows, hasHeaders)
}

/** Columns of 20 characters, some of other widths, and wider where a text asks for it. */
function layOut(rows: readonly Column[][], hasHeaders: boolean): string {
  const widths = (rows[0] ?? []).map(({ width = 20 }, i) =>
    rows.reduce((widest, row) => Math.max(widest, (row[i] as Column).text.length + 2), width),
  )
  const line = (texts: readonly string[]) => `${texts.map((text, i) => text.padEnd(widths[i] as number)).join('')}\n`
  const headers = hasHeaders && rows[0] ? line(rows[0].map(({ name }) => name)) : ''
  return headers + rows.map((row) => line(row.map(({ text }) => text))).join('')
}

function clusterRow(figures: Figures, { cluster, population }: ClusterFigures): Column[] {
  const { study, report } = figures
  const { parameters } = study
  const centre = study.names.indexOf(cluster.locations[0] as string)
  const [first, last] = timeFrame(study, cluster)
  return [
    { name: 'CLUSTER', text: String(cluster.rank) },
    { name: 'LOC_ID', width: 32, text: cluster.locations[0] as string },
    ...coordinateColumns(study, centre, ''),
    { name: 'RADIUS', text: sayAmount(cluster.radiusKm) },
    { name: 'START_DATE', width: 18, text: first },
    { name: 'END_DATE', width: 18, text: last },
    { name: 'NUMBER_LOC', text: String(cluster.locations.length) },
    { name: parameters.model === 'permutation' ? 'TEST_STAT' : 'LLR', text: cluster.statistic.toFixed(6) },
    ...chanceColumns(cluster, report),
    { name: 'OBSERVED', text: String(cluster.observed) },
    { name: 'EXPECTED', text: sayAmount(cluster.expected) },
    { name: 'ODE', text: sayAmount(cluster.observed / cluster.expected) },
    ...(population === undefined ? [] : [{ name: 'REL_RISK', text: sayRisk(cluster.relativeRisk) }]),
    ...(population === undefined ? [] : [{ name: 'POPULATION', text: sayAmount(population) }]),
  ]
}

function stratifiedRow({ cells }: Figures, { cluster, population }: ClusterFigures): Column[] {
  return [
    { name: 'CLUSTER', text: String(cluster.rank) },
    { name: 'DATASET', text: '1' },
    { name: 'CATEGORY', text: '1' },
    { name: 'OBSERVED', text: String(cluster.observed) },
    { name: 'EXPECTED', text: sayAmount(cluster.expected) },
    { name: 'ODE', text: sayAmount(cluster.observed / cluster.expected) },
    ...(population === undefined ? [] : [{ name: 'REL_RISK', text: sayRisk(cluster.relativeRisk) }]),
    ...(population === undefined ? [] : [{ name: 'POPULATION', text: sayAmount(population) }]),
    ...(cells.individuals && population !== undefined
      ? [{ name: 'PCT_CASES', text: ((100 * cluster.observed) / population).toFixed(1) }]
      : []),
  ]
}

function locationRow(figures: Figures, { cluster, units, population }: ClusterFigures, place: number): Column[] {
  const { study, report, cells } = figures
  const observed = sumOver(cells.cases, cells, [place], units)
  const expected = sumOver(cells.expected, cells, [place], units)
  const hasRisk = population !== undefined
  return [
    { name: 'LOC_ID', width: 32, text: study.names[place] as string },
    { name: 'CLUSTER', text: String(cluster.rank) },
    ...chanceColumns(cluster, report),
    { name: 'CLU_OBS', text: String(cluster.observed) },
    { name: 'CLU_EXP', text: sayAmount(cluster.expected) },
    { name: 'CLU_ODE', text: sayAmount(cluster.observed / cluster.expected) },
    ...(hasRisk ? [{ name: 'CLU_RR', text: sayRisk(cluster.relativeRisk) }] : []),
    ...(hasRisk ? [{ name: 'CLU_POP', text: sayAmount(population) }] : []),
    { name: 'LOC_OBS', text: String(observed) },
    { name: 'LOC_EXP', text: sayAmount(expected) },
    { name: 'LOC_ODE', text: sayAmount(expected > 0 ? observed / expected : 0) },
    ...(hasRisk ? [{ name: 'LOC_RR', text: sayRisk(riskOf(observed, expected, cells.total)) }] : []),
    ...(hasRisk
      ? [
          {
            name: 'LOC_POP',
            text: sayAmount(
              cells.individuals
                ? sumOver(cells.individuals, cells, [place], units)
                : (figures.population?.[place] as number),
            ),
          },
        ]
      : []),
    ...coordinateColumns(study, place, 'LOC_'),
  ]
}

function riskRows({ study, cells, population }: Figures): Column[][] | undefined {
  if (!population) return undefined
  const order = study.names.map((_, place) => place)
  order.sort((a, b) => ((study.names[a] as string) < (study.names[b] as string) ? -1 : 1))
  return order.map((place) => {
    const observed = sumOver(cells.cases, cells, [place], [0, cells.units - 1])
    const expected = sumOver(cells.expected, cells, [place], [0, cells.units - 1])
    return [
      { name: 'LOC_ID', width: 32, text: study.names[place] as string },
      { name: 'OBSERVED', text: String(observed) },
      { name: 'EXPECTED', text: sayAmount(expected) },
      { name: 'ODE', text: sayAmount(expected > 0 ? observed / expected : 0) },
      { name: 'REL_RISK', text: sayRisk(riskOf(observed, expected, cells.total)) },
    ]
  })
}

function coordinateColumns(study: Study, place: number, prefix: string): Column[] {
  const at = study.places[place] as Study['places'][number]
  if ('latitude' in at)
    return [
      { name: prefix === '' ? 'LATITUDE' : `${prefix}LAT`, text: at.latitude.toFixed(6) },
      { name: prefix === '' ? 'LONGITUDE' : `${prefix}LONG`, text: at.longitude.toFixed(6) },
    ]
  return [
    { name: `${prefix}X`, text: String(at.xMetres) },
    { name: `${prefix}Y`, text: String(at.yMetres) },
  ]
}

function chanceColumns({ pValue, recurrenceIntervalDays }: ReportedCluster, { replicas }: ScanReport): Column[] {
  return [
    ...(pValue === null ? [] : [{ name: 'P_VALUE', text: sayP(pValue, replicas) }]),
    ...(recurrenceIntervalDays === null ? [] : [{ name: 'RECURR_INT', text: recurrenceIntervalDays.toFixed(0) }]),
  ]
}

/** As many digits as the replicas have: .472 of 999. */
export function sayP(p: number, replicas: number): string {
  return p.toFixed(Math.max(3, Math.ceil(Math.log10(replicas + 1))))
}

export function sayAmount(amount: number): string {
  return amount === 0 ? '0' : amount.toFixed(2)
}

/** SaTScan’s word where there is no case outside. */
export function sayRisk(risk: number | null): string {
  return risk === null ? 'infinity' : sayAmount(risk)
}

function riskOf(observed: number, expected: number, total: number): number | null {
  if (observed === 0) return 0
  return total > observed ? observed / expected / ((total - observed) / (total - expected)) : null
}

/** SaTScan’s way to write a day, without noughts; the whole study where there is no time. */
export function timeFrame(study: Study, { firstDay, lastDay }: ReportedCluster): [string, string] {
  const isGeneric = study.parameters.precision === 'generic'
  const write = (day: string) => (isGeneric ? day : day.replace(/-0?/g, '/'))
  const say = isGeneric ? String : toDay
  const [first, end] = [study.unitStarts[0] as number, study.unitStarts.at(-1) as number]
  return [write(firstDay ?? say(first)), write(lastDay ?? say(end - 1))]
}
