import { describe, expect, it } from 'vitest'
import type { ImportMapping } from '../../server/contract/import.ts'
import { proposeMapping, tryMapping } from '../../server/import/adapters/propose.ts'
import { findDelimiter } from '../../server/import/tables/file-kind.ts'
import { readCsv } from '../../server/import/tables/read-csv.ts'
import { fixture, readFile, readingContext, recordsOf, tell } from './reading.ts'

/**
 * What somebody stumbled over who had read nothing but the README and tried a tracker of their own making once, and what people have
 * reported of other programs that take spreadsheets. The data are made up.
 */

async function asProposed(content: Buffer) {
  const mapping = proposeMapping(await readCsv(content), 'deaths', readingContext(), 'values')
  return readFile('vigil', 'deaths', content, { mapping })
}

const DETECTED: ImportMapping = {
  columns: {
    reference: { as: 'field', field: 'reference' },
    event_day: { as: 'field', field: 'event_day' },
    found_town: { as: 'field', field: 'found_town' },
    cause_of_death: { as: 'field', field: 'cause_of_death' },
    substances: { as: 'substances', role: 'detected' },
  },
  constants: {},
  values: {},
  readsCause: false,
  instants: 'as_written',
}

async function read(lines: string[], mapping = DETECTED) {
  const reading = await readFile('vigil', 'deaths', Buffer.from(`${lines.join('\n')}\n`), { mapping })
  return { ...reading, deaths: recordsOf(reading, 'death'), told: tell(reading.issues) }
}

