import { type AskedRole, SUBSTANCE_COUNTS } from '../contract/finding.ts'
import type { EventKind } from '../contract/map.ts'
import { DEATHS, NOW } from './deaths.ts'
import { OVERDOSES, REVERSALS } from './overdoses.ts'
import { SUPPLIES } from './supplies.ts'

/**
 * What each kind of event counts, in words and in SQL: columns event_id, event_day, last_day, place, precision, weight. A death known only by
 * its month or year happened between the two days; a figure of a period counts it where both lie within.
 */
export type EventSource = { definition: string; dateBasis: string; sql: string }

/** What narrows events: `:substance` and `:role` of the SQL. */
export type EventFilter = { substance?: string | undefined; role?: AskedRole }

export function bindingsOf({ substance, role = 'implicated' }: EventFilter) {
  return { substance: substance ?? null, role }
}

const WITH_SUBSTANCE_ON_DEATH = `(:substance::text is null or exists (
  select from substance_in_death(revision.partnership_id, revision.death_id, revision.revision, :role) found
  where found.substance_code = :substance))`

const WITH_SUBSTANCE_IN_OVERDOSE = (event: string) => `(:substance::text is null or exists (
  select from substance_in_overdose(${event}.partnership_id, ${event}.overdose_id, ${event}.revision) taken
  where taken.substance_code = :substance))`

export function eventSource(
  kind: EventKind,
  { place = 'found', role = 'implicated' }: { place?: 'found' | 'residence'; role?: AskedRole } = {},
): EventSource {
  const source = SOURCES[kind](place, role)
  if (kind === 'deaths') return source
  return { ...source, sql: `select exact.*, exact.event_day as last_day from (${source.sql}) exact` }
}

const SOURCES: Record<EventKind, (place: 'found' | 'residence', role: AskedRole) => EventSource> = {
  deaths: (place, role) => ({
    definition: `${DEATHS}, by where they ${place === 'residence' ? 'lived' : 'were found'}; ${SUBSTANCE_COUNTS[role]}.`,
    dateBasis:
      'day of death; the day found or reported where only that is known; where only the month or year is known, periods that hold all of it',
    sql: `select revision.death_id as event_id, revision.event_day,
        last_day_of_death(revision.event_day, revision.event_day_precision, revision.known_on) as last_day,
        revision.${place === 'residence' ? 'residence' : 'found_place'} as place,
        revision.${place === 'residence' ? 'residence' : 'found'}_precision as precision, 1 as weight
      from counted_death(${NOW}) revision
      where ${WITH_SUBSTANCE_ON_DEATH}`,
  }),
  reversals: () => ({
    definition: REVERSALS,
    dateBasis: 'day of the event',
    sql: `select reversal.overdose_id as event_id, reversal.event_day, reversal.place, reversal.place_precision as precision, 1 as weight
      from counted_reversal(${NOW}) reversal
      where ${WITH_SUBSTANCE_IN_OVERDOSE('reversal')}`,
  }),
  overdoses: () => ({
    definition: OVERDOSES,
    dateBasis: 'day of the event',
    sql: `select event.overdose_id as event_id, event.event_day, event.place, event.place_precision as precision, 1 as weight
      from counted_overdose(${NOW}) event
      where ${WITH_SUBSTANCE_IN_OVERDOSE('event')}`,
  }),
  supplies: () => ({
    definition: SUPPLIES,
    dateBasis: 'day of supply',
    sql: `select supply.supply_id as event_id, supply.supplied_on as event_day, supply.place, supply.place_precision as precision, supply.kits as weight
      from counted_supply(${NOW}) supply
      where :substance::text is null`,
  }),
}
