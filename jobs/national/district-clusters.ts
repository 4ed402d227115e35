import type { Day } from '../../server/contract/day.ts'
import { addDays, daysBetween } from '../../server/day.ts'
import { type Compute, maximaOnThreads } from '../compute/compute.ts'
import { dailySeries, RISE_SETTINGS } from '../detection/reports/daily-series.ts'
import type { Tier } from '../detection/signals/continuity.ts'
import { seedOf } from '../detection/signals/finding.ts'
import { expectedAtPlaces, type Reporter, sharesOf } from '../stats/scan/expectation-null.ts'
import type { ExpectationCluster } from '../stats/scan/expectation-scan.ts'
import { decideP, gumbelP, recurrenceIntervalDays } from '../stats/scan/monte-carlo.ts'
import { expectedBackwards } from '../stats/scan/temporal-scan.ts'
import {
  NATIONAL_STREAMS,
  type Nation,
  type NationalStream,
  type PooledDistrict,
  type PooledPartnership,
} from './nation.ts'
import { poolEvents } from './pooled-rises.ts'
import { type Figure, ratioOf, withhold } from './withhold.ts'

/** Neighbouring districts, of whatever partnerships, with more than their own past leads one to expect (docs/statistics.md 2 and 6). */
export type DistrictCheck = {
  kind: 'districts'
  stream: NationalStream
  outcome: string
  districts: number
  partnerships: number
  leftOut: string[]
  /** Of the strongest, reported or not. */
  pValue: number | null
}

export type DistrictCluster = {
  kind: 'cluster'
  stream: NationalStream
  tier: Exclude<Tier, 'notice'>
  districts: { name: string; partnership: string }[]
  firstDay: Day
  lastDay: Day
  radiusKm: number
  observed: Figure
  expected: Figure
  ratio: number | null
  pValue: number
  /** From the shape of the replicates' maxima, where none of them was as strong: beyond what their number can tell. */
  gumbelP: number | null
  recurrenceIntervalDays: number
  /** The same districts by their numbers, for what is told within each partnership's wall; never printed. */
  members: Member[]
}

/** A district, by its number in the nation's partnerships and in those of its partnership. */
export type Member = { partnership: number; district: number }

const MOST_DISTRICTS = 50
/** Smaller, it would not be worth a national desk's while (docs/statistics.md 6). */
const PRACTICAL = { leastRatio: 1.5, leastExcess: 5 }
const MONTE_CARLO = { replicates: 999, extendTo: 999, stopAfterExceedances: 10 }
const NOTIFY_FROM_NIGHTS = 365
const WATCH_FROM_NIGHTS = 100

export async function findDistrictClusters(
  nation: Nation,
  compute: Compute,
): Promise<(DistrictCheck | DistrictCluster)[]> {
  const lines: (DistrictCheck | DistrictCluster)[] = []
  for (const stream of NATIONAL_STREAMS) lines.push(...(await findClustersOf(nation, stream, compute)))
  return lines
}

type NationalPlace = PooledDistrict & { partnership: string; member: Member }
type Learnt = Reporter & { partnership: PooledPartnership }

async function findClustersOf(
  nation: Nation,
  stream: NationalStream,
  compute: Compute,
): Promise<(DistrictCheck | DistrictCluster)[]> {
  const { night, partnerships } = nation
  const { windows } = RISE_SETTINGS[stream]
  const places: NationalPlace[] = []
  const reporters: Learnt[] = []
  for (const [number, partnership] of partnerships.entries()) {
    const learnt = await learn(partnership, stream, night, compute)
    if (!learnt) continue
    reporters.push({
      ...learnt,
      partnership,
      places: Int32Array.from(partnership.districts, (_, district) => places.length + district),
    })
    places.push(
      ...partnership.districts.map((place, district) => ({
        ...place,
        partnership: partnership.name,
        member: { partnership: number, district },
      })),
    )
  }
  const check = {
    kind: 'districts',
    stream,
    districts: places.length,
    partnerships: reporters.length,
    leftOut: partnerships
      .filter((partnership) => !reporters.some((reporter) => reporter.partnership === partnership))
      .map(({ name }) => name),
  } as const
  if (reporters.length < 2) {
    const outcome = `not enough data to judge: ${reporters.length === 1 ? 'only one partnership has' : 'no partnership has'} places and half a year of ${stream} to go by, and two are needed; the checks of a partnership judge it alone`
    return [{ ...check, outcome, pValue: null }]
  }

  const { problem, locationOfPlace, clusters } = await compute.run(
    'scanExpectations',
    places.map(({ longitude, latitude }) => ({ longitude, latitude })),
    expectedAtPlaces(reporters, windows, places.length),
    countsAtPlaces(reporters, stream, night, places.length),
    { ...PRACTICAL, windows, mostNearest: MOST_DISTRICTS },
  )
  const [strongest] = clusters
  if (!strongest) return [{ ...check, outcome: 'judged: nothing unusual', pValue: 1 }]

  const given = {
    locationOfPlace,
    reporters: reporters.map(({ usual, places, shapes }) => ({ usual, places, shapes })),
    commonOverdispersion: await learnCommonOverdispersion(nation, stream, reporters, compute),
  }
  const seed = seedOf('nation', night, stream, 'EBP')
  const maxima = await maximaOnThreads(
    strongest.score,
    (from, to) => compute.run('expectationMaxima', problem, given, seed, from, to),
    compute.threads,
    MONTE_CARLO,
  )
  const found = clusters.flatMap((cluster) => toLine(cluster, stream, night, places, maxima) ?? [])
  const outcome = found.length
    ? `judged: ${found.length === 1 ? '1 cluster' : `${found.length} clusters`}`
    : 'judged: nothing unusual'
  return [{ ...check, outcome, pValue: decideP(strongest.score, maxima, MONTE_CARLO).p }, ...found]
}

