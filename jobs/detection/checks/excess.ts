import { latLngToCell } from 'h3-js'
import type { Day } from '../../../server/contract/day.ts'
import { addDays, daysBetween } from '../../../server/day.ts'
import type { Snapshot } from '../../../server/surveillance/nights/snapshot.ts'
import { type Compute, maximaOnThreads, type Replicates } from '../../compute/compute.ts'
import { expectedAtPlaces, type Reporter, sharesOf } from '../../stats/scan/expectation-null.ts'
import type { ExpectationCluster } from '../../stats/scan/expectation-scan.ts'
import { decideP, recurrenceIntervalDays } from '../../stats/scan/monte-carlo.ts'
import { type Occurrence, occurrencesOf } from '../reports/count-once.ts'
import { dailySeries, RISE_SETTINGS } from '../reports/daily-series.ts'
import { distinct } from '../reports/distinct.ts'
import { seriesBackwards } from '../reports/evidence-series.ts'
import { groupBy } from '../reports/group-by.ts'
import { type LearntLate, learntLate } from '../reports/learnt-late.ts'
import { datedRecordsOf } from '../reports/records-of.ts'
import { atSamePlaces } from '../reports/same-place.ts'
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
 * D6, the expectation-based scan of deaths: neighbouring areas with more than their own three years lead one to expect. It sees what D2 does
 * not: D2 takes what is usual of a place from the year that holds the cluster itself, and so expects 1.8 deaths where .3 is right.
 * Neill DB. Expectation-based scan statistics for monitoring spatial time series data. Int J Forecast 2009;25:498–517.
 */

const STREAM = 'deaths'
const WINDOWS = [3, 7, 14, 21, 28, 42, 56]
/** A set is worth a signal from half as many again, and two more; three deaths are the least. */
const PRACTICAL = { leastRatio: 1.5, leastExcess: 2 }
const MOST_NEAREST = 10
/** What a past death counts for, for areas' shares wander over the years (a third of them in three, in the simulator's harder years). */
const PAST_WEIGHT = 0.65
/** Where there are no areas, hexagons of some 5 km². */
const HEXAGONS = 7
const SERIES_DAYS = 91
const MONTE_CARLO: Replicates = { replicates: 999, extendTo: 9999, stopAfterExceedances: 10 }

/** Where deaths were learnt late, windows that are over: by weeks back to the longest delay. */
const PAST_LENGTHS = [7, 14, 28, 42]
const PAST_UP_TO_DAYS = 119
/** Those that may hold what is newly known. */
function windowsOfThePast(night: Day, { firstDay, lastDay }: Pick<LearntLate, 'firstDay' | 'lastDay'>): Windows {
  const [earliest, latest] = [daysBetween(firstDay, night) - 1, daysBetween(lastDay, night) - 1]
  const all = PAST_LENGTHS.flatMap((length) =>
    Array.from({ length: PAST_UP_TO_DAYS / 7 + 1 }, (_, week) => ({ length, endsBack: 7 * week })),
  ).filter(({ length, endsBack }) => endsBack <= earliest && endsBack + length > latest)
  return { windows: all.map(({ length }) => length), endsBack: all.map(({ endsBack }) => endsBack) }
}
type Windows = { windows: readonly number[]; endsBack?: readonly number[] }

