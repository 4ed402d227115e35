import { randomUUID } from 'node:crypto'
import type { Day } from '../../server/contract/day.ts'
import type { EventStream } from '../../server/contract/signal.ts'
import { addDays, daysBetween } from '../../server/day.ts'
import type { Snapshot } from '../../server/nights/snapshot.ts'
import { type Compute, maximaOnThreads, type Replicates } from '../compute.ts'
import { decideP, recurrenceIntervalDays } from '../stats/monte-carlo.ts'
import { distinct } from './distinct.ts'
import { seriesBackwards } from './evidence-series.ts'
import { type Detected, FAINTEST_NIGHTS, type FaintFinding, seedOf, splitByTier } from './finding.ts'
import { datedRecordsOf, hasExactDay } from './records-of.ts'

/** D2, the prospective space-time permutation scan (statistics.md 1.1, 2.2): too many here, lately, given how many there and when. */

const STUDY_DAYS = 365
const FEWEST_CASES = 20
const SETTINGS = { deaths: { longestWindow: 60 }, reversals: { longestWindow: 30 }, overdoses: { longestWindow: 30 } }
/** What a signal's page draws. */
const SERIES_DAYS = { deaths: 91, reversals: 30, overdoses: 30 }
const URBAN_FROM_RESIDENTS_PER_KM2 = 1000
const MONTE_CARLO: Replicates = { replicates: 999, extendTo: 9999, stopAfterExceedances: 10 }

export async function detectPlaces(
  snapshot: Snapshot,
  stream: EventStream,
  compute: Compute,
  monteCarlo = MONTE_CARLO,
): Promise<Detected> {
  const firstDay = addDays(snapshot.night, -STUDY_DAYS)
  const cases = datedRecordsOf(snapshot, stream).filter(({ day, longitude }) => day >= firstDay && longitude !== null)
  const check = { detector: 'D2', stream, cases: cases.length } as const
  if (cases.length < FEWEST_CASES) {
    return {
      findings: [],
      faint: [],
      check: {
        ...check,
        p: null,
        outcome: `not enough data to judge: ${stream} with a place${stream === 'deaths' ? ' where the person was found' : ''} in 365 days: ${cases.length}, ${FEWEST_CASES} needed; recording places, or pooling with neighbours, would help`,
      },
    }
  }

  const isUrban = (snapshot.residentsPerSquareKilometre ?? 0) >= URBAN_FROM_RESIDENTS_PER_KM2
  const largestRadiusMetres = isUrban ? 10_000 : 30_000
  const { longestWindow } = SETTINGS[stream]
  const { problem, clusters } = await compute.run('scanPlaces', {
    places: cases.map(({ latitude, longitude }) => ({ latitude: round(latitude), longitude: round(longitude) })),
    cases: cases.map(({ day }, place) => ({ place, day: daysBetween(firstDay, day) })),
    days: STUDY_DAYS,
    longestWindow,
    period: 'prospective',
    minimumCases: 3,
    largestShareOfCases: 0.5,
    largestRadiusMetres,
    ties: 'together',
  })
  const [strongest] = clusters
  if (!strongest) return { findings: [], faint: [], check: { ...check, p: 1, outcome: 'judged: nothing unusual' } }

  const seed = seedOf(snapshot.partnershipId, snapshot.night, stream, 'D2')
  const key = randomUUID()
  const maxima = await maximaOnThreads(
    strongest.statistic,
    (from, to) => compute.run('placeMaxima', key, problem, seed, from, to),
    compute.threads,
    monteCarlo,
  )
  const found = clusters.flatMap((cluster): FaintFinding[] => {
    const { p, replicates, exceedances } = decideP(cluster.statistic, maxima, monteCarlo)
    const recurrence = recurrenceIntervalDays(p)
    if (recurrence < FAINTEST_NIGHTS) return []
    const members = cluster.caseIndexes.map((index) => cases[index] as (typeof cases)[number])
    const centre = cases[cluster.places[0] as number] as (typeof cases)[number]
    const [firstInside, lastInside] = [addDays(firstDay, cluster.firstDay), addDays(firstDay, cluster.lastDay)]
    // the centre's area first: it gives the signal its name
    const areaIds = [...new Set([centre.areaId ?? [], distinct(members.map(({ areaId }) => areaId))].flat())]
    return [
      {
        detector: 'D2',
        stream,
        kind: stream,
        cases: [...new Set(members.map(({ id }) => id))].sort().map((id) => ({ id, isDeath: stream === 'deaths' })),
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
        evidence: {
          check: 'place',
          series: seriesBackwards(stream, snapshot.night, ...countsBackwards(cluster.places)),
          statistic: cluster.statistic,
          replicates,
          exceedances,
          seed,
          studyFirstDay: firstDay,
          studyLastDay: addDays(snapshot.night, -1),
          casesInStudy: cases.length,
          longestWindowDays: longestWindow,
          largestRadiusMetres,
          relativeRisk: cluster.relativeRisk,
          placeName: snapshot.areas.find(({ areaId }) => areaId === centre.areaId)?.name ?? null,
          casesInLastTwoDays: members.filter(({ day }) => daysBetween(day, snapshot.night) <= 2).length,
        },
      },
    ]
  })
  const { findings, faint } = splitByTier('D2', stream, found)

  /** Of each day up to last night: the cases at these places, and those that all places together lead one to expect there. */
  function countsBackwards(places: readonly number[]): [observed: Float64Array, expected: Float64Array] {
    const [observed, everywhere] = [new Float64Array(SERIES_DAYS[stream]), new Float64Array(SERIES_DAYS[stream])]
    const isThere = new Set(places)
    cases.forEach(({ day }, place) => {
      const back = daysBetween(day, snapshot.night) - 1
      if (back >= observed.length) return
      everywhere[back] = (everywhere[back] as number) + 1
      if (isThere.has(place)) observed[back] = (observed[back] as number) + 1
    })
    return [observed, everywhere.map((count) => (count * places.length) / cases.length)]
  }
  return {
    findings,
    faint,
    check: {
      ...check,
      p: decideP(strongest.statistic, maxima, monteCarlo).p,
      outcome: findings.length
        ? `judged: ${findings.length === 1 ? '1 cluster' : `${findings.length} clusters`}`
        : 'judged: nothing unusual',
    },
  }
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
