import type { OutcomePart } from '../../../server/contract/check-outcome.ts'
import type { EventStream } from '../../../server/contract/signal.ts'
import { addDays, daysBetween } from '../../../server/day.ts'
import type { Snapshot } from '../../../server/surveillance/nights/snapshot.ts'
import { type Compute, maximaOnThreads, type Replicates } from '../../compute/compute.ts'
import { decideP, recurrenceIntervalDays } from '../../stats/scan/monte-carlo.ts'
import { expectedBackwards } from '../../stats/scan/temporal-scan.ts'
import { occurrencesOf } from '../reports/count-once.ts'
import { dailySeries, RISE_SETTINGS } from '../reports/daily-series.ts'
import { distinct } from '../reports/distinct.ts'
import { seriesBackwards } from '../reports/evidence-series.ts'
import { datedRecordsOf } from '../reports/records-of.ts'
import type { ShareKnown } from '../reports/share-known.ts'
import {
  type Detected,
  FAINTEST_NIGHTS,
  type FaintFinding,
  notJudged,
  sayJudged,
  seedOf,
  splitByTier,
  surelyBeside,
  thresholdsOf,
} from '../signals/finding.ts'

/**
 * D1, the temporal scan (docs/statistics.md 6): too many in the whole partnership lately, given its trend and season, and given how much of
 * the last days is known by now. The baseline is fitted anew each night from the snapshot: nothing is kept between nights.
 */

const FEWEST_CASES = 3
const MONTE_CARLO: Replicates = { replicates: 999, extendTo: 9999, stopAfterExceedances: 10 }

export async function detectRises(
  snapshot: Snapshot,
  stream: EventStream,
  compute: Compute,
  given = MONTE_CARLO,
): Promise<Detected> {
  const monteCarlo = surelyBeside(given, thresholdsOf('D1', stream))
  const { windows, leftOutDays, hasWeekdays } = RISE_SETTINGS[stream]
  const { night } = snapshot
  const { cases, series, known } = dailySeries(
    occurrencesOf(datedRecordsOf(snapshot, stream)),
    stream,
    night,
    snapshot.kitsSupplied,
  )
  const { counts } = series
  const days = counts.length

  const usualPerYear = stream === 'overdoses' ? null : snapshot.usualPerYear?.[stream]
  const check = { detector: 'D1', stream, cases: cases.length } as const
  const scanned = await compute.run(
    'scanRises',
    series,
    { leftOutDays, hasWeekdays, usualPerDay: usualPerYear ? usualPerYear / 365.25 : undefined },
    { windows, minimumCases: FEWEST_CASES },
  )
  if (!scanned) {
    const there = cases.length === 0 ? `no ${stream} are known` : `${stream} in ${days} days: ${cases.length}`
    const text = `not enough data to judge: ${there}; ten in half a year, before the last ${leftOutDays} days, are the least that show what is usual`
    const usual = 'stating the usual yearly number (vigil partnership usual) or pooling with neighbours would help'
    return notJudged(check, { kind: 'too little', text }, { kind: 'usual numbers', text: usual })
  }
  const { problem, strongest, overdispersion, fittedDays } = scanned
  const judged = (count: number) => [sayJudged(count, 'a rise', 'rises'), ...delayNotes(known)]
  if (!strongest) return { findings: [], faint: [], check: { ...check, p: 1, outcome: judged(0) } }

  const seed = seedOf(snapshot.partnershipId, night, stream, 'D1')
  const maxima = await maximaOnThreads(
    strongest.statistic,
    (from, to) => compute.run('riseMaxima', problem, seed, from, to),
    compute.threads,
    monteCarlo,
  )
  const { p, replicates, exceedances } = decideP(strongest.statistic, maxima, monteCarlo)
  const recurrence = recurrenceIntervalDays(p)
  if (recurrence < FAINTEST_NIGHTS) return { findings: [], faint: [], check: { ...check, p, outcome: judged(0) } }

  const windowFirstDay = addDays(night, -strongest.windowDays)
  const members = cases.filter(({ day }) => day >= windowFirstDay)
  const persons = members.reduce((sum, one) => sum + one.persons, 0)
  const found: FaintFinding = {
    detector: 'D1',
    stream,
    kind: stream,
    cases: distinct(members.flatMap(({ ids }) => ids)).map((id) => ({ id, isDeath: stream === 'deaths' })),
    areaIds: [], // it speaks of the whole partnership: a case elsewhere is no new area
    firstDay: windowFirstDay,
    lastDay: addDays(night, -1),
    nodes: [],
    p,
    recurrenceIntervalDays: recurrence,
    observed: strongest.observed,
    expected: strongest.expected,
    statistic: strongest.statistic,
    centre: null,
    radiusMetres: null,
    ...(persons === strongest.observed ? {} : { persons }),
    evidence: {
      check: 'rise',
      series: seriesBackwards(
        stream,
        night,
        Int32Array.from(counts).reverse().subarray(0, problem.shareKnown.length),
        expectedBackwards(problem),
      ),
      statistic: strongest.statistic,
      replicates,
      exceedances,
      seed,
      windowDays: strongest.windowDays,
      overdispersion,
      yearsOfHistory: fittedDays / 365,
      shareKnown: known ? strongest.shareKnown : null,
      casesInLastTwoDays: members.filter(({ day }) => daysBetween(day, night) <= 2).length,
      ...(known?.isQuicker ? { isQuicker: true as const } : {}),
      ...(known?.lists.length ? { lists: known.lists } : {}),
    },
  }
  const { findings, faint } = splitByTier('D1', stream, [found])
  return {
    findings,
    faint,
    check: { ...check, p, outcome: judged(findings.length) },
  }
}

/** What of the delays is not as it was, or not as in other feeds. */
function delayNotes(known: ShareKnown | undefined): OutcomePart[] {
  if (!known) return []
  const lists = known.lists.map(
    ({ feed, daysAgo }) =>
      `“${feed}” comes in lists, the last ${daysAgo === 0 ? 'last night' : `${daysAgo + 1} days ago`}`,
  )
  return [
    ...(known.isQuicker
      ? ['reports have become quicker of late, so that the last weeks alone say how many are still to come']
      : []),
    ...lists,
  ].map((text) => ({ kind: 'delay', text }))
}
