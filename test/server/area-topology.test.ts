import { feature } from 'topojson-client'
import { describe, expect, it } from 'vitest'
import { topologyOf } from '../../server/areas/topology.ts'
import { AreaTopology } from '../../server/contract/area.ts'

type Corner = [number, number]

/** An edge of a cell, crooked by where its corners are alone: two cells that share one share every corner of it. */
function edge([ax, ay]: Corner, [bx, by]: Corner): Corner[] {
  return Array.from({ length: 20 }, (_, i) => {
    const [x, y] = [ax + ((bx - ax) * i) / 20, ay + ((by - ay) * i) / 20].map(
      (n) => Math.round(n * 1e6) / 1e6,
    ) as Corner
    return [x + 0.0008 * Math.sin(2311 * x + 1733 * y), y + 0.0008 * Math.sin(1999 * x - 2777 * y)]
  })
}

function cell(west: number, south: number, size: number): Corner[] {
  const corners: Corner[] = [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
  ]
  const ring = corners.flatMap((corner, i) => edge(corner, corners[(i + 1) % 4] as Corner))
  return [...ring, ring[0] as Corner]
}

const named = (position: number, rings: Corner[][]) => ({
  id: `00000000-0000-4000-8000-0000000000${String(position).padStart(2, '0')}`,
  name: `Area ${position}`,
  authority: null,
  geometry: { type: 'MultiPolygon' as const, coordinates: rings.map((ring) => [ring]) },
})
/** Four by four, and far off one far smaller than a step of the overview. */
const areas = [
  ...Array.from({ length: 16 }, (_, i) => named(i, [cell(-5 + 0.25 * (i % 4), 50 + 0.25 * Math.floor(i / 4), 0.25)])),
  named(16, [
    [
      [-5.9, 50.5],
      [-5.8999, 50.5],
      [-5.8999, 50.5001],
      [-5.9, 50.5],
    ],
  ]),
]

const unfold = (topology: unknown) => {
  const parsed = AreaTopology.parse(topology)
  const { features } = feature(parsed as never, parsed.objects.areas as never) as unknown as {
    features: { id: string; geometry: { coordinates: Corner[][][] } }[]
  }
  return new Map(features.map(({ id, geometry }) => [id, geometry.coordinates.map(([ring]) => ring as Corner[])]))
}
const surface = (ring: readonly Corner[]) =>
  Math.abs(
    ring.slice(1).reduce((sum, [x, y], i) => {
      const [px, py] = ring[i] as Corner
      return sum + px * y - x * py
    }, 0) / 2,
  )

describe('the outlines of areas for drawing', () => {
  const [full, overview] = [topologyOf(areas, 'full'), topologyOf(areas, 'overview')]

  it('are as exact as 10 m in full, and in an overview lose corners and no area', () => {
    const corners = ({ arcs }: typeof full) => arcs.reduce((sum, arc) => sum + arc.length, 0)
    expect(corners(overview)).toBeLessThan(corners(full) / 3)
    const [whole, seen] = [unfold(full), unfold(overview)]
    for (const { id, geometry } of areas) {
      const original = geometry.coordinates[0]?.[0] as Corner[]
      expect(surface(whole.get(id)?.[0] ?? [])).toBeCloseTo(surface(original), 4)
      const [ring = []] = seen.get(id) ?? []
      expect(ring.length).toBeGreaterThanOrEqual(4)
      if (surface(original) > 0.01) expect(surface(ring) / surface(original)).toBeCloseTo(1, 1)
    }
  })

  it('hold a border that two areas share once, so that it is simplified the same for both', () => {
    for (const topology of [full, overview]) {
      const uses = topology.objects.areas.geometries.flatMap(({ arcs }) => arcs.flat(2))
      const times = new Map<number, number>()
      for (const arc of uses) times.set(arc < 0 ? ~arc : arc, (times.get(arc < 0 ? ~arc : arc) ?? 0) + 1)
      // of four by four cells twenty-four borders lie between two
      expect([...times.values()].filter((many) => many === 2)).toHaveLength(24)
      expect(Math.max(...times.values())).toBe(2)
    }
    const seen = unfold(overview)
    const between = (a: number, b: number) => {
      const [one, other] = [a, b].map((at) => seen.get(areas[at]?.id ?? '')?.[0] ?? [])
      return one?.filter((corner) => other?.some(([x, y]) => x === corner[0] && y === corner[1]))
    }
    expect(between(0, 1)?.length).toBeGreaterThan(2)
  })

  it('are none where there are no areas', () => {
    for (const detail of ['full', 'overview'] as const)
      expect(AreaTopology.parse(topologyOf([], detail)).objects.areas.geometries).toEqual([])
  })
})
