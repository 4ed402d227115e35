import { randomUUID } from 'node:crypto'
import type { Day } from '../../../server/contract/day.ts'
import type { EventStream } from '../../../server/contract/signal.ts'
import { addDays, daysBetween } from '../../../server/day.ts'
import type { Snapshot } from '../../../server/surveillance/nights/snapshot.ts'
import { type Compute, maximaOnThreads, type Replicates } from '../../compute/compute.ts'
import { decideP, recurrenceIntervalDays } from '../../stats/scan/monte-carlo.ts'
import { changedHabitOf } from '../health/changed-habit.ts'
import { usualThere } from '../health/usual-there.ts'
import { type Occurrence, occurrencesOf } from '../reports/count-once.ts'
import { distinct } from '../reports/distinct.ts'
import { seriesBackwards } from '../reports/evidence-series.ts'
import { type LearntLate, learntLate } from '../reports/learnt-late.ts'
import { datedRecordsOf, hasExactDay } from '../reports/records-of.ts'
import { atSamePlaces } from '../reports/same-place.ts'
import {
  type Detected,
  FAINTEST_NIGHTS,
  type FaintFinding,
  notJudged,
  type PlaceEvidence,
  sayJudged,
  seedOf,
  splitByTier,
  surelyBeside,
  thresholdsOf,
  tierByRecurrence,
} from '../signals/finding.ts'

/** D2, the prospective space-time permutation scan (docs/statistics.md 1 and 6): too many here, lately, given how many there and when. */

const STUDY_DAYS = 365
const FEWEST_CASES = 20
const SETTINGS = { deaths: { longestWindow: 60 }, reversals: { longestWindow: 30 }, overdoses: { longestWindow: 30 } }
/** What a signal's page draws. */
const SERIES_DAYS = { deaths: 91, reversals: 30, overdoses: 30 }
const URBAN_FROM_RESIDENTS_PER_KM2 = 1000
const MONTE_CARLO: Replicates = { replicates: 999, extendTo: 9999, stopAfterExceedances: 10 }
const LATE_MONTE_CARLO: Replicates = { replicates: 999, extendTo: 999, stopAfterExceedances: 10 }
/** Clusters at once: each is taken out, and the rest looked at anew (docs/statistics.md 1). */
const MOST_CLUSTERS = 5

