import type { Grower } from '../stats/scan/scan-circles.ts'
import { openMemory } from './memory.ts'
import { findKernels, instantiate } from './module.ts'

/** Locations whose circles bound those of the others, evenly spread over the input. */
const ANCHORS = 128
/** More than distances are off by rounding. */
const ROUNDING = 1 + 1e-9

/** Grows circles by the kernel; undefined where there is none, or it has no room for so many locations. */
export const growByKernel: Grower = ({ points, byCoordinates, measureAt, most, furthest, ties }) => {
  const n = points.length
  if (!findKernels() || n === 0 || n > 65_536) return undefined
  const { memory, place, list } = openMemory()
  const pairs = 2 * Math.ceil(n / 2)
  const inOrder = (valueAt: (location: number) => number) =>
    place(Float64Array.from({ length: pairs }, (_, i) => valueAt(byCoordinates[Math.min(i, n - 1)] as number)))
  const arrays = [
    inOrder((location) => points[location]?.x as number),
    inOrder((location) => points[location]?.y as number),
    inOrder((location) => points[location]?.z as number),
    inOrder((location) => measureAt[location] as number),
    place(byCoordinates),
    place({ bytes: 8 * pairs }),
    ...[4, 4, 4, 4, 8].map((bytes) => place({ bytes: bytes * n })),
  ]
  const [neighbours, isCircle] = [place({ bytes: 2 * n }), place({ bytes: ties === 'split' ? 0 : n })]
  const layout = list([...arrays, neighbours, isCircle])
  const exports = instantiate(memory)
  exports.setUpNeighbours(layout, furthest, most, ties === 'split' ? 1 : 0)
  const anchors: { x: number; y: number; z: number; reach: number }[] = []
  const every = Math.ceil(n / ANCHORS)

  /** A circle that holds the largest of another location, and more, holds too much: that bounds how far others reach. */
  function boundOf({ x, y, z }: { x: number; y: number; z: number }): number {
    let bound = furthest
    for (const anchor of anchors) {
      const away = Math.sqrt((anchor.x - x) ** 2 + (anchor.y - y) ** 2 + (anchor.z - z) ** 2)
      if (away + anchor.reach < bound) bound = away + anchor.reach
    }
    return bound * ROUNDING
  }

  return {
    neighbour: new Uint16Array(memory.buffer, neighbours.begin, n),
    isCircle: new Uint8Array(memory.buffer, isCircle.begin, isCircle.end - isCircle.begin),
    grow(location) {
      const point = points[location] as (typeof points)[number]
      const entries = exports.growCircles(point.x, point.y, point.z, boundOf(point))
      if (location % every === 0) anchors.push({ x: point.x, y: point.y, z: point.z, reach: exports.reach.value })
      return { entries, measure: exports.measureWithin.value }
    },
  }
}
