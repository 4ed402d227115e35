import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { NewDeath } from '../../server/contract/death.ts'
import { NewOverdose } from '../../server/contract/overdose.ts'
import { addDays } from '../../server/day.ts'
import { addDeaths } from '../../server/deaths/store.ts'
import { addOverdoses } from '../../server/naloxone/overdoses/store.ts'
import type { TestDatabase } from './database.ts'

/** Invented events for tests: each known the day after it happened unless said otherwise. */

export function makeReversal(given: {
  day: string
  longitude?: number
  latitude?: number
  knownOn?: string
  source?: string
  reference?: string
}): NewOverdose {
  return NewOverdose.parse({
    source: given.source ?? 'test',
    reference: given.reference,
    eventDay: given.day,
    knownOn: given.knownOn ?? addDays(given.day, 1),
    place: { longitude: given.longitude ?? -4.9, latitude: given.latitude ?? 50.3, precision: 'exact' },
    persons: [
      {
        naloxoneGiven: 'yes',
        wasUnresponsive: 'yes',
        outcome: 'recovered_stayed',
        outcomeEvidence: 'seen_by_reporter',
      },
    ],
  })
}

export function makeDeath(
  given: Partial<NewDeath> & { eventDay: string; longitude?: number; latitude?: number },
): NewDeath {
  const { longitude = -4.9, latitude = 50.3, ...rest } = given
  return NewDeath.parse({
    source: 'test',
    status: 'notified',
    knownOn: addDays(given.eventDay, 1),
    foundPlace: { longitude, latitude, precision: 'exact' },
    ...rest,
  })
}

/** A year of scattered reversals before `night` over twelve places, and a cluster at one of them in its last six days. */
export async function addYearOfReversals(
  db: TestDatabase,
  night: string,
  { scattered = 120, clustered = 8 } = {},
): Promise<void> {
  const random = randomFor('a year of reversals', 0)
  const somewhere = () => ({
    longitude: -5.4 + randomBelow(random, 12) * 0.1,
    latitude: 50.1 + randomBelow(random, 3) * 0.15,
  })
  const background = Array.from({ length: scattered }, (_, i) =>
    makeReversal({ day: addDays(night, -1 - randomBelow(random, 360)), ...somewhere(), reference: `scattered-${i}` }),
  )
  const cluster = Array.from({ length: clustered }, (_, i) =>
    makeReversal({
      day: addDays(night, -2 - randomBelow(random, 6)),
      longitude: -5.29,
      latitude: 50.213,
      reference: `clustered-${i}`,
      source: i % 2 ? 'outreach' : 'ambulance',
    }),
  )
  await db.within((trx) => addOverdoses(trx, [...background, ...cluster], night))
}

export { addDeaths, addOverdoses }
