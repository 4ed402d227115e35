import type { DistrictCluster } from '../../jobs/national/district-clusters.ts'
import type { Nation, NationalStream, PooledPartnership } from '../../jobs/national/nation.ts'
import { addDays } from '../../server/day.ts'

/** Partnerships of one district each on the night of 15 September 2025, and a cluster of three days over all of them. */
export const nationalNight = '2025-09-15'
const firstDay = addDays(nationalNight, -3)

export type Part = Partial<PooledPartnership> & { name: string; caseIds: readonly string[] }

/** With cases of so many ids each, on the last day but one. */
export function nationOf(parts: readonly Part[], stream: NationalStream = 'reversals'): Nation {
  const partnerships = parts.map(({ caseIds, ...given }): PooledPartnership => {
    const events = caseIds.map((id) => ({ ids: [id], day: addDays(nationalNight, -2), knownOn: null, district: 0 }))
    // of the same stream, and not in the cluster: elsewhere, or too early
    const others = [
      { ids: ['elsewhere'], day: addDays(nationalNight, -2), knownOn: null, district: null },
      { ids: ['earlier'], day: addDays(nationalNight, -9), knownOn: null, district: 0 },
    ]
    return {
      partnershipId: given.name,
      region: null,
      districts: [{ name: `${given.name} Town`, longitude: -5, latitude: 50, residents: null }],
      results: [],
      eventsLeftOut: 0,
      own: undefined,
      sharesWith: [],
      ...given,
      events: { deaths: [], reversals: [], [stream]: [...events, ...others] },
    }
  })
  return { night: nationalNight, partnerships, substances: [] }
}

export function nationOfCounts(counts: Readonly<Record<string, number>>): Nation {
  return nationOf(
    Object.entries(counts).map(([name, count]) => ({
      name,
      caseIds: Array.from({ length: count }, (_, i) => `${name} ${i}`),
    })),
  )
}

export function clusterOf(parts: object, stream: NationalStream = 'reversals'): DistrictCluster {
  const count = Array.isArray(parts) ? parts.length : Object.keys(parts).length
  return {
    kind: 'cluster',
    stream,
    tier: 'notify',
    districts: [],
    firstDay,
    lastDay: addDays(nationalNight, -1),
    radiusKm: 12,
    observed: 'fewer than 5',
    expected: 'fewer than 5',
    ratio: null,
    pValue: 0.001,
    gumbelP: null,
    recurrenceIntervalDays: 1000,
    members: Array.from({ length: count }, (_, partnership) => ({ partnership, district: 0 })),
  }
}
