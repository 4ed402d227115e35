import { NOW } from './deaths.ts'

/** What counts as a use of a kit. */
export const KIT_USES =
  'Uses of kits in overdose events that count (withdrawn reports, and reports of an event that another report speaks for, left out), whether the person died, lived or turned out not to have overdosed; not naloxone that an ambulance or a hospital gave of its own.'

/** Each use of a kit now: columns event_day, batch_id (of one joined into another, that), product_code, place, batch_given (as it was recorded). */
export const KIT_USES_NOW = `(
  select event.event_day, event.place, given.product_code, given.batch_id as batch_given, coalesce(batch.joined_into, batch.batch_id) as batch_id
  from overdose_as_known(${NOW}) event
  join overdose_person person on person.partnership_id = event.partnership_id and person.overdose_id = event.overdose_id
    and person.revision = event.revision and person.naloxone_given = 'yes'
  left join naloxone_administration given on given.partnership_id = person.partnership_id and given.overdose_id = person.overdose_id
    and given.revision = person.revision and given.person = person.person
  left join naloxone_batch batch on batch.partnership_id = given.partnership_id and batch.batch_id = given.batch_id
  where not event.is_withdrawn
    and event.overdose_id not in (select elsewhere.overdose_id from overdose_counted_elsewhere(${NOW}) elsewhere)
    and coalesce(given.given_by, 'unknown') not in ('ambulance', 'hospital'))`
