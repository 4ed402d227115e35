import type { Day } from '../../contract/day.ts'
import type { Trx } from '../../db/tenant.ts'
import type { NewArea } from '../adapters/areas.ts'
import type { AreaPopulation } from '../adapters/population.ts'
import type { NewPostcode } from '../adapters/postcodes.ts'

export { extentOfAreas } from '../../areas/store.ts'

/** Areas, their residents and postcodes in bulk: one statement a batch, what is there already left as it is. */

export type AddedArea =
  | { outcome: 'added' | 'already_there' | 'differs' | 'changed'; repaired?: string }
  | { outcome: 'invalid'; reason: string }

/** Share of an area's size that a repair may change: the slivers that simplifying leaves, never a shape drawn wrongly. */
const MOST_REPAIRED = 0.001

/** GeoJSON as the polygons that are stored; an invalid one repaired. Valid shapes pass through unchanged. */
const STORED_SHAPE = `st_multi(st_collectionextract(case when st_isvalid(drawn) then drawn else st_makevalid(drawn) end, 3))`
const DRAWN_SHAPE = 'st_force2d(st_setsrid(st_geomfromgeojson(geometry), 4326))'

/**
 * Adds areas, in their order. A shape whose rings cross is told with PostGIS's reason: repaired where that changes next to nothing
 * of it (rounding and simplifying leave such slivers), else not stored.
 */
export async function addAreas(trx: Trx, partnershipId: string, areas: NewArea[]): Promise<AddedArea[]> {
  const invalid = await judgeShapes(trx, areas)
  const stored = areas.filter((_, index) => (invalid.get(index)?.change ?? 0) <= MOST_REPAIRED)
  const given = `(
    select given.*, ${DRAWN_SHAPE} as drawn
    from jsonb_to_recordset(:areas::jsonb)
      as given (kind text, code text, name text, authority text, geometry text, source text, "sourceDay" date)) as given`
  const bindings = {
    partnershipId,
    areas: JSON.stringify(stored.map((area) => ({ ...area, geometry: JSON.stringify(area.geometry) }))),
  }
  const redrawn = await retireRedrawn(trx, given, bindings.areas)
  const { rows: added } = await trx.raw(
    `insert into area_edition (partnership_id, kind, code, name, authority, geom, label_point, source, source_day)
     select :partnershipId, kind, code, name, authority, geom, st_pointonsurface(geom), source, "sourceDay"
     from (select given.*, ${STORED_SHAPE} as geom from ${given}) as shape
     on conflict (partnership_id, kind, code) where to_day is null do nothing
     returning kind, code`,
    bindings,
  )
  const { rows: changed } = await trx.raw(
    `select area.kind, area.code
     from ${given}
     join area on area.kind = given.kind and area.code = given.code
     where area.name <> given.name or st_asbinary(area.geom) <> st_asbinary(${STORED_SHAPE})`,
    { areas: bindings.areas },
  )
  const keyOf = ({ kind, code }: { kind: string; code: string }) => `${kind} ${code}`
  const fresh = new Set(added.map(keyOf))
  const different = new Set(changed.map(keyOf))
  return areas.map((area, index) => {
    const wrong = invalid.get(index)
    if (wrong && wrong.change > MOST_REPAIRED) return { outcome: 'invalid', reason: wrong.reason }
    const isFresh = fresh.delete(keyOf(area))
    const isChanged = isFresh && redrawn.has(keyOf(area))
    const outcome = isChanged ? 'changed' : isFresh ? 'added' : different.has(keyOf(area)) ? 'differs' : 'already_there'
    return wrong ? { outcome, repaired: wrong.reason } : { outcome }
  })
}

/** Share of an area's size by which a newer edition must draw it otherwise to be another area: generalising moves less. */
const LEAST_REDRAWN = 0.01