describe('a panel’s tracker, tried once by a stranger', () => {
  const tracker = asProposed(fixture('panel-tracker.csv'))

  it('accounts for each of its rows: kept, refused or left out', async () => {
    const { table, ready, issues } = await tracker
    const rowsOf = (isOf: (issue: (typeof issues)[number]) => boolean) => [
      ...new Set(issues.filter((issue) => issue.rowNumber > 1 && isOf(issue)).map(({ rowNumber }) => rowNumber)),
    ]
    const refused = rowsOf(({ severity }) => severity === 'refused')
    const leftOut = rowsOf(({ isLeftOut }) => isLeftOut === true)
    expect(refused.toSorted((a, b) => a - b)).toEqual([9, 12, 17, 18, 19])
    // a year as a divider, a row pasted twice, the totals, the key to the letters
    expect(leftOut.toSorted((a, b) => a - b)).toEqual([51, 66, 68, 69])
    expect([table.rowsRead, ready.length]).toEqual([64, 64 - refused.length - leftOut.length])
  })

  it('says once a column, and not in each row, that no postcode is loaded', async () => {
    const { issues } = await tracker
    expect(tell(issues).filter((line) => /postcodes? of this column|not among/.test(line))).toEqual([
      '1 Home Postcode doubtful: none of the 10 postcodes of this column is among the partnership’s',
      '1 Postcode of Incident doubtful: none of the 54 postcodes of this column is among the partnership’s',
    ])
  })

  it('keeps no address that stands in a column of towns, and echoes none', async () => {
    const { ready, issues } = await tracker
    expect(JSON.stringify([ready, issues])).not.toMatch(/Fore St|07700|Dr M Smith/)
  })

  it('tells the column that a doubt came from', async () => {
    const { issues } = await tracker
    expect(tell(issues)).toContain(
      '30 Tox – drugs detected doubtful: morphine without 6-MAM may come from heroin or from a medicine',
    )
  })

  it('keeps a death whose day is not known by its month', async () => {
    const death = recordsOf(await tracker, 'death').find(({ reference }) => reference === 'DRD24/010')
    expect([death?.eventDay, death?.eventDayPrecision]).toEqual(['2024-03-01', 'month'])
  })

  it('makes no new drug of “Not requested” and “As above”, nor of a concentration', async () => {
    const { ready } = await tracker
    expect(JSON.stringify(ready)).not.toMatch(/"notInTree":"/)
  })
})

describe('a reference', () => {
  it('that a spreadsheet has rounded refuses its row, and is not taken for that of another', async () => {
    const { told, deaths } = await read([
      'reference;event_day;age',
      '5,58199E+12;2024-01-03;41',
      '5,58199E+12;2024-01-04;42',
    ])
    expect(deaths).toEqual([])
    expect(told.filter((line) => !line.startsWith('1 '))).toEqual([
      '2 reference refused: a spreadsheet has rounded this reference, and its last digits are gone',
      '3 reference refused: a spreadsheet has rounded this reference, and its last digits are gone',
    ])
  })

  it.each(['TBC', 'NULL', 'n/a', '#REF!', '#N/A', '?'])(
    'written as %s is none, and makes no two records one',
    async (none) => {
      const { deaths, told } = await read([
        'reference,event_day,found_town',
        'A,2024-01-03,Truro',
        `${none},2024-01-04,Truro`,
        `${none},2024-01-05,Truro`,
      ])
      expect(deaths).toHaveLength(3)
      expect(deaths.map(({ reference }) => reference)).not.toContain(none)
      expect(told).toContain('1 reference doubtful: 2 rows have no reference, the first of them row 3')
    },
  )

  it('keeps its leading zeros, also out of ="00123" and behind an apostrophe', async () => {
    const { deaths } = await read([
      'reference,event_day,found_town',
      '00123,2024-01-03,Truro',
      '"=""00124""",2024-01-04,Truro',
      "'00125,2024-01-05,Truro",
      'E00000012,2024-01-06,Truro',
    ])
    expect(deaths.map(({ reference }) => reference)).toEqual(['00123', '00124', '00125', 'E00000012'])
  })

  it('that differs from another only by capitals or blanks is said', async () => {
    const { told } = await read(['reference,event_day,found_town', 'DRD 1,2024-01-03,Truro', 'drd1,2024-01-04,Truro'])
    expect(told).toContain('1 reference doubtful: the references of rows 2 and 3 differ only by capitals or blanks')
  })
})

describe('rows that are no records', () => {
  const heading = 'reference,event_day,found_town,cause_of_death'

  it('are left out and said: dividers, notes, sums with all their cells, the headings again', async () => {
    const { deaths, told, table } = await read([
      heading,
      '2023,,,',
      'A1,2023-01-03,Truro,x',
      `\uFEFF${heading}`,
      'A2,2024-01-03,Truro,x',
      'Total,2,Truro 2,x 2',
      'Key: NK = not known,,,',
    ])
    expect(deaths.map(({ reference }) => reference)).toEqual(['A1', 'A2'])
    expect(told.filter((line) => !line.startsWith('1 '))).toEqual([
      '2 reference doubtful: the row holds nothing but this',
      '4 – doubtful: the headings stand here again',
      '6 reference doubtful: a row of totals',
      '7 reference doubtful: the row holds nothing but this',
    ])
    expect(table.rowsRead).toBe(6)
  })

  it('are not those that have a reference like the others and lack their day', async () => {
    const { told } = await read([heading, 'DRD1,2024-01-03,Truro,x', 'DRD2,,,'])
    expect(told).toContain('3 event_day refused: the row has no day')
  })

  it('a row of signs that nobody sees is an empty line', async () => {
    const { table } = await read([
      heading,
      'A,2024-01-03,Truro,x',
      '\u200b,\u00a0,\u200f,',
      'B,2024-01-04,\u200fTruro\u200e,x',
    ])
    expect(table.rowsRead).toBe(2)
    expect(table.rows[1]?.cells.found_town).toBe('Truro')
  })

  it('a block of rows whose last cells Excel has left out is read, one row that is cut off is not', async () => {
    const block = ['A,2024-01-03', 'B,2024-01-04', 'C,2024-01-05']
    const { deaths, told } = await read([
      heading,
      'Z,2024-01-02,Truro,x',
      ...block,
      'Y,2024-01-06,Truro,x',
      'D,2024-01-07',
    ])
    expect(deaths.map(({ reference }) => reference)).toEqual(['Z', 'A', 'B', 'C', 'Y'])
    expect(told).toContain('1 – doubtful: rows end before the last column, the first of them row 3')
    expect(told).toContain('7 – refused: the row has 2 cells, the heading has 4')
  })
})

describe('a cell', () => {
  it.each(['#REF!', '#VALUE!', '#DIV/0!', '#NAME?', '#####', 'NULL', '(blank)', 'n/a'])(
    'of text that holds %s holds nothing',
    async (nothing) => {
      const { deaths } = await read([
        'reference,event_day,found_town,cause_of_death,substances',
        `A,2024-01-03,${nothing},${nothing},${nothing}`,
      ])
      expect(deaths).toMatchObject([{ foundTown: null, causeOfDeath: null, findings: [] }])
    },
  )

  it.each(['12 Fore St, Redruth', 'Flat 2 Acme House', 'TR1 2AB', '14a Trelawney Road'])(
    'of a town that holds %s is lost and not echoed',
    async (address) => {
      const { deaths, issues } = await read(['reference,event_day,found_town', `A,2024-01-03,"${address}"`])
      expect(deaths).toMatchObject([{ foundTown: null }])
      expect(JSON.stringify(issues)).not.toContain(address)
    },
  )

  it.each(['St Austell', '2 miles north of Truro', 'Lee Mill', 'A30 lay-by, Bodmin'])(
    'of a town keeps %s',
    async (town) => {
      const { deaths } = await read(['reference,event_day,found_town', `A,2024-01-03,"${town}"`])
      expect(deaths).toMatchObject([{ foundTown: town }])
    },
  )

  it.each([
    ['?/03/2024', '2024-03-01', 'month'],
    ['xx/xx/2024', '2024-01-01', 'year'],
    ['--/03/2024', '2024-03-01', 'month'],
    ['00/03/2024', '2024-03-01', 'month'],
    ['2024-03-00', '2024-03-01', 'month'],
    ['2024-00-00', '2024-01-01', 'year'],
    ['14-15/01/2024', '2024-01-01', 'month'],
    ['14/15 Jan 2024', '2024-01-01', 'month'],
    ['early hours of 14/01/2024', '2024-01-01', 'month'],
    ['14/01/2024 (found 15/01/2024)', '2024-01-01', 'month'],
    ['14/01/2024*', '2024-01-01', 'month'],
    ['04JAN2024', '2024-01-04', 'day'],
    ['14–01–2024', '2024-01-14', 'day'],
    ['20240104 0230', '2024-01-04', 'day'],
  ])('of the day that holds %s is read as %s, known to the %s', async (text, day, precision) => {
    const { deaths } = await read(['reference,event_day,found_town', `A,${text},Truro`])
    expect(deaths).toMatchObject([{ eventDay: day, eventDayPrecision: precision }])
  })

  it.each([
    'As above',
    'ditto',
    'Not requested',
    'Tox not requested',
    'see attached',
    'insufficient sample',
    'To follow',
  ])('of substances that holds “%s” names none, and says so', async (text) => {
    const { deaths, told } = await read(['reference,event_day,substances', `A,2024-01-03,${text}`])
    expect(deaths).toMatchObject([{ findings: [] }])
    expect(told).toEqual(expect.arrayContaining(['2 substances doubtful: this names no substance']))
  })

  it.each(['Nil detected', 'Unknown', 'n/k', 'NULL', 'None detected', 'TBC'])(
    'of substances that holds “%s” is nothing to look at',
    async (text) => {
      const { told } = await read(['reference,event_day,substances', `A,2024-01-03,${text}`])
      expect(told.filter((line) => line.startsWith('2 '))).toEqual([])
    },
  )

  it.each(['Codeine 0.21 mg/L', 'Codeine (0.21 mg/l)', 'Codeine 210 ug/L', 'Codeine <0.05 mg/L'])(
    'of substances reads %s as codeine',
    async (text) => {
      const { deaths } = await read(['reference,event_day,substances', `A,2024-01-03,${text}`])
      expect(deaths.flatMap(({ findings }) => findings?.map(({ substanceCode }) => substanceCode))).toEqual(['codeine'])
    },
  )
})

describe('a file', () => {
  it('is divided by bars where its heading is', async () => {
    expect(findDelimiter('reference|event_day|substances\nA|2024-01-03|Heroin, alcohol\n')).toBe('|')
    expect(findDelimiter('reference,event_day,substances\nA,2024-01-03,Heroin|alcohol|codeine|diazepam\n')).toBe(',')
  })

  it('of more than two thousand columns is refused; columns that are only blank are none', async () => {
    const wide = await readCsv(
      Buffer.from(`a,b,${Array.from({ length: 2000 }, (_, index) => `c${index}`).join(',')}\n1,2\n`),
    )
    expect([wide.isReadable, wide.issues[0]?.reason]).toEqual([false, 'the file has more than 2,000 columns'])
    const blank = await readCsv(Buffer.from(`a,b${','.repeat(3000)}\n1,2${','.repeat(3000)}\n`))
    expect([blank.isReadable, blank.headings, blank.rows.length]).toEqual([true, ['a', 'b'], 1])
  })

  it('whose headings have other capitals and blanks than the saved mapping is still read by it', async () => {
    const { deaths, told } = await read(['Reference ,Event  Day,FOUND_TOWN', 'A,2024-01-03,Truro'])
    expect(deaths).toMatchObject([{ reference: 'A', eventDay: '2024-01-03', foundTown: 'Truro' }])
    expect(told.filter((line) => /not used/.test(line))).toEqual([])
  })

  it('by a mapping that names a field or a substance that is gone says so, and is read without it', async () => {
    const gone: ImportMapping = {
      ...DETECTED,
      columns: {
        ...DETECTED.columns,
        found_town: { as: 'field', field: 'parish' },
        Zeds: { as: 'substance', code: 'no-such-code', role: 'detected', no: 'nothing' },
      },
    }
    const { deaths, told } = await read(['reference,event_day,found_town,Zeds', 'A,2024-01-03,Truro,Y'], gone)
    expect(deaths).toMatchObject([{ reference: 'A', findings: [] }])
    expect(told).toEqual(
      expect.arrayContaining([
        '1 found_town doubtful: the mapping reads this column as a field that Vigil does not have: parish',
        '1 Zeds doubtful: the mapping reads this column as a substance that Vigil does not have: no-such-code',
      ]),
    )
  })

  it('of two thousand columns is proposed for in seconds, not in half a minute', async () => {
    const columns = Array.from({ length: 1990 }, (_, index) => `some column ${index}`)
    const row = `A,2024-01-03,${columns.map(() => 'x').join(',')}`
    const table = await readCsv(Buffer.from(`reference,event_day,${columns.join(',')}\n${row}\n${row}\n${row}\n`))
    const started = performance.now()
    tryMapping(table, 'deaths', readingContext(), proposeMapping(table, 'deaths', readingContext(), 'values'))
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it('is not told to read “Lived alone” as a longitude', async () => {
    const { issues } = await read(['reference,event_day,Lived Alone', 'A,2024-01-03,Y'])
    expect(issues.find(({ column }) => column === 'Lived Alone')?.hint).not.toMatch(/longitude/)
  })
})
