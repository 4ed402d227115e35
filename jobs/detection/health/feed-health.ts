import type { Day } from '../../../server/contract/day.ts'
import type { FeedProblem } from '../../../server/contract/signal.ts'
import { addDays, dayInWords, daysBetween } from '../../../server/day.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../../server/surveillance/nights/snapshot.ts'
import {
  logNegativeBinomialUpperTail,
  negativeBinomialUpperTail,
  poissonLowerTail,
  poissonUpperTail,
} from '../../stats/counts/distributions.ts'
import { groupBy } from '../reports/group-by.ts'
import { feedOf } from '../reports/records-of.ts'
import { listDaysOf } from '../reports/share-known.ts'
import { newSourcesOf } from './new-sources.ts'

/**
 * Are the feeds well? Each source's reports, by the day they became known, against what that source usually sends (docs/statistics.md 5). A
 * source that has fallen silent, or a bulk of old events sent at once, would look like a change in harm: their records are left out of the
 * checks on deaths and reversals, and each of those checks says so.
 */

type Report = SnapshotDeath | SnapshotReversal

const BASELINE_DAYS = 365
/** The latest weeks do not tell what is usual. */
const GAP_DAYS = 28
const UNUSUAL = 0.001
const SHORT_WINDOWS = [7, 14, 28]
/** A source is known well enough to miss it, once it has sent so many reports in the baseline year. */
const FEWEST_REPORTS = 12
/**
 * Of silence, and of few reports, so many a year may be said by chance of all feeds together, each feed its share: what is asked of a feed rises
 * with how often it reports and so has its chances, and with how many feeds there are.
 */
const FALSE_NOTES_A_YEAR = { silent: 0.5, few: 0.1 }
/** Nights in a row see nearly the same weeks: about so many looks at a window are as good as apart while it passes. */
const LOOKS_A_WINDOW = 4
/** A source silent for longer, and so long after that could be said, has ended; what it sent before is part of the history. */
const ENDED_AFTER_DAYS = 60
const MISSED_FOR_DAYS = 28
const FEWEST_OF_SUCCESSOR = 3
/** Old when it became known this long after the event. */
const OLD_AFTER_DAYS = 14
const OLD_SHARE = 0.5
/** Fewer at once are no bulk, whatever the source sent before. */
const SMALLEST_BULK = 5
/** A bulk matters while its events are within the longest window of the checks. */
const BULK_LOOK_BACK_DAYS = 60
/** So long it is news that a source is new. */
const NEWS_FOR_DAYS = 60

export type CheckedFeeds = {
  /** For the check of rises: without what is silent, and without old events that came all at once. */
  snapshot: Snapshot
  /** For the checks of places: without what is silent. Days keep their totals there, so that what comes late misleads nothing. */
  ofPlaces: Snapshot
  problems: FeedProblem[]
}

export function checkFeeds(snapshot: Snapshot): CheckedFeeds {
  const { night, areas = [] } = snapshot
  const names = new Map(areas.map(({ areaId, name }) => [areaId, name]))
  const streams = [snapshot.deaths, snapshot.reversals, snapshot.overdoses ?? []]
  const share = 1 / Math.max(1, sum(streams.map((records) => countKnownFeeds(night, records))))
  const deaths = checkStream(night, 'deaths', snapshot.deaths, share, names)
  const reversals = checkStream(night, 'reversals', snapshot.reversals, share, names)
  const overdoses = snapshot.overdoses && checkStream(night, 'overdoses', snapshot.overdoses, share, names)
  const only = (which: 'records' | 'ofPlaces'): Snapshot => ({
    ...snapshot,
    deaths: deaths[which],
    reversals: reversals[which],
    ...(overdoses ? { overdoses: overdoses[which] } : {}),
  })
  return {
    snapshot: only('records'),
    ofPlaces: only('ofPlaces'),
    problems: [...deaths.problems, ...reversals.problems, ...(overdoses?.problems ?? [])],
  }
}

/** The feeds that are known well enough to miss them. */
function countKnownFeeds(night: Day, records: readonly Report[]): number {
  return [...groupBy(records, feedOf).values()].filter((ofFeed) => toFeed(night, ofFeed).inBaseline >= FEWEST_REPORTS)
    .length
}

