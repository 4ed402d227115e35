/** Where each arrow leads: east and north of where one is, as signs. */
const directions = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
} as const
export type Arrow = keyof typeof directions

export function isArrow(key: string): key is Arrow {
  return Object.hasOwn(directions, key)
}

/**
 * The next area in the direction of an arrow: the nearest among those that lie within 45° of it, by their middles (latitude, longitude).
 * Undefined at the edge.
 */
export function neighbourOf(
  areaId: string,
  arrow: Arrow,
  middles: ReadonlyMap<string, readonly [number, number]>,
): string | undefined {
  const at = middles.get(areaId)
  if (!at) return undefined
  const [east, north] = directions[arrow]
  const shrunk = Math.cos((at[0] * Math.PI) / 180)
  let nearest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const [id, [latitude, longitude]] of middles) {
    const x = (longitude - at[1]) * shrunk
    const y = latitude - at[0]
    const ahead = x * east + y * north
    const aside = Math.abs(x * north) + Math.abs(y * east)
    const apart = x * x + y * y
    if (id === areaId || ahead <= 0 || aside > ahead || apart >= least) continue
    least = apart
    nearest = id
  }
  return nearest
}
