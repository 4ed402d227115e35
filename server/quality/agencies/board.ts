import type { AgencyBoard } from '../../contract/agency-board.ts'
import type { Day } from '../../contract/day.ts'
import type { ToLookAt } from '../../contract/to-look-at.ts'
import { addDays } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { type Counted, figure } from '../../figures/figure.ts'
import { deathsToLookAt, overdosesToLookAt } from '../to-look-at/store.ts'

/**
 * Agencies side by side as feeds: how complete, how late, how lately. Whoever may see only what their own agency entered is shown only that, by
 * the wall in the database.
 */

const YEAR = 365
/** As far back as the nightly checks look. */
const LOOK_BACK_DAYS = 1400

/** What is asked of a record, and when it is not known: by SQL over the stream's own rows. */
const OF_OVERDOSES = {
  time: `event.time_precision = 'unknown'`,
  place: 'event.place is null',
  setting: `event.setting = 'unknown'`,
  age: 'person.age_band is null',
  sex: `person.sex = 'unknown'`,
  'naloxone given': `person.naloxone_given = 'unknown'`,
  outcome: `person.outcome = 'unknown'`,
  'drugs believed taken': `not exists (
    select from overdose_person_substance taken
    where taken.partnership_id = person.partnership_id and taken.overdose_id = person.overdose_id
      and taken.revision = person.revision and taken.person = person.person)`,
}
const OF_DEATHS = {
  day: `event.event_day_precision <> 'day'`,
  'place found': 'event.found_place is null',
  setting: `event.setting = 'unknown'`,
  residence: 'event.residence is null',
  age: 'event.age_years is null',
  sex: `event.sex = 'unknown'`,
}

const rowsOf = ({ from, to, feeds }: AgencyBoard) => feeds.map((feed) => ({ ...feed, from, to }))

export const overdoseBoard = figure<{ today: Day }, AgencyBoard>({
  definition:
    'Persons at the overdose events of a year (withdrawn reports left out), by the agency or the source that reported them; each report counts',
  basis: 'day of the event; delays until the day on which it was known here, where that was not assumed',
  source: 'overdose events of this partnership',
  carries: ['case text', 'office text'],
  count(trx, { today }) {
    const person = `
      join overdose_person person
        on person.partnership_id = event.partnership_id and person.overdose_id = event.overdose_id and person.revision = event.revision`
    const head = { table: 'overdose', agencyId: 'coalesce(event.agency_id, entered.id)', join: person }
    return board(trx, today, { ...head, isKept: 'not event.is_withdrawn', asked: OF_OVERDOSES }, overdosesToLookAt)
  },
  csv: { fileName: 'overdose-reports-by-agency', rows: rowsOf },
})

export const deathBoard = figure<{ today: Day }, AgencyBoard>({
  definition:
    'Records of the deaths of a year (excluded deaths left out), by the agency or the source that notified them; of one death recorded twice, each record',
  basis:
    'day of death, or the day found or reported where only that is known; delays until the day on which it was known here, where that was not assumed',
  source: 'deaths of this partnership',
  carries: ['case text'],
  count(trx, { today }) {
    const head = { table: 'death', agencyId: 'entered.id', join: '' }
    return board(trx, today, { ...head, isKept: 'counts_as_death(event.status)', asked: OF_DEATHS }, deathsToLookAt)
  },
  csv: { fileName: 'death-reports-by-agency', rows: rowsOf },
})

type Kind = { table: string; agencyId: string; join: string; isKept: string; asked: Record<string, string> }

async function board(
  trx: Trx,
  today: Day,
  { table, agencyId, join, isKept, asked }: Kind,
  lookAt: (trx: Trx, today: Day) => Promise<ToLookAt>,
): Promise<Counted<AgencyBoard>> {
  const found = await lookAt(trx, today)
  const unknown = Object.values(asked)
    .map((isUnknown) => `(${isUnknown})::int`)
    .join(' + ')
  const from = addDays(today, 1 - YEAR)
  const { rows } = await trx.raw(
    `with agency_name as materialized (
       select agency_id, min(name) over (partition by name_key(name)) as name from agency),
     record as (
       select head.${table}_id as id, agency_name.name is not null as is_agency,
         coalesce(agency_name.name, case when head.source in ('vigil', 'vigil-csv') then 'entered in Vigil' else head.source end) as feed,
         event.event_day, ${unknown} as unknown,
         case when not first.known_on_assumed then first.known_on end as known_on,
         ${table === 'death' ? `event.event_day_precision = 'day'` : 'true'} as is_exact
       from ${table} head
       join ${table}_revision event
         on event.partnership_id = head.partnership_id and event.${table}_id = head.${table}_id and event.revision = head.current_revision
       join ${table}_revision first
         on first.partnership_id = head.partnership_id and first.${table}_id = head.${table}_id and first.revision = 1
       ${join}
       cross join lateral (select case when head.source = 'vigil' then head.entered_by_agency_id end as id) entered
       left join agency_name on agency_name.agency_id = ${agencyId}
       where ${isKept} and (event.event_day between :since and :today or head.${table}_id = any(:toLookAt)))
     select feed, is_agency as "isAgency",
       (count(*) filter (where event_day between :from and :today))::int as records,
       (avg((unknown = 0)::int) filter (where event_day between :from and :today))::float8 as "completeShare",
       (avg(unknown) filter (where event_day between :from and :today))::float8 / ${Object.keys(asked).length} as "unknownShare",
       ${delay(0.5)} as "medianDelayDays", ${delay(0.9)} as "mostDelayDays",
       max(known_on) as "lastReportOn",
       (count(distinct id) filter (where id = any(:toLookAt)))::int as "toLookAt"
     from record
     group by feed, is_agency
     order by records desc, feed`,
    {
      today,
      from,
      since: addDays(today, -LOOK_BACK_DAYS),
      toLookAt: [...new Set(found.rows.map((row) => row.recordId))],
    },
  )
  return { from, to: today, asked: Object.keys(asked), feeds: rows, isCut: found.isCut }
}

const delay = (share: number) =>
  `percentile_disc(${share}) within group (order by known_on - event_day)
         filter (where is_exact and known_on >= event_day and event_day between :from and :today)`
