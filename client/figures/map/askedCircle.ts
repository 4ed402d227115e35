import { LARGEST_RADIUS, SMALLEST_RADIUS } from '../../../server/contract/map-within.ts'
import type { Circle } from '../../map/CircleLayer.tsx'

/** From an address: latitude, longitude and metres. */
export function readCircle(written: string | undefined): Circle | undefined {
  const [latitude, longitude, radiusMetres] = written?.split(',').map(Number) ?? []
  if (latitude === undefined || longitude === undefined || radiusMetres === undefined) return undefined
  return { latitude, longitude, radiusMetres: Math.max(SMALLEST_RADIUS, Math.min(LARGEST_RADIUS, radiusMetres)) }
}

export function writeCircle({ latitude, longitude, radiusMetres }: Circle) {
  return `${latitude.toFixed(4)},${longitude.toFixed(4)},${radiusMetres}`
}

/** Sizes that are told apart on a map, metres. */
export const RADII = [500, 1000, 2000, 5000, 10_000, 20_000]

/** "500 m", "2 km" */
export function sayRadius(metres: number) {
  return metres < 1000 ? `${metres} m` : `${(metres / 1000).toLocaleString('en-GB')} km`
}