/** Retires areas that a newer edition draws otherwise under the same code; their residents were counted in the old shape, and stay with it. */
async function retireRedrawn(trx: Trx, given: string, areas: string): Promise<Set<string>> {
  const { rows } = await trx.raw(
    `update area_edition old
     set to_day = shape."sourceDay"
     from (select given.kind, given.code, given."sourceDay", ${STORED_SHAPE} as geom from ${given}) as shape
     where old.to_day is null and old.kind = shape.kind and old.code = shape.code
       and shape."sourceDay" > coalesce(old.source_day, '-infinity')
       and st_area(st_symdifference(old.geom, shape.geom)) > :least * st_area(old.geom)
     returning old.kind, old.code`,
    { areas, least: LEAST_REDRAWN },
  )
  return new Set(rows.map(({ kind, code }: { kind: string; code: string }) => `${kind} ${code}`))
}

/** Share of an area that the areas of a newer edition must cover to replace it. */
const LEAST_COVERED = 0.5

/**
 * Retires areas that a file does not name and whose land its areas cover: the file is a newer edition of them. Areas beside the file's, of
 * another place or another kind, are left alone. Gives what was retired.
 */
export async function retireReplaced(
  trx: Trx,
  imported: readonly { kind: string; code: string }[],
  day: Day,
): Promise<{ kind: string; code: string; name: string }[]> {
  const { rows } = await trx.raw(
    `with file as materialized (
       select area.* from jsonb_to_recordset(:imported::jsonb) as given (kind text, code text)
       join area on area.kind = given.kind and area.code = given.code
     ), replaced as materialized (
       select old.area_id
       from area old
       where old.kind in (select kind from file)
         and not exists (select from file where file.area_id = old.area_id)
         and (select sum(st_area(st_intersection(file.geom, old.geom))) from file
              where file.kind = old.kind and file.geom && old.geom and st_intersects(file.geom, old.geom))
           > :least * st_area(old.geom)
     ), begun as (
       update area_edition fresh
       set from_day = :day
       from replaced join area old on old.area_id = replaced.area_id, file
       where fresh.area_id = file.area_id and fresh.from_day is null and file.kind = old.kind and file.geom && old.geom
         and st_area(st_intersection(file.geom, old.geom)) > :least * st_area(file.geom)
     )
     update area_edition
     set to_day = :day
     from replaced
     where area_edition.area_id = replaced.area_id
     returning area_edition.kind, area_edition.code, area_edition.name`,
    {
      imported: JSON.stringify(imported.map(({ kind, code }) => ({ kind, code }))),
      day,
      least: LEAST_COVERED,
    },
  )
  return rows.sort((a: { code: string }, b: { code: string }) => (a.code < b.code ? -1 : 1))
}

/** The areas whose shape is not valid, by their position: why, and what share of the size a repair would change. */
async function judgeShapes(trx: Trx, areas: NewArea[]): Promise<Map<number, { reason: string; change: number }>> {
  const { rows } = await trx.raw(
    `select position::int - 1 as index, st_isvalidreason(drawn) as reason,
       abs(st_area(st_collectionextract(st_makevalid(drawn), 3)) - st_area(drawn))
         / greatest(st_area(st_collectionextract(st_makevalid(drawn), 3)), 1e-12) as change
     from (
       select position, ${DRAWN_SHAPE} as drawn
       from jsonb_array_elements_text(:geometries::jsonb) with ordinality as given (geometry, position)
     ) as shape
     where not st_isvalid(drawn)`,
    { geometries: JSON.stringify(areas.map(({ geometry }) => JSON.stringify(geometry))) },
  )
  return new Map(rows.map(({ index, ...wrong }: { index: number; reason: string; change: number }) => [index, wrong]))
}

