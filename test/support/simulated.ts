import { addLaterRevisions } from '../../server/deaths/store.ts'
import { addToxicologyPanel } from '../../server/deaths/toxicology-panels/store.ts'
import { toDegrees } from '../prove/simulator/areas.ts'
import { deterministicId } from '../prove/simulator/ids.ts'
import { PARAMETERS, type Size } from '../prove/simulator/parameters.ts'
import { type SimulatedPartnership, simulatePartnership } from '../prove/simulator/partnership.ts'
import type { TestDatabase } from './database.ts'
import { addDeaths, addOverdoses, makeDeath, makeReversal } from './events.ts'

/** Half the side of the square that stands for an area: no two meet. */
const HALF_SIDE_DEGREES = 0.012
/** About 160 a square kilometre: rural, as the simulator says. */
const RESIDENTS = 700

type Place = { longitude: number; latitude: number }

/**
 * Writes a simulated partnership into the database, every fact on the day it became known, and gives it back as it is in memory, with the
 * ids the database gave. `moved` lays it somewhere else than all others: so many degrees east and north.
 */
export async function addSimulated(
  db: Pick<TestDatabase, 'partnership' | 'within'>,
  scenario: string,
  size: Size,
  seed: number,
  moved: Place = { longitude: 0, latitude: 0 },
): Promise<SimulatedPartnership> {
  const move = ({ longitude, latitude }: Place) => ({
    longitude: longitude + moved.longitude,
    latitude: latitude + moved.latitude,
  })
  const named = simulatePartnership(scenario, size, seed, (name) => name)
  const ids = new Map<string, string>([['partnership', db.partnership.partnershipId]])
  const idOf = (name: string) => ids.get(name) ?? deterministicId(`${size}/${seed}/${name}`)
  const { today } = db.partnership

  await db.within(async (trx) => {
    for (const [index, area] of named.areas.entries()) {
      const { longitude, latitude } = move(toDegrees(area))
      await trx.raw(
        `insert into area (partnership_id, area_id, kind, code, name, geom, label_point, source)
         values (current_partnership_id(), :areaId, 'ward', :code, :name,
           st_multi(st_expand(st_setsrid(st_point(:longitude, :latitude), 4326), :half)), st_setsrid(st_point(:longitude, :latitude), 4326), 'simulated')`,
        {
          areaId: idOf(area.areaId),
          code: `A${String(index).padStart(2, '0')}`,
          name: area.name,
          longitude,
          latitude,
          half: HALF_SIDE_DEGREES,
        },
      )
      await trx('area_population').insert({
        partnership_id: db.partnership.partnershipId,
        area_id: idOf(area.areaId),
        as_of: PARAMETERS.firstDay,
        residents: RESIDENTS,
        source: 'simulated',
      })
    }
    for (const { panelId, covers } of named.panels) {
      const panel = await addToxicologyPanel(trx, db.partnership.partnershipId, {
        name: panelId,
        laboratory: null,
        validFrom: null,
        covers,
      })
      ids.set(panelId, panel?.panelId ?? '')
    }
    const deaths = named.deaths.map(({ before: { id, day, knownOn, longitude, latitude, source } }) =>
      makeDeath({
        reference: id,
        eventDay: day,
        knownOn: knownOn ?? day,
        source,
        ...move(placeOf({ longitude, latitude })),
      }),
    )
    for (const [index, { id }] of (await addDeaths(trx, deaths, today)).entries())
      ids.set(named.deaths[index]?.before.id ?? '', id)
    await addLaterRevisions(
      trx,
      named.deaths.flatMap(({ before, complete: { toxicologyKnownOn, found, panelId } }, index) => {
        const { source: _, reference: __, ...details } = deaths[index] as (typeof deaths)[number]
        return [
          {
            deathId: idOf(before.id),
            revision: 2,
            knownOn: toxicologyKnownOn ?? '',
            change: {
              ...details,
              toxicologyCompleteOn: toxicologyKnownOn,
              toxicologyPanelId: idOf(panelId ?? ''),
              findings: found.map((substanceCode) => ({ substanceCode, role: 'detected' }) as never),
            },
          },
        ]
      }),
    )
    const reversals = named.reversals.map(({ before: { id, day, knownOn, longitude, latitude, source } }) =>
      makeReversal({ reference: id, day, knownOn: knownOn ?? day, source, ...move(placeOf({ longitude, latitude })) }),
    )
    for (const [index, { id }] of (await addOverdoses(trx, reversals, today)).entries())
      ids.set(named.reversals[index]?.before.id ?? '', id)
  })
  return simulatePartnership(scenario, size, seed, idOf)
}

function placeOf({ longitude, latitude }: { longitude: number | null; latitude: number | null }) {
  if (longitude === null || latitude === null)
    throw new RangeError('only partnerships whose cases all have a place are written')
  return { longitude, latitude }
}
