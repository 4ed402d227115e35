import { type Area, type AreaDetail, AreaKinds, Areas, type AreaTopology } from '../contract/area.ts'
import type { Extent } from '../contract/rules/place.ts'
import { fromColumns } from '../db/columns.ts'
import type { Trx } from '../db/tenant.ts'
import { notFound } from '../problem.ts'
import { topologyOf } from './topology.ts'

/** Residents of an area: the latest total published for it. */
export const POPULATION = `(
  select population.residents
  from area_population population
  where population.partnership_id = area.partnership_id and population.area_id = area.area_id
    and population.age_band = 'all' and population.sex = 'all'
  order by population.as_of desc
  limit 1)`

export async function listAreas(trx: Trx, kind: string): Promise<Area[]> {
  const { rows } = await trx.raw(
    `select area.area_id, area.kind, area.code, area.name, area.authority, area.source, area.source_day,
       latest.residents as population, latest.as_of as population_as_of
     from area
     left join lateral (
       select residents, as_of from area_population population
       where population.partnership_id = area.partnership_id and population.area_id = area.area_id
         and population.age_band = 'all' and population.sex = 'all'
       order by as_of desc limit 1) latest on true
     where area.kind = :kind
     order by area.name, area.code`,
    { kind },
  )
  return Areas.parse(rows.map(fromColumns))
}

/** @throws 404 where there is no such area today */
export async function findArea(trx: Trx, areaId: string) {
  const { rows } = await trx.raw(
    `select area_id as "areaId", kind as "areaKind", name, authority, ${POPULATION} as residents from area where area_id = :areaId`,
    { areaId },
  )
  if (!rows[0]) notFound('area')
  return { kind: 'area' as const, ...(rows[0] as AreaFound) }
}

type AreaFound = { areaId: string; areaKind: string; name: string; authority: string | null; residents: number | null }

/** The kinds of area there are, the mapped one first. */
export async function listAreaKinds(trx: Trx): Promise<AreaKinds> {
  const { rows } = await trx.raw(
    `select kind, areas, with_residents as "withPopulation", kind = (select mapped_kind()) as "isMapped" from area_kinds()`,
  )
  return AreaKinds.parse(rows)
}

/** Tells the outlines of a kind from those of before: by which rows they are, and which transaction last wrote each. */
export async function nameAreaShapes(trx: Trx, kind: string): Promise<string> {
  const { rows } = await trx.raw(
    `select coalesce(md5(string_agg(area_id || ' ' || xmin::text, ',' order by area_id)), 'none') as edition
     from area_edition where kind = :kind and to_day is null`,
    { kind },
  )
  return rows[0].edition
}

/** The areas of a kind for drawing, in the order of listAreas. */
export async function readAreaTopology(trx: Trx, kind: string, detail: AreaDetail): Promise<AreaTopology> {
  const { rows } = await trx.raw(
    `select area_id as id, name, authority, st_asgeojson(geom, 5)::jsonb as geometry
     from area where kind = :kind order by name, code`,
    { kind },
  )
  return topologyOf(rows, detail)
}

/** The box around all areas of the partnership; null before there are any. */
export async function extentOfAreas(trx: Trx): Promise<Extent | null> {
  const { rows } = await trx.raw(
    `select st_xmin(box) as west, st_ymin(box) as south, st_xmax(box) as east, st_ymax(box) as north
     from (
       -- where the events are says nothing about where they should be
       select st_extent(geom) as box from area where source <> stop_gap_source()) as all_areas`,
  )
  return rows[0]?.west === null ? null : rows[0]
}
