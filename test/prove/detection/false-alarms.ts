import { HARDER } from '../simulator/parameters.ts'
import { lowerBound, meanOverSeeds, ratioOverSeeds } from './estimates.ts'
import { CHECKS, type CheckName, countEpisodes, countTold, flaggedNights, judgedPs, type Tier } from './flags.ts'
import type { JudgedSeed } from './judge.ts'
import type { Read } from './judged.ts'
import { figure, table, withError } from './tables.ts'

/** What the checks say where there is no cluster: how often p is small, and how often they speak. */

export const nameOf = ({ detector, stream }: CheckName) => `${detector} ${stream}`

const ALPHAS = [
  ['.10', 0.1],
  ['.05', 0.05],
  ['.01', 0.01],
  ['.005', 0.005],
  ['1/365', 1 / 365],
] as const

export function calibrationOf(nulls: readonly JudgedSeed[], check: CheckName, alpha: number) {
  return ratioOverSeeds(
    nulls.map((judged) => {
      const ps = judgedPs(judged, check)
      return { hits: ps.filter(({ p }) => p <= alpha).length, trials: ps.length }
    }),
  )
}

export function calibrationTable(nulls: readonly JudgedSeed[]): string {
  const rows = CHECKS.flatMap((check) => {
    const judged = nulls.reduce((sum, seed) => sum + judgedPs(seed, check).length, 0)
    if (judged === 0) return [[nameOf(check), 'not enough data to judge', ...ALPHAS.map(() => '–')]]
    const estimates = ALPHAS.map(([, alpha]) => ({ alpha, estimate: calibrationOf(nulls, check, alpha) }))
    return [
      [
        nameOf(check),
        String(judged),
        ...estimates.map(
          ({ alpha, estimate }) =>
            `${withError(estimate, 4)}${lowerBound(estimate) > 1.2 * alpha ? ' **too many**' : ''}`,
        ),
      ],
    ]
  })
  return `**Calibration without any cluster**: P(p ≤ α) over nights (D3: over analyses), ± standard error clustered by seed; “too many” where the lower 95 % bound exceeds 1.2 α.\n\n${table(['check', 'judged', ...ALPHAS.map(([alpha]) => `α = ${alpha}`)], rows)}`
}

function episodesOf(nulls: readonly JudgedSeed[], check: CheckName, tier: Tier): number[] {
  return nulls.map((judged) => (countEpisodes(flaggedNights(judged, check, tier), check) * 365) / judged.nights.length)
}

/** Episodes of each check, added up. */
export function allEpisodesOf(
  nulls: readonly JudgedSeed[],
  tier: Tier,
  checks: readonly CheckName[] = CHECKS,
): number[] {
  const ofChecks = checks.map((check) => episodesOf(nulls, check, tier))
  return nulls.map((_, seed) => ofChecks.reduce((sum, seeds) => sum + (seeds[seed] ?? 0), 0))
}

/** Episodes of a year in which D1 or D2 speaks of deaths, at watch or above; where both do, it is one. */
export function countOnDeaths(judged: JudgedSeed): number {
  const flagged = CHECKS.filter(({ stream }) => stream === 'deaths').flatMap((check) =>
    flaggedNights(judged, check, 'watch'),
  )
  const nights = [...new Set(flagged)].sort((a, b) => a - b)
  return (countEpisodes(nights, { detector: 'D2' }) * 365) / judged.nights.length
}

export function falseAlarmTable(nulls: readonly JudgedSeed[]): string {
  const tiers = ['notify', 'watch'] as const
  const rows = [
    ...CHECKS.map((check) => [
      nameOf(check),
      ...tiers.map((tier) => withError(meanOverSeeds(episodesOf(nulls, check, tier)))),
    ]),
    ['**all, added up**', ...tiers.map((tier) => withError(meanOverSeeds(allEpisodesOf(nulls, tier))))],
    [
      'signals with an id of their own',
      ...tiers.map((tier) => withError(meanOverSeeds(nulls.map((judged) => countTold(judged, tier).signals)))),
    ],
    [
      'times people are told',
      ...tiers.map((tier) => withError(meanOverSeeds(nulls.map((judged) => countTold(judged, tier).told)))),
    ],
  ]
  return `**False alarms a year**, where there is no cluster (± standard error); watch counts what is notified too; flagged nights under 7 days apart are one episode, under 14 of D2 and D3. A feed was said to be silent, quiet or uploading in bulk on ${withError(feedNightsOf(nulls), 1)} nights a year.\n\n${table(['episodes a year', ...tiers], rows)}`
}

function feedNightsOf(judged: readonly JudgedSeed[]) {
  return meanOverSeeds(
    judged.map(({ nights }) => (nights.filter(({ feeds }) => feeds.length > 0).length * 365) / nights.length),
  )
}

/** The scenarios without a cluster in which something is not as the checks assume. */
export function wrongNullsOf(read: Read): string[] {
  return Object.keys(HARDER).filter((key) => key.startsWith('null_') && read(key, '50/300').length > 1)
}

/** The same where something is not as the checks assume. */
export function wrongNullTable(read: Read): string[] {
  const wrongNulls = wrongNullsOf(read)
  if (wrongNulls.length === 0) return []
  const rows = wrongNulls.map((scenario) => {
    const nulls = read(scenario, '50/300')
    return [
      `${scenario} (${nulls.length} seeds)`,
      ...CHECKS.map((check) => figure(meanOverSeeds(episodesOf(nulls, check, 'notify')).value)),
      withError(meanOverSeeds(allEpisodesOf(nulls, 'notify'))),
      withError(meanOverSeeds(allEpisodesOf(nulls, 'watch'))),
      withError(feedNightsOf(nulls), 1),
    ]
  })
  const head = ['scenario', ...CHECKS.map(nameOf), 'all, notify', 'all, watch', 'nights with a note on a feed']
  return [`**False episodes a year** at notify by check, and added up at both tiers.\n\n${table(head, rows)}`]
}
