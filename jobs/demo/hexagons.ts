import { readFileSync } from 'node:fs'
import { cellToBoundary, gridDisk, POLYGON_TO_CELLS_FLAGS, polygonToCellsExperimental } from 'h3-js'
import { z } from 'zod'
import type { Trx } from '../../server/db/tenant.ts'
import { BASEMAP, type Point } from './settlements.ts'

/**
 * The demo's small areas: H3 cells of resolution 7 (about 5 km²) over the land of each authority, clipped to it. No boundary file of these
 * authorities may ship, so the land is drawn from OpenStreetMap's coastline and Natural Earth's coarse outlines.
 */

export const RESOLUTION = 7

type Ring = number[][]
export type Outline = { type: 'MultiPolygon'; coordinates: Ring[][] }
export type ClippedCell = { code: string; outline: Outline; squareKilometres: number; label: Point }
export type AuthorityLand = { outline: Outline; label: Point; cells: ClippedCell[] }

const Position = z.array(z.number())
const Shape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(Position)) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(Position))) }),
])
const Authorities = z.object({
  features: z.array(z.object({ properties: z.object({ name: z.string() }), geometry: Shape })),
})

/** The coarse outlines leave out coastal land up to so far from them (about 2 km). */
const COAST_DEGREES = 0.02
/** Smaller pieces of a cell are left out. */
const SLIVER_SQUARE_KILOMETRES = 0.12
const SPECK_SQUARE_METRES = 2000

/** The land of an authority and the cells over it, by PostGIS; cells in the order of their codes. */
export async function readAuthorityLand(trx: Trx, authority: string): Promise<AuthorityLand> {
  const { features } = Authorities.parse(JSON.parse(readFileSync(new URL('authorities.geojson', BASEMAP), 'utf8')))
  const own = features.find(({ properties }) => properties.name === authority)?.geometry
  if (!own) throw new RangeError(`the shipped outlines have no ${authority}`)
  const others = features.filter(({ properties }) => properties.name !== authority).map(({ geometry }) => geometry)
  const { rows } = await trx.raw(
    `with own as (select st_makevalid(st_setsrid(st_geomfromgeojson(:own), 4326)) as geom),
     others as (
       select st_union(st_makevalid(st_setsrid(st_geomfromgeojson(shape::text), 4326))) as geom
       from jsonb_array_elements(:others::jsonb) shape),
     reach as (
       select st_difference(st_buffer(own.geom, ${COAST_DEGREES}, 2), others.geom) as geom
       from own, others),
     coastline as (select st_makevalid(st_setsrid(st_geomfromgeojson(:land), 4326)) as geom),
     land as materialized (
       select st_multi(st_collectionextract(st_intersection(st_clipbybox2d(coastline.geom, st_envelope(reach.geom)), reach.geom), 3)) as geom
       from coastline, reach),
     piece as (
       select cell.code,
         st_multi(st_collectionextract(
           case when st_contains(land.geom, cell.geom) then cell.geom
           else st_intersection(st_clipbybox2d(land.geom, st_envelope(cell.geom)), cell.geom) end, 3)) as geom
       from land
       cross join (
         select code, st_geomfromtext(outline, 4326) as geom
         from jsonb_to_recordset(:cells::jsonb) as given (code text, outline text)) cell
       where st_intersects(land.geom, cell.geom)),
     -- rounded within PostGIS, so that what is drawn, tested and stored is one valid shape; specks of land are left out
     part as (
       select code, (st_dump(st_reduceprecision(geom, 0.00001))).geom from piece),
     clipped as (
       select code, st_multi(st_collect(geom order by st_xmin(geom), st_ymin(geom))) as geom
       from part where st_area(geom::geography) > ${SPECK_SQUARE_METRES} group by code
       union all
       select null, st_multi(st_reduceprecision(st_simplifypreservetopology(geom, 0.0005), 0.0001)) from land)
     select code, st_asgeojson(geom, 5)::jsonb as outline, st_area(geom::geography) / 1e6 as "squareKilometres",
       st_x(st_pointonsurface(geom)) as longitude, st_y(st_pointonsurface(geom)) as latitude
     from clipped
     where st_area(geom::geography) / 1e6 >= ${SLIVER_SQUARE_KILOMETRES}
     order by code`,
    {
      own: JSON.stringify(own),
      others: JSON.stringify(others),
      land: readLand(),
      cells: JSON.stringify(cellsOver(own).map((code) => ({ code, outline: textOf(code) }))),
    },
  )
  const pieces = rows.map(
    ({ longitude, latitude, ...row }: Omit<ClippedCell, 'label' | 'code'> & Point & { code: string | null }) => ({
      ...row,
      label: { longitude, latitude },
    }),
  )
  const whole = pieces.find(({ code }: { code: string | null }) => code === null)
  const cells = pieces.filter(({ code }: { code: string | null }) => code !== null)
  return { outline: whole.outline, label: whole.label, cells }
}

/** The file's one geometry, without the collection around it. */
function readLand(): string {
  const { geometries } = z
    .object({ geometries: z.array(Shape) })
    .parse(JSON.parse(readFileSync(new URL('land.geojson', BASEMAP), 'utf8')))
  return JSON.stringify(geometries[0])
}

/** Cells that touch the outline, and their neighbours: the coast lies a little outside it. */
function cellsOver(shape: z.infer<typeof Shape>): string[] {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates
  const touching = polygons.flatMap((polygon) =>
    polygonToCellsExperimental(polygon, RESOLUTION, POLYGON_TO_CELLS_FLAGS.containmentOverlapping, true),
  )
  return [...new Set(touching.flatMap((cell) => gridDisk(cell, 1)))].sort()
}

function textOf(cell: string): string {
  const ring = cellToBoundary(cell, true)
  return `POLYGON((${ring.map(([longitude, latitude]) => `${longitude} ${latitude}`).join(',')}))`
}
