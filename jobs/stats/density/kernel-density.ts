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
  const corrected = events.map((event) => ({ ...event, weight: event.weight / insideShare(event) }))
  return Float64Array.from(places, kernelSum(corrected, bandwidth))
}

/**
 * The share of a point's kernel inside a window made of parts: the kernel at the middle of each part times its area. For parts no wider
 * than the bandwidth; a point whose kernel they miss would weigh without bound, so that the share is held to a twentieth at least.
 */
export function shareInsideParts(
  parts: readonly (PlanePoint & { area: number })[],
  bandwidth: number,
): (point: PlanePoint) => number {
  const share = kernelSum(
    parts.map(({ x, y, area }) => ({ x, y, weight: area })),
    bandwidth,
  )
  return (point) => Math.min(1, Math.max(0.05, share(point)))
}

/** Beyond this many bandwidths a kernel is below 1e-10 of its height. */
const FARTHEST = 6.8

/** The sum of the kernels around points, at a place. Points are sorted by one coordinate, so that only those within reach are looked at. */
function kernelSum(points: readonly WeightedPoint[], bandwidth: number): (place: PlanePoint) => number {
  const sorted = points.toSorted((a, b) => a.x - b.x)
  const x = Float64Array.from(sorted, (point) => point.x)
  const y = Float64Array.from(sorted, (point) => point.y)
  const weight = Float64Array.from(sorted, (point) => point.weight)
  const reach = FARTHEST * bandwidth
  const scale = -1 / (2 * bandwidth * bandwidth)
  return (place) => {
    let sum = 0
    for (let i = firstFrom(x, place.x - reach); i < x.length && (x[i] as number) <= place.x + reach; i++) {
      const east = (x[i] as number) - place.x
      const north = (y[i] as number) - place.y
      const squared = east * east + north * north
      if (squared <= reach * reach) sum += (weight[i] as number) * Math.exp(squared * scale)
    }
    return sum / (2 * Math.PI * bandwidth * bandwidth)
  }
}

/** The first index whose value is at least `low`; values ascend. */
function firstFrom(values: Float64Array, low: number): number {
  let from = 0
  let to = values.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((values[middle] as number) < low) from = middle + 1
    else to = middle
  }
  return from
}
