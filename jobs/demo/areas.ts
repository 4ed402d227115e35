import { chunks } from '../../server/db/columns.ts'
import { partnershipOf, type Trx } from '../../server/db/tenant.ts'
import { type ClippedCell, type Outline, readAuthorityLand } from './hexagons.ts'
import { CENSUS_DAY, CENSUS_RESIDENTS, spreadResidents } from './residents.ts'
import { describePlace, type Point, readSettlements } from './settlements.ts'

/** A small area as events are drawn in it. */
export type Hexagon = ClippedCell & { residents: number }

const SOURCE =
  'Synthetic residents over H3 cells; land © OpenStreetMap contributors (ODbL), outlines Natural Earth, settlements GeoNames (CC BY 4.0)'
const TOTAL_SOURCE = 'Census 2021 usual residents, ONS, rounded; outline clipped from Natural Earth and OpenStreetMap'

type NewArea = {
  kind: string
  code: string
  name: string
  authority: string
  outline: Outline
  label: Point
  residents: number
  source: string
}

/** Adds hexagons and whole authorities with their residents; answers the hexagons, in the order of their codes. */
export async function addDemoAreas(trx: Trx, authorities: readonly string[]): Promise<Hexagon[]> {
  const hexagons: Hexagon[] = []
  for (const authority of authorities) {
    const settlements = readSettlements([authority])
    const total = CENSUS_RESIDENTS.get(authority) ?? 0
    const { outline, label, cells } = await readAuthorityLand(trx, authority)
    const residentsOf = spreadResidents(cells, settlements, total)
    const whole = { kind: 'authority', code: authority.toLowerCase().replaceAll(' ', '-'), name: authority, authority }
    await addAreas(trx, [
      { ...whole, outline, label, residents: total, source: TOTAL_SOURCE },
      ...cells.map(({ code, outline, label }) => ({
        kind: 'hexagon',
        code,
        name: describePlace(settlements, label),
        authority,
        outline,
        label,
        residents: residentsOf.get(code) ?? 0,
        source: SOURCE,
      })),
    ])
    hexagons.push(...cells.map((cell) => ({ ...cell, residents: residentsOf.get(cell.code) ?? 0 })))
  }
  return hexagons.toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

async function addAreas(trx: Trx, areas: NewArea[]): Promise<void> {
  const partnershipId = await partnershipOf(trx)
  for (const part of chunks(areas, 500)) {
    await trx.raw(
      `with given as (
         select * from jsonb_to_recordset(:areas::jsonb) as area (
           kind text, code text, name text, authority text, outline jsonb, longitude double precision, latitude double precision,
           residents integer, source text)),
       added as (
         insert into area (partnership_id, kind, code, name, authority, geom, label_point, source, source_day)
         select :partnershipId, kind, code, name, authority,
           st_setsrid(st_geomfromgeojson(outline::text), 4326),
           st_setsrid(st_makepoint(longitude, latitude), 4326), source, :asOf
         from given
         returning area_id, kind, code)
       insert into area_population (partnership_id, area_id, as_of, residents, source)
       select :partnershipId, added.area_id, :asOf, given.residents, given.source
       from added join given using (kind, code)`,
      {
        partnershipId,
        asOf: CENSUS_DAY,
        areas: JSON.stringify(
          part.map(({ label, ...area }) => ({ ...area, longitude: label.longitude, latitude: label.latitude })),
        ),
      },
    )
  }
}
