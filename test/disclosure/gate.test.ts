import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { disclose, makeRelease } from '../../server/disclosure/gate.ts'
import type { Cell, DisclosedCell, Table } from '../../server/disclosure/table.ts'
import { countTable, randomEvents, randomLayout, randomOf } from './random-tables.ts'

const secret = 'of this partnership'

/** Tables of up to 50 figures, now and then one that is not known. */
const tables = fc.tuple(fc.nat(100_000), fc.double({ min: 0, max: 1, noNaN: true })).map(([seed, where]): Table => {
  const random = randomOf(seed)
  const layout = randomLayout(random, 50)
  const table = countTable(layout, randomEvents(random, layout))
  const lost = seed % 3 === 0 ? Math.floor(where * table.cells.length) : -1
  return { ...table, cells: table.cells.map((cell, number) => (number === lost ? { ...cell, count: null } : cell)) }
})
const runs = { numRuns: 60 }

const area = (name: string, residents: number | null = 50_000) => ({ area: name, within: 'all', residents })
const year = (counts: Record<string, number | null>): Table => ({
  areas: [{ area: 'all', residents: 570_000 }, ...Object.keys(counts).map((name) => area(name))],
  slices: [],
  cells: [
    {
      area: 'all',
      slice: '2023',
      count: Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0),
      isPartnershipYear: true,
    },
    ...Object.entries(counts).map(([name, count]) => ({ area: name, slice: '2023', count })),
  ],
})
const shown = (cells: readonly DisclosedCell[]) => Object.fromEntries(cells.map((cell) => [cell.area, cell.count]))
const sortCells = (cells: readonly DisclosedCell[]) =>
  [...cells].sort((one, other) => (`${one.area} ${one.slice}` < `${other.area} ${other.slice}` ? -1 : 1))

describe('the panel', () => {
  it('sees every figure as it is', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { cells } = disclose('panel', table, { secret })
        expect(cells.map(({ count }) => count)).toEqual(table.cells.map(({ count }) => count))
      }),
      runs,
    )
  })
})

describe('the partnership', () => {
  it('sees no count of 1 to 4, and nothing that is not so', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { cells, table: merged } = disclose('partnership', table, { secret })
        cells.forEach(({ count }, number) => {
          const truth = (merged.cells[number] as Cell).count
          if (typeof count === 'number') expect(count === 0 || count >= 5).toBe(true)
          if (typeof count === 'number') expect(count).toBe(truth)
        })
      }),
      runs,
    )
  })

  it('sees the other part go where one small part alone would be the difference', () => {
    expect(shown(disclose('partnership', year({ north: 3, south: 9, east: 7 }), { secret }).cells)).toEqual(
      expect.objectContaining({ all: 19, north: 'hidden' }),
    )
    const { cells } = disclose('partnership', year({ north: 3, south: 9 }), { secret })
    expect(shown(cells)).toEqual({ all: 12, north: 'hidden', south: 'hidden' })
  })

  it('hides nothing where nothing is small', () => {
    const table = year({ north: 12, south: 0, east: 7 })
    expect(shown(disclose('partnership', table, { secret }).cells)).toEqual({ all: 19, north: 12, south: 0, east: 7 })
  })

  it('loses zeros where five deaths in five places would otherwise be one each', () => {
    const places = Object.fromEntries(Array.from({ length: 12 }, (_, place) => [`p${place}`, place < 5 ? 1 : 0]))
    const { cells } = disclose('partnership', year(places), { secret })
    const hidden = cells.filter(({ count }) => count === 'hidden')
    expect(hidden).toHaveLength(6)
    expect(hidden.map(({ area: name }) => name)).toEqual(expect.arrayContaining(['p0', 'p1', 'p2', 'p3', 'p4']))
  })

  it('chooses those zeros by the secret', () => {
    const places = Object.fromEntries(Array.from({ length: 12 }, (_, place) => [`p${place}`, place < 5 ? 1 : 0]))
    const zeroHidden = (by: string) =>
      disclose('partnership', year(places), { secret: by }).cells.find(
        ({ area: name, count }) => count === 'hidden' && places[name] === 0,
      )?.area
    expect(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(zeroHidden)).size).toBeGreaterThan(1)
    expect(zeroHidden('a')).toBe(zeroHidden('a'))
  })
})