function checkStream<T extends Report>(
  night: Day,
  stream: FeedProblem['stream'],
  records: T[],
  share: number,
  names: ReadonlyMap<string, string>,
): { records: T[]; ofPlaces: T[]; problems: FeedProblem[] } {
  const bySource = groupBy(records, feedOf)
  const problems: FeedProblem[] = []
  const silent = new Set<T>()
  const inBulk = new Set<T>()
  for (const [source, ofSource] of [...bySource].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const feed = toFeed(night, ofSource)
    const lists = listsOfFeed(feed)
    // a feed that comes in lists sends old events at once each time: D1 has learnt when
    for (const bulk of lists ? [] : bulksOf(feed)) {
      for (const record of bulk.records) inBulk.add(record)
      problems.push(sayBulk(night, stream, source, feed, bulk, names))
    }
    const quiet = quietOf(feed, share)
    if (!quiet || (lists && !isListMissing(lists))) continue
    const successor = successorOf(night, quiet, bySource)
    const hasEnded = quiet.reports === 0 && quiet.days > endedAfter(feed, share)
    // it is said sooner than it is acted on: a feed that is left out for nothing takes what it found out of the checks
    const isSure = fewP(feed, 0, quiet.days) < UNUSUAL
    const isMissed = quiet.reports === 0 && !hasEnded && isSure && !successor
    if (isMissed) for (const record of ofSource) silent.add(record)
    problems.push(
      sayQuiet(night, stream, source, quiet, { successor, hasEnded, leftOut: isMissed ? ofSource.length : 0 }),
    )
  }
  for (const { source, firstDay } of newSourcesOf(night, records))
    if (daysBetween(firstDay, night) <= NEWS_FOR_DAYS)
      problems.push(sayNew(night, stream, source, firstDay, bySource.get(source)?.length ?? 0))
  const ofPlaces = silent.size ? records.filter((record) => !silent.has(record)) : records
  return { records: inBulk.size ? ofPlaces.filter((record) => !inBulk.has(record)) : ofPlaces, ofPlaces, problems }
}

/** How many days ago the lists of a feed came that comes in lists, the earliest first. */
function listsOfFeed<T>({ byDaysAgo }: Feed<T>): number[] | undefined {
  const reportsOn = new Map<number, number>()
  for (const [daysAgo, sameDay] of byDaysAgo)
    if (daysAgo <= BASELINE_DAYS + BULK_LOOK_BACK_DAYS) reportsOn.set(-daysAgo, sameDay.length)
  return listDaysOf(reportsOn)?.map((day) => -day)
}

/** Later than any list of the year was, and half as long again as the usual time between two. */
function isListMissing(daysAgo: readonly number[]): boolean {
  const gaps = daysAgo.slice(1).map((later, i) => (daysAgo[i] as number) - later)
  const usual = ((daysAgo[0] as number) - (daysAgo.at(-1) as number)) / gaps.length
  return (daysAgo.at(-1) as number) > Math.max(1.5 * usual, ...gaps)
}

/** Reports by how many days before the night they became known: 1 is yesterday. */
type Feed<T> = { byDaysAgo: Map<number, T[]>; perDay: number; overdispersion: number; inBaseline: number }

function toFeed<T extends Report>(night: Day, records: readonly T[]): Feed<T> {
  const dated = records.filter(({ knownOn }) => knownOn !== null)
  const byDaysAgo = groupBy(dated, ({ knownOn }) => daysBetween(knownOn ?? night, night))
  const weeks = new Float64Array(Math.floor(BASELINE_DAYS / 7))
  for (const [daysAgo, sameDay] of byDaysAgo) {
    const week = Math.floor((daysAgo - GAP_DAYS - 1) / 7)
    // a past bulk is not what the source usually sends
    if (week >= 0 && week < weeks.length && !isOldOnTheWhole(sameDay)) weeks[week] = (weeks[week] ?? 0) + sameDay.length
  }
  const inBaseline = weeks.reduce((sum, count) => sum + count, 0)
  const mean = inBaseline / weeks.length
  const pearson = weeks.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0) / (weeks.length - 1)
  return { byDaysAgo, perDay: mean / 7, overdispersion: Math.max(1, pearson), inBaseline }
}

