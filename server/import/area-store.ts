import type { Trx } from '../db/tenant.ts'
import type { NewArea } from './adapters/areas.ts'
import type { AreaPopulation } from './adapters/population.ts'
import type { NewPostcode } from './adapters/postcodes.ts'
import type { Extent } from './coordinates.ts'

/** Areas, their residents and postcodes in bulk: one statement a batch, what is there already left as it is. */

export type AddedArea = { outcome: 'added' | 'already_there' | 'differs' } | { outcome: 'invalid'; reason: string }

/** The box around all areas of the partnership; null before there are any. */
export async function extentOfAreas(trx: Trx): Promise<Extent | null> {
  const { rows } = await trx.raw(
    'select st_xmin(box) as west, st_ymin(box) as south, st_xmax(box) as east, st_ymax(box) as north from (select st_extent(geom) as box from area) as all_areas',
  )
  return rows[0]?.west === null ? null : rows[0]
}

/**
 * Adds areas, in their order. A shape that is not valid is told with PostGIS's reason and not stored: validity is asked first, because a
 * crossing ring would end the statement in GEOS.
 */
export async function addAreas(trx: Trx, partnershipId: string, areas: NewArea[]): Promise<AddedArea[]> {
  const { rows: judged } = await trx.raw(
    `select position::int, st_isvalid(geom) as is_valid, st_isvalidreason(geom) as reason
     from (
       select position, st_geomfromgeojson(geometry) as geom
       from jsonb_array_elements_text(:geometries::jsonb) with ordinality as given (geometry, position)
     ) as shape
     order by position`,
    { geometries: JSON.stringify(areas.map(({ geometry }) => JSON.stringify(geometry))) },
  )
  const reasons = new Map<number, string>(
    judged
      .filter((row: { is_valid: boolean }) => !row.is_valid)
      .map((row: { position: number; reason: string }) => [row.position - 1, row.reason]),
  )
  const valid = areas.filter((_, index) => !reasons.has(index))
  const bindings = {
    partnershipId,
    areas: JSON.stringify(valid.map((area) => ({ ...area, geometry: JSON.stringify(area.geometry) }))),
  }
  const given = `jsonb_to_recordset(:areas::jsonb) as given (kind text, code text, name text, authority text, geometry text, source text, "sourceDay" date)`
  const { rows: added } = await trx.raw(
    `insert into area (partnership_id, kind, code, name, authority, geom, label_point, source, source_day)
     select :partnershipId, kind, code, name, authority, geom, st_pointonsurface(geom), source, "sourceDay"
     from (select given.*, st_multi(st_force2d(st_setsrid(st_geomfromgeojson(geometry), 4326))) as geom from ${given}) as shape
     on conflict (partnership_id, kind, code) do nothing
     returning kind, code`,
    bindings,
  )
  const fresh = new Set(added.map((row: { kind: string; code: string }) => `${row.kind} ${row.code}`))
  const { rows: changed } = await trx.raw(
    `select area.kind, area.code
     from ${given}
     join area on area.kind = given.kind and area.code = given.code
     where area.name <> given.name
       or st_asbinary(area.geom) <> st_asbinary(st_multi(st_force2d(st_setsrid(st_geomfromgeojson(given.geometry), 4326))))`,
    { areas: bindings.areas },
  )
  const different = new Set(changed.map((row: { kind: string; code: string }) => `${row.kind} ${row.code}`))
  return areas.map(({ kind, code }, index) => {
    const reason = reasons.get(index)
    if (reason) return { outcome: 'invalid', reason }
    const key = `${kind} ${code}`
    return { outcome: fresh.has(key) ? 'added' : different.has(key) ? 'differs' : 'already_there' }
  })
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

export async function addPostcodes(
  trx: Trx,
  partnershipId: string,
  postcodes: NewPostcode[],
): Promise<('added' | 'already_there')[]> {
  const { rows } = await trx.raw(
    `insert into postcode (partnership_id, postcode, geom, area_code, source)
     select :partnershipId, postcode, st_setsrid(st_makepoint(longitude, latitude), 4326), "areaCode", source
     from jsonb_to_recordset(:postcodes::jsonb)
       as given (postcode text, longitude double precision, latitude double precision, "areaCode" text, source text)
     on conflict (partnership_id, postcode) do nothing
     returning postcode`,
    { partnershipId, postcodes: JSON.stringify(postcodes) },
  )
  const fresh = new Set(rows.map((row: { postcode: string }) => row.postcode))
  return postcodes.map(({ postcode }) => (fresh.delete(postcode) ? 'added' : 'already_there'))
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
