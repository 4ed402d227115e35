import { ReleasedShapes, type ReleasedTier, type ShapesQuery } from '../../contract/release.ts'
import type { Trx } from '../../db/tenant.ts'
import { describeAreas, openRelease } from './figures.ts'
import { readCells } from './store.ts'

/** What can be drawn of a release: areas and towns, each in one piece with those it is shown together with. */
export async function releasedShapes(trx: Trx, tier: ReleasedTier, query: ShapesQuery): Promise<ReleasedShapes> {
  const kept = await openRelease(trx, tier, query)
  const membersOf = new Map(
    (await readCells(trx, kept.release.releaseId, tier)).map(({ area, members }) => [area, members]),
  )
  const described = describeAreas(kept, membersOf)
  const drawn = described.filter(
    ({ area, level }) =>
      level === 'area' || (level !== 'remainder' && !described.some(({ within }) => within === area)),
  )
  const { areas } = kept.grid
  const areaIdsOf = (name: string): string[] =>
    areas.flatMap(({ area, within, areaIds }) => (area === name ? areaIds : within === name ? areaIdsOf(area) : []))
  const wanted = drawn.flatMap(({ area }) =>
    (membersOf.get(area) ?? []).flatMap(areaIdsOf).map((areaId) => ({ area, area_id: areaId })),
  )
  const { rows } = await trx.raw(
    `select wanted.area,
       st_asgeojson(st_multi(st_collectionextract(st_simplifypreservetopology(st_union(area.geom), 0.0005), 3)), 3)::jsonb -> 'coordinates' as coordinates
     from jsonb_to_recordset(:wanted::jsonb) as wanted (area text, area_id uuid)
     join area_edition area on area.area_id = wanted.area_id
     group by wanted.area
     order by wanted.area`,
    { wanted: JSON.stringify(wanted) },
  )
  const properties = new Map(drawn.map(({ area, name, level }) => [area, { name, level }]))
  return ReleasedShapes.parse({
    type: 'FeatureCollection',
    features: rows.map(({ area, coordinates }: { area: string; coordinates: unknown }) => ({
      type: 'Feature',
      id: area,
      properties: properties.get(area),
      geometry: { type: 'MultiPolygon', coordinates },
    })),
  })
}