export async function detectExcess(snapshot: Snapshot, compute: Compute, given = MONTE_CARLO): Promise<Detected> {
  const { night } = snapshot
  const { leftOutDays, hasWeekdays } = RISE_SETTINGS[STREAM]
  const occurrences = occurrencesOf(datedRecordsOf(snapshot, STREAM))
  const { cases, series } = dailySeries(occurrences, STREAM, night)
  const check = { detector: 'D6', stream: STREAM, cases: cases.length } as const
  const horizon = PAST_UP_TO_DAYS + Math.max(...PAST_LENGTHS)
  const usual = await compute.run('learnUsualDays', series, { leftOutDays, hasWeekdays }, horizon)
  const areas = areasOf(atSamePlaces(cases, night))
  if (!usual || usual.levelShape !== null || areas.length < FEWEST_AREAS) {
    const text = `not enough data to judge: two years of deaths, thirty of them, in at least ${FEWEST_AREAS} areas are needed to learn what is usual of each`
    return notJudged(check, { kind: 'too little', text })
  }
  const lastPastDay = addDays(night, -leftOutDays - 1)
  const past = areas.map(({ members }) => members.filter(({ day }) => day <= lastPastDay).length)
  const elsewhere = cases.filter(({ day }) => day <= lastPastDay).length - past.reduce((sum, count) => sum + count, 0)
  const reporter: Reporter = {
    usual,
    places: Int32Array.from(areas, (_, place) => place),
    shapes: sharesOf(
      [...past, elsewhere],
      [...areas, null].map(() => null),
    ),
    weight: PAST_WEIGHT,
  }
  const study = { snapshot, compute, areas, reporter }
  const alive = await scan(study, 'D6', surelyBeside(given, thresholdsOf('D6', STREAM)), { windows: WINDOWS })
  const whatIsLate = learntLate(
    areas.flatMap(({ members }) => members),
    STREAM,
    night,
  )
  const over = whatIsLate && windowsOfThePast(night, whatIsLate)
  const late = over?.windows.length
    ? await scan(study, 'D6 late', { ...given, extendTo: given.replicates }, over, whatIsLate)
    : { p: 1, found: [] }
  const { findings, faint } = splitByTier('D6', STREAM, [...alive.found, ...late.found])
  return {
    findings,
    faint,
    check: {
      ...check,
      p: alive.p,
      outcome: [sayJudged(findings.length, '1 cluster', 'clusters')],
    },
  }
}

const FEWEST_AREAS = 3

type Area = { areaId: string | null; longitude: number; latitude: number; members: Occurrence[] }
type Asked = Pick<LearntLate, 'isAsked' | 'everyDays' | 'clearUpTo'>
type Study = { snapshot: Snapshot; compute: Compute; areas: readonly Area[]; reporter: Reporter }

/** The areas that have had a death, each where its deaths are on average; hexagons where a place is in no area. */
function areasOf(located: readonly Occurrence[]): Area[] {
  const byArea = groupBy(
    located,
    ({ areaId, latitude, longitude }) => areaId ?? latLngToCell(latitude as number, longitude as number, HEXAGONS),
  )
  return [...byArea.values()].map((members) => {
    const mean = (of: 'longitude' | 'latitude') =>
      members.reduce((sum, one) => sum + (one[of] as number), 0) / members.length
    return { areaId: members[0]?.areaId ?? null, longitude: mean('longitude'), latitude: mean('latitude'), members }
  })
}

