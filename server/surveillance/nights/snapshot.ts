import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { z } from 'zod'
import { Day } from '../../contract/day.ts'
import { PlainNoticeRule } from '../../contract/plain-notice.ts'
import { addDays } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'

/**
 * What a night sees: the facts known before it, frozen, so that the night can be run again to the same bytes. Facts recorded after the
 * night's first run started are left out; the area of each event is part of it, because areas may change later.
 */
const Located = z.strictObject({
  id: z.uuid(),
  day: Day,
  /** The day it was first known; null where that was assumed, so that it says nothing about delay. */
  knownOn: Day.nullable().default(null),
  longitude: z.number().nullable(),
  latitude: z.number().nullable(),
  areaId: z.uuid().nullable(),
  source: z.string(),
  /** The agency that reported it: the one the record names, else that of whoever entered it in Vigil; left out where neither is known. */
  agency: z.string().optional(),
  /** How far its point says where it was; left out where that is exact, or there is none. */
  placePrecision: z.enum(['postcode', 'cell', 'lsoa', 'town']).optional(),
  /** Left out where it was elsewhere, or where that is not known. */
  atHostel: z.literal(true).optional(),
})
export const SnapshotDeath = Located.extend({
  /** The day the complete toxicology became known; null while it has not. */
  toxicologyKnownOn: Day.nullable(),
  found: z.array(z.string()),
  notDetected: z.array(z.string()),
  panelId: z.uuid().nullable(),
  /** To know one death that two sources reported; null or left out where not known. */
  ageYears: z.int().nullish(),
  sex: z.enum(['female', 'male', 'other']).nullish(),
  /** Where the day is not known: `day` is the first that it may have been. Left out where it is exact. */
  dayPrecision: z.enum(['month', 'year']).optional(),
  /** The record of the same death, as a person has said, that counts instead; left out where this one counts. */
  countedWith: z.uuid().optional(),
  /** Records of which a person has said that they are not of this death; left out where there are none. */
  notSameAs: z.array(z.uuid()).optional(),
})
export type SnapshotDeath = z.infer<typeof SnapshotDeath>
/** A person at an overdose. */
export const SnapshotReversal = Located.extend({
  person: z.int().positive(),
  /** Minutes after midnight; null where the time is not known to the minute. */
  minute: z.int().nullable().default(null),
  /** Left out where not known. */
  ageBand: z.string().optional(),
  sex: z.enum(['female', 'male', 'other']).optional(),
  /** Reports of which a person has said that they are not of this event; left out where there are none. */
  notSameAs: z.array(z.uuid()).optional(),
})
export type SnapshotReversal = z.infer<typeof SnapshotReversal>
/** A person at an overdose of whom drugs believed taken, doses of naloxone or the outcome were reported. */
export const SnapshotBelieved = SnapshotReversal.extend({
  /** Codes of drugs believed taken; empty where none is named. */
  taken: z.array(z.string()),
  /** Where all naloxone was of one product, and each giving says how many doses. */
  product: z.string().optional(),
  doses: z.int().positive().optional(),
  /** Left out where not known. */
  outcome: z.enum(['died', 'alive']).optional(),
})
export type SnapshotBelieved = z.infer<typeof SnapshotBelieved>

export const Snapshot = z.strictObject({
  partnershipId: z.uuid(),
  night: Day,
  /** The last night done before; decides whether toxicology has arrived since. */
  previousNight: Day.nullable(),
  /**
   * Whether toxicology came in since then that its day does not show: recorded late with an earlier day, or amended, for instance by a second
   * assay; left out where not.
   */
  toxicologyCameLate: z.literal(true).optional(),
  deaths: z.array(SnapshotDeath),
  reversals: z.array(SnapshotReversal),
  /** Overdoses not known to be fatal, with naloxone or without; only where the partnership watches them. */
  overdoses: z.array(SnapshotReversal).optional(),
  /** What was believed of overdoses, fatal or not; only where the partnership watches drugs believed taken. */
  believed: z.array(SnapshotBelieved).optional(),
  areas: z.array(z.strictObject({ areaId: z.uuid(), name: z.string() })),
  /** Substances found in deaths before those listed: not new, whenever they come back. */
  foundEarlier: z.array(z.string()),
  /** Residents a square kilometre over all areas; null where it is not known. */
  residentsPerSquareKilometre: z.number().nullable(),
  /** As the partnership stated them, for checks that have little history; left out where it did not. */
  usualPerYear: z.strictObject({ deaths: z.number().nullable(), reversals: z.number().nullable() }).optional(),
  /** Kits of naloxone supplied each month of these days, as far as they are recorded; left out where none are. */
  kitsSupplied: z.array(z.strictObject({ month: z.string(), kits: z.int() })).optional(),
  /** Whether two weaker findings of different streams may make a watch notify; left out where not. */
  upgradesWatches: z.literal(true).optional(),
  /** The rules of plain notices that are on; left out where all are. */
  plainNoticeRules: z.array(PlainNoticeRule).optional(),
  substances: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      parentCode: z.string().nullable(),
      level: z.string(),
      isWatched: z.boolean(),
      isMetabolite: z.boolean(),
    }),
  ),
  panels: z.array(z.strictObject({ panelId: z.uuid(), covers: z.array(z.string()) })),
})
export type Snapshot = z.infer<typeof Snapshot>

