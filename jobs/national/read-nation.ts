import type { Knex } from 'knex'
import { appendAudit } from '../../server/audit/store.ts'
import type { Day } from '../../server/contract/day.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import { type Tenant, withTenant } from '../../server/db/tenant.ts'
import { readRegions } from '../../server/partnerships/store.ts'
import {
  type District,
  type Person,
  readDistricts,
  readOwnChecks,
  readPersons,
  readShares,
} from '../../server/surveillance/national/store.ts'
import { readNight } from '../../server/surveillance/nights/night-work.ts'
import {
  readSnapshot,
  type Snapshot,
  type SnapshotDeath,
  type SnapshotReversal,
  unpackSnapshot,
} from '../../server/surveillance/nights/snapshot.ts'
import { checkFeeds } from '../detection/health/feed-health.ts'
import { countAllOnce, occurrencesOf } from '../detection/reports/count-once.ts'
import type { Nation, PooledDistrict, PooledEvent, PooledPartnership, PooledResult } from './nation.ts'

/**
 * Reads the partnerships one after another, each within its own wall, and keeps of each what the national check needs: its night's frozen
 * snapshot where that night is done, else what was known before it. Each partnership's audit says that it was read.
 */
export async function readNation(
  db: Knex,
  partnerships: readonly Partnership[],
  night: Day,
  say: (done: number, total: number) => void = () => undefined,
): Promise<Nation> {
  const regions = await readRegions(db)
  const nation: Nation = { night, partnerships: [], substances: [] }
  for (const [index, { partnershipId, name, today }] of partnerships.entries()) {
    say(index, partnerships.length)
    const tenant: Tenant = { partnershipId, userId: 'command line', purpose: 'national detection' }
    const kept = await readNight(db, tenant, night)
    const { snapshot, pooled } = await withTenant(db, tenant, async (trx) => {
      const snapshot =
        kept?.isDone && kept.snapshot_gzip
          ? unpackSnapshot(kept.snapshot_gzip)
          : await readSnapshot(trx, partnershipId, night, undefined, 'infinity')
      const once = countAllOnce(snapshot)
      const pooled: PooledPartnership = {
        partnershipId,
        name,
        region: regions.get(partnershipId) ?? null,
        ...poolEvents(once, name, await readDistricts(trx)),
        results: poolResults(once, await readPersons(trx, night)),
        own: await readOwnChecks(trx, night),
        sharesWith: await readShares(trx, today),
      }
      await appendAudit(trx, {
        action: 'read',
        operation: 'vigil national',
        recordId: null,
        fields: [],
        records: snapshot.deaths.length + snapshot.reversals.length,
      })
      return { snapshot, pooled }
    })
    nation.partnerships.push(pooled)
    nation.substances = snapshot.substances
  }
  say(partnerships.length, partnerships.length)
  return nation
}

/** As the nightly check counts them: each once however many were at it, and without what feeds that are not well have sent. */
function poolEvents(once: Snapshot, name: string, areas: readonly District[]) {
  const { snapshot: healthy } = checkFeeds(once)
  const { districts, districtOf } = areas.length ? fromAreas(areas) : fromWhole(name, healthy)
  const pool = (records: readonly (SnapshotDeath | SnapshotReversal)[]) =>
    occurrencesOf(records).map(
      (record): PooledEvent => ({
        ids: record.ids,
        day: record.day,
        knownOn: record.knownOn,
        district: districtOf(record),
      }),
    )
  const counted = ({ deaths, reversals }: Snapshot) => deaths.length + reversals.length
  return {
    districts,
    events: { deaths: pool(healthy.deaths), reversals: pool(healthy.reversals) },
    eventsLeftOut: counted(once) - counted(healthy),
  }
}

type Districts = {
  districts: PooledDistrict[]
  districtOf: (record: SnapshotDeath | SnapshotReversal) => number | null
}

function fromAreas(areas: readonly District[]): Districts {
  const ofArea = new Map(areas.flatMap(({ areaIds }, district) => areaIds.map((areaId) => [areaId, district] as const)))
  return {
    districts: areas.map(({ name, longitude, latitude, residents }) => ({ name, longitude, latitude, residents })),
    districtOf: ({ areaId }) => (areaId === null ? null : (ofArea.get(areaId) ?? null)),
  }
}

/** Without areas the partnership is its own district, in the middle of its events. */
function fromWhole(name: string, { deaths, reversals }: Snapshot): Districts {
  const places = [...deaths, ...reversals].flatMap(({ longitude, latitude }) =>
    longitude === null || latitude === null ? [] : [{ longitude, latitude }],
  )
  if (!places.length) return { districts: [], districtOf: () => null }
  const mean = (of: (place: (typeof places)[number]) => number) =>
    places.reduce((sum, place) => sum + of(place), 0) / places.length
  return {
    districts: [{ name, longitude: mean((at) => at.longitude), latitude: mean((at) => at.latitude), residents: null }],
    districtOf: ({ longitude }) => (longitude === null ? null : 0),
  }
}

function poolResults({ deaths }: Snapshot, people: ReadonlyMap<string, Person>): PooledResult[] {
  return deaths.flatMap(({ id, toxicologyKnownOn, found }) =>
    toxicologyKnownOn === null
      ? []
      : [{ knownOn: toxicologyKnownOn, found, ...(people.get(id) ?? { ageYears: null, sex: 'unknown' }) }],
  )
}
