import { mergePlaces, type Place, type Point } from './scan-circles.ts'

/** For each place the indices of the nearest, itself first, up to so many; of places equally far the first one first. */
export function nearestPlaces(places: readonly Place[], most: number): number[][] {
  const { points, locationOfPlace } = mergePlaces(places)
  const at = places.map((_, place) => points[locationOfPlace[place] as number] as Point)
  return at.map(({ x, y, z }, centre) => {
    const far = at.map((other) => Math.hypot(other.x - x, other.y - y, other.z - z))
    return at
      .map((_, place) => place)
      .sort((a, b) => Number(b === centre) - Number(a === centre) || (far[a] as number) - (far[b] as number) || a - b)
      .slice(0, most)
  })
}
