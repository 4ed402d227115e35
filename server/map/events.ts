import { type AskedRole, SUBSTANCE_COUNTS } from '../contract/finding.ts'
import { EACH_REPORT_COUNTS } from '../contract/indicator.ts'
import type { EventKind } from '../contract/map.ts'
import { countsOnce } from '../same-deaths/store.ts'

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
    definition: `People who died, as this partnership has recorded them (excluded deaths left out, records of one death counted once), by where they ${place === 'residence' ? 'lived' : 'were found'}; ${SUBSTANCE_COUNTS[role]}.`,
    dateBasis:
      'day of death; the day found or reported where only that is known; where only the month or year is known, periods that hold all of it',
    sql: `select revision.death_id as event_id, revision.event_day,
        greatest(revision.event_day, least(last_possible_day(revision.event_day, revision.event_day_precision), revision.known_on)) as last_day,
        revision.${place === 'residence' ? 'residence' : 'found_place'} as place,
        revision.${place === 'residence' ? 'residence' : 'found'}_precision as precision, 1 as weight
      from death head
      join death_revision revision
        on revision.partnership_id = head.partnership_id and revision.death_id = head.death_id and revision.revision = head.current_revision
      where revision.status <> 'excluded' and ${countsOnce('revision.death_id')} and ${WITH_SUBSTANCE_ON_DEATH}`,
  }),
  reversals: () => ({
    definition: `Reported reversals: one person in one event, given naloxone, who neither died nor turned out not to have overdosed. ${EACH_REPORT_COUNTS}`,
    dateBasis: 'day of the event',
    sql: `select reversal.overdose_id as event_id, reversal.event_day, reversal.place, event.place_precision as precision, 1 as weight
      from current_reversal reversal
      join overdose_revision event
        on event.partnership_id = reversal.partnership_id and event.overdose_id = reversal.overdose_id and event.revision = reversal.revision
      where ${WITH_SUBSTANCE_IN_OVERDOSE('reversal')}`,
  }),
  overdoses: () => ({
    definition: `Reported overdose events, fatal or not, with or without naloxone (withdrawn reports left out). ${EACH_REPORT_COUNTS}`,
    dateBasis: 'day of the event',
    sql: `select event.overdose_id as event_id, event.event_day, event.place, event.place_precision as precision, 1 as weight
      from overdose head
      join overdose_revision event
        on event.partnership_id = head.partnership_id and event.overdose_id = head.overdose_id and event.revision = head.current_revision
      where not event.is_withdrawn and ${WITH_SUBSTANCE_IN_OVERDOSE('event')}
        and exists (select from overdose_person person
          where person.partnership_id = event.partnership_id and person.overdose_id = event.overdose_id and person.revision = event.revision
            and person.outcome <> 'not_an_overdose')`,
  }),
  supplies: () => ({
    definition: 'Naloxone kits supplied (withdrawn supplies left out).',
    dateBasis: 'day of supply',
    sql: `select supply.supply_id as event_id, supply.supplied_on as event_day, supply.place, supply.place_precision as precision, supply.kits as weight
      from naloxone_supply head
      join naloxone_supply_revision supply
        on supply.partnership_id = head.partnership_id and supply.supply_id = head.supply_id and supply.revision = head.current_revision
      where not supply.is_withdrawn and :substance::text is null`,
  }),
}