/** Three years to learn from, and what is left out between them and the night, are what the detectors look back on. */
export const LOOK_BACK_DAYS = 1400

/** A night knows what was known on the day before it. */
const AS_KNOWN = ':night::date - 1, :recordedUntil::timestamptz'

export async function readSnapshot(
  trx: Trx,
  partnershipId: string,
  night: Day,
  previousNight: Day | undefined,
  recordedUntil: string,
): Promise<Snapshot> {
  const bindings = { night, from: addDays(night, -LOOK_BACK_DAYS), recordedUntil }
  // what belongs to a record is looked up record by record: a join takes the square of their number where tables were never analysed
  // an agency that is in the register twice is one
  const agencies = `agency_name as materialized (
       select agency_id, min(name) over (partition by name_key(name)) as name from agency)`
  const { rows: deaths } = await trx.raw(
    `with ${agencies}
     select known.death_id as id, known.event_day as day, st_x(known.found_place) as longitude, st_y(known.found_place) as latitude,
       inside.area_id as "areaId", (select source from death head where head.death_id = known.death_id) as source,
       (select agency_name.name from death head join agency_name on agency_name.agency_id = head.entered_by_agency_id
        where head.death_id = known.death_id and head.source = 'vigil') as agency,
       case when known.setting = 'hostel_or_supported' then true end as "atHostel",
       nullif(nullif(known.found_precision, 'exact'), 'unknown') as "placePrecision",
       (select case when not known_on_assumed and known.event_day_precision = 'day' then known_on end from death_revision first
         where first.death_id = known.death_id and first.revision = 1) as "knownOn",
       case when known.toxicology_complete_on is not null then (
         select min(complete.known_on) from death_revision complete
         where complete.death_id = known.death_id and complete.toxicology_complete_on is not null and complete.recorded_at <= :recordedUntil) end as "toxicologyKnownOn",
       coalesce((select jsonb_agg(distinct finding.substance_code order by finding.substance_code) from death_substance finding
         where finding.death_id = known.death_id and finding.revision = known.revision
           and plays_role(finding.role, 'detected') and finding.substance_code is not null), '[]') as found,
       coalesce((select jsonb_agg(distinct finding.substance_code order by finding.substance_code) from death_substance finding
         where finding.death_id = known.death_id and finding.revision = known.revision and finding.role = 'not_detected'
           and finding.substance_code is not null), '[]') as "notDetected",
       known.toxicology_panel_id as "panelId", known.age_years as "ageYears", nullif(known.sex, 'unknown') as sex,
       nullif(known.event_day_precision, 'day') as "dayPrecision",
       (select jsonb_object_agg(elsewhere.death_id, elsewhere.counted_id)
        from counted_elsewhere(${AS_KNOWN}) elsewhere) ->> known.death_id::text as "countedWith",
       (select jsonb_object_agg(apart.death_id, apart.ids) from (${NOT_THE_SAME}) apart) -> known.death_id::text as "notSameAs"
     from death_as_known(${AS_KNOWN}) known
     left join lateral area_of(known.found_place) inside on true
     where counts_as_death(known.status, known.underlying_cause_icd10) and known.event_day between :from and (:night::date - 1)
     order by known.event_day, known.death_id`,
    bindings,
  )
  const peopleAtOverdoses = async (which: string, more = '') => {
    const { rows } = await trx.raw(
      `with ${agencies}
     select known.overdose_id as id, someone.person, known.event_day as day,
       case when known.time_precision = 'minute' then (extract(epoch from known.event_time) / 60)::int end as minute,
       (select case when not known_on_assumed then known_on end from overdose_revision first
         where first.overdose_id = known.overdose_id and first.revision = 1) as "knownOn", st_x(known.place) as longitude, st_y(known.place) as latitude,
       inside.area_id as "areaId", (select source from overdose head where head.overdose_id = known.overdose_id) as source,
       (select agency_name.name from agency_name where agency_name.agency_id = coalesce(known.agency_id, (
         select head.entered_by_agency_id from overdose head
         where head.overdose_id = known.overdose_id and head.source = 'vigil'))) as agency,
       someone.age_band as "ageBand", nullif(someone.sex, 'unknown') as sex,
       case when known.setting = 'hostel_or_supported' then true end as "atHostel",
       nullif(nullif(known.place_precision, 'exact'), 'unknown') as "placePrecision",
       (select jsonb_object_agg(apart.overdose_id, apart.ids) from (${NOT_THE_SAME_EVENT}) apart) -> known.overdose_id::text as "notSameAs"${more}
     from overdose_as_known(${AS_KNOWN}) known
     cross join lateral (
       select * from overdose_person person where person.overdose_id = known.overdose_id and person.revision = known.revision
       offset 0) someone
     left join lateral area_of(known.place) inside on true
     where not known.is_withdrawn and known.event_day between :from and (:night::date - 1)
       and known.overdose_id not in (select elsewhere.overdose_id from overdose_counted_elsewhere(${AS_KNOWN}) elsewhere)
       and ${which}
     order by known.event_day, known.overdose_id, someone.person`,
      bindings,
    )
    return rows.map(without(OF_OVERDOSES))
  }
  const reversals = await peopleAtOverdoses('is_reversal(someone.naloxone_given, someone.outcome)')
  const { rows: areas } = await trx.raw(
    `select area_id as "areaId", name from area
     where kind = (select mapped_kind()) order by code`,
  )
  const { rows: earlier } = await trx.raw(
    `select distinct finding.substance_code as code
     from death_substance finding
     join death_revision revision
       on revision.partnership_id = finding.partnership_id and revision.death_id = finding.death_id and revision.revision = finding.revision
     where plays_role(finding.role, 'detected') and finding.substance_code is not null
       and revision.event_day < :from and revision.known_on < :night and revision.recorded_at <= :recordedUntil
     order by code`,
    bindings,
  )
  const { rows: density } = await trx.raw(
    `select sum(residents) / nullif(sum(st_area(geom::geography)) / 1e6, 0) as density
     from area
     join lateral (
       select residents from area_population population
       where population.area_id = area.area_id and population.age_band = 'all' and population.sex = 'all'
       order by as_of desc limit 1) latest on true
     where kind = (select mapped_kind())`,
  )
  const {
    watches_overdoses: watchesOverdoses,
    watches_believed_drugs: watchesBelieved,
    upgrades_watches: upgradesWatches,
    plain_notice_rules: plainNoticeRules,
    ...usual
  } = await trx('partnership').first(
    'watches_overdoses',
    'watches_believed_drugs',
    'upgrades_watches',
    'plain_notice_rules',
    trx.raw('usual_deaths_a_year::float as deaths'),
    trx.raw('usual_reversals_a_year::float as reversals'),
  )
  const { rows: kitsSupplied } = await trx.raw(
    `select to_char(supplied_on, 'YYYY-MM') as month, sum(kits)::int as kits from counted_supply(${AS_KNOWN})
     where supplied_on between :from and (:night::date - 1)
     group by month order by month`,
    bindings,
  )
  const { rows: substances } = await trx.raw(
    `select code, name, parent_code as "parentCode", level, is_watched as "isWatched", is_metabolite as "isMetabolite" from substance order by code`,
  )
  const { rows: panels } = await trx.raw(
    `select panel_id as "panelId", jsonb_agg(substance_code order by substance_code) as covers from toxicology_panel_substance group by panel_id order by panel_id`,
  )
  return Snapshot.parse({
    partnershipId,
    night,
    previousNight: previousNight ?? null,
    ...(previousNight && (await cameToxicologyLate(trx, { night, previousNight, recordedUntil }))
      ? { toxicologyCameLate: true }
      : {}),
    deaths: deaths.map(without(OF_DEATHS)),
    reversals,
    ...(watchesOverdoses ? { overdoses: await peopleAtOverdoses(NOT_FATAL) } : {}),
    ...(watchesBelieved ? { believed: await peopleAtOverdoses(BELIEVED, WHAT_IS_BELIEVED) } : {}),
    areas,
    foundEarlier: earlier.map(({ code }: { code: string }) => code),
    residentsPerSquareKilometre: density[0].density,
    ...(usual.deaths === null && usual.reversals === null ? {} : { usualPerYear: usual }),
    ...(kitsSupplied.length ? { kitsSupplied } : {}),
    ...(upgradesWatches ? { upgradesWatches } : {}),
    ...(plainNoticeRules.length === PlainNoticeRule.options.length ? {} : { plainNoticeRules }),
    substances,
    panels,
  })
}