describe('the public', () => {
  it('sees the total of a year from ten on exactly, and everything else from ten on to the nearest five', () => {
    const table = year({ north: 23, south: 18, east: 31 })
    const { cells } = disclose('public', table, { secret })
    expect(shown(cells)).toEqual({ all: 72, north: 25, south: 20, east: 30 })
    expect(cells.map(({ isRounded }) => isRounded)).toEqual([false, true, true, true])
  })

  it('is not told that a whole group has something: of 18, opioids in 18 is hidden, and so is opioids in 10', () => {
    for (const opioids of [18, 10]) {
      const { cells, slices, areas } = year({ north: 18 })
      const table: Table = {
        areas: areas.slice(0, 1),
        slices: [...slices, { kind: 'overlap', whole: '2023', parts: ['opioids'] }],
        cells: [...cells.slice(0, 1), { area: 'all', slice: 'opioids', count: opioids }],
      }
      const disclosed = disclose('public', table, { secret }).cells
      expect(disclosed.map(({ slice, count }) => [slice, count])).toEqual([
        ['2023', 18],
        ['opioids', 'hidden'],
      ])
    }
  })

  it('is shown no part above its whole', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { cells } = disclose('public', table, { secret })
        const at = new Map(cells.map(({ area, slice, count }) => [`${slice} in ${area}`, count]))
        const within = new Map(table.areas.map(({ area, within: whole }) => [area, whole]))
        for (const { area, slice, count } of cells) {
          const wholes = [
            at.get(`${slice} in ${within.get(area)}`),
            ...table.slices
              .filter(({ parts }) => parts.includes(slice))
              .map(({ whole }) => at.get(`${whole} in ${area}`)),
          ]
          for (const whole of wholes)
            if (typeof count === 'number' && typeof whole === 'number') expect(count).toBeLessThanOrEqual(whole)
        }
      }),
      runs,
    )
  })

  it('sees no total of a year under ten, and no zero', () => {
    const { cells } = disclose('public', year({ north: 7, south: 0 }), { secret })
    expect(shown(cells)).toEqual({ all: 'hidden', north: 'hidden', south: 'hidden' })
  })

  it('sees nothing but what the partnership sees', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { partnership, public: open } = makeRelease(table, { secret })
        const seen = new Map(
          partnership.cells.flatMap(({ members, slice, count }) =>
            members.map((member) => [`${slice} in ${member}`, count] as const),
          ),
        )
        for (const { members, slice, count } of open.cells)
          if (typeof count === 'number')
            for (const member of members) expect(typeof seen.get(`${slice} in ${member}`)).toBe('number')
      }),
      runs,
    )
  })
})

describe('every tier', () => {
  it('tells zero, hidden and not known apart', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom('partnership', 'public'), (table, tier) => {
        const { cells, table: merged } = disclose(tier as 'partnership' | 'public', table, { secret })
        cells.forEach(({ count }, number) => {
          const truth = (merged.cells[number] as Cell).count
          expect(count === null).toBe(truth === null)
          if (count === 0) expect(truth).toBe(0)
        })
      }),
      runs,
    )
  })

  it('gives the same answer to the same question, in whatever order rows arrive', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom('partnership', 'public'), fc.nat(), (table, tier, seed) => {
        const order = randomOf(seed)
        const shuffled = <T>(rows: readonly T[]) =>
          rows
            .map((row) => ({ row, at: order() }))
            .sort((one, other) => one.at - other.at)
            .map(({ row }) => row)
        const other = { areas: shuffled(table.areas), slices: shuffled(table.slices), cells: shuffled(table.cells) }
        const [one, again] = [table, other].map((some) => disclose(tier as 'partnership' | 'public', some, { secret }))
        expect(sortCells(again?.cells ?? [])).toEqual(sortCells(one?.cells ?? []))
      }),
      runs,
    )
  })

  it('refuses a table whose parts do not add up', () => {
    const table = year({ north: 3, south: 9 })
    const cells = table.cells.map((cell) => (cell.area === 'all' ? { ...cell, count: 14 } : cell))
    expect(() => disclose('partnership', { ...table, cells }, { secret })).toThrow(
      'the parts of 2023 in all add up to 12, not to 14: name what is left over as a part',
    )
  })
})

describe('a second release', () => {
  it('is held back while it could only tell of one death', () => {
    const before = makeRelease(year({ north: 12, south: 0, east: 7 }), { secret })
    const next = disclose('partnership', year({ north: 12, south: 1, east: 7 }), { secret, earlier: [before] })
    expect(next.isHeldBack).toBe(true)
    expect(next.cells).toEqual(before.partnership.cells)
  })

  it('comes out when enough has been added', () => {
    const before = makeRelease(year({ north: 12, south: 0, east: 7 }), { secret })
    const next = disclose('partnership', year({ north: 16, south: 1, east: 9 }), { secret, earlier: [before] })
    expect(next.isHeldBack).toBe(false)
    expect(shown(next.cells)).toEqual(expect.objectContaining({ all: 26, south: 'hidden' }))
  })

  it('comes out where counts went down, since nobody can take for granted that they only grow', () => {
    const before = makeRelease(year({ north: 12, south: 6, east: 7 }), { secret })
    const next = disclose('partnership', year({ north: 12, south: 3, east: 9 }), { secret, earlier: [before] })
    expect(next.isHeldBack).toBe(false)
    expect(shown(next.cells)).toEqual(expect.objectContaining({ all: 24, south: 'hidden' }))
  })
})
