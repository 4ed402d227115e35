import { cellToLatLng, cellToParent, getResolution, gridDisk, isValidCell, latLngToCell } from 'h3-js'
import { readSettlements } from '../../areas/settlements.ts'
import { extentOfAreas } from '../../areas/store.ts'
import type { Partnership } from '../../contract/partnership.ts'
import type { Place } from '../../contract/place.ts'
import type { Extent } from '../../contract/rules/place.ts'
import type { Trx } from '../../db/tenant.ts'

/** Cells of about 0.7 km², kept in towns only: elsewhere one may hold a single farm. */
const IN_TOWNS = 8
/** Cells of about 5 km². */
const ELSEWHERE = 7

/** A place with so many people is a town here; with so many more it reaches into the cells around its middle, and into those around them. */
const TOWN_FROM = 5_000
const ONE_RING_FROM = 15_000
const TWO_RINGS_FROM = 100_000

/** Cells of resolution 7 that lie in towns of the partnership; none where no basemap with settlements ships for it. */
export async function findTownCells(trx: Trx, { basemap }: Pick<Partnership, 'basemap'>): Promise<string[]> {
  return townCellsWithin(basemap, await extentOfAreas(trx))
}

/** The same where its extent is known. */
export function townCellsWithin(basemap: string | null, extent: Extent | null): string[] {
  const isInside = ({ longitude, latitude }: Place) =>
    !extent ||
    (longitude >= extent.west && longitude <= extent.east && latitude >= extent.south && latitude <= extent.north)
  const cells = readSettlements(basemap)
    .filter(({ population, place }) => population >= TOWN_FROM && isInside(place))
    .flatMap(({ place, population }) =>
      gridDisk(
        latLngToCell(place.latitude, place.longitude, ELSEWHERE),
        population >= TWO_RINGS_FROM ? 2 : population >= ONE_RING_FROM ? 1 : 0,
      ),
    )
  return [...new Set(cells)].sort()
}

/**
 * The middle of a cell, as a place; never finer than is right there, whatever was sent. Undefined where there is no such cell: an id of the
 * right shape need not be one.
 */
export function placeOfCell(cell: string, townCells: readonly string[]): Place | undefined {
  if (!isValidCell(cell)) return undefined
  const parent = getResolution(cell) === IN_TOWNS ? cellToParent(cell, ELSEWHERE) : cell
  const [latitude, longitude] = cellToLatLng(townCells.includes(parent) ? cell : parent)
  return { longitude, latitude, precision: 'cell' }
}
