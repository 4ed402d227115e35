import { ALL_SCENARIOS, INJECTIONS, REAL_REPORTING, type SIZES, type Size, STRESS } from '../simulator/parameters.ts'
import { meanOverSeeds, median, shareOf } from './estimates.ts'
import { countTold, reaches, type Tier } from './flags.ts'
import type { JudgedSeed } from './judge.ts'
import type { Read } from './judged.ts'
import { MISSED, table, withError, withInterval } from './tables.ts'

/**
 * What real reporting does to the checks: quiet years that are reported so, and clusters in them. Found: a signal of the tier that holds three
 * or more of the injected cases within the horizon. A target is met where the estimate meets it.
 */

const SIZE = '50/300'
/** A cluster reported by list is known up to five weeks later. */
const LIST_DAYS = 35
/** What was learnt late is to be found so soon after the last of it became known. */
const LATE_DAYS = 7
const LEAST_HELD = 3

export function realReportingTables(read: Read): string[] {
  const quiet = [
    ...Object.keys(REAL_REPORTING).map((scenario) => ({ scenario, most: 1 })),
    ...Object.keys(STRESS).map((scenario) => ({ scenario, most: 1.2 })),
  ].filter(({ scenario }) => ALL_SCENARIOS[scenario]?.injection === null && read(scenario, SIZE).length > 1)
  const rows = quiet.map(({ scenario, most }) => {
    const judged = read(scenario, SIZE)
    const { only, disturbance } = ALL_SCENARIOS[scenario] ?? {}
    const notify = meanOverSeeds(judged.map((seed) => countTold(seed, 'notify').signals))
    return [
      `${scenario} (${judged.length} years${only ? `, ${only} alone` : ''}): ${disturbance}`,
      withError(notify),
      withError(meanOverSeeds(judged.map((seed) => countTold(seed, 'watch').signals))),
      withError(meanOverSeeds(judged.map((seed) => countTold(seed, 'notify').told))),
      `≤ ${most}`,
      notify.value <= most ? 'met' : MISSED,
    ]
  })
  const injected = [...foundRows(read), ...twoClusterRows(read)]
  return [
    ...(rows.length > 0
      ? [
          `### Real reporting, and years of change (${SIZE})`,
          `**False signals a year** at notify, and at watch or notify, and how often people are told of one at notify. Where one stream is judged alone, the others are as in \`null\`.\n\n${table(['scenario', 'notify', 'watch', 'told', 'target', ''], rows)}`,
        ]
      : []),
    ...(injected.length > 0
      ? [
          `**Clusters found**: a signal that holds three or more of the injected cases within the horizon.\n\n${table(['scenario', 'notify: found', 'median days', 'watch: found', 'median days', 'target'], injected)}`,
        ]
      : []),
  ]
}

type Asked = {
  scenario: keyof typeof ALL_SCENARIOS
  size?: Size
  horizon: (seed: JudgedSeed) => number
  target: string
}

const within = (days: number) => (seed: JudgedSeed) => (seed.injected?.firstDay ?? 0) + days
const ASKED: Asked[] = [
  ...(['50/300', '12/60', '150/900'] as const satisfies (keyof typeof SIZES)[]).map((size) => ({
    scenario: 'deaths_cluster',
    size,
    horizon: within(INJECTIONS.deaths_cluster.horizonDays),
    target: 'notify ≥ .80, median ≤ 18; watch ≥ .95',
  })),
  {
    scenario: 'deaths_cluster_drifting_areas',
    horizon: within(INJECTIONS.deaths_cluster.horizonDays),
    target: 'printed',
  },
  {
    scenario: 'deaths_cluster_monthly_lists',
    horizon: within(INJECTIONS.deaths_cluster.horizonDays + LIST_DAYS),
    target: 'watch ≥ .85',
  },
  { scenario: 'late_reversals', horizon: ({ injected }) => (injected?.lastKnownOn ?? 0) + LATE_DAYS, target: '≥ .9' },
  { scenario: 'late_deaths', horizon: ({ injected }) => (injected?.lastKnownOn ?? 0) + LATE_DAYS, target: '≥ .9' },
]

function foundRows(read: Read): string[][] {
  return ASKED.flatMap(({ scenario, size = SIZE, horizon, target }) => {
    const judged = read(scenario, size)
    if (judged.length === 0) return []
    const cells = (['notify', 'watch'] as const).flatMap((tier) => {
      const days = judged.map((seed) => daysUntilHeld(seed, tier, horizon(seed)))
      return [
        withInterval(shareOf(days.map((day) => day !== null))),
        String(median(days.flatMap((day) => day ?? [])) ?? '–'),
      ]
    })
    return [[`${scenario} (${size}, ${judged.length} clusters)`, ...cells, target]]
  })
}

/** From the first injected event to the last day whose reports the first such signal rests on; null where there is none by the last day. */
function daysUntilHeld({ nights, injected }: JudgedSeed, tier: Tier, lastDay: number): number | null {
  if (!injected) return null
  const first = nights.find(
    ({ night, signals }) =>
      night - 1 <= lastDay && signals.some((signal) => signal.injected >= LEAST_HELD && reaches(signal, tier)),
  )
  return first ? first.night - 1 - injected.firstDay : null
}

/** Two clusters at once: whether some night has a signal of its own for each, most of which it is. */
function twoClusterRows(read: Read): string[][] {
  const judged = read('two_clusters', SIZE)
  if (judged.length === 0) return []
  const cells = (['notify', 'watch'] as const).flatMap((tier) => {
    const both = judged.map(({ nights, injected }) =>
      [0, 1].every((cluster) =>
        nights.some(
          ({ night, signals }) =>
            night <= (injected?.firstDay ?? 0) + INJECTIONS.two_clusters.horizonDays &&
            signals.some(({ ofClusters, ...signal }) => {
              const own = ofClusters?.[cluster] ?? 0
              return own >= LEAST_HELD && own > signal.injected / 2 && reaches(signal, tier)
            }),
        ),
      ),
    )
    return [withInterval(shareOf(both)), '–']
  })
  return [[`two_clusters, a signal for each (${SIZE}, ${judged.length})`, ...cells, '≥ .8']]
}
