import { describe, expect, it } from 'vitest'
import { randomPoisson } from '../../jobs/stats/draws/random.ts'
import { disclose } from '../../server/disclosure/gate.ts'
import type { Table } from '../../server/disclosure/table.ts'
import { countTable, type Layout, randomOf } from './random-tables.ts'

/** Every way to spread events over places. */
function* spread(places: number, events: number): Generator<number[]> {
  if (places === 1) yield [events]
  else
    for (let first = 0; first <= events; first++)
      for (const rest of spread(places - 1, events - first)) yield [first, ...rest]
}

const tableOf = (counts: readonly number[]): Table => ({
  areas: [
    { area: 'all', residents: 100_000 },
    ...counts.map((_, place) => ({ area: `p${place}`, within: 'all', residents: 30_000 })),
  ],
  slices: [],
  cells: [
    { area: 'all', slice: '2023', count: counts.reduce((sum, count) => sum + count, 0), isPartnershipYear: true },
    ...counts.map((count, place) => ({ area: `p${place}`, slice: '2023', count })),
  ],
})

describe('who knows the method and every figure, but not the secret', () => {
  it('can still believe 1 and 4 of every hidden count of 1 to 4, by what of all possible tables would look the same', () => {
    const alike = new Map<string, number[][]>()
    for (let events = 0; events <= 8; events++)
      for (const counts of spread(3, events))
        for (let secret = 0; secret < 25; secret++) {
          const { cells } = disclose('partnership', tableOf(counts), { secret: `${secret}` })
          const looks = JSON.stringify(cells.map(({ count }) => count))
          alike.set(looks, [...(alike.get(looks) ?? []), [events, ...counts]])
        }
    expect(alike.size).toBeGreaterThan(20)
    for (const [looks, possible] of alike)
      (JSON.parse(looks) as (number | 'hidden')[]).forEach((shown, cell) => {
        const counts = possible.map((table) => table[cell] as number)
        if (shown !== 'hidden' || Math.min(...counts) > 4) return
        expect(Math.min(...counts), looks).toBeLessThanOrEqual(1)
        expect(Math.max(...counts), looks).toBeGreaterThanOrEqual(4)
      })
  })
})

describe('what hiding costs', () => {
  /** 42 deaths in a year over 30 areas, some busier than others: about what a county records. */
  function sparseYear(seed: number): Table {
    const random = randomOf(seed)
    const bottomAreas = Array.from({ length: 30 }, (_, area) => `A${area}`)
    const months = Array.from({ length: 12 }, (_, month) => month)
    const layout: Layout = {
      areas: [
        { area: 'all', residents: 570_000 },
        ...bottomAreas.map((area) => ({ area, within: 'all', residents: 19_000 })),
      ],
      bottomAreas,
      steps: [
        ...months.map((month) => ({ step: `M${month}`, months: [month], parts: [], isYear: false })),
        { step: 'Y', months, parts: months.map((month) => `M${month}`), isYear: true },
      ],
      substances: [],
      isCovered: false,
    }
    const busy = bottomAreas.map(() => 0.3 + 1.4 * random())
    const events = bottomAreas.flatMap((area, number) =>
      months.flatMap((month) =>
        Array.from({ length: randomPoisson(random, (42 / 360) * (busy[number] as number)) }, () => ({
          area,
          step: `M${month}`,
          substances: new Set<string>(),
        })),
      ),
    )
    return countTable(layout, events)
  }

  it('is at most half as many figures again as the rule alone, in a sparse year of months by areas', () => {
    let small = 0
    let hidden = 0
    for (let seed = 0; seed < 5; seed++) {
      const table = sparseYear(seed)
      small += table.cells.filter(({ count }) => count !== null && count >= 1 && count <= 4).length
      hidden += disclose('partnership', table, { secret: 'any' }).cells.filter(({ count }) => count === 'hidden').length
    }
    expect(small).toBeGreaterThan(200) // measured: 295 small, 394 hidden, of 2,015 figures
    expect(hidden / small).toBeLessThan(1.5)
  })
})