export async function detectPlaces(
  snapshot: Snapshot,
  stream: EventStream,
  compute: Compute,
  monteCarlo = MONTE_CARLO,
): Promise<Detected> {
  const firstDay = addDays(snapshot.night, -STUDY_DAYS)
  const all = atSamePlaces(occurrencesOf(datedRecordsOf(snapshot, stream)), snapshot.night)
  const cases = all.filter(({ day }) => day >= firstDay)
  const check = { detector: 'D2', stream, cases: cases.length } as const
  if (cases.length < FEWEST_CASES) {
    const text = `not enough data to judge: ${stream} with a place${stream === 'deaths' ? ' where the person was found' : ''} in 365 days: ${cases.length}, ${FEWEST_CASES} needed`
    const advice = 'recording places, or pooling with neighbours, would help'
    return notJudged(check, { kind: 'too little', text }, { kind: 'advice', text: advice })
  }
  const isUrban = (snapshot.residentsPerSquareKilometre ?? 0) >= URBAN_FROM_RESIDENTS_PER_KM2
  const study: Study = {
    snapshot,
    stream,
    firstDay,
    largestRadiusMetres: isUrban ? 10_000 : 30_000,
    all,
    firstRecord: all.reduce((first, { day }) => (day < first ? day : first), snapshot.night),
    compute,
    monteCarlo: surelyBeside(monteCarlo, thresholdsOf('D2', stream)),
  }
  const alive = await scanRepeatedly(study, cases)
  const late = await scanLate(study, cases)
  const { findings, faint } = splitByTier('D2', stream, [...alive.found, ...late].map(explainedByHabit(study)))
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

type Study = {
  snapshot: Snapshot
  stream: EventStream
  firstDay: Day
  largestRadiusMetres: number
  /** All that is known with a place, also from before the study. */
  all: readonly Occurrence[]
  firstRecord: Day
  compute: Compute
  monteCarlo: Replicates
}

type Asked = Pick<LearntLate, 'isAsked' | 'everyDays' | 'clearUpTo'>

type Found = FaintFinding & { members: readonly Occurrence[]; places: ReadonlySet<string> }

/**
 * The strongest cluster is taken out, with all that its places have in the study, and the rest looked at with replicates of its own, until
 * nothing is left that would be watched; the others of that last time are compared with its replicates. Zhang Z, Assunção R, Kulldorff M.
 * Spatial scan statistics adjusted for multiple clusters. J Probab Stat 2010:642379.
 */
async function scanRepeatedly(study: Study, cases: readonly Occurrence[]): Promise<{ p: number; found: Found[] }> {
  const found: Found[] = []
  let left = cases
  let p: number | undefined
  for (let round = 0; round < MOST_CLUSTERS && left.length >= FEWEST_CASES; round++) {
    const scanned = await scan(study, left, 'prospective', `D2${round || ''}`)
    p ??= scanned.p
    const [strongest] = scanned.found
    const isWatched = strongest && tierByRecurrence('D2', study.stream, strongest.recurrenceIntervalDays)
    if (!isWatched || round === MOST_CLUSTERS - 1) {
      found.push(...scanned.found)
      break
    }
    found.push(strongest)
    left = left.filter((one) => !strongest.places.has(pointOf(one)))
  }
  return { p: p ?? 1, found }
}

/** All windows of the study, and of them those that hold what was learnt late: a p against all, so that choosing adds no false alarm. */
async function scanLate(study: Study, cases: readonly Occurrence[]): Promise<Found[]> {
  const late = learntLate(cases, study.stream, study.snapshot.night)
  if (!late) return []
  const { found } = await scan({ ...study, monteCarlo: LATE_MONTE_CARLO }, cases, 'retrospective', 'D2 late', late)
  return found.map((one) => ({ ...one, evidence: { ...one.evidence, isPast: true } as PlaceEvidence }))
}

async function scan(
  { snapshot, stream, firstDay, largestRadiusMetres, compute, monteCarlo }: Study,
  cases: readonly Occurrence[],
  period: 'prospective' | 'retrospective',
  name: string,
  { isAsked, everyDays, clearUpTo }: Asked = { isAsked: () => true, everyDays: 1, clearUpTo: 1 },
): Promise<{ p: number; found: Found[] }> {
  const { longestWindow } = SETTINGS[stream]
  const seed = seedOf(snapshot.partnershipId, snapshot.night, stream, name)
  const settings = {
    places: cases.map(({ latitude, longitude }) => ({ latitude: round(latitude), longitude: round(longitude) })),
    longestWindow,
    minimumCases: 3,
  }
  const dayOf = ({ day }: Occurrence) => daysBetween(firstDay, day)
  const { clusters, maximaFor } = period === 'prospective' ? await scanAlive() : await scanAllWindows()
  const asked = clusters
    .map((cluster) => {
      const isThere = new Set(cluster.places)
      const members = cases.filter(
        (one, place) => isThere.has(place) && dayOf(one) >= cluster.firstDay && dayOf(one) <= cluster.lastDay,
      )
      return { cluster, members }
    })
    .filter(({ members }) => isAsked(members))
  const [strongest] = asked
  if (!strongest) return { p: 1, found: [] }
  const maxima = await maximaOnThreads(strongest.cluster.statistic, maximaFor, compute.threads, monteCarlo)
  const found = asked.flatMap(({ cluster, members }): Found[] => {
    const { p, replicates, exceedances } = decideP(cluster.statistic, maxima, monteCarlo)
    const recurrence = recurrenceIntervalDays(p, everyDays)
    if (p > clearUpTo || recurrence < FAINTEST_NIGHTS) return []
    const centre = cases[cluster.places[0] as number] as Occurrence
    const [firstInside, lastInside] = [addDays(firstDay, cluster.firstDay), addDays(firstDay, cluster.lastDay)]
    // the centre's area first: it gives the signal its name
    const areaIds = [...new Set([centre.areaId ?? [], distinct(members.map(({ areaId }) => areaId))].flat())]
    const persons = members.reduce((sum, one) => sum + one.persons, 0)
    return [
      {
        members,
        places: new Set(cluster.places.map((place) => pointOf(cases[place] as Occurrence))),
        detector: 'D2',
        stream,
        kind: stream,
        cases: [...new Set(members.flatMap(({ ids }) => ids))]
          .sort()
          .map((id) => ({ id, isDeath: stream === 'deaths' })),
        ...(stream === 'deaths' ? {} : { deathsThere: deathsIn(snapshot, areaIds, firstInside, lastInside) }),
        areaIds,
        firstDay: firstInside,
        lastDay: lastInside,
        nodes: [],
        p,
        recurrenceIntervalDays: recurrence,
        observed: cluster.observed,
        expected: cluster.expected,
        statistic: cluster.statistic,
        centre: { longitude: round(centre.longitude), latitude: round(centre.latitude) },
        radiusMetres: Math.round(cluster.radiusMetres),
        ...(persons === cluster.observed ? {} : { persons }),
        evidence: {
          check: 'place',
          series: seriesBackwards(stream, snapshot.night, ...countsBackwards(cluster.places, firstInside)),
          statistic: cluster.statistic,
          replicates,
          exceedances,
          seed,
          studyFirstDay: firstDay,
          studyLastDay: addDays(snapshot.night, -1),
          casesInStudy: cases.length,
          longestWindowDays: longestWindow,
          largestRadiusMetres,
          relativeRisk: cluster.relativeRisk ?? cluster.observed / cluster.expected,
          placeName: snapshot.areas.find(({ areaId }) => areaId === centre.areaId)?.name ?? null,
          casesInLastTwoDays: members.filter(({ day }) => daysBetween(day, snapshot.night) <= 2).length,
        },
      },
    ]
  })
  return { p: decideP(strongest.cluster.statistic, maxima, monteCarlo).p, found }

  async function scanAlive() {
    const { problem, clusters } = await compute.run('scanPlaces', {
      ...settings,
      cases: cases.map((one, place) => ({ place, day: dayOf(one) })),
      days: STUDY_DAYS,
      period: 'prospective',
      largestShareOfCases: 0.5,
      largestRadiusMetres,
      ties: 'together',
    })
    const key = randomUUID()
    return {
      clusters,
      maximaFor: (from: number, to: number) => compute.run('placeMaxima', key, problem, seed, from, to),
    }
  }

  async function scanAllWindows() {
    const { problem, clusters } = await compute.run('scanGrid', {
      ...settings,
      model: 'permutation',
      cases: cases.map((one, place) => ({ place, unit: dayOf(one), count: 1 })),
      units: STUDY_DAYS,
      period: 'retrospective',
      largestShare: 0.5,
      largestRadius: largestRadiusMetres,
    })
    const key = randomUUID()
    return {
      clusters: clusters.map(({ firstUnit, lastUnit, radius, ...cluster }) => ({
        ...cluster,
        firstDay: firstUnit,
        lastDay: lastUnit,
        radiusMetres: radius,
      })),
      maximaFor: (from: number, to: number) => compute.run('gridMaxima', key, problem, seed, from, to),
    }
  }

  /** Of each day up to last night: the cases at these places, and those that all places together lead one to expect there. */
  function countsBackwards(places: readonly number[], since: Day): [observed: Float64Array, expected: Float64Array] {
    const days = Math.max(SERIES_DAYS[stream], Math.ceil((daysBetween(since, snapshot.night) + 7) / 7) * 7)
    const [observed, everywhere] = [new Float64Array(days), new Float64Array(days)]
    const isThere = new Set(places)
    cases.forEach(({ day }, place) => {
      const back = daysBetween(day, snapshot.night) - 1
      if (back >= observed.length) return
      everywhere[back] = (everywhere[back] as number) + 1
      if (isThere.has(place)) observed[back] = (observed[back] as number) + 1
    })
    return [observed, everywhere.map((count) => (count * places.length) / cases.length)]
  }
}

/** What its places are used to, or a feed that changed how it tells of places, may explain a cluster: it says so, and is watched only. */
function explainedByHabit({ all, firstRecord, snapshot }: Study) {
  return ({ members, places, ...found }: Found): FaintFinding => {
    const daysThere = all.flatMap((one) => (places.has(pointOf(one)) ? one.day : []))
    const usual = usualThere(daysThere, found, firstRecord)
    const changed = usual ? undefined : changedHabitOf(members, all, snapshot.night)
    return {
      ...found,
      ...(usual ? { usualThere: usual } : {}),
      ...(changed ? { changedHabit: changed } : {}),
      ...(usual || changed ? { isExplained: true as const } : {}),
    }
  }
}

function pointOf({ longitude, latitude }: Pick<Occurrence, 'longitude' | 'latitude'>): string {
  return `${longitude} ${latitude}`
}

function deathsIn({ deaths }: Snapshot, areaIds: readonly string[], firstDay: Day, lastDay: Day): string[] {
  return deaths
    .filter(hasExactDay)
    .flatMap(({ id, day, areaId }) =>
      areaId !== null && areaIds.includes(areaId) && day >= firstDay && day <= lastDay ? [id] : [],
    )
}

/** To about 10 m: events of one address are one place. */
function round(degrees: number | null): number {
  return Math.round((degrees ?? 0) * 1e4) / 1e4
}