/** `falseNotes`: how many so surprising chance would make in a year, in shares of what the feed may have. */
type Quiet = { days: number; reports: number; expected: number; falseNotes: number }

/** The run of days without a report up to last night, or a short window with far fewer than usual; the most surprising of them. */
function quietOf<T>(feed: Feed<T>, share: number): Quiet | undefined {
  const { byDaysAgo, perDay, inBaseline } = feed
  if (inBaseline < FEWEST_REPORTS) return undefined
  const silentDays = Math.min(BASELINE_DAYS, ...byDaysAgo.keys()) - 1
  const silence = {
    ...{ days: silentDays, reports: 0, expected: perDay * silentDays },
    falseNotes: falseSilences(feed, silentDays) / (FALSE_NOTES_A_YEAR.silent * share),
  }
  const short = SHORT_WINDOWS.filter((days) => days > silentDays).map((days) => {
    let reports = 0
    for (let daysAgo = 1; daysAgo <= days; daysAgo++) reports += byDaysAgo.get(daysAgo)?.length ?? 0
    const looks = (LOOKS_A_WINDOW * 365) / days
    const falseNotes = (looks * fewP(feed, reports, days)) / (FALSE_NOTES_A_YEAR.few * share)
    return { days, reports, expected: perDay * days, falseNotes }
  })
  const [least] = [silence, ...short].sort((a, b) => a.falseNotes - b.falseNotes)
  return least && least.falseNotes <= 1 ? least : undefined
}

/** Each report may be the last before a silence: how many so long would chance make in a year? */
function falseSilences<T>(feed: Feed<T>, days: number): number {
  return 365 * feed.perDay * fewP(feed, 0, days)
}

/** P(at most so many reports in so many days), where what is usual is itself known from the reports of the baseline only. */
function fewP<T>({ perDay, overdispersion, inBaseline }: Feed<T>, reports: number, days: number): number {
  const mean = perDay * days
  if (mean === 0) return 1
  return lowerTail(reports, mean, overdispersion + mean / inBaseline)
}

function endedAfter<T>(feed: Feed<T>, share: number): number {
  let days = 1
  while (days < BASELINE_DAYS && falseSilences(feed, days) > FALSE_NOTES_A_YEAR.silent * share) days++
  return Math.max(ENDED_AFTER_DAYS, days + MISSED_FOR_DAYS)
}

/** A source that began to report about when this one stopped: perhaps it took its place, under another name. */
function successorOf<T extends Report>(
  night: Day,
  { days, reports }: Quiet,
  bySource: ReadonlyMap<string, readonly T[]>,
): string | undefined {
  if (reports > 0) return undefined
  const since = addDays(night, -days - GAP_DAYS)
  return [...bySource].find(([, records]) => {
    const known = records.flatMap(({ knownOn }) => knownOn ?? []).sort()
    return known.length >= FEWEST_OF_SUCCESSOR && (known[0] as Day) >= since
  })?.[0]
}

type Bulk<T> = { daysAgo: number; records: T[]; sentThatDay: number }

function bulksOf<T extends Report>({ byDaysAgo, perDay, overdispersion }: Feed<T>): Bulk<T>[] {
  return [...byDaysAgo.entries()]
    .filter(([daysAgo, sameDay]) => daysAgo <= BULK_LOOK_BACK_DAYS && sameDay.length >= SMALLEST_BULK)
    .filter(([, sameDay]) => isOldOnTheWhole(sameDay) && upperTail(sameDay.length, perDay, overdispersion) < UNUSUAL)
    .sort(([a], [b]) => a - b)
    .map(([daysAgo, sameDay]) => ({ daysAgo, records: sameDay.filter(isOld), sentThatDay: sameDay.length }))
}

function isOld(record: Report): boolean {
  return record.knownOn !== null && daysBetween(record.day, record.knownOn) > OLD_AFTER_DAYS
}

function isOldOnTheWhole(sameDay: readonly Report[]): boolean {
  return sameDay.length >= SMALLEST_BULK && sameDay.filter(isOld).length >= OLD_SHARE * sameDay.length
}

