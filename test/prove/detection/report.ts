import { HARDER, INJECTIONS, type Injection, SCENARIOS, SIZES, type Size } from '../simulator/parameters.ts'
import { lowerBound, meanOverSeeds, median, ratioOverSeeds, shareOf } from './estimates.ts'
import { CHECKS, countEpisodes, countTold, flaggedNights, judgedPs, reaches, type Tier } from './flags.ts'
import type { JudgedSeed } from './judge.ts'
import { peerTables } from './peer-tables.ts'
import type { PeerAlarms } from './peers.ts'
import { type Finder, firstFlag, firstNamed, identityOf, localisation } from './power.ts'
import { figure, table, withError, withInterval } from './tables.ts'

/** Said of a figure that does not reach its target. */
export const MISSED = '**missed**'

type Read = (scenario: string, size: Size) => JudgedSeed[]

/** What has been judged of a scenario at a size, by Vigil and by the rules others use; in the order of the seeds. */
export type Judged = { seeds: Read; peers: (scenario: string, size: Size) => JudgedByPeers[] }
export type JudgedByPeers = { seed: number; alarms: PeerAlarms }

/** All tables, as Markdown; figures that were not judged are left out. */
export function reportOf(judged: Judged): string {
  const { seeds: read } = judged
  const parts = (Object.keys(SIZES) as Size[]).flatMap((size) => {
    const nulls = read('null', size)
    if (nulls.length < 2) return []
    return [
      `### ${size} deaths and reversals a year (${nulls.length} seeds)`,
      calibrationTable(nulls),
      falseAlarmTable(nulls),
      ...placeTables(read, size, nulls),
      ...substanceTable(read, size, nulls),
      ...peerTables(judged, size),
    ]
  })
  return [targetsTable(read), ...parts, ...harderTables(read), ...acceptanceTable(read)]
    .filter((part) => part !== '')
    .join('\n\n')
}

const name = ({ detector, stream }: (typeof CHECKS)[number]) => `${detector} ${stream}`

const ALPHAS = [
  ['.10', 0.1],
  ['.05', 0.05],
  ['.01', 0.01],
  ['.005', 0.005],
  ['1/365', 1 / 365],
] as const

export function calibrationOf(nulls: readonly JudgedSeed[], check: (typeof CHECKS)[number], alpha: number) {
  return ratioOverSeeds(
    nulls.map((judged) => {
      const ps = judgedPs(judged, check)
      return { hits: ps.filter(({ p }) => p <= alpha).length, trials: ps.length }
    }),
  )
}

