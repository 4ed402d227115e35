import { useState } from 'react'
import type { AreaShapes } from '../../../../server/contract/area.ts'
import { isSameAreas } from './finer.ts'

/** The middles of these areas, the same while only their outlines become finer: no symbol moves then, or is made anew. */
export function useMiddles(shapes: AreaShapes) {
  const [known, setKnown] = useState(() => ({ shapes, middles: middlesOf(shapes) }))
  if (known.shapes === shapes) return known.middles
  const now = { shapes, middles: isSameAreas(known.shapes, shapes) ? known.middles : middlesOf(shapes) }
  setKnown(now)
  return now.middles
}

/** Latitude and longitude of the middle (centroid) of each area's largest part, by area. */
export function middlesOf({ features }: AreaShapes): Map<string, [number, number]> {
  return new Map(
    features.flatMap(({ id, geometry }) => {
      const parts = geometry.coordinates.flatMap(([outline]) => (outline ? [middleOf(outline)] : []))
      const [largest] = parts.toSorted((a, b) => b.size - a.size)
      return largest ? [[id, largest.at] as const] : []
    }),
  )
}

/** By the shoelace formula, relative to the first corner so that no digits are lost. */
function middleOf(outline: readonly (readonly number[])[]): { at: [number, number]; size: number } {
  const [west = 0, south = 0] = outline[0] ?? []
  let [twice, x, y] = [0, 0, 0]
  for (let i = 0; i + 1 < outline.length; i++) {
    const [ax, ay] = corner(outline[i])
    const [bx, by] = corner(outline[i + 1])
    const cross = ax * by - bx * ay
    twice += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  }
  if (twice === 0) return { at: [south, west], size: 0 }
  return { at: [south + y / (3 * twice), west + x / (3 * twice)], size: Math.abs(twice) }

  function corner(point: readonly number[] | undefined): [number, number] {
    return [(point?.[0] ?? west) - west, (point?.[1] ?? south) - south]
  }
}