/** What most records have nothing to say of is left out, so that snapshots made before it was known keep their bytes. */
function without(left: ReadonlySet<string>) {
  return (record: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(record).filter(([key, value]) => value !== null || !left.has(key)))
}
const OF_DEATHS = new Set(['agency', 'placePrecision', 'atHostel', 'dayPrecision', 'countedWith', 'notSameAs'])
const OF_OVERDOSES = new Set([
  'agency',
  'placePrecision',
  'atHostel',
  'ageBand',
  'sex',
  'notSameAs',
  'product',
  'doses',
  'outcome',
])

const NOT_FATAL = 'is_overdose(someone.outcome) and not is_fatal(someone.outcome)'
const OF_PERSON = (table: string) =>
  `from ${table} given where given.partnership_id = someone.partnership_id and given.overdose_id = someone.overdose_id
         and given.revision = someone.revision and given.person = someone.person`
const BELIEVED = `is_overdose(someone.outcome) and (someone.outcome <> 'unknown'
       or exists (select ${OF_PERSON('overdose_person_substance')} and given.substance_code is not null)
       or exists (select ${OF_PERSON('naloxone_administration')} and given.doses is not null))`
const WHAT_IS_BELIEVED = `,
       coalesce((select jsonb_agg(distinct given.substance_code order by given.substance_code) ${OF_PERSON('overdose_person_substance')}
         and given.substance_code is not null), '[]') as taken,
       (select case when count(distinct given.product_code) = 1 and bool_and(given.product_code is not null and given.doses is not null)
         then min(given.product_code) end ${OF_PERSON('naloxone_administration')}) as product,
       (select case when bool_and(given.doses is not null) then sum(given.doses)::int end ${OF_PERSON('naloxone_administration')}) as doses,
       case when is_fatal(someone.outcome) then 'died' when someone.outcome <> 'unknown' then 'alive' end as outcome`

