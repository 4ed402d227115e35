import { describe, expect, it } from 'vitest'
import { joinRows, mostOfEither, pairOf } from '../../client/figures/map/together.ts'
import type { AreaRow } from '../../server/contract/map.ts'

const row = (areaId: string, events: AreaRow['events']) => ({ areaId, name: `Area ${areaId}`, events }) as AreaRow

describe('two kinds of events on one map', () => {
  const areas = joinRows([row('a', 4), row('b', 1)], [row('b', 9), row('c', 2), row('d', 'hidden')])

  it('have every area that has either, the busiest of both first', () => {
    expect(areas.map(({ areaId, first, second }) => [areaId, first, second])).toEqual([
      ['b', 1, 9],
      ['a', 4, 0],
      ['c', 0, 2],
      ['d', 0, 'hidden'],
    ])
    expect(mostOfEither(areas)).toBe(9)
  })

  it('are drawn to one scale, side by side, so that neither hides the other', () => {
    for (const first of [1, 2, 7, 40])
      for (const second of [1, 3, 25]) {
        const { circle, square } = pairOf({ areaId: 'x', name: 'x', first, second }, 40, 30)
        expect(-circle.left + circle.radius).toBeLessThan(square.right - square.halfSide)
      }
    const { circle, square } = pairOf({ areaId: 'x', name: 'x', first: 20, second: 20 }, 40, 30)
    expect((2 * square.halfSide) ** 2).toBeCloseTo(Math.PI * circle.radius ** 2)
  })

  it('stand in the middle where there is one of them only, and show what is hidden as small as can be', () => {
    expect(pairOf({ areaId: 'x', name: 'x', first: 5, second: 0 }, 9, 30)).toMatchObject({
      circle: { left: 0 },
      square: { halfSide: 0 },
    })
    const hidden = pairOf({ areaId: 'x', name: 'x', first: 0, second: 'hidden' }, 100, 30)
    const one = pairOf({ areaId: 'x', name: 'x', first: 0, second: 1 }, 100, 30)
    expect(hidden).toEqual(one)
    expect(hidden.square.halfSide).toBeGreaterThan(0)
  })
})
