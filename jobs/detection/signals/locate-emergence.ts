import { randomUUID } from 'node:crypto'
import { addDays, daysBetween } from '../../../server/day.ts'
import type { Snapshot, SnapshotDeath } from '../../../server/surveillance/nights/snapshot.ts'
import { type Compute, maximaOnThreads } from '../../compute/compute.ts'
import { decideP } from '../../stats/scan/monte-carlo.ts'
import { hasExactDay } from '../reports/records-of.ts'
import { type LocalEvidence, seedOf } from './finding.ts'

/**
 * D4, is it local? A prospective Bernoulli space-time scan (docs/statistics.md 1 and 6) of the deaths that have what D3 found among all those
 * whose toxicology could have shown it. It says more of a D3 finding and makes no signal of its own, so it costs no false alarms.
 */
/** Called local, and drawn on the map, up to here; no signal rests on it. */
export const LOCAL_UP_TO = 0.05
const STUDY_DAYS = 365
const LONGEST_WINDOW = 180
const FEWEST = 3
const LARGEST_RADIUS_METRES = 30_000
const MONTE_CARLO = { replicates: 999, extendTo: 999, stopAfterExceedances: 10 }

/** Null where too few of them have a place in the last year, or no circle has more than its share. */
export async function locateEmergence(
  snapshot: Snapshot,
  withIt: readonly SnapshotDeath[],
  withoutIt: readonly SnapshotDeath[],
  what: string,
  compute: Compute,
): Promise<LocalEvidence | null> {
  const firstDay = addDays(snapshot.night, -STUDY_DAYS)
  const isInStudy = (death: SnapshotDeath) => death.day >= firstDay && death.longitude !== null && hasExactDay(death)
  const cases = withIt.filter(isInStudy)
  const controls = withoutIt.filter(isInStudy)
  if (cases.length < FEWEST || controls.length === 0) return null

  const deaths = [...cases, ...controls]
  const cells = deaths.map(({ day }, place) => ({ place, unit: daysBetween(firstDay, day), count: 1 }))
  const { problem, clusters } = await compute.run('scanGrid', {
    model: 'bernoulli',
    places: deaths.map(({ latitude, longitude }) => ({ latitude: latitude ?? 0, longitude: longitude ?? 0 })),
    cases: cells.slice(0, cases.length),
    controls: cells.slice(cases.length),
    units: STUDY_DAYS,
    longestWindow: LONGEST_WINDOW,
    period: 'prospective',
    minimumCases: FEWEST,
    largestShare: 0.5,
    largestRadius: LARGEST_RADIUS_METRES,
  })
  const [strongest] = clusters
  if (!strongest) return null

  const key = randomUUID()
  const seed = seedOf(snapshot.partnershipId, snapshot.night, what, 'D4')
  const maxima = await maximaOnThreads(
    strongest.statistic,
    (from, to) => compute.run('gridMaxima', key, problem, seed, from, to),
    compute.threads,
    MONTE_CARLO,
  )
  const { p, replicates } = decideP(strongest.statistic, maxima, MONTE_CARLO)
  const [firstInside, lastInside] = [addDays(firstDay, strongest.firstUnit), addDays(firstDay, strongest.lastUnit)]
  const inside = strongest.places.map((place) => deaths[place] as SnapshotDeath)
  const centre = inside[0] as SnapshotDeath
  return {
    p,
    replicates,
    observed: strongest.observed,
    examined: inside.filter(({ day }) => day >= firstInside && day <= lastInside).length,
    expected: strongest.expected,
    firstDay: firstInside,
    lastDay: lastInside,
    centre: { longitude: centre.longitude ?? 0, latitude: centre.latitude ?? 0 },
    radiusMetres: Math.round(strongest.radius),
    placeName: snapshot.areas.find(({ areaId }) => areaId === centre.areaId)?.name ?? null,
  }
}
