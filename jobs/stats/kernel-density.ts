export type PlanePoint = { x: number; y: number }
/** An event, or several at one point. */
export type WeightedPoint = PlanePoint & { weight: number }

/**
 * Gaussian kernel density at places: events per unit of area. What lies outside the window cannot hold events, so that the density near
 * its edge would be too low: each event is divided by the share of its own kernel that lies inside, `insideShare`, which lets the
 * density add up to the events. `bandwidth` is the kernel's standard deviation, in the unit of the coordinates.
 * Diggle PJ. A kernel method for smoothing point process data. J R Stat Soc C 1985;34:138–147.
 */
export function kernelDensity(
  events: readonly WeightedPoint[],
  places: readonly PlanePoint[],
  bandwidth: number,
  insideShare: (point: PlanePoint) => number,
): Float64Array {
  const weights = events.map((event) => event.weight / insideShare(event))
  return Float64Array.from(places, (place) => {
    let density = 0
    events.forEach((event, i) => {
      density += (weights[i] as number) * kernel(place, event, bandwidth)
    })
    return density
  })
}

/**
 * The share of a point's kernel inside a window made of parts: the kernel at the middle of each part times its area. For parts no wider
 * than the bandwidth; a point whose kernel they miss would weigh without bound, so that the share is held to a twentieth at least.
 */
export function shareInsideParts(
  parts: readonly (PlanePoint & { area: number })[],
  bandwidth: number,
): (point: PlanePoint) => number {
  return (point) => {
    let share = 0
    for (const part of parts) share += part.area * kernel(point, part, bandwidth)
    return Math.min(1, Math.max(0.05, share))
  }
}

/** Beyond this many squared bandwidths a kernel is below 1e-15 of its height. */
const FARTHEST_SQUARED = 70

function kernel(a: PlanePoint, b: PlanePoint, bandwidth: number): number {
  const squared = ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) / (bandwidth * bandwidth)
  return squared > FARTHEST_SQUARED ? 0 : Math.exp(-squared / 2) / (2 * Math.PI * bandwidth * bandwidth)
}
