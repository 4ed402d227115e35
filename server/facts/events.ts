import type { Day } from '../contract/day.ts'
import type { AskedRole } from '../contract/filters.ts'
import { SUBSTANCE_COUNTS } from '../contract/finding.ts'
import type { EventKind } from '../contract/map.ts'
import { DEATHS } from './deaths.ts'
import { OVERDOSES, REVERSALS } from './overdoses.ts'
import { SUPPLIES } from './supplies.ts'

/** Which events are meant: of a kind, by where the person of a death was found or lived, with a substance in a role, as known now or on a day. */
export type EventFilter = {
  events: EventKind
  place?: 'found' | 'residence'
  substance?: string | undefined
  role?: AskedRole
  asKnownOn?: Day | undefined
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

/** `:substance`, `:role` and `:asKnownOn` of the SQL below. */
export function bindingsOf({ substance, role = 'implicated', asKnownOn }: Omit<EventFilter, 'events'>) {
  return { ...(substance === undefined ? {} : { substance, role }), ...(asKnownOn === undefined ? {} : { asKnownOn }) }
}

/** What `countable_event()` gives of a kind now, as known on an earlier day: the table that follows the records knows only now. */
const AS_KNOWN: Record<EventKind, string> = {
  deaths: `
    select partnership_id, death_id as event_id, revision, event_day as first_day,
      last_day_of_death(event_day, event_day_precision, known_on) as last_day, found_place::geometry as place,
      found_precision as place_precision, residence::geometry as residence, residence_precision, 1 as weight
    from counted_death(:asKnownOn, 'infinity')`,
  reversals: `
    select partnership_id, overdose_id as event_id, revision, event_day as first_day, event_day as last_day, place, place_precision, 1 as weight
    from counted_reversal(:asKnownOn, 'infinity')`,
  overdoses: `
    select partnership_id, overdose_id as event_id, revision, event_day as first_day, event_day as last_day, place::geometry as place,
      place_precision, 1 as weight
    from counted_overdose(:asKnownOn, 'infinity')`,
  supplies: `
    select partnership_id, supply_id as event_id, revision, supplied_on as first_day, supplied_on as last_day, place::geometry as place,
      place_precision, kits as weight
    from counted_supply(:asKnownOn, 'infinity')`,
}

/**
 * The events as records have them, with their points: columns event_day, last_day, place, precision, weight, and the record's key. A death known
 * only by its month or year happened between the two days; a figure of a period counts it where both lie within.
 */
export function placedEvents(filter: EventFilter): string {
  const isResidence = filter.events === 'deaths' && filter.place === 'residence'
  return `(
    select event.partnership_id, event.event_id, event.revision, event.first_day as event_day, event.last_day, event.weight,
      event.${isResidence ? 'residence' : 'place'} as place, event.${isResidence ? 'residence' : 'place'}_precision as precision
    from ${
      filter.asKnownOn === undefined
        ? `countable_event() event where event.kind = '${filter.events}'`
        : `(${AS_KNOWN[filter.events]}) event where true`
    }${withSubstance(filter)})`
}

/**
 * The same of now from the table that follows the records: columns event_day, last_day, area_id (of the mapped kind), weight,
 * awaits_toxicology, and the record's key.
 */
export function countedEvents(filter: EventFilter): string {
  const isResidence = filter.events === 'deaths' && filter.place === 'residence'
  return `(
    select event.partnership_id, event.event_id, event.revision, event.first_day as event_day, event.last_day, event.weight,
      event.${isResidence ? 'residence_area_id' : 'area_id'} as area_id, event.awaits_toxicology
    from counted_event event
    where event.kind = '${filter.events}'${withSubstance(filter)})`
}

/** For a lateral join with the table that follows the records: the `place` and `precision` of an event, as its record has them. */
export function placeOf({ events, place = 'found' }: EventFilter): string {
  const [table, id, point, precision] = {
    deaths:
      place === 'residence'
        ? ['death_revision', 'death_id', 'residence', 'residence_precision']
        : ['death_revision', 'death_id', 'found_place', 'found_precision'],
    reversals: ['overdose_revision', 'overdose_id', 'place', 'place_precision'],
    overdoses: ['overdose_revision', 'overdose_id', 'place', 'place_precision'],
    supplies: ['naloxone_supply_revision', 'supply_id', 'place', 'place_precision'],
  }[events]
  return `(select known.${point} as place, known.${precision} as precision from ${table} known
    where known.partnership_id = event.partnership_id and known.${id} = event.event_id and known.revision = event.revision)`
}

/** Either, where no place is asked for: of now from the table that follows the records. */
export function knownEvents(filter: EventFilter): string {
  return filter.asKnownOn === undefined ? countedEvents(filter) : placedEvents(filter)
}

/** For a lateral join: `substance_code` of each substance of an event, with families and classes, as what it is asked for (`:role`). */
export function substancesOf({ events }: Pick<EventFilter, 'events'>): string {
  if (events === 'supplies') return '(select null::text as substance_code where false)'
  const record = 'event.partnership_id, event.event_id, event.revision'
  return `(select distinct taken.substance_code from ${
    events === 'deaths' ? `substance_in_death(${record}, :role)` : `substance_in_overdose(${record})`
  } taken)`
}

/** A further condition on an `event` that has the key of its record: the substance, if one is asked for. */
export function withSubstance(filter: Pick<EventFilter, 'events' | 'substance'>): string {
  return filter.substance === undefined
    ? ''
    : ` and exists (select from ${substancesOf(filter)} taken where taken.substance_code = :substance)`
}