/** Adds residents of areas by their code; `unknown` where the partnership has no such area. */
export async function addPopulations(
  trx: Trx,
  partnershipId: string,
  populations: AreaPopulation[],
): Promise<('added' | 'already_there' | 'differs' | 'unknown')[]> {
  const counts = populations.flatMap(({ code, source, counts }, position) =>
    counts.map(({ asOf, ageBand, sex, residents }) => ({
      position,
      code,
      source,
      as_of: asOf,
      age_band: ageBand,
      sex,
      residents,
    })),
  )
  const given = `jsonb_to_recordset(:counts::jsonb) as given (position int, code text, source text, as_of date, age_band text, sex text, residents int)`
  const { rows: there } = await trx.raw(
    `select distinct on (given.position) given.position, population.residents is null as is_new,
       bool_or(population.residents is distinct from given.residents) over (partition by given.position) as differs
     from ${given}
     join area on area.code = given.code
     left join area_population population
       on population.partnership_id = area.partnership_id and population.area_id = area.area_id
       and population.as_of = given.as_of and population.age_band = given.age_band and population.sex = given.sex
     order by given.position, population.residents is null desc`,
    { counts: JSON.stringify(counts) },
  )
  await trx.raw(
    `insert into area_population (partnership_id, area_id, as_of, age_band, sex, residents, source)
     select :partnershipId, area.area_id, given.as_of, given.age_band, given.sex, given.residents, given.source
     from ${given}
     join area on area.code = given.code
     on conflict do nothing`,
    { partnershipId, counts: JSON.stringify(counts) },
  )
  const found = new Map<number, { is_new: boolean; differs: boolean }>(
    there.map((row: { position: number; is_new: boolean; differs: boolean }) => [row.position, row]),
  )
  return populations.map((_, position) => {
    const area = found.get(position)
    if (!area) return 'unknown'
    return area.is_new ? 'added' : area.differs ? 'differs' : 'already_there'
  })
}

/** About a metre: a newer file that only rounds otherwise moves nothing. */
const MOVED_DEGREES = 0.00001

/** Adds postcodes; a newer file moves the points that it moves. */
export async function addPostcodes(
  trx: Trx,
  partnershipId: string,
  postcodes: NewPostcode[],
): Promise<('added' | 'already_there' | 'changed')[]> {
  const { rows } = await trx.raw(
    `insert into postcode (partnership_id, postcode, geom, area_code, source)
     select distinct on (postcode) :partnershipId::uuid, postcode, st_setsrid(st_makepoint(longitude, latitude), 4326), "areaCode", source
     from jsonb_to_recordset(:postcodes::jsonb)
       as given (postcode text, longitude double precision, latitude double precision, "areaCode" text, source text)
     on conflict (partnership_id, postcode) do update
       set geom = excluded.geom, area_code = coalesce(excluded.area_code, postcode.area_code), source = excluded.source
       where st_distance(postcode.geom, excluded.geom) > :moved
         or excluded.area_code is distinct from postcode.area_code and excluded.area_code is not null
     returning postcode, xmax = 0 as is_new`,
    { partnershipId, postcodes: JSON.stringify(postcodes), moved: MOVED_DEGREES },
  )
  const written = new Map<string, boolean>(
    rows.map(({ postcode, is_new }: { postcode: string; is_new: boolean }) => [postcode, is_new]),
  )
  return postcodes.map(({ postcode }) => {
    const isNew = written.get(postcode)
    written.delete(postcode)
    return isNew === undefined ? 'already_there' : isNew ? 'added' : 'changed'
  })
}

/** The points of the postcodes that a file names, of those the partnership has. */
export async function findPostcodes(
  trx: Trx,
  postcodes: string[],
): Promise<Map<string, { longitude: number; latitude: number }>> {
  if (!postcodes.length) return new Map()
  const { rows } = await trx.raw(
    `select postcode, st_x(geom) as longitude, st_y(geom) as latitude
     from postcode
     where postcode in (select jsonb_array_elements_text(:postcodes::jsonb))`,
    { postcodes: JSON.stringify(postcodes) },
  )
  return new Map(
    rows.map(({ postcode, ...point }: { postcode: string; longitude: number; latitude: number }) => [postcode, point]),
  )
}
