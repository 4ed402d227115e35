import type { Bounds } from '../../../map/MapView.tsx'

/** Of a degree of latitude. */
const KILOMETRES = 111.3

/** How far a point lies from a box, as the crow flies and to a few parts in a hundred; 0 within it. The shorter way around the earth counts. */
export function kilometresOutside(
  { west, south, east, north }: Bounds,
  { latitude, longitude }: { latitude: number; longitude: number },
): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const around = (degrees: number) => Math.abs(((((degrees + 180) % 360) + 360) % 360) - 180)
  const isBetween = longitude >= west && longitude <= east
  const across = isBetween ? 0 : Math.min(around(longitude - west), around(longitude - east))
  const nearest = Math.max(south, Math.min(north, latitude))
  const down = latitude - nearest
  // haversine
  const half =
    Math.sin(radians(down) / 2) ** 2 +
    Math.cos(radians(latitude)) * Math.cos(radians(nearest)) * Math.sin(radians(across) / 2) ** 2
  return ((2 * Math.asin(Math.min(1, Math.sqrt(half)))) / radians(1)) * KILOMETRES
}