/** The latest word on each pair, as known before the night: which records a person keeps apart. */
const notTheSame = (decisions: string, id: string) => `
  select ${id}, jsonb_agg(other_id order by other_id) as ids
  from (
    select distinct on (${id}, other_id) ${id}, other_id, decided from ${decisions}
    where decided_on < :night and decided_at <= :recordedUntil and decided in ('same', 'not_same', 'undone')
    order by ${id}, other_id, decision desc) latest
  where decided = 'not_same'
  group by ${id}`
const NOT_THE_SAME = notTheSame('same_death_decision', 'death_id')
const NOT_THE_SAME_EVENT = notTheSame('same_event_decision', 'overdose_id')

/**
 * Complete toxicology that differs from what was known of that death before, and that was learnt, or (on a live night) recorded, since the
 * last night; but for the first result of a death on its own day, which the day itself shows.
 */
async function cameToxicologyLate(
  trx: Trx,
  bindings: { night: Day; previousNight: Day; recordedUntil: string },
): Promise<boolean> {
  const findingsOf = (revision: string) => `
    (select jsonb_agg(distinct jsonb_build_array(finding.substance_code, finding.role) order by jsonb_build_array(finding.substance_code, finding.role))
     from death_substance finding
     where finding.partnership_id = ${revision}.partnership_id and finding.death_id = ${revision}.death_id and finding.revision = ${revision}.revision
       and finding.substance_code is not null)`
  const { rows } = await trx.raw(
    `select exists (
       select from death_revision revision
       left join death_revision before
         on before.partnership_id = revision.partnership_id and before.death_id = revision.death_id and before.revision = revision.revision - 1
       where revision.toxicology_complete_on is not null and counts_as_death(revision.status, revision.underlying_cause_icd10)
         and revision.known_on < :night and revision.recorded_at <= :recordedUntil
         and (revision.known_on >= :previousNight
           or (isfinite(:recordedUntil::timestamptz) and revision.recorded_at > (
             select first_started_at from night where night = :previousNight)))
         and case when before.toxicology_complete_on is null then revision.known_on < :previousNight
           else ${findingsOf('revision')} is distinct from ${findingsOf('before')}
         end) as came_late`,
    bindings,
  )
  return rows[0].came_late
}

/** Canonical bytes: the same snapshot always gives the same hash. */
export function packSnapshot(snapshot: Snapshot): { gzip: Buffer; hash: string } {
  const text = JSON.stringify(snapshot)
  return { gzip: gzipSync(text), hash: createHash('sha256').update(text).digest('hex') }
}

export function unpackSnapshot(gzip: Buffer): Snapshot {
  return Snapshot.parse(JSON.parse(gunzipSync(gzip).toString()))
}
