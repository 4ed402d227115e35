import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { toCsv } from '../../server/http/csv.ts'

it('keeps numbers as numbers in a file, and defuses text that a spreadsheet would run', () => {
  const text = toCsv([
    { z: -1.96, tiny: -3e-7, note: '-1+1', list: ['=A1', 2], none: null, zero: 0 },
    { z: 2, tiny: 1, note: ' =HYPERLINK("x")', list: [], none: undefined, zero: -0 },
  ])
  expect(parse(text, { bom: true, columns: true })).toEqual([
    { z: '-1.96', tiny: '-3e-7', note: "'-1+1", list: "'=A1; 2", none: '', zero: '0' },
    { z: '2', tiny: '1', note: `'=HYPERLINK("x")`, list: '', none: '', zero: '0' },
  ])
})
