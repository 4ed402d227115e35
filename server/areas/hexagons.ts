import { cellToBoundary, cellToLatLng, latLngToCell } from 'h3-js'
import { partnershipOf, type Trx } from '../db/tenant.ts'

/** About 5 km² a cell. */
const RESOLUTION = 7

/**
 * Hexagons for events that lie in none yet, so that a partnership has a map before it has imported an area; once it has areas of its own,
 * none are made. Without residents they give no rates. A hexagon is called after the town most often named with its events.
 * Gives how many were added.
 */
export async function coverEventsWithHexagons(trx: Trx): Promise<number> {
  const { rows } = await trx.raw(`
    with event as (
      select found_place as place, found_town as town from death_revision where found_place is not null
      union all
      select place, town from overdose_revision where place is not null
      union all
      select place, site from naloxone_supply_revision where place is not null)
    select st_y(place) as latitude, st_x(place) as longitude, mode() within group (order by town) as town
    from event
    where not exists (select from area where source <> stop_gap_source())
      and not exists (select from area_of(event.place, 'hexagon'))
    group by place`)
  const cells = new Map<string, string | null>()
  for (const { latitude, longitude, town } of rows) {
    const cell = latLngToCell(latitude, longitude, RESOLUTION)
    cells.set(cell, cells.get(cell) ?? town)
  }
  if (!cells.size) return 0
  const partnershipId = await partnershipOf(trx)
  await trx('area_edition')
    .insert(
      [...cells].sort().map(([cell, town]) => {
        const [latitude, longitude] = cellToLatLng(cell)
        return {
          partnership_id: partnershipId,
          kind: 'hexagon',
          code: cell,
          name: town ?? `Hexagon at ${latitude.toFixed(2)}, ${longitude.toFixed(2)}`,
          geom: `SRID=4326;${toMultiPolygon(cellToBoundary(cell, true))}`,
          label_point: `SRID=4326;POINT(${longitude} ${latitude})`,
          source: trx.raw('stop_gap_source()'),
        }
      }),
    )
    .onConflict(trx.raw('(partnership_id, kind, code) where to_day is null'))
    .ignore()
  return cells.size
}

function toMultiPolygon(ring: number[][]): string {
  return `MULTIPOLYGON(((${ring.map(([longitude, latitude]) => `${longitude} ${latitude}`).join(', ')})))`
}