/** What is usual of a partnership, and how its past events were spread; undefined where that cannot be known. */
async function learn(
  { events, districts }: PooledPartnership,
  stream: NationalStream,
  night: Day,
  compute: Compute,
): Promise<Omit<Reporter, 'places'> | undefined> {
  if (!districts.length) return undefined
  const { windows, leftOutDays, hasWeekdays } = RISE_SETTINGS[stream]
  const { cases, series } = dailySeries(events[stream], stream, night)
  const usual = await compute.run('learnUsualDays', series, { leftOutDays, hasWeekdays }, windows.at(-1) as number)
  if (!usual) return undefined
  // the last place is for events that lie in none
  const past = new Float64Array(districts.length + 1)
  const lastPastDay = addDays(night, -leftOutDays - 1)
  for (const { day, district } of cases) {
    const at = district ?? districts.length
    if (day <= lastPastDay) past[at] = (past[at] as number) + 1
  }
  return { usual, shapes: sharesOf(past, [...districts.map(({ residents }) => residents), null]) }
}

/** Events of the last days by place and window. */
function countsAtPlaces(
  reporters: readonly Learnt[],
  stream: NationalStream,
  night: Day,
  places: number,
): Float64Array {
  const { windows } = RISE_SETTINGS[stream]
  const counts = new Float64Array(places * windows.length)
  const longest = addDays(night, -(windows.at(-1) as number))
  for (const { partnership, places: own } of reporters)
    for (const { day, district } of partnership.events[stream]) {
      if (day < longest || district === null) continue
      const back = daysBetween(day, night)
      windows.forEach((length, window) => {
        const cell = (own[district] as number) * windows.length + window
        if (back <= length) counts[cell] = (counts[cell] as number) + 1
      })
    }
  return counts
}

/** Weeks that are bad everywhere at once: what the variance of all together has beyond the mean of the partnerships' own. */
async function learnCommonOverdispersion(
  { night, partnerships }: Nation,
  stream: NationalStream,
  reporters: readonly Learnt[],
  compute: Compute,
): Promise<number> {
  const { windows, leftOutDays, hasWeekdays } = RISE_SETTINGS[stream]
  const { series } = dailySeries(poolEvents(partnerships, stream, night).events, stream, night)
  const together = await compute.run('learnUsualDays', series, { leftOutDays, hasWeekdays }, windows.at(-1) as number)
  if (!together) return 0
  const weights = reporters.map(({ usual }) => expectedBackwards(usual).reduce((sum, mean) => sum + mean, 0))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const own = reporters.reduce((sum, { usual }, i) => sum + (usual.overdispersion * (weights[i] as number)) / whole, 0)
  return Math.max(0, together.overdispersion - own)
}

function toLine(
  { places: indices, windowDays, observed, expected, radiusMetres, score }: ExpectationCluster,
  stream: NationalStream,
  night: Day,
  places: readonly NationalPlace[],
  maxima: Float64Array,
): DistrictCluster | undefined {
  const { p, exceedances } = decideP(score, maxima, MONTE_CARLO)
  const recurrence = recurrenceIntervalDays(p)
  if (recurrence < WATCH_FROM_NIGHTS) return undefined
  return {
    kind: 'cluster',
    stream,
    tier: recurrence >= NOTIFY_FROM_NIGHTS ? 'notify' : 'watch',
    districts: indices.map((index) => {
      const { name, partnership } = places[index] as NationalPlace
      return { name, partnership }
    }),
    firstDay: addDays(night, -windowDays),
    lastDay: addDays(night, -1),
    radiusKm: Math.round(radiusMetres / 100) / 10,
    observed: withhold(observed),
    expected: withhold(expected),
    ratio: ratioOf(observed, expected),
    pValue: p,
    gumbelP: exceedances === 0 ? gumbelP(score, maxima) : null,
    recurrenceIntervalDays: recurrence,
    members: indices.map((index) => (places[index] as NationalPlace).member),
  }
}
