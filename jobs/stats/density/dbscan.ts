/**
 * Groups of points that lie close together: a point with at least `fewest` points near it (itself among them) is the core of a group,
 * and whatever is near a core belongs to it. Gives each point's group, 0, 1, … in the order of their first cores, or −1. A point near two
 * groups belongs to the first. `isNear` must not depend on the order of the two; near in place and in time gives ST-DBSCAN.
 * Every pair is looked at: for some thousands of points.
 *
 * Ester M, Kriegel H-P, Sander J, Xu X. A density-based algorithm for discovering clusters in large spatial databases with noise. KDD 1996.
 * Birant D, Kut A. ST-DBSCAN: an algorithm for clustering spatial–temporal data. Data Knowl Eng 2007;60:208–221.
 */
export function dbscan(points: number, isNear: (a: number, b: number) => boolean, fewest: number): Int32Array {
  const near = Array.from({ length: points }, (_, point): number[] => [point])
  for (let a = 0; a < points; a++)
    for (let b = a + 1; b < points; b++)
      if (isNear(a, b)) {
        near[a]?.push(b)
        near[b]?.push(a)
      }
  const groupOf = new Int32Array(points).fill(-1)
  let groups = 0
  for (let first = 0; first < points; first++) {
    if (groupOf[first] !== -1 || !isCore(first)) continue
    const group = groups++
    groupOf[first] = group
    const reached = [first]
    for (let core = reached.pop(); core !== undefined; core = reached.pop())
      for (const other of near[core] as number[]) {
        if (groupOf[other] !== -1) continue
        groupOf[other] = group
        if (isCore(other)) reached.push(other)
      }
  }
  return groupOf

  function isCore(point: number): boolean {
    return (near[point] as number[]).length >= fewest
  }
}

const EARTH_RADIUS_METRES = 6_371_008.8

/** Metres along the surface of a sphere, by the haversine formula. Degrees in. */
export function surfaceMetres(
  a: { latitude: number; longitude: number },
  b: { latitude: number; longitude: number },
): number {
  const radians = Math.PI / 180
  const north = Math.sin(((b.latitude - a.latitude) * radians) / 2)
  const east = Math.sin(((b.longitude - a.longitude) * radians) / 2)
  const half = north * north + Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians) * east * east
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(half)))
}
