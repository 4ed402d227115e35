import type { Day } from '../../contract/day.ts'
import type { Trx } from '../../db/tenant.ts'

export type AreaWithDeaths = {
  areaId: string
  name: string
  longitude: number
  latitude: number
  /** The latest published, total and by age and sex where there is any. */
  residents: { ageBand: string; sex: 'all' | 'female' | 'male'; residents: number }[]
  deaths: { ageYears: number | null; sex: 'female' | 'male' | 'other' | 'unknown' }[]
}

/**
 * Areas with residents, and the deaths of a period by where the person lived (where that is not known, where they were found), as known
 * before a night; and how many deaths are in no such area.
 */
export async function readAreaDeaths(
  trx: Trx,
  night: Day,
  from: Day,
): Promise<{ areas: AreaWithDeaths[]; withoutArea: number }> {
  const { rows } = await trx.raw(
    `with counted as (
       select age_years, sex, coalesce(residence, found_place) as place
       from counted_death(:night::date - 1, 'infinity')
       where event_day >= :from and event_day < :night),
     populated as (
       select area.area_id, area.code, area.name, area.label_point, latest.residents
       from area
       join lateral (
         select jsonb_agg(jsonb_build_object('ageBand', age_band, 'sex', sex, 'residents', population.residents) order by age_band, sex) as residents
         from area_population population
         where population.area_id = area.area_id
           and population.as_of = (select max(as_of) from area_population newest where newest.area_id = area.area_id)) latest on latest.residents is not null
       where area.kind = (select mapped_kind())),
     placed as (
       select counted.age_years, counted.sex, inside.area_id
       from counted
       left join lateral area_of(counted.place) found on true
       left join populated inside on inside.area_id = found.area_id)
     select populated.area_id as "areaId", populated.name, st_x(label_point) as longitude, st_y(label_point) as latitude, residents,
       coalesce((
         select jsonb_agg(jsonb_build_object('ageYears', age_years, 'sex', sex)) from placed where placed.area_id = populated.area_id), '[]') as deaths,
       (select count(*)::int from placed where area_id is null) as "withoutArea"
     from populated
     order by populated.code`,
    { night, from },
  )
  return {
    areas: rows.map(({ withoutArea: _, ...area }: AreaWithDeaths & { withoutArea: number }) => area),
    withoutArea: rows[0]?.withoutArea ?? 0,
  }
}
