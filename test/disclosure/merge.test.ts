import { describe, expect, it } from 'vitest'
import { mergeAreas } from '../../server/disclosure/merge.ts'
import type { Table, TableArea } from '../../server/disclosure/table.ts'

const tableOf = (areas: TableArea[], counts: Record<string, number | null>): Table => ({
  areas,
  slices: [],
  cells: Object.entries(counts).map(([area, count]) => ({ area, slice: '2023', count })),
})
const countsOf = ({ table }: { table: Table }) =>
  Object.fromEntries(table.cells.map(({ area, count }) => [area, count]))

const peninsula: TableArea[] = [
  { area: 'partnership', residents: 572_000 },
  { area: 'Cornwall', within: 'partnership', residents: 570_000 },
  { area: 'Isles of Scilly', within: 'partnership', residents: 2_100, mergeWith: 'Cornwall' },
  { area: 'Torbay', within: 'partnership', residents: 139_000 },
]

describe('merging areas', () => {
  it('never shows the Isles of Scilly apart from Cornwall, on any tier that merges', () => {
    const table = tableOf(peninsula, { partnership: 60, Cornwall: 40, 'Isles of Scilly': 1, Torbay: 19 })
    expect(countsOf(mergeAreas(table, 0))).toEqual({ partnership: 60, 'Cornwall+Isles of Scilly': 41, Torbay: 19 })
  })

  it('shows no part of the Isles of Scilly apart either, nor their sum by what is left of Cornwall', () => {
    const parts: TableArea[] = [
      { area: "St Mary's", within: 'Isles of Scilly', residents: 1_700 },
      { area: 'Tresco', within: 'Isles of Scilly', residents: 400 },
      { area: 'Penwith', within: 'Cornwall', residents: 64_000 },
      { area: 'Kerrier', within: 'Cornwall', residents: 100_000 },
    ]
    const table = tableOf([...peninsula, ...parts], {
      partnership: 60,
      Cornwall: 40,
      'Isles of Scilly': 1,
      Torbay: 19,
      "St Mary's": 1,
      Tresco: 0,
      Penwith: 15,
      Kerrier: 25,
    })
    const islands = ['Isles of Scilly', "St Mary's", 'Tresco']
    const { members } = mergeAreas(table, 0)
    for (const group of members.values()) expect(group.every((name) => islands.includes(name))).toBe(false)
    const counts = countsOf(mergeAreas(table, 0))
    expect(counts).toMatchObject({ Kerrier: 25, 'Cornwall+Isles of Scilly': 41 })
    expect(Object.keys(counts).find((name) => name.includes('Penwith'))).toMatch(/St Mary's.*Tresco|Tresco/)
  })

  it('joins areas of fewer than 1,000 residents, or of nobody knows how many, to their smallest neighbours', () => {
    const areas: TableArea[] = [
      { area: 'all', residents: 20_000 },
      { area: 'hamlet', within: 'all', residents: 300 },
      { area: 'village', within: 'all', residents: 900 },
      { area: 'hexagon', within: 'all', residents: null },
      { area: 'town', within: 'all', residents: 18_000 },
    ]
    const table = tableOf(areas, { all: 30, hamlet: 1, village: 2, hexagon: 3, town: 24 })
    expect(countsOf(mergeAreas(table, 1_000))).toEqual({ all: 30, 'hamlet+hexagon+village': 6, town: 24 })
  })

  it('leaves areas as they are where there is no such rule', () => {
    const areas: TableArea[] = [
      { area: 'all', residents: 20_000 },
      { area: 'hamlet', within: 'all', residents: 300 },
      { area: 'town', within: 'all', residents: 19_700 },
    ]
    expect(countsOf(mergeAreas(tableOf(areas, { all: 4, hamlet: 1, town: 3 }), 0))).toEqual({
      all: 4,
      hamlet: 1,
      town: 3,
    })
  })

  it('knows no merged count where a member is not known', () => {
    const table = tableOf(peninsula, { partnership: 60, Cornwall: null, 'Isles of Scilly': 1, Torbay: 19 })
    expect(countsOf(mergeAreas(table, 0))).toEqual({ partnership: 60, 'Cornwall+Isles of Scilly': null, Torbay: 19 })
  })

  it('keeps what has no place apart from places', () => {
    const areas: TableArea[] = [
      { area: 'all', residents: 20_000 },
      { area: 'hamlet', within: 'all', residents: 300 },
      { area: 'town', within: 'all', residents: 19_700 },
      { area: 'no place', within: 'all', residents: null, isRemainder: true },
    ]
    const table = tableOf(areas, { all: 30, hamlet: 1, town: 24, 'no place': 5 })
    expect(countsOf(mergeAreas(table, 1_000))).toEqual({ all: 30, 'hamlet+town': 25, 'no place': 5 })
  })
})
