import { INJECTIONS, type Injection, type Size } from '../simulator/parameters.ts'
import { meanOverSeeds, median, shareOf } from './estimates.ts'
import type { Tier } from './flags.ts'
import type { JudgedSeed } from './judge.ts'
import type { Read } from './judged.ts'
import { type Finder, firstFlag, identityOf, localisation } from './power.ts'
import { figure, table, withError, withInterval } from './tables.ts'

/** What is found of injected clusters of deaths and reversals, when, and as what. */

export const PLACE_INJECTIONS = ['naloxone_spike', 'naloxone_cluster', 'deaths_cluster'] as const

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

/** The delays of those that were found. */
export const found = (delays: readonly (number | null)[]) => delays.flatMap((delay) => (delay === null ? [] : [delay]))

function powerCells({ delays, chance }: Power): string[] {
  return [
    withInterval(shareOf(delays.map((delay) => delay !== null))),
    chance.length > 0 ? figure(shareOf(chance).value) : '–',
    String(median(found(delays)) ?? '–'),
  ]
}

export function placeTables(read: Read, size: Size, nulls: readonly JudgedSeed[], suffix = ''): string[] {
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

export function identityCells(judged: readonly JudgedSeed[]): string[] {
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
