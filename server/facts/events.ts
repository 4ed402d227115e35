import { type AskedRole, SUBSTANCE_COUNTS } from '../contract/finding.ts'
import type { EventKind } from '../contract/map.ts'
import { DEATHS } from './deaths.ts'
import { OVERDOSES, REVERSALS } from './overdoses.ts'
import { SUPPLIES } from './supplies.ts'

/** Which events are meant: of a kind, by where the person of a death was found or lived, with a substance in a role. */
export type EventFilter = {
  events: EventKind
  place?: 'found' | 'residence'
  substance?: string | undefined
  role?: AskedRole
}

/** What a kind of event counts, and the day it counts on. */
export function describeEvents({ events, place = 'found', role = 'implicated' }: EventFilter): {
  definition: string
  dateBasis: string
} {
  switch (events) {
    case 'deaths':
      return {
        definition: `${DEATHS}, by where they ${place === 'residence' ? 'lived' : 'were found'}; ${SUBSTANCE_COUNTS[role]}.`,
        dateBasis:
          'day of death; the day found or reported where only that is known; where only the month or year is known, periods that hold all of it',
      }
    case 'reversals':
      return { definition: REVERSALS, dateBasis: 'day of the event' }
    case 'overdoses':
      return { definition: OVERDOSES, dateBasis: 'day of the event' }
    case 'supplies':
      return { definition: SUPPLIES, dateBasis: 'day of supply' }
  }
}

/** `:substance` and `:role` of the SQL below. */
export function bindingsOf({ substance, role = 'implicated' }: Omit<EventFilter, 'events'>) {
  return substance === undefined ? {} : { substance, role }
}

/**
 * The events as records have them, with their points: columns event_day, last_day, place, precision, weight. A death known only by its month or
 * year happened between the two days; a figure of a period counts it where both lie within.
 */
export function placedEvents(filter: EventFilter): string {
  const isResidence = filter.events === 'deaths' && filter.place === 'residence'
  return `(
    select event.first_day as event_day, event.last_day, event.weight,
      event.${isResidence ? 'residence' : 'place'} as place, event.${isResidence ? 'residence' : 'place'}_precision as precision
    from countable_event() event
    where event.kind = '${filter.events}'${withSubstance(filter)})`
}

/** The same from the table that follows the records: columns event_day, last_day, area_id (of the mapped kind), weight, awaits_toxicology. */
export function countedEvents(filter: EventFilter): string {
  const isResidence = filter.events === 'deaths' && filter.place === 'residence'
  return `(
    select event.first_day as event_day, event.last_day, event.weight, event.${isResidence ? 'residence_area_id' : 'area_id'} as area_id,
      event.awaits_toxicology
    from counted_event event
    where event.kind = '${filter.events}'${withSubstance(filter)})`
}

function withSubstance({ events, substance }: EventFilter): string {
  if (substance === undefined) return ''
  if (events === 'supplies') return ' and false'
  const substances = events === 'deaths' ? 'substance_in_death' : 'substance_in_overdose'
  return ` and exists (
      select from ${substances}(event.partnership_id, event.event_id, event.revision${events === 'deaths' ? ', :role' : ''}) taken
      where taken.substance_code = :substance)`
}
