import { sumOver } from './cells.ts'
import { type ClusterFigures, type Figures, sayAmount, sayP, sayRisk, timeFrame } from './output-tables.ts'
import { sayInputs, show } from './print.ts'
import type { ReportedCluster } from './run.ts'
import type { Study } from './study.ts'

/** What a results file of ours has at its head, so that no other is written over unasked. */
export const HEADING = 'Vigil scan'

const LINE = '_'.repeat(95)

/** The results in words, under the labels of SaTScan’s own, which programs look for. */
export function describeResults(figures: Figures): string {
  const { study, report, cells, population, clusters, atTheEnd } = figures
  const { parameters } = study
  const { output } = parameters
  const everybody = population?.reduce((sum, people) => sum + people, 0)
  const [first, last] = timeFrame(study, { firstDay: null, lastDay: null } as ReportedCluster)
  const years = ((study.unitStarts.at(-1) as number) - (study.unitStarts[0] as number)) / 365.25
  const perYear = (cases: number, people: number) => ((100_000 * cases) / people / years).toFixed(1)
  const isPoisson = parameters.model === 'poisson'
  const facts = (rows: [string, string | undefined][], width: number, indent = '') =>
    rows.flatMap(([label, text]) => (text === undefined ? [] : [`${indent}${label.padEnd(width, '.')}: ${text}`]))
  const summary = facts(
    [
      ['Study period', `${first} to ${last}`],
      ['Number of locations', String(study.places.length)],
      [isPoisson ? 'Population, averaged over time' : 'Total population', everybody?.toFixed(0)],
      ['Total number of cases', String(cells.total)],
      [
        'Annual cases / 100000',
        isPoisson && parameters.precision !== 'generic' ? perYear(cells.total, everybody as number) : undefined,
      ],
      ['Percent cases in area', cells.individuals && ((100 * cells.total) / (everybody as number)).toFixed(1)],
    ],
    35,
  )
  const sayCluster = (each: ClusterFigures) => {
    const { cluster } = each
    const number = `${cluster.rank}.`
    const label = (text: string) => text.padEnd(22, '.')
    const inTime = cluster.firstDay === null ? undefined : timeFrame(study, cluster).join(' to ')
    // of the people of its locations in its time, a year
    const expectedShare = isPoisson ? cluster.observed / cluster.expected : undefined
    return [
      `${number}${label('Location IDs included')}: ${cluster.locations.join(', ')}`,
      ...facts(
        [
          ['Overlap with clusters', sayOverlap(each, clusters)],
          ['Coordinates / radius', sayCentre(study, cluster)],
          ['Time frame', inTime],
          ['Population', each.population?.toFixed(0)],
          ['Number of cases', String(cluster.observed)],
          ['Expected cases', sayAmount(cluster.expected)],
          [
            'Annual cases / 100000',
            expectedShare !== undefined && parameters.precision !== 'generic'
              ? (expectedShare * Number(perYear(cells.total, everybody as number))).toFixed(1)
              : undefined,
          ],
          ['Observed / expected', sayAmount(cluster.observed / cluster.expected)],
          ['Relative risk', population && sayRisk(cluster.relativeRisk)],
          [
            'Percent cases in area',
            cells.individuals &&
              ((100 * cluster.observed) / sumOver(cells.individuals, cells, each.places, each.units)).toFixed(1),
          ],
          [
            parameters.model === 'permutation' ? 'Test statistic' : 'Log likelihood ratio',
            cluster.statistic.toFixed(6),
          ],
          ['P-value', cluster.pValue === null ? undefined : sayP(cluster.pValue, report.replicas)],
          ['Gumbel P-value', cluster.gumbelP === null ? undefined : show(cluster.gumbelP)],
          [
            'Recurrence interval',
            cluster.recurrenceIntervalDays === null
              ? undefined
              : `${cluster.recurrenceIntervalDays.toFixed(0)} ${parameters.precision === 'generic' ? 'units' : 'days'}`,
          ],
        ],
        22,
        ' '.repeat(number.length),
      ),
      '',
    ]
  }
  const sides = { high: 'high rates', low: 'low rates', both: 'high or low rates' }[parameters.rates]
  const title = (text: string) => text.replace(/(^|[ -])[a-z]/g, (letter) => letter.toUpperCase())
  return `${[
    ...(output.title === '' ? [] : [output.title, '']),
    `${' '.repeat(33)}${'_'.repeat(29)}`,
    '',
    `${' '.repeat(43)}${HEADING}`,
    `${' '.repeat(33)}${'_'.repeat(29)}`,
    '',
    '',
    `${title(report.analysis)} analysis`,
    `scanning for clusters with ${sides}`,
    `using the ${title(report.model)} model.`,
    ...(parameters.iterative ? ['Iterative analysis performed.'] : []),
    LINE,
    '',
    'SUMMARY OF DATA',
    '',
    ...summary,
    LINE,
    '',
    'CLUSTERS DETECTED',
    '',
    ...(clusters.length === 0 ? ['No clusters were found.', ''] : clusters.flatMap(sayCluster)),
    report.replicas === 0
      ? 'No replicas were asked for, so there is no p.'
      : `All ${report.replicas} replicas were run.`,
    ...(atTheEnd.length === 0
      ? []
      : [
          LINE,
          '',
          'FURTHER CLUSTERS THAT LAST TO THE END OF THE STUDY, WHICH SATSCAN DOES NOT REPORT',
          '',
          ...atTheEnd.flatMap(sayCluster),
        ]),
    LINE,
    '',
    'WHAT WAS READ',
    '',
    ...sayInputs(study.inputs),
    ...(parameters.notes.length + study.notes.length === 0 ? [] : ['', ...parameters.notes, ...study.notes]),
  ].join('\n')}\n`
}

function sayCentre(study: Study, { centre: [x, y], radiusKm }: ReportedCluster): string {
  if (study.parameters.coordinates === 'cartesian') return `(${x},${y}) / ${sayAmount(radiusKm)}`
  const degrees = (value: number, [plus, minus]: [string, string]) =>
    `${Math.abs(value).toFixed(6)} ${value < 0 ? minus : plus}`
  return `(${degrees(y, ['N', 'S'])}, ${degrees(x, ['E', 'W'])}) / ${sayAmount(radiusKm)} km`
}

function sayOverlap({ cluster, places }: ClusterFigures, all: readonly ClusterFigures[]): string {
  const own = new Set(places)
  const others = all.filter((other) => other.cluster !== cluster && other.places.some((place) => own.has(place)))
  return others.length === 0 ? 'No Overlap' : others.map((other) => other.cluster.rank).join(', ')
}