async function scan(
  { snapshot, compute, areas, reporter }: Study,
  name: string,
  monteCarlo: Replicates,
  { windows, endsBack }: Windows,
  { isAsked, everyDays, clearUpTo }: Asked = { isAsked: () => true, everyDays: 1, clearUpTo: 1 },
): Promise<{ p: number; found: FaintFinding[] }> {
  const { night } = snapshot
  const counts = new Float64Array(areas.length * windows.length)
  areas.forEach(({ members }, area) => {
    for (const { day } of members) {
      const back = daysBetween(day, night) - 1
      windows.forEach((length, window) => {
        const inside = back - (endsBack?.[window] ?? 0)
        const cell = area * windows.length + window
        if (inside >= 0 && inside < length) counts[cell] = (counts[cell] as number) + 1
      })
    }
  })
  const { problem, locationOfPlace, clusters } = await compute.run(
    'scanExpectations',
    areas.map(({ longitude, latitude }) => ({ longitude, latitude })),
    expectedAtPlaces([reporter], windows, areas.length, endsBack),
    counts,
    { ...PRACTICAL, windows, endsBack, mostNearest: Math.min(MOST_NEAREST, Math.ceil(areas.length / 3)) },
  )
  const asked = clusters.filter((cluster) => isAsked(membersOf(cluster)))
  const [strongest] = asked
  if (!strongest) return { p: 1, found: [] }
  const seed = seedOf(snapshot.partnershipId, night, STREAM, name)
  const nothingBeyond = { locationOfPlace, reporters: [reporter], commonOverdispersion: 0 }
  const maxima = await maximaOnThreads(
    strongest.score,
    (from, to) => compute.run('expectationMaxima', problem, nothingBeyond, seed, from, to),
    compute.threads,
    monteCarlo,
  )
  const found = asked.flatMap((cluster): FaintFinding[] => {
    const { p, replicates, exceedances } = decideP(cluster.score, maxima, monteCarlo)
    const recurrence = recurrenceIntervalDays(p, everyDays)
    if (p > clearUpTo || recurrence < FAINTEST_NIGHTS) return []
    const members = membersOf(cluster)
    const centre = areas[cluster.places[0] as number] as Area
    const areaIds = [...new Set([centre.areaId ?? [], distinct(members.map(({ areaId }) => areaId))].flat())]
    const [firstDay, lastDay] = daysOf(cluster)
    return [
      {
        detector: 'D6',
        stream: STREAM,
        kind: STREAM,
        cases: distinct(members.flatMap(({ ids }) => ids)).map((id) => ({ id, isDeath: true })),
        areaIds,
        firstDay,
        lastDay,
        nodes: [],
        p,
        recurrenceIntervalDays: recurrence,
        observed: cluster.observed,
        expected: cluster.expected,
        statistic: cluster.score,
        centre: { longitude: round(centre.longitude), latitude: round(centre.latitude) },
        radiusMetres: Math.round(cluster.radiusMetres),
        evidence: {
          check: 'excess',
          series: seriesBackwards(STREAM, night, ...countsBackwards(cluster)),
          statistic: cluster.score,
          replicates,
          exceedances,
          seed,
          areas: cluster.places.length,
          placeName: snapshot.areas.find(({ areaId }) => areaId === centre.areaId)?.name ?? null,
          casesInLastTwoDays: members.filter(({ day }) => daysBetween(day, night) <= 2).length,
          ...(endsBack ? { isPast: true as const } : {}),
        },
      },
    ]
  })
  return { p: decideP(strongest.score, maxima, monteCarlo).p, found }

  function daysOf({ windowDays, endsBack }: ExpectationCluster): [Day, Day] {
    return [addDays(night, -windowDays - endsBack), addDays(night, -1 - endsBack)]
  }

  function membersOf(cluster: ExpectationCluster): Occurrence[] {
    const [firstDay, lastDay] = daysOf(cluster)
    return cluster.places
      .flatMap((place) => areas[place]?.members ?? [])
      .filter(({ day }) => day >= firstDay && day <= lastDay)
  }

  /** Of each day up to last night: the deaths in these areas, and those their past leads one to expect, as far as they would be known. */
  function countsBackwards(cluster: ExpectationCluster): [observed: Float64Array, expected: Float64Array] {
    const days = Math.max(SERIES_DAYS, Math.ceil((cluster.windowDays + cluster.endsBack + 7) / 7) * 7)
    const observed = new Float64Array(days)
    for (const { day } of cluster.places.flatMap((place) => areas[place]?.members ?? [])) {
      const back = daysBetween(day, night) - 1
      if (back < days) observed[back] = (observed[back] as number) + 1
    }
    const one = Array.from({ length: days }, () => 1)
    const perDay = expectedAtPlaces(
      [reporter],
      one,
      areas.length,
      one.map((_, back) => back),
    )
    const expected = new Float64Array(days)
    for (const place of cluster.places)
      for (let back = 0; back < days; back++)
        expected[back] = (expected[back] as number) + (perDay[place * days + back] as number)
    return [observed, expected]
  }
}

function round(degrees: number | null): number {
  return Math.round((degrees ?? 0) * 1e5) / 1e5
}
