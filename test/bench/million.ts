import type { Knex } from 'knex'
import { addPartnership } from '../../server/partnerships/store.ts'

/**
 * A million events in 32 partnerships: 31 of 32,200 each and one of 1,800, over six years. Of ten events about one in fifteen is a death, six
 * are overdoses, three supplies; places by a square of a uniform number, so that some areas have many more events than others.
 */

export const TODAY = '2026-03-15'
export const LARGE = 32_200
export const SMALL = 1800
const LARGE_ONES = 31
const YEARS = 6
const SHARE = { deaths: 0.0683, supplies: 0.3106 }
/** Small areas twenty in a row and fifteen rows, with as many corners as generalised boundaries have, and as crooked; a ward is ten of them. */
const COLUMNS = 20
const ROWS = 15

export type Loaded = { large: string; small: string; events: number }

/** Loads the million, as a superuser of the database, whom no wall holds up; the large one and the small one are named. */
export async function addMillion(superuser: Knex): Promise<Loaded> {
  const small = await addSmall(superuser)
  let large = ''
  await withoutLookingUp(superuser, async () => {
    for (let number = 1; number <= LARGE_ONES; number++) large = await addPartnershipOf(superuser, LARGE, number)
  })
  await superuser.raw('vacuum (analyze)')
  return { large, small, events: SMALL + LARGE_ONES * LARGE }
}

/** The small one, the same events each time. */
export async function addSmall(superuser: Knex): Promise<string> {
  const small = await addPartnershipOf(superuser, SMALL, 0)
  await superuser.raw('vacuum (analyze)')
  return small
}

/** What refers to a row made in the same breath need not be looked up a million times; what Vigil's own triggers do is done. */
async function withoutLookingUp(superuser: Knex, work: () => Promise<void>): Promise<void> {
  for (const table of TABLES) await superuser.raw(`alter table ${table} disable trigger all`)
  for (const table of TABLES) await superuser.raw(`alter table ${table} enable trigger user`)
  await work()
  for (const table of TABLES) await superuser.raw(`alter table ${table} enable trigger all`)
}

/** A partnership of so many events; the same each time for one number. */
export async function addPartnershipOf(superuser: Knex, events: number, number: number): Promise<string> {
  const { partnershipId } = await addPartnership(superuser, {
    name: `Bench ${number}`,
    slug: `bench-${number}`,
    country: 'GB',
    timeZone: 'Europe/London',
    isSynthetic: true,
    pinnedToday: TODAY,
  })
  const deaths = Math.round(events * SHARE.deaths)
  const supplies = Math.round(events * SHARE.supplies)
  const bindings = {
    ...{ partnershipId, today: TODAY, days: 365 * YEARS, columns: COLUMNS, rows: ROWS, seed: number / 100 },
    ...{ deaths, supplies, overdoses: events - deaths - supplies },
    // side by side, eight in a row, so that the boxes of two partnerships do not meet
    ...{ west: -6 + 1.2 * (number % 8), south: 50 + 0.9 * Math.floor(number / 8) },
  }
  await superuser.transaction(async (trx) => {
    await trx.raw(
      "select setseed(:seed), set_config('vigil.partnership_id', :partnershipId, true), set_config('vigil.reach', 'all', true)",
      bindings,
    )
    for (const statement of [...AREAS, ...DEATHS, ...OVERDOSES, ...SUPPLIES]) await trx.raw(statement, bindings)
  })
  return partnershipId
}

const TABLES = [
  ...['death', 'death_revision', 'death_substance', 'naloxone_supply', 'naloxone_supply_revision'],
  ...['overdose', 'overdose_revision', 'overdose_person', 'overdose_person_substance', 'naloxone_administration'],
]

const CELL =
  'st_makeenvelope(:west::float + x * 0.05, :south::float + y * 0.05, :west::float + (x + 1) * 0.05, :south::float + (y + 1) * 0.05, 4326)'
/** A corner is moved by up to 90 m, which way depends on where it is alone: what two cells share stays shared. */
const CROOKED = `(select st_snaptogrid(st_makepolygon(st_makeline(array_agg(st_setsrid(st_point(
    st_x(corner.geom) + 0.0008 * sin(2311 * st_x(corner.geom) + 1733 * st_y(corner.geom)),
    st_y(corner.geom) + 0.0008 * sin(1999 * st_x(corner.geom) - 2777 * st_y(corner.geom))), 4326) order by corner.path))), 0.000001)
  from st_dumppoints(st_segmentize(cell, 0.0025)) corner)`
