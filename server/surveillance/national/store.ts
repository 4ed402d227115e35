import { z } from 'zod'
import { BorderStream } from '../../contract/border-cluster.ts'
import type { Day } from '../../contract/day.ts'
import { Detector, Stream } from '../../contract/signal.ts'
import type { Trx } from '../../db/tenant.ts'

/** What the national check reads of one partnership, beside the night's snapshot. */

const District = z.strictObject({
  districtId: z.uuid(),
  name: z.string(),
  longitude: z.number(),
  latitude: z.number(),
  residents: z.int().nullable(),
  /** Areas of the finest kind, as snapshots name them, that lie in it. */
  areaIds: z.array(z.uuid()),
})
export type District = z.infer<typeof District>

/** A kind that covers less of the partnership's areas than this does not divide it. */
const COVERED_SHARE = 0.95

/**
 * The districts of a partnership: its areas of the coarsest kind that covers it, each with its centroid. An area lies in the district that
 * holds the point of its label. None where there are no areas.
 */
export async function readDistricts(trx: Trx): Promise<District[]> {
  const { rows } = await trx.raw(
    `with finest as (
       select area_id, label_point from area
       where kind = (select mapped_kind())),
     inside as (
       select distinct on (district.kind, finest.area_id) district.kind, district.area_id as district_id, finest.area_id
       from finest
       join area district on district.geom && finest.label_point and st_covers(district.geom, finest.label_point)
         and (district.source <> stop_gap_source() or district.area_id = finest.area_id)
       order by district.kind, finest.area_id, district.code),
     coarsest as (
       select kind from inside
       group by kind
       having count(*) >= :covered::float * (select count(*) from finest)
       order by count(distinct district_id), kind
       limit 1)
     select district.area_id as "districtId", district.name,
       st_x(st_centroid(district.geom)) as longitude, st_y(st_centroid(district.geom)) as latitude,
       (select residents from area_population population
        where population.partnership_id = district.partnership_id and population.area_id = district.area_id
          and population.age_band = 'all' and population.sex = 'all'
        order by as_of desc limit 1) as residents,
       jsonb_agg(inside.area_id order by inside.area_id) as "areaIds"
     from inside
     join coarsest on coarsest.kind = inside.kind
     join area district on district.area_id = inside.district_id
     group by district.partnership_id, district.area_id, district.name, district.code, district.geom
     order by district.name, district.code`,
    { covered: COVERED_SHARE },
  )
  return z.array(District).parse(rows)
}

export type Person = { ageYears: number | null; sex: string }

/** Of each death, age and sex as they were known before the night. */
export async function readPersons(trx: Trx, night: Day): Promise<Map<string, Person>> {
  const { rows } = await trx.raw(
    `select death_id as "deathId", age_years as "ageYears", sex from death_as_known(:night::date - 1, 'infinity')`,
    { night },
  )
  return new Map(rows.map(({ deathId, ageYears, sex }: Person & { deathId: string }) => [deathId, { ageYears, sex }]))
}

const JudgedCheck = z.object({ detector: Detector, stream: Stream, p: z.number().nullable().default(null) })
const NewSignal = z.strictObject({ detector: Detector, stream: Stream, p: z.number(), observed: z.int() })

/** What a partnership's own checks said on a night. */
export type OwnChecks = { judged: z.infer<typeof JudgedCheck>[]; newSignals: z.infer<typeof NewSignal>[] }

/** The checks that judged something, and the signals that notify for the first time; undefined where the night is not done. */
export async function readOwnChecks(trx: Trx, night: Day): Promise<OwnChecks | undefined> {
  const run = await trx('night').where({ night }).whereNotNull('finished_at').first('summary')
  if (!run) return undefined
  const { rows } = await trx.raw(
    `select signal.detector, signal.stream, version.p_value as p, version.observed
     from signal_version version
     join signal on signal.partnership_id = version.partnership_id and signal.signal_id = version.signal_id
     where version.night = :night and version.tier = 'notify' and not exists (
       select from signal_version earlier
       where earlier.partnership_id = version.partnership_id and earlier.signal_id = version.signal_id
         and earlier.version < version.version and earlier.tier = 'notify')
     order by version.p_value, signal.signal_id`,
    { night },
  )
  const judged = z.array(JudgedCheck).parse(run.summary ?? [])
  return { judged: judged.filter(({ p }) => p !== null), newSignals: z.array(NewSignal).parse(rows) }
}

const Share = z.strictObject({ name: z.string(), stream: BorderStream })

/** Parties of the sharing agreements in force on a day, with the streams of which they may see exact counts over the border. */
export async function readShares(trx: Trx, today: Day): Promise<z.infer<typeof Share>[]> {
  const { rows } = await trx.raw(
    `select distinct party.name, stream
     from sharing_agreement agreed
     join sharing_agreement_party party on party.partnership_id = agreed.partnership_id and party.agreement_id = agreed.agreement_id
     cross join unnest(agreed.border_clusters) as stream
     where party.name is not null and :today between agreed.starts_on and coalesce(agreed.ended_on, agreed.ends_on)
     order by party.name, stream`,
    { today },
  )
  return Share.array().parse(rows)
}