/** P(Y ≤ y), of a negative binomial count with variance overdispersion × mean. */
function lowerTail(y: number, mean: number, overdispersion: number): number {
  if (overdispersion === 1) return poissonLowerTail(y, mean)
  return -Math.expm1(logNegativeBinomialUpperTail(y + 1, mean, mean / (overdispersion - 1)))
}

function upperTail(y: number, mean: number, overdispersion: number): number {
  if (mean === 0) return 0
  if (overdispersion === 1) return poissonUpperTail(y, mean)
  return negativeBinomialUpperTail(y, mean, mean / (overdispersion - 1))
}

function sayQuiet(
  night: Day,
  stream: FeedProblem['stream'],
  source: string,
  { days, reports, expected }: Quiet,
  { successor, hasEnded, leftOut }: { successor: string | undefined; hasEnded: boolean; leftOut: number },
): FeedProblem {
  const usual = `${shortNumber(expected)} would be usual`
  const what = successor
    ? `“${successor}” began about then and may have taken its place; nothing is left out`
    : leftOut > 0
      ? `its ${stream} are left out of the checks until it reports again`
      : hasEnded
        ? 'it is taken to have ended, and what it sent before stays in the checks'
        : 'what it sent before stays in the checks while chance may explain it'
  return {
    stream,
    source,
    problem: reports === 0 ? 'silent' : 'few reports',
    firstDay: addDays(night, -days),
    lastDay: addDays(night, -1),
    reports,
    expected,
    leftOut,
    sentence:
      reports === 0
        ? `“${source}” has sent nothing for ${days} days (${usual}); ${what}.`
        : `“${source}” sent ${reports} in ${days} days (${usual}); something may be missing.`,
  }
}

function sayBulk<T extends Report>(
  night: Day,
  stream: FeedProblem['stream'],
  source: string,
  { perDay }: Feed<T>,
  { daysAgo, records, sentThatDay }: Bulk<T>,
  names: ReadonlyMap<string, string>,
): FeedProblem {
  const day = addDays(night, -daysAgo)
  const recent = records.filter((record) => daysBetween(record.day, night) <= BULK_LOOK_BACK_DAYS)
  return {
    stream,
    source,
    problem: 'bulk upload',
    firstDay: day,
    lastDay: day,
    reports: sentThatDay,
    expected: perDay > 0 ? perDay : null,
    leftOut: records.length,
    sentence: `“${source}” sent ${sentThatDay} at once, ${records.length} of them more than ${OLD_AFTER_DAYS} days old; those are left out of the check of rises in the whole area for ${BULK_LOOK_BACK_DAYS} days, and stay in the checks of places. ${recent.length === 0 ? 'None of them' : recent.length} happened in the last ${BULK_LOOK_BACK_DAYS} days${whereInWords(recent, names)}.`,
  }
}

const MOST_AREAS_NAMED = 4

function whereInWords(records: readonly Report[], names: ReadonlyMap<string, string>): string {
  const byArea = [...groupBy(records, ({ areaId }) => names.get(areaId ?? '') ?? 'place not known')]
    .map(([name, own]) => ({ name, count: own.length }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  if (byArea.length === 0) return ''
  const more = byArea.slice(MOST_AREAS_NAMED).reduce((total, { count }) => total + count, 0)
  const said = byArea.slice(0, MOST_AREAS_NAMED).map(({ name, count }) => `${name} ${count}`)
  return `: ${[...said, ...(more ? [`elsewhere ${more}`] : [])].join(', ')}`
}

function sayNew(
  night: Day,
  stream: FeedProblem['stream'],
  source: string,
  firstDay: Day,
  reports: number,
): FeedProblem {
  return {
    stream,
    source,
    problem: 'new source',
    firstDay,
    lastDay: addDays(night, -1),
    reports,
    expected: null,
    leftOut: 0,
    sentence: `“${source}” is new: ${reports} since ${dayInWords(firstDay)}. A rise or a cluster may be no more than its beginning; signals that rest on it say so.`,
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function shortNumber(value: number): string {
  return value >= 10 ? String(Math.round(value)) : value.toFixed(1)
}
