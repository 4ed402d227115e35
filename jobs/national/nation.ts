import type { Day } from '../../server/contract/day.ts'
import type { OwnChecks, Person } from '../../server/surveillance/national/store.ts'
import type { Snapshot } from '../../server/surveillance/nights/snapshot.ts'

/** What the national check keeps of each partnership: events by day and district. Their ids go back into its own wall and nowhere else. */

export const NATIONAL_STREAMS = ['deaths', 'reversals'] as const
export type NationalStream = (typeof NATIONAL_STREAMS)[number]

/** A death, or an overdose with all who were at it: its records, and an index into the districts of its partnership, null where it lies in none. */
export type PooledEvent = { ids: string[]; day: Day; knownOn: Day | null; district: number | null }

/** A death whose toxicology is complete. */
export type PooledResult = Person & { knownOn: Day; found: string[] }

export type PooledDistrict = { name: string; longitude: number; latitude: number; residents: number | null }

export type PooledPartnership = {
  partnershipId: string
  name: string
  region: string | null
  districts: PooledDistrict[]
  events: Record<NationalStream, PooledEvent[]>
  results: PooledResult[]
  /** Events that were left out because their source has fallen silent or sent a bulk. */
  eventsLeftOut: number
  own: OwnChecks | undefined
  /** By its sharing agreements in force today: which partnerships may see exact counts of which of its streams, by name. */
  sharesWith: { name: string; stream: NationalStream }[]
}

export type Nation = { night: Day; partnerships: PooledPartnership[]; substances: Snapshot['substances'] }