function calibrationTable(nulls: readonly JudgedSeed[]): string {
  const rows = CHECKS.flatMap((check) => {
    const judged = nulls.reduce((sum, seed) => sum + judgedPs(seed, check).length, 0)
    if (judged === 0) return [[name(check), 'not enough data to judge', ...ALPHAS.map(() => '–')]]
    const estimates = ALPHAS.map(([, alpha]) => ({ alpha, estimate: calibrationOf(nulls, check, alpha) }))
    return [
      [
        name(check),
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

export function episodesOf(nulls: readonly JudgedSeed[], check: (typeof CHECKS)[number], tier: Tier): number[] {
  return nulls.map((judged) => (countEpisodes(flaggedNights(judged, check, tier), check) * 365) / judged.nights.length)
}

/** Episodes of each check, added up. */
export function allEpisodesOf(
  nulls: readonly JudgedSeed[],
  tier: Tier,
  checks: readonly (typeof CHECKS)[number][] = CHECKS,
): number[] {
  const ofChecks = checks.map((check) => episodesOf(nulls, check, tier))
  return nulls.map((_, seed) => ofChecks.reduce((sum, seeds) => sum + (seeds[seed] ?? 0), 0))
}

/** Episodes of a year in which D1 or D2 speaks of deaths, at watch or above; where both do, it is one. */
function countOnDeaths(judged: JudgedSeed): number {
  const flagged = CHECKS.filter(({ stream }) => stream === 'deaths').flatMap((check) =>
    flaggedNights(judged, check, 'watch'),
  )
  const nights = [...new Set(flagged)].sort((a, b) => a - b)
  return (countEpisodes(nights, { detector: 'D2' }) * 365) / judged.nights.length
}

function falseAlarmTable(nulls: readonly JudgedSeed[]): string {
  const tiers = ['notify', 'watch'] as const
  const rows = [
    ...CHECKS.map((check) => [
      name(check),
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
  return `**False alarms a year**, where there is no cluster (± standard error); watch counts what is notified too. A feed was said to be silent, quiet or uploading in bulk on ${withError(feedNightsOf(nulls), 1)} nights a year.\n\n${table(['episodes a year', ...tiers], rows)}`
}

function feedNightsOf(judged: readonly JudgedSeed[]) {
  return meanOverSeeds(
    judged.map(({ nights }) => (nights.filter(({ feeds }) => feeds.length > 0).length * 365) / nights.length),
  )
}

const PLACE_INJECTIONS = ['naloxone_spike', 'naloxone_cluster', 'deaths_cluster'] as const

type Power = { delays: (number | null)[]; chance: boolean[] }

/** Found or not and when, with the same window of the paired null beside it. */
export function powerOf(
  judged: readonly JudgedSeed[],
  nulls: readonly JudgedSeed[],
  injection: Injection,
  finder: Finder,
  tier: Tier,
): Power {
  const pairOf = new Map(nulls.map((seed) => [seed.seed, seed]))
  const delays: (number | null)[] = []
  const chance: boolean[] = []
  for (const { seed, nights, injected } of judged) {
    if (!injected) continue
    delays.push(firstFlag(nights, injected, injection, finder, tier))
    const pair = pairOf.get(seed)
    if (pair) chance.push(firstFlag(pair.nights, injected, injection, finder, tier) !== null)
  }
  return { delays, chance }
}

const found = (delays: readonly (number | null)[]) => delays.flatMap((delay) => (delay === null ? [] : [delay]))

function powerCells({ delays, chance }: Power): string[] {
  return [
    withInterval(shareOf(delays.map((delay) => delay !== null))),
    chance.length > 0 ? figure(shareOf(chance).value) : '–',
    String(median(found(delays)) ?? '–'),
  ]
}

function placeTables(read: Read, size: Size, nulls: readonly JudgedSeed[], suffix = ''): string[] {
  const scenarios = PLACE_INJECTIONS.map((key) => ({ scenario: `${key}${suffix}`, injection: INJECTIONS[key] })).filter(
    ({ scenario }) => read(scenario, size).length > 0,
  )
  if (scenarios.length === 0) return []
  const rows = scenarios.flatMap(({ scenario, injection }) => {
    const judged = read(scenario, size)
    return (['D1', 'D2', 'D1 or D2'] as const).map((finder) => [
      `${scenario} (${injection.horizonDays} d, ${judged.length} seeds)`,
      finder,
      ...powerCells(powerOf(judged, nulls, injection, finder, 'notify')),
      ...powerCells(powerOf(judged, nulls, injection, finder, 'watch')),
    ])
  })
  const identity = scenarios.map(({ scenario }) => [scenario, ...identityCells(read(scenario, size))])
  return [
    `**Clusters found**: share found within the horizon (95 % interval), by chance in the same window of the paired null, and median days from the first injected event to the last day of reports the flag rests on. D2 counts only where its cases include an injected one (by chance: where it is in an injected area).\n\n${table(['scenario', 'by', 'notify: found', 'by chance', 'days', 'watch: found', 'by chance', 'days'], rows)}`,
    `**What the found cluster is then**\n\n${table(['scenario', 'one id', 'ids', 'notified at most 3 times', 'times notified', 'times news, watch too', 'precision of its cases', 'recall'], identity)}`,
  ]
}

function identityCells(judged: readonly JudgedSeed[]): string[] {
  const identities = judged.map(identityOf).filter(({ ids }) => ids > 0)
  if (identities.length < 2) return ['–', '–', '–', '–', '–', '–', '–']
  const places = judged.map(localisation).filter((place) => place !== null)
  const mean = (values: number[]) => (values.length > 1 ? withError(meanOverSeeds(values)) : '–')
  return [
    withInterval(shareOf(identities.map(({ ids }) => ids === 1))),
    mean(identities.map(({ ids }) => ids)),
    withInterval(shareOf(identities.map(({ notified }) => notified <= 3))),
    mean(identities.map(({ notified }) => notified)),
    mean(identities.map(({ news }) => news)),
    mean(places.map(({ precision }) => precision)),
    mean(places.map(({ recall }) => recall)),
  ]
}

const SUBSTANCE_INJECTIONS = [
  ['nitazene', 3],
  ['combo', 5],
] as const

/** Nights from the n-th toxicology result of the injected deaths to the first flag: 1 is the night after it. */
export function nightsAfterResult(
  judged: readonly JudgedSeed[],
  injection: Injection,
  nth: number,
  tier: Tier | 'notice',
) {
  return judged.map(({ nights, injected }) => {
    if (!injected) return null
    const flag = firstNamed(nights, injected, injection, tier, 1)
    return (
      flag && {
        ...flag,
        after: flag.night - (injected.toxicologyKnownOn[nth - 1] ?? Infinity),
        delay: flag.night - 1 - injected.firstDay,
      }
    )
  })
}

function substanceTable(read: Read, size: Size, nulls: readonly JudgedSeed[]): string[] {
  const rows = SUBSTANCE_INJECTIONS.flatMap(([scenario, nth]) => {
    const judged = read(scenario, size)
    if (judged.length === 0) return []
    const injection = INJECTIONS[scenario]
    return (['notify', 'watch', 'notice'] as const).map((tier) => {
      const flags = nightsAfterResult(judged, injection, nth, tier)
      const seen = flags.filter((flag) => flag !== null)
      const chance = judged.flatMap(({ seed, injected }) => {
        const pair = nulls.find((one) => one.seed === seed)
        return pair && injected ? [firstNamed(pair.nights, injected, injection, tier, 0) !== null] : []
      })
      return [
        `${scenario} (${judged.length} seeds)`,
        tier,
        withInterval(shareOf(flags.map((flag) => flag !== null))),
        figure(shareOf(chance).value),
        String(median(seen.map(({ delay }) => delay)) ?? '–'),
        `${nth}th: ${withInterval(shareOf(flags.map((flag) => flag !== null && flag.after <= 1)))}`.replace(
          '3th',
          '3rd',
        ),
        String(median(seen.map(({ after }) => after)) ?? '–'),
        ...(tier === 'notify' ? identityCells(judged).slice(0, 5) : ['', '', '', '', '']),
      ]
    })
  })
  if (rows.length === 0) return []
  return [
    `**Substances found** (D3) within 210 days: the drug or its family named in a signal with an injected death; whether on the night after the n-th toxicology result of the injected deaths or before, and the median nights after it (1 is that night, 0 or less is sooner).\n\n${table(['scenario', 'tier', 'found', 'by chance', 'days from the first death', 'by the night after the result', 'nights after', 'one id', 'ids', 'notified at most 3 times', 'times notified', 'times news, watch too'], rows)}`,
  ]
}

/** The scenarios without a cluster in which something is not as the checks assume. */
function wrongNullsOf(read: Read): string[] {
  return Object.keys(HARDER).filter((key) => key.startsWith('null_') && read(key, '50/300').length > 1)
}

function harderTables(read: Read): string[] {
  const size = '50/300'
  const plain = read('null', size)
  const wrongNulls = wrongNullsOf(read)
  const rows = wrongNulls.map((scenario) => {
    const nulls = read(scenario, size)
    return [
      `${scenario} (${nulls.length} seeds)`,
      ...CHECKS.map((check) => figure(meanOverSeeds(episodesOf(nulls, check, 'notify')).value)),
      withError(meanOverSeeds(allEpisodesOf(nulls, 'notify'))),
      withError(meanOverSeeds(allEpisodesOf(nulls, 'watch'))),
      withError(feedNightsOf(nulls), 1),
    ]
  })
  const falseAlarms = wrongNulls.length
    ? [
        `### Harder: where the data are not as the checks assume (50/300)\n\n**False episodes a year** at notify by check, and added up at both tiers.\n\n${table(['scenario', ...CHECKS.map(name), 'all, notify', 'all, watch', 'nights with a note on a feed'], rows)}`,
      ]
    : []
  const power = ['_populous', '_elongated', '_points', '_wrong_places'].flatMap((suffix) => {
    const pair = read(`null${suffix}`, size)
    return placeTables(read, size, pair.length > 1 ? pair : plain, suffix)
  })
  return [...falseAlarms, ...power]
}

/** What was promised (the issue's "done when" and statistics.md 3.3) beside what was measured. */
function targetsTable(read: Read): string {
  const size = '50/300'
  const nulls = read('null', size)
  if (nulls.length < 2) return ''
  const rows: string[][] = []
  const add = (claim: string, target: string, measured: string, isMet: boolean) =>
    rows.push([claim, target, measured, isMet ? 'met' : MISSED])

  const notify = meanOverSeeds(allEpisodesOf(nulls, 'notify'))
  add('false notify episodes a year, all streams', '≤ 1', withError(notify), notify.value <= 1)
  const ids = meanOverSeeds(nulls.map((judged) => countTold(judged, 'notify').signals))
  add('false notify signals (ids) a year, all streams', '≤ 1', withError(ids), ids.value <= 1)
  const watch = meanOverSeeds(allEpisodesOf(nulls, 'watch'))
  add('false watch episodes a year, all streams', '≤ 3', withError(watch), watch.value <= 3)
  for (const check of CHECKS) {
    const [alpha, most, label] = check.detector === 'D3' ? [0.005, 0.006, '.005'] : [1 / 365, 0.0033, '1/365']
    const estimate = calibrationOf(nulls, check, alpha)
    add(
      `${name(check)}: P(p ≤ ${label}), lower bound`,
      `≤ ${most}`,
      `${withError(estimate, 4)}, bound ${figure(lowerBound(estimate), 4)}`,
      lowerBound(estimate) <= most,
    )
  }
  for (const [scenario, tier, least, slowest] of [
    ['naloxone_spike', 'notify', 0.98, 1],
    ['naloxone_cluster', 'notify', 0.95, 8],
    ['deaths_cluster', 'watch', 0.75, 19],
  ] as const) {
    const judged = read(scenario, size)
    if (judged.length === 0) continue
    const { delays } = powerOf(judged, nulls, INJECTIONS[scenario], 'D1 or D2', tier)
    const share = shareOf(delays.map((delay) => delay !== null))
    const days = median(found(delays))
    add(
      `${scenario}, ${tier}: found within ${INJECTIONS[scenario].horizonDays} days`,
      `≥ ${least}`,
      withInterval(share),
      share.value >= least,
    )
    add(`${scenario}, ${tier}: median days`, `≤ ${slowest}`, String(days ?? '–'), days !== null && days <= slowest)
  }
  const deathWatches = meanOverSeeds(nulls.map((judged) => countOnDeaths(judged)))
  add('false watch episodes a year on deaths (D1 or D2)', '≤ 1.25', withError(deathWatches), deathWatches.value <= 1.25)
  const nitazene = read('nitazene', size)
  if (nitazene.length > 0) {
    const flags = nightsAfterResult(nitazene, INJECTIONS.nitazene, 3, 'notify')
    const share = shareOf(flags.map((flag) => flag !== null && flag.after <= 1))
    add(
      'a new drug notified by the night after its third toxicology result',
      '≥ .95',
      withInterval(share),
      share.value >= 0.95,
    )
  }
  const combo = read('combo', size)
  if (combo.length > 0) {
    const flags = nightsAfterResult(combo, INJECTIONS.combo, 5, 'notify')
    const share = shareOf(flags.map((flag) => flag !== null))
    add('a combination notified within 210 days', '≥ .95', withInterval(share), share.value >= 0.95)
  }
  const injected = Object.entries(SCENARIOS).flatMap(([key, { injection }]) => (injection ? [key] : []))
  const identities = injected
    .flatMap((scenario) => read(scenario, size).map(identityOf))
    .filter(({ ids: count }) => count > 0)
  if (identities.length > 0) {
    const one = shareOf(identities.map(({ ids: count }) => count === 1))
    add('one id for one found cluster', '≥ .95', withInterval(one), one.value >= 0.95)
    const notified = meanOverSeeds(identities.map((identity) => identity.notified))
    add('notifications of one found cluster, on average', '≤ 3', withError(notified), notified.value <= 3)
    const few = shareOf(identities.map((identity) => identity.notified <= 3))
    add('at most 3 notifications for one found cluster', '≥ .95', withInterval(few), few.value >= 0.95)
  }
  const places = PLACE_INJECTIONS.flatMap((scenario) => read(scenario, size).map(localisation)).filter(
    (place) => place !== null,
  )
  if (places.length > 1) {
    const precision = meanOverSeeds(places.map((place) => place.precision))
    const recall = meanOverSeeds(places.map((place) => place.recall))
    add('cases of a found cluster: precision', '≥ .7', withError(precision), precision.value >= 0.7)
    add('cases of a found cluster: recall', '≥ .7', withError(recall), recall.value >= 0.7)
  }
  for (const scenario of wrongNullsOf(read)) {
    const episodes = meanOverSeeds(allEpisodesOf(read(scenario, size), 'notify'))
    add(`${scenario}: false notify episodes a year, all streams`, '< 2', withError(episodes), episodes.value < 2)
  }
  return `### What was promised, at 50 deaths and 300 reversals a year\n\n${table(['claim', 'target', 'measured', ''], rows)}`
}

/** Checks 8 and 9 of domain.md I7. */
function acceptanceTable(read: Read): string[] {
  const rows: string[][] = []
  const random = read('random', '42/0')
  if (random.length > 1) {
    const signals = meanOverSeeds(random.map((judged) => countTold(judged, 'notify').signals))
    rows.push([
      `${random.length} random-Poisson years at 0.8 deaths a week: notified clusters a year`,
      '≤ 1.2',
      withError(signals),
      signals.value <= 1.2 ? 'met' : MISSED,
    ])
  }
  const five = read('random_five', '42/0')
  if (five.length > 0)
    for (const tier of ['watch', 'notify'] as const) {
      const nextMorning = five.map(({ nights, injected }) => {
        const night = nights.find((record) => record.night === (injected?.lastDay ?? 0) + 1)
        return night?.signals.some((signal) => signal.injected >= 3 && reaches(signal, tier)) ?? false
      })
      rows.push([
        `five deaths at one place in 9 days: ${tier === 'watch' ? 'listed (watch or notify)' : 'notified'} the morning after the fifth`,
        'power printed',
        withInterval(shareOf(nextMorning)),
        '',
      ])
    }
  const newTest = read('new_test', '50/300')
  if (newTest.length > 1) {
    const rises = newTest.map(
      ({ nights }) =>
        new Set(
          nights
            .flatMap(({ signals }) => signals)
            .filter(({ nodes }) => nodes.includes('pregabalin') || nodes.includes('gabapentinoids'))
            .map(({ id }) => id),
        ).size,
    )
    rows.push([
      `pregabalin tested from March only (${newTest.length} years): signals a year that name it, at any tier`,
      'no false rise',
      withError(meanOverSeeds(rises)),
      '',
    ])
  }
  return rows.length > 0 ? [`### Acceptance checks 8 and 9\n\n${table(['claim', 'target', 'measured', ''], rows)}`] : []
}
