import { cellToBoundary, cellToLatLng, cellToParent, latLngToCell } from 'h3-js'

/** About 5 km²; of a town about 0.7 km². */
const RESOLUTION = 7
const RESOLUTION_IN_TOWN = 8

/** The cell in which a point lies: all of it that is kept, here too. */
export function cellAt(latitude: number, longitude: number, townCells: readonly string[]): string {
  const fine = latLngToCell(latitude, longitude, RESOLUTION_IN_TOWN)
  const coarse = cellToParent(fine, RESOLUTION)
  return townCells.includes(coarse) ? fine : coarse
}

/** Its corners, latitude first. */
export function outlineOf(cell: string): [number, number][] {
  return cellToBoundary(cell) as [number, number][]
}

export function middleOf(cell: string): [number, number] {
  return cellToLatLng(cell) as [number, number]
}
