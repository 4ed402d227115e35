import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { readCsv } from '../../server/import/tables/read-csv.ts'
import { tell } from './reading.ts'

const TEXT = 'id;town\r\n1;Porthleven – café\r\n'
const cellsOf = async (content: Parameters<typeof readCsv>[0]) =>
  (await readCsv(content)).rows.map(({ cells }) => Object.values(cells))

describe('reading CSV', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8', Buffer.from(`\uFEFF${TEXT}`)],
    ['Windows-1252', iconv.encode(TEXT, 'windows-1252')],
    ['UTF-16LE', iconv.encode(TEXT, 'utf-16le', { addBOM: true })],
    ['UTF-16BE', iconv.encode(TEXT, 'utf-16be', { addBOM: true })],
    ['UTF-16LE', iconv.encode('id;town\r\n1;Truro\r\n'.repeat(3), 'utf-16le')],
  ])('finds the encoding %s by itself', async (encoding, bytes) => {
    const table = await readCsv(bytes)
    expect(table).toMatchObject({ encoding, headings: ['id', 'town'], delimiter: ';', isReadable: true })
    expect(table.rows[0]?.cells.town).toMatch(/^(Porthleven – café|Truro)$/)
  })

  it('reads a character that is cut in two by the edge of a chunk', async () => {
    const bytes = Buffer.from(TEXT)
    async function* oneByOne() {
      for (const byte of bytes) yield Buffer.from([byte])
    }
    const table = await readCsv(oneByOne())
    expect(table.encoding).toBe('UTF-8')
    expect(table.rows[0]?.cells.town).toBe('Porthleven – café')
  })

  it('says that a file holds two encodings', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`id;town\n1;café\n${'2;x\n'.repeat(90_000)}`),
      iconv.encode('3;café\n', 'windows-1252'),
    ])
    const table = await readCsv(bytes)
    expect(table.encoding).toBe('Windows-1252')
    expect(tell(table.issues)).toEqual([
      '1 – doubtful: the file holds two encodings: UTF-8 at first, then Windows-1252',
    ])
  })

  it.each([
    ['comma', 'a,b\n1,2\n', ','],
    ['semicolon', 'a;b\n1;2,5\n', ';'],
    ['tab, as pasted from a spreadsheet', 'a\tb\n1\t"2\n3"\n', '\t'],
    ['a comma that stands in quotes', '"a, really";b\n1;2\n', ';'],
  ])('finds the delimiter: %s', async (_, text, delimiter) => {
    expect(await readCsv(Buffer.from(text))).toMatchObject({ delimiter, rowsRead: 1, issues: [] })
  })

  it.each(['\n', '\r\n', '\r'])('reads rows that end in %j', async (end) => {
    expect(await cellsOf(Buffer.from(['a,b', '1,2', '3,4'].join(end)))).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
  })

  it('counts rows as a person does: the heading is row 1, a newline in quotes makes no row, an empty line does', async () => {
    const table = await readCsv(Buffer.from('a,b\n1,"two\nlines"\n\n3,4\n'))
    expect(table.rows.map(({ rowNumber }) => rowNumber)).toEqual([2, 4])
    expect(table.rowsRead).toBe(2)
  })

  it('refuses a row that is too short or too long, by its number, and keeps the others', async () => {
    const table = await readCsv(Buffer.from('a,b\n1\n1,2,3\n1,2\n1,2,,\n'))
    expect(tell(table.issues)).toEqual([
      '2 – refused: the row has 1 cells, the heading has 2',
      '3 – refused: the row has 3 cells, the heading has 2',
    ])
    expect(table.rows.map(({ rowNumber }) => rowNumber)).toEqual([4, 5])
  })

  it('reads both of two columns with one heading, the second under another name, and says so', async () => {
    const table = await readCsv(Buffer.from('a,a\n1,2\n'))
    expect({ ...table.rows[0]?.cells }).toEqual({ a: '1', 'a (2)': '2' })
    expect(tell(table.issues)).toEqual(['1 a (2) doubtful: several columns have the heading a'])
  })

  it('keeps what stands before a quotation mark that is never closed', async () => {
    const table = await readCsv(Buffer.from('a,b\n1,2\n3,"4\n5,6\n'))
    expect(table.rows).toHaveLength(1)
    expect(tell(table.issues)).toEqual([
      '3 – refused: a quotation mark opens and is never closed. Nothing from this row on was read (2 lines).',
    ])
    expect([table.rowsRead, table.rowsLost]).toEqual([3, 1])
  })

  it('stops at a row of half a million characters', async () => {
    const table = await readCsv(Buffer.from(`a,b\n1,2\n3,${'x'.repeat(600_000)}\n`))
    expect(table.rows).toHaveLength(1)
    expect(tell(table.issues)[0]).toMatch(/^3 – refused: the row is longer than 500,000 characters/)
  })

  it('refuses a row with NUL characters', async () => {
    expect(tell((await readCsv(Buffer.from('a,b\nplain,2\nx\u0000y,2\n'))).issues)).toEqual([
      '3 – refused: the row holds NUL or half characters',
    ])
  })

  it.each([
    ['a spreadsheet', Buffer.from('504b030414000600', 'hex'), /spreadsheet/],
    ['an old spreadsheet', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /spreadsheet/],
    ['a PDF', Buffer.from('%PDF-1.7'), /PDF/],
    ['compressed bytes', Buffer.from('1f8b0800', 'hex'), /compressed/],
    ['random bytes', Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 7919) % 32)), /not a text file/],
    ['nothing', Buffer.alloc(0), /empty/],
    ['blank lines', Buffer.from('\n\n'), /empty/],
  ])('refuses %s with a hint', async (_, bytes, reason) => {
    const table = await readCsv(bytes)
    expect(table.isReadable).toBe(false)
    expect(table.issues[0]).toMatchObject({ rowNumber: 1, severity: 'refused', reason: expect.stringMatching(reason) })
    expect(table.issues[0]?.hint).not.toBe('')
  })

  it('takes a heading like __proto__ for a heading', async () => {
    const table = await readCsv(Buffer.from('__proto__,constructor\n1,2\n'))
    expect(table.rows[0]?.cells.constructor).toBe('2')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
