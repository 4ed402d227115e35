import type { Day } from '../../../server/contract/day.ts'
import type { Detector, Stream } from '../../../server/contract/signal.ts'
import { cauchyCombination } from '../../stats/counts/cauchy-combination.ts'
import { overlapCoefficient } from '../../stats/counts/set-overlap.ts'
import { idsOf } from './continuity.ts'
import type { FaintFinding, Finding } from './finding.ts'

/**
 * Two streams that speak of the same time and place on one night (docs/statistics.md 6): each weaker than `notify`, and together perhaps as
 * rare. It stands in the signal's evidence; it makes a watch `notify` only where the partnership switched that on.
 */
export type Agreement = {
  detector: Detector
  stream: Stream
  firstDay: Day
  lastDay: Day
  observed: number
  expected: number
  recurrenceIntervalDays: number
  /** How rare the pair is by chance on a night: Cauchy's combination, which holds however the two depend on each other. */
  combinedP: number
  /** Whether the pair is rare enough to make a watch notify, and whether it did. */
  isEnough: boolean
  isUpgraded: boolean
}

/** As rare together as what is notified by itself. */
const UPGRADE_UP_TO = 1 / 365
const LEAST_CASE_OVERLAP = 0.5

/** The findings, each with the strongest that another stream says at its time and place; those raised by it have tier `notify`. */
export function withAgreements(
  findings: readonly Finding[],
  faint: readonly FaintFinding[],
  upgrades: boolean,
): Finding[] {
  return findings.map((finding) => {
    const agreement = strongestFor(finding, [...findings, ...faint], upgrades)
    return agreement ? { ...finding, agreement, tier: agreement.isUpgraded ? 'notify' : finding.tier } : finding
  })
}

function strongestFor(finding: Finding, others: readonly FaintFinding[], upgrades: boolean): Agreement | null {
  if (finding.tier === 'notice' || isFact(finding)) return null
  const [strongest] = others
    .filter((other) => !isFact(other))
    .filter((other) => areIndependent(finding.stream, other.stream) && meet(finding, other))
    .sort((a, b) => b.recurrenceIntervalDays - a.recurrenceIntervalDays)
  if (!strongest) return null
  const { detector, stream, firstDay, lastDay, observed, expected, recurrenceIntervalDays } = strongest
  const combinedP = cauchyCombination([1 / finding.recurrenceIntervalDays, 1 / recurrenceIntervalDays])
  const isEnough = finding.tier === 'watch' && combinedP <= UPGRADE_UP_TO
  return {
    ...{ detector, stream, firstDay, lastDay, observed, expected, recurrenceIntervalDays },
    combinedP,
    isEnough,
    isUpgraded: upgrades && isEnough,
  }
}

/** The first of a drug: a fact, whose chance is not worked out. */
function isFact({ p }: FaintFinding): boolean {
  return p === 1
}

/** Deaths, what was found in them, and overdoses survived are counted apart; reversals are among the overdoses. */
function areIndependent(one: Stream, other: Stream): boolean {
  return one !== other && !(one !== 'toxicology' && other !== 'toxicology' && one !== 'deaths' && other !== 'deaths')
}

/** In time: windows that meet. In place: an area of both, or one of them speaks of the whole partnership. Of the same deaths: half of them. */
function meet(one: Finding, other: FaintFinding): boolean {
  const streams = [one.stream, other.stream]
  if (streams.includes('deaths') && streams.includes('toxicology'))
    return overlapCoefficient(idsOf(one.cases), idsOf(other.cases)) >= LEAST_CASE_OVERLAP
  return (
    one.firstDay <= other.lastDay &&
    other.firstDay <= one.lastDay &&
    (one.areaIds.length === 0 || other.areaIds.length === 0 || one.areaIds.some((area) => other.areaIds.includes(area)))
  )
}
