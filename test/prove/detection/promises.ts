import { INJECTIONS, SCENARIOS } from '../simulator/parameters.ts'
import { lowerBound, meanOverSeeds, median, shareOf } from './estimates.ts'
import { allEpisodesOf, calibrationOf, countOnDeaths, nameOf, wrongNullsOf } from './false-alarms.ts'
import { CHECKS, countTold, countWithUpgrades } from './flags.ts'
import { found, PLACE_INJECTIONS, powerOf } from './found.ts'
import type { JudgedSeed } from './judge.ts'
import type { Read } from './judged.ts'
import { nightsAfterResult } from './new-substances.ts'
import { identityOf, localisation } from './power.ts'
import { figure, MISSED, table, withError, withInterval } from './tables.ts'

type Promised = { claim: string; target: string; measured: string; isMet: boolean }

const SIZE = '50/300'

/** What was promised (the "done when" and docs/statistics.md 9) beside what was measured. */
export function promisesTable(read: Read): string {
  const nulls = read('null', SIZE)
  if (nulls.length < 2) return ''
  const promises = [
    ...ofFalseAlarms(nulls),
    ...ofCalibration(nulls),
    ...ofPlaces(read),
    ...ofSubstances(read),
    ...ofIdentity(read),
    ...ofWrongNulls(read),
  ]
  const rows = promises.map(({ claim, target, measured, isMet }) => [claim, target, measured, isMet ? 'met' : MISSED])
  return `### What was promised, at 50 deaths and 300 reversals a year\n\n${table(['claim', 'target', 'measured', ''], rows)}`
}

function atMost(claim: string, most: number, values: readonly number[]): Promised {
  const mean = meanOverSeeds(values)
  return { claim, target: `≤ ${most}`, measured: withError(mean), isMet: mean.value <= most }
}

function shareAtLeast(claim: string, least: number, hits: readonly boolean[]): Promised {
  const share = shareOf(hits)
  return { claim, target: `≥ ${least}`, measured: withInterval(share), isMet: share.value >= least }
}

function ofFalseAlarms(nulls: readonly JudgedSeed[]): Promised[] {
  const idsAtNotify = nulls.map((judged) => countTold(judged, 'notify').signals)
  return [
    atMost('false notify episodes a year, all streams', 1, allEpisodesOf(nulls, 'notify')),
    atMost('false notify signals (ids) a year, all streams', 1, idsAtNotify),
    atMost('the same, if two weaker streams made a watch notify (it is off)', 1, nulls.map(countWithUpgrades)),
    atMost('false watch episodes a year, all streams', 3, allEpisodesOf(nulls, 'watch')),
    atMost('false watch episodes a year on deaths (D1 or D2)', 1.25, nulls.map(countOnDeaths)),
  ]
}

function ofCalibration(nulls: readonly JudgedSeed[]): Promised[] {
  return CHECKS.map((check) => {
    const [alpha, most, label] = check.detector === 'D3' ? [0.005, 0.006, '.005'] : [1 / 365, 0.0033, '1/365']
    const estimate = calibrationOf(nulls, check, alpha)
    const bound = lowerBound(estimate)
    return {
      claim: `${nameOf(check)}: P(p ≤ ${label}), lower bound`,
      target: `≤ ${most}`,
      measured: `${withError(estimate, 4)}, bound ${figure(Math.max(0, bound), 4)}`,
      isMet: bound <= most,
    }
  })
}

function ofPlaces(read: Read): Promised[] {
  const promised = [
    ['naloxone_spike', 'notify', 0.98, 1],
    ['naloxone_cluster', 'notify', 0.95, 8],
    ['deaths_cluster', 'watch', 0.75, 19],
  ] as const
  return promised.flatMap(([scenario, tier, least, slowest]) => {
    const judged = read(scenario, SIZE)
    if (judged.length === 0) return []
    const { delays } = powerOf(judged, [], INJECTIONS[scenario], 'D1 or D2', tier)
    const days = median(found(delays))
    return [
      shareAtLeast(
        `${scenario}, ${tier}: found within ${INJECTIONS[scenario].horizonDays} days`,
        least,
        delays.map((delay) => delay !== null),
      ),
      {
        claim: `${scenario}, ${tier}: median days`,
        target: `≤ ${slowest}`,
        measured: String(days ?? '–'),
        isMet: days !== null && days <= slowest,
      },
    ]
  })
}

function ofSubstances(read: Read): Promised[] {
  const [nitazene, combo] = [read('nitazene', SIZE), read('combo', SIZE)]
  const promises: Promised[] = []
  if (nitazene.length > 0) {
    const flags = nightsAfterResult(nitazene, INJECTIONS.nitazene, 3, 'notify')
    const claim = 'a new drug notified by the night after its third toxicology result'
    promises.push(
      shareAtLeast(
        claim,
        0.95,
        flags.map((flag) => flag !== null && flag.after <= 1),
      ),
    )
  }
  if (combo.length > 0) {
    const flags = nightsAfterResult(combo, INJECTIONS.combo, 5, 'notify')
    promises.push(
      shareAtLeast(
        'a combination of three drugs notified within 210 days',
        0.95,
        flags.map((flag) => flag !== null),
      ),
    )
  }
  return promises
}

function ofIdentity(read: Read): Promised[] {
  const injected = Object.entries(SCENARIOS).flatMap(([key, { injection }]) => (injection ? [key] : []))
  const identities = injected.flatMap((scenario) => read(scenario, SIZE).map(identityOf)).filter(({ ids }) => ids > 0)
  const places = PLACE_INJECTIONS.flatMap((scenario) => read(scenario, SIZE).map(localisation)).filter(
    (place) => place !== null,
  )
  if (identities.length < 2 || places.length < 2) return []
  const [precision, recall] = (['precision', 'recall'] as const).map((of): Promised => {
    const mean = meanOverSeeds(places.map((place) => place[of]))
    return {
      claim: `cases of a found cluster: ${of}`,
      target: '≥ 0.7',
      measured: withError(mean),
      isMet: mean.value >= 0.7,
    }
  }) as [Promised, Promised]
  return [
    shareAtLeast(
      'one id for one found cluster, over all kinds of signal',
      0.95,
      identities.map(({ ids }) => ids === 1),
    ),
    atMost(
      'notifications of one found cluster, on average',
      3,
      identities.map(({ notified }) => notified),
    ),
    shareAtLeast(
      'at most 3 notifications of one found cluster',
      0.95,
      identities.map(({ notified }) => notified <= 3),
    ),
    precision,
    recall,
  ]
}

function ofWrongNulls(read: Read): Promised[] {
  return wrongNullsOf(read).map((scenario) =>
    atMost(`${scenario}: false notify episodes a year, all streams`, 2, allEpisodesOf(read(scenario, SIZE), 'notify')),
  )
}
