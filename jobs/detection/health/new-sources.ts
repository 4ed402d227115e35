import type { Day } from '../../../server/contract/day.ts'
import type { NewSource } from '../../../server/contract/signal.ts'
import { addDays, daysBetween } from '../../../server/day.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../../server/surveillance/nights/snapshot.ts'
import { binomialUpperTail } from '../../stats/counts/distributions.ts'
import { occurrencesOf } from '../reports/count-once.ts'
import { groupBy } from '../reports/group-by.ts'
import { feedOf, recordsOf } from '../reports/records-of.ts'
import type { Finding } from '../signals/finding.ts'

/**
 * A source that begins to report makes a rise, and a cluster where it is, for what happened there before was never known. A finding that
 * rests on such a source says so. While nothing is known of the source it is notified all the same, for harm may be new as well;
 * once the source has a record of its own that explains the finding, it is only watched.
 */

type Report = SnapshotDeath | SnapshotReversal

const NEW_FOR_DAYS = 365
/** Beside so many reports of others in the year before. Where Vigil itself is new, all sources are. */
const FEWEST_OF_OTHERS = 30
/** A source that ended at most so long before it began, or after, has only another name now. */
const TAKEN_OVER_WITHIN_DAYS = 28
/** Where so many of its reports are missing, a source has ended: chance leaves out 3 about once in 20 times. */
const MISSED_FROM = 3
/** Fewer reports before the days of a finding are no record to judge by. */
const FEWEST_BEFORE = 3
/** Much rarer than what is notified: the scan has chosen the place and the days, night after night. */
const ROSE_UP_TO = 0.0001

/** The sources of a stream that began to report in the last year, and the day of their first event. */
export function newSourcesOf(night: Day, records: readonly Report[]): { source: string; firstDay: Day }[] {
  const days = [...groupBy(records, feedOf)].map(([source, ofSource]) => ({
    source,
    days: ofSource.map(({ day }) => day).sort(),
  }))
  return days.flatMap(({ source, days: own }) => {
    const firstDay = own[0] as Day
    if (daysBetween(firstDay, night) > NEW_FOR_DAYS) return []
    const yearBefore = addDays(firstDay, -365)
    const others = days.filter((other) => other.source !== source)
    const ofOthers = others.map(({ days }) => days.filter((day) => day >= yearBefore && day < firstDay).length)
    if (ofOthers.reduce((sum, reports) => sum + reports, 0) < FEWEST_OF_OTHERS) return []
    const hasTakenOver = others.some(({ days }, i) => {
      const lastDay = days.at(-1) as Day
      const missing = ((ofOthers[i] as number) / 365) * (daysBetween(lastDay, night) - 1)
      return Math.abs(daysBetween(firstDay, lastDay)) <= TAKEN_OVER_WITHIN_DAYS && missing >= MISSED_FROM
    })
    return hasTakenOver ? [] : [{ source, firstDay }]
  })
}

/** The findings, those that rest on new sources saying so, and not above `watch` where these report what is usual for them. */
export function watchNewSources(findings: readonly Finding[], snapshot: Snapshot): Finding[] {
  return findings.map((finding) => {
    const newSources = newSourcesIn(finding, snapshot)
    if (!restsOn(finding, newSources)) return finding
    const isWatched = restsOn(
      finding,
      newSources.filter(({ isUsual }) => isUsual),
    )
    return { ...finding, newSources, tier: isWatched && finding.tier === 'notify' ? 'watch' : finding.tier }
  })
}

/** They make up half or more of what is beyond the expected. */
function restsOn({ observed, expected }: Finding, sources: readonly NewSource[]): boolean {
  const cases = sources.reduce((sum, { cases }) => sum + cases, 0)
  return cases > 0 && cases >= (observed - expected) / 2
}

function newSourcesIn(finding: Finding, snapshot: Snapshot): NewSource[] {
  if (finding.detector === 'D3' || finding.stream === 'toxicology') return []
  const { night } = snapshot
  const records = recordsOf(snapshot, finding.stream)
  // as the checks of days and places count: an overdose once, by whoever is first of those who told of it
  const occurrences = occurrencesOf(records)
  const ids = new Set(finding.cases.map(({ id }) => id))
  const isThere = ({ areaId }: Report) => finding.detector === 'D1' || finding.areaIds.includes(areaId ?? '')
  const windowDays = daysBetween(finding.firstDay, night)
  return newSourcesOf(night, records).flatMap(({ source, firstDay }) => {
    const own = occurrences.filter((one) => feedOf(one) === source)
    const cases = own.filter((one) => one.ids.some((id) => ids.has(id))).length
    if (cases === 0) return []
    const before = own.filter((record) => record.day < finding.firstDay && isThere(record)).length
    const shareOfItsDays = Math.min(1, windowDays / daysBetween(firstDay, night))
    const hasRisen = binomialUpperTail(cases, cases + before, shareOfItsDays) <= ROSE_UP_TO
    return { source, firstDay, cases, isUsual: before >= FEWEST_BEFORE && !hasRisen }
  })
}
