import type { Trx } from '../../db/tenant.ts'
import { countedEvents, type EventFilter, placedEvents } from '../../facts/events.ts'

/**
 * Events, each with the area of a kind that it lies in (`area_id`; `:areaKind`). In the mapped kind the areas stand beside the events of now
 * (counted_event_day); in another, and as known on an earlier day, area_of finds the area of each point.
 */
export async function eventsInAreas(trx: Trx, query: EventFilter & { areaKind: string }): Promise<string> {
  const isPlaced =
    query.asKnownOn === undefined &&
    (await trx('event_placing').where({ area_kind: query.areaKind }).first('partnership_id'))
  return isPlaced
    ? countedEvents(query)
    : `(
    select event.*, found.area_id
    from ${placedEvents(query)} event
    left join lateral area_of(event.place, :areaKind) found on true)`
}