const AREAS = [
  `insert into area (partnership_id, kind, code, name, geom, label_point, source)
   select :partnershipId, 'lsoa', 'L' || x || '-' || y, 'Small area ' || x || ', ' || y, st_multi(${CROOKED}), st_centroid(cell), 'bench'
   from generate_series(0, :columns::int - 1) x, generate_series(0, :rows::int - 1) y, lateral (select ${CELL} as cell) square`,
  `insert into area (partnership_id, kind, code, name, geom, label_point, source)
   select :partnershipId, 'ward', 'W' || x / 5 || '-' || y / 2, 'Ward ' || x / 5 || ', ' || y / 2, st_multi(st_union(${CROOKED})), st_centroid(st_union(cell)), 'bench'
   from generate_series(0, :columns::int - 1) x, generate_series(0, :rows::int - 1) y, lateral (select ${CELL} as cell) square
   group by x / 5, y / 2`,
  `insert into area_population (partnership_id, area_id, as_of, residents, source)
   select partnership_id, area_id, '2020-01-01', case kind when 'ward' then 16000 else 1600 end, 'bench' from area where partnership_id = :partnershipId`,
  "insert into toxicology_panel (partnership_id, name) values (:partnershipId, 'bench')",
  `insert into toxicology_panel_substance (partnership_id, panel_id, substance_code)
   select partnership_id, panel_id, code from toxicology_panel cross join substance where partnership_id = :partnershipId`,
]

/** One event in twelve has no place that is known. */
const eventsOf = (many: string, delay: number) => `create temporary table event on commit drop as
  select gen_random_uuid() as id, day, least(day + floor(-ln(1 - random()) * ${delay})::int, :today::date) as known_on, place,
    case when place is null then 'unknown' else 'postcode' end as precision
  from (select :today::date - floor(random() * :days)::int as day,
      case when random() > 0.083 then st_setsrid(st_point(
        :west::float + random() * random() * :columns * 0.05, :south::float + random() * random() * :rows * 0.05), 4326) end as place
    from generate_series(1, :${many}::int)) event`

const DEATHS = [
  eventsOf('deaths', 6.5),
  'alter table event add column complete date',
  'update event set complete = day + 40 + floor(random() * 60)::int',
  `insert into death (partnership_id, death_id, source, reference, first_content_hash, current_revision)
   select :partnershipId, id, 'coroner', id::text, 'bench', case when complete <= :today::date then 2 else 1 end from event`,
  `insert into death_revision (partnership_id, death_id, revision, known_on, status, event_day, event_day_basis, found_place, found_precision, sex, age_years)
   select :partnershipId, id, 1, known_on, 'notified', day, 'death', place, precision, 'male', 20 + floor(random() * 50)::int from event`,
  `insert into death_revision (partnership_id, death_id, revision, known_on, status, event_day, event_day_basis, found_place, found_precision, sex, age_years,
     toxicology_complete_on, toxicology_panel_id)
   select :partnershipId, id, 2, greatest(known_on, complete), 'toxicology_in', day, 'death', place, precision, 'male', 20 + floor(random() * 50)::int,
     complete, panel_id
   from event join toxicology_panel on partnership_id = :partnershipId
   where complete <= :today::date`,
  `insert into death_substance (partnership_id, death_id, revision, finding, substance_code, role)
   select :partnershipId, id, 2, row_number() over (partition by id), code, case when random() < 0.6 then 'implicated' else 'detected' end
   from event cross join (select code from substance where code in ('heroin', 'cocaine', 'diazepam', 'pregabalin', 'methadone', 'bromazolam')) drug
   where complete <= :today::date and random() < 0.4`,
  'drop table event',
]

const OVERDOSES = [
  eventsOf('overdoses', 1.5),
  `insert into overdose (partnership_id, overdose_id, source, reference, first_content_hash)
   select :partnershipId, id, (array['ambulance', 'outreach', 'pharmacy'])[1 + floor(random() * 3)::int], id::text, 'bench' from event`,
  `insert into overdose_revision (partnership_id, overdose_id, revision, known_on, event_day, place, place_precision)
   select :partnershipId, id, 1, known_on, day, place, precision from event`,
  `insert into overdose_person (partnership_id, overdose_id, revision, person, naloxone_given, outcome, outcome_evidence)
   select :partnershipId, id, 1, 1, case when random() < 0.8 then 'yes' else 'no' end,
     (array['recovered_stayed', 'recovered_left', 'taken_by_ambulance_alive', 'died_at_scene', 'unknown'])[1 + floor(random() * 5)::int], 'seen_by_reporter' from event`,
  `insert into overdose_person_substance (partnership_id, overdose_id, revision, person, taken, substance_code)
   select :partnershipId, id, 1, 1, 1, (array['heroin', 'cocaine', 'bromazolam'])[1 + floor(random() * 3)::int] from event where random() < 0.7`,
  `insert into naloxone_administration (partnership_id, overdose_id, revision, person, administration, doses)
   select partnership_id, overdose_id, 1, 1, 1, 1 + floor(random() * 3)::int from overdose_person
   where partnership_id = :partnershipId and naloxone_given = 'yes'`,
  'drop table event',
]

const SUPPLIES = [
  eventsOf('supplies', 3),
  `insert into naloxone_supply (partnership_id, supply_id, source, reference, first_content_hash)
   select :partnershipId, id, 'pharmacy', id::text, 'bench' from event`,
  `insert into naloxone_supply_revision (partnership_id, supply_id, revision, known_on, supplied_on, place, place_precision, recipient_kind, product_code, kits, supply_kind, setting)
   select :partnershipId, id, 1, known_on, day, place, precision, 'at_risk', (select min(code) from naloxone_product), 1 + floor(random() * 3)::int, 'unknown',
     (array['outreach', 'pharmacy', 'needle_exchange'])[1 + floor(random() * 3)::int] from event`,
  'drop table event',
]
