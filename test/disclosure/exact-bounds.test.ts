import { describe, expect, it } from 'vitest'
import { randomBelow } from '../../jobs/stats/draws/random.ts'
import { maximise } from '../../server/disclosure/bounded-simplex.ts'
import { ExactBounds, type Knowledge, propagate } from './exact-bounds.ts'
import { randomOf } from './random-tables.ts'

const free = { low: 0, high: Infinity }
const is = (value: number) => ({ low: value, high: value })

/** Rows and columns of hidden cells with their totals known: unknowns 0 … rows × columns − 1, then the totals. */
function grid(rowTotals: readonly number[], columnTotals: readonly number[]): Knowledge {
  const columns = columnTotals.length
  const cells = rowTotals.length * columns
  const sums: Knowledge['sums'][number][] = [
    ...rowTotals.map((_, r) => [
      [cells + r, 1] as const,
      ...columnTotals.map((_, c) => [r * columns + c, -1] as const),
    ]),
    ...columnTotals.map((_, c) => [
      [cells + rowTotals.length + c, 1] as const,
      ...rowTotals.map((_, r) => [r * columns + c, -1] as const),
    ]),
  ]
  return { ranges: [...Array(cells).fill(free), ...rowTotals.map(is), ...columnTotals.map(is)], sums }
}

describe('exact bounds', () => {
  it('agree with Fréchet in a table of two margins: max(0, row + column − all) to min(row, column)', () => {
    const rowTotals = [7, 4, 9]
    const columnTotals = [12, 3, 5]
    const bounds = new ExactBounds(grid(rowTotals, columnTotals))
    rowTotals.forEach((row, r) => {
      columnTotals.forEach((column, c) => {
        expect(bounds.least(r * 3 + c)).toBe(Math.max(0, row + column - 20))
        expect(bounds.greatest(r * 3 + c)).toBe(Math.min(row, column))
      })
    })
  })

  it('reach where a pencil does not: three sums of two hidden counts each fix all three', () => {
    const pairs = [
      [0, 1, 3],
      [1, 2, 4],
      [0, 2, 5],
    ] as const
    const knowledge: Knowledge = {
      ranges: [free, free, free, is(5), is(7), is(6)],
      sums: pairs.map(([one, other, sum]) => [
        [sum, 1],
        [one, -1],
        [other, -1],
      ]),
    }
    const pencil = propagate(knowledge)
    // the third is at most 6, so the second at least 1, so the first at most 4; and there the pencil stops
    expect(pencil[0]).toEqual({ low: 0, high: 4 })
    const bounds = new ExactBounds(knowledge)
    expect([0, 1, 2].map((unknown) => [bounds.least(unknown), bounds.greatest(unknown)])).toEqual([
      [2, 2],
      [3, 3],
      [4, 4],
    ])
  })

  it('say where nothing holds a count from above', () => {
    expect(
      new ExactBounds({
        ranges: [free, free],
        sums: [
          [
            [0, 1],
            [1, -1],
          ],
        ],
      }).greatest(0),
    ).toBe(Infinity)
  })

  it('refuse what no table agrees with', () => {
    expect(() => new ExactBounds(grid([3, 4], [5, 1]))).toThrow('no table agrees')
  })

  it('agree with the solver of the gate, which was written apart', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = randomOf(seed)
      const rows = 2 + randomBelow(random, 3)
      const columns = 2 + randomBelow(random, 4)
      const counts = Array.from({ length: rows * columns }, () => randomBelow(random, 8))
      const sum = (some: readonly number[]) => some.reduce((total, count) => total + count, 0)
      const rowTotals = Array.from({ length: rows }, (_, r) =>
        sum(counts.filter((_, n) => Math.floor(n / columns) === r)),
      )
      const columnTotals = Array.from({ length: columns }, (_, c) => sum(counts.filter((_, n) => n % columns === c)))
      const bounds = new ExactBounds(grid(rowTotals, columnTotals))
      counts.forEach((count, cell) => {
        // from the true table: up by a plus, down by a minus that leaves no count below zero; every total stays
        const entries = (n: number, by: number) => [
          [Math.floor(n / columns), by] as const,
          [rows + (n % columns), by] as const,
        ]
        const found = maximise(
          counts.flatMap((most, n) => [
            { gain: n === cell ? 1 : 0, most: Infinity, entries: entries(n, 1) },
            { gain: n === cell ? -1 : 0, most, entries: entries(n, -1) },
          ]),
          Array.from({ length: rows + columns }, () => ({ low: 0, high: 0 })),
        )
        const reached = count + (found[2 * cell] as number) - (found[2 * cell + 1] as number)
        expect(reached).toBeCloseTo(bounds.greatest(cell), 9)
      })
    }
  })
})
