import { describe, expect, it } from 'vitest'
import { FEWEST_IN_A_TOWN, FEWEST_IN_AN_AREA, layOut } from '../../server/figures/releases/grid.ts'
import type { Place } from '../../server/figures/releases/places.ts'
import { cornishPlaces } from './simulated-partnership.ts'

const place = (area: string, residents: number | null, longitude: number, authority = 'Mainland'): Place => ({
  kind: 'ward',
  area,
  name: area,
  authority,
  residents,
  areaIds: [area],
  longitude,
  latitude: 50,
})
const towns = (places: Place[]) =>
  layOut('Test', places)
    .filter(({ level }) => level === 'small')
    .map(({ name }) => name)
    .sort()

describe('places that figures are shown for', () => {
  it('are six areas and thirteen towns of Cornwall, each with enough residents', () => {
    const areas = layOut('Cornwall', cornishPlaces())
    const of = (level: string) => areas.filter((area) => area.level === level)
    expect([of('area').length, of('small').length]).toEqual([6, 13])
    for (const { residents } of of('area')) expect(residents).toBeGreaterThanOrEqual(FEWEST_IN_AN_AREA)
    for (const { residents } of of('small')) expect(residents).toBeGreaterThanOrEqual(FEWEST_IN_A_TOWN)
    const inTowns = of('small').flatMap(({ areaIds }) => areaIds)
    expect(new Set(inTowns).size).toBe(inTowns.length)
    expect(inTowns).toHaveLength(cornishPlaces().length)
  })

  it('are joined to the nearest, the smallest first', () => {
    expect(towns([place('A', 40_000, 0), place('b', 5_000, 1), place('C', 40_000, 1.5)])).toEqual(['A', 'C and b'])
  })

  it('take in a place whose residents nobody knows, and grow no further for it', () => {
    expect(towns([place('A', 40_000, 0), place('b', null, 1), place('C', 40_000, 1.5)])).toEqual(['A', 'C and b'])
  })

  it('are left as they are where nobody knows how many live anywhere, unless they are too many', () => {
    const unknown = (many: number) => Array.from({ length: many }, (_, number) => place(`p${number}`, null, number))
    expect(towns(unknown(3))).toEqual(['p0', 'p1', 'p2'])
    expect(towns(unknown(200))).toEqual([])
  })

  it('are not joined over the border of an authority, unless one is too small to be shown apart', () => {
    const mainland = [place('A', 10_000, 0), place('B', 40_000, 5)]
    expect(towns([...mainland, place('c', 60_000, 0.1, 'Next')])).toEqual(['B and A', 'c'])
    expect(towns([...mainland, place('isle', 2_100, -1, 'Isles')])).toEqual(['B, A and isle'])
  })
})
