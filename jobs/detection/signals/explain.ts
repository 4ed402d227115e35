import type { Day } from '../../../server/contract/day.ts'
import type { FeedProblem } from '../../../server/contract/signal.ts'
import { addDays, daysBetween } from '../../../server/day.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../../server/surveillance/nights/snapshot.ts'
import { delayDistribution } from '../../stats/delay/reporting-delay.ts'
import { groupBy } from '../reports/group-by.ts'
import { feedOf, recordsOf } from '../reports/records-of.ts'
import type { Finding } from './finding.ts'

/** What a reader asks next, whichever check found it: is it one feed's doing, and what is not known yet? */
export type Explanation = {
  /** Who reported its cases, most first, and the share of the last year's records (of all, where that has none) that each reports. */
  reportedBy: { source: string; cases: number; usualShare: number }[]
  /** The most of its cases that one source made known on one day; null where no day is known. */
  largestBatch: { source: string; knownOn: Day; cases: number } | null
  /** Of the events of its days, the share that has usually been reported by now; null where delays are not known. */
  shareReported: number | null
  /** Deaths of the last year without complete toxicology; null for reversals. */
  awaitingToxicology: number | null
  /** Of reversals in a place: how many deaths of its days and areas are known; null for others. */
  deathsThere: number | null
  /** What was wrong with the feeds of its stream that night. */
  feeds: FeedProblem[]
}

/** Reports later than this are rare: events this old are taken as all known. */
const LONGEST_DELAY = { deaths: 90, reversals: 60, overdoses: 60 }
const FEWEST_DELAYS = 30
const YEAR = 365

export function explain(finding: Finding, snapshot: Snapshot, feeds: readonly FeedProblem[]): Explanation {
  const stream = finding.stream === 'toxicology' ? 'deaths' : finding.stream
  const ids = new Set(finding.cases.map(({ id }) => id))
  const records = recordsOf(snapshot, stream)
  const ofTheYear = records.filter(({ day }) => daysBetween(day, snapshot.night) <= YEAR)
  // toxicology may speak of deaths that are all older
  const usual = ofTheYear.length > 0 ? ofTheYear : records
  // a person revived twice at one event is one report
  const members = [
    ...groupBy(
      records.filter(({ id }) => ids.has(id)),
      ({ id }) => id,
    ).values(),
  ].flatMap(([first]) => first ?? [])
  return {
    reportedBy: countBy(members, feedOf).map(([source, cases]) => ({
      source,
      cases,
      usualShare: usual.filter((record) => feedOf(record) === source).length / usual.length,
    })),
    largestBatch: largestBatchOf(members),
    shareReported: shareReportedOf(finding, snapshot.night, records, LONGEST_DELAY[stream]),
    awaitingToxicology: stream === 'deaths' ? countAwaiting(snapshot) : null,
    deathsThere: finding.deathsThere?.length ?? null,
    // that a source is new is said where the finding rests on it
    feeds: feeds.filter((problem) => problem.stream === stream && problem.problem !== 'new source'),
  }
}

function countBy<T>(values: readonly T[], keyOf: (value: T) => string): [key: string, count: number][] {
  return [...groupBy(values, keyOf)]
    .map(([key, group]): [string, number] => [key, group.length])
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
}

function largestBatchOf(members: readonly (SnapshotDeath | SnapshotReversal)[]): Explanation['largestBatch'] {
  const known = members.filter(({ knownOn }) => knownOn !== null)
  const [largest] = [...groupBy(known, (record) => `${record.knownOn} ${feedOf(record)}`).values()].sort(
    (a, b) => b.length - a.length,
  )
  const [first] = largest ?? []
  return largest && first?.knownOn ? { source: feedOf(first), knownOn: first.knownOn, cases: largest.length } : null
}

function shareReportedOf(
  { firstDay, lastDay, stream }: Finding,
  night: Day,
  records: readonly (SnapshotDeath | SnapshotReversal)[],
  longest: number,
): number | null {
  if (stream === 'toxicology') return null
  const since = addDays(night, -YEAR - longest)
  const delays = records.flatMap(({ day, knownOn }) =>
    knownOn === null || day < since ? [] : [{ day: -daysBetween(day, night), delay: daysBetween(day, knownOn) }],
  )
  const known = delayDistribution(delays, -1, { longest, window: YEAR, fewest: FEWEST_DELAYS })
  if (!known) return null
  const days = daysBetween(firstDay, lastDay) + 1
  const ages = Array.from({ length: days }, (_, i) => daysBetween(addDays(firstDay, i), night) - 1)
  return ages.reduce((sum, age) => sum + (known[Math.min(age, longest)] ?? 1), 0) / days
}

export function countAwaiting({ deaths, night }: Snapshot): number {
  return deaths.filter(({ toxicologyKnownOn, day }) => toxicologyKnownOn === null && daysBetween(day, night) <= YEAR)
    .length
}
