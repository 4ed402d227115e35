import { inThousands } from '../progress.ts'
import type { ReportedCluster, ScanReport } from './run.ts'
import type { InputAccount } from './study.ts'

/** The report in words, for a terminal. */
export function describeReport(
  { model, analysis, replicas, clusters, atTheEnd }: ScanReport,
  isCartesian: boolean,
): string {
  const lines = [`${analysis}, ${model}, ${inThousands(replicas)} replicas`]
  if (clusters.length === 0)
    lines.push('', 'No cluster was found: no window has more cases than expected, or fewer where that is looked for.')
  for (const cluster of clusters) describe(cluster)
  if (atTheEnd.length > 0)
    lines.push('', 'Further clusters that last to the end of the study, which SaTScan does not report:')
  for (const cluster of atTheEnd) describe(cluster)
  return lines.join('\n')

  function describe(cluster: ReportedCluster): void {
    const [x, y] = cluster.centre
    const where = isCartesian ? `x ${x}, y ${y}` : `${y.toFixed(6)} N, ${x.toFixed(6)} E`
    lines.push(
      '',
      `${cluster.rank}. ${cluster.locations.length === 1 ? '1 location' : `${cluster.locations.length} locations`}: ${cluster.locations.join(', ')}`,
      `   centre ${where}; radius ${cluster.radiusKm.toFixed(2)}${isCartesian ? '' : ' km'}`,
    )
    if (cluster.firstDay !== null) lines.push(`   ${cluster.firstDay} to ${cluster.lastDay}`)
    lines.push(
      `   ${cluster.observed} cases, ${cluster.expected.toFixed(2)} expected; relative risk ${cluster.relativeRisk?.toFixed(2) ?? 'without end'}`,
      `   log-likelihood ratio ${cluster.statistic.toFixed(6)}; ${sayP(cluster)}`,
    )
    if (cluster.recurrenceIntervalDays !== null)
      lines.push(`   by chance alone once in ${cluster.recurrenceIntervalDays.toFixed(1)} days`)
  }
}

function sayP({ pValue, gumbelP }: ReportedCluster): string {
  if (pValue === null) return 'no p without replicas'
  return `p ${show(pValue)} (Monte Carlo)${gumbelP === null ? '' : `, ${show(gumbelP)} (Gumbel)`}`
}

/** What is too small for a number is said to be below the smallest. */
export function show(p: number): string {
  if (p === 0) return 'below 1e-300'
  return p >= 0.0001 ? p.toFixed(4) : p.toExponential(1)
}

/** What became of every line of every file. */
export function sayInputs(inputs: readonly InputAccount[]): string[] {
  return inputs.map(({ parameter, file, rows, blank, skipped, leftOut }) => {
    const parts = [
      `${say(rows, 'row')} used`,
      ...leftOut.map(({ reason, rows }) => `${inThousands(rows)} left out, ${reason}`),
      ...(skipped > 0 ? [`${say(skipped, 'line')} before the first`] : []),
      ...(blank > 0 ? [`${inThousands(blank)} blank`] : []),
    ]
    return `${parameter} ${file}: ${parts.join('; ')}.`
  })
}

function say(count: number, what: string): string {
  return `${inThousands(count)} ${what}${count === 1 ? '' : 's'}`
}
