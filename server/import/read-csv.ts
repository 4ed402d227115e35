import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import type { ImportIssue } from '../contract/import.ts'
import { type Decoding, decodeText } from './decode-text.ts'
import { cellRefused, doubtful, type Issue, refused } from './issues.ts'

export type CsvRow = {
  /** As a person counts: the heading is row 1, and a row with newlines in a cell is one row. */
  rowNumber: number
  cells: Record<string, string>
}

export type CsvTable = {
  encoding: string
  /** ',' ';' or a tab, as found in the heading. */
  delimiter: string
  headings: string[]
  rows: CsvRow[]
  /** Rows below the heading, refused ones included, empty lines not. */
  rowsRead: number
  issues: Issue[]
  /** False when the file as a whole could not be read; the issues say why. */
  isReadable: boolean
}

export type Content = Uint8Array | AsyncIterable<Uint8Array>

const LONGEST_ROW = 500_000
const MOST_COLUMNS = 2000
const SNIFFED_CHARACTERS = 65_536

/** A cell without the spaces around it; '' where there is no such column. */
export function cell(row: CsvRow, heading: string): string {
  return row.cells[heading]?.trim() ?? ''
}

/**
 * Reads a CSV file, or what was pasted from a spreadsheet: any of the four usual encodings, delimiters and line ends. What cannot be
 * read is an issue with its row number; nothing throws on account of the content.
 */
export async function readCsv(content: Content): Promise<CsvTable> {
  const decoding: Decoding = { encoding: 'UTF-8', isMixed: false }
  const table: CsvTable = {
    encoding: 'UTF-8',
    delimiter: ',',
    headings: [],
    rows: [],
    rowsRead: 0,
    issues: [],
    isReadable: false,
  }
  const bytes = await peekBytes(content)
  const wrongKind = recogniseOtherFormat(bytes.first)
  if (wrongKind) return { ...table, issues: [wrongKind] }

  const text = await peekText(decodeText(bytes.all, decoding))
  if (!text.first.trim()) {
    return {
      ...table,
      issues: [refused(1, null, null, 'the file is empty', 'choose the file again, or paste the rows')],
    }
  }
  if (isBinary(text.first)) {
    return {
      ...table,
      issues: [refused(1, null, null, 'this is not a text file', 'save the sheet as CSV (UTF-8), or paste the rows')],
    }
  }
  table.delimiter = findDelimiter(text.first)
  await parseRows(text.all, table)
  table.encoding = decoding.encoding
  if (decoding.isMixed) {
    table.issues.push(
      doubtful(
        1,
        null,
        null,
        'the file holds two encodings: UTF-8 at first, then Windows-1252',
        'save it once more as UTF-8',
      ),
    )
  }
  return table
}

async function parseRows(text: AsyncIterable<string>, table: CsvTable): Promise<void> {
  let records = 0
  const parser = parse({
    delimiter: table.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_ROW,
    on_record(cells: string[]) {
      records++
      if (!table.isReadable) takeHeading(cells, records, table)
      else takeRow(cells, records, table)
      return null
    },
  })
  try {
    await pipeline(Readable.from(text), parser.resume())
  } catch (error) {
    table.issues.push(explainStop(error, records + 1))
    table.rowsRead++
  }
}

function takeHeading(cells: string[], records: number, table: CsvTable): void {
  if (isEmptyLine(cells)) return
  const headings = cells.map((heading) => heading.trim())
  while (headings.at(-1) === '') headings.pop()
  if (headings.length > MOST_COLUMNS) {
    table.issues.push(refused(records, null, null, `more than ${MOST_COLUMNS} columns`, 'is this the right file?'))
  }
  for (const [index, heading] of headings.entries()) {
    if (heading === '' || headings.indexOf(heading) === index) continue
    table.issues.push(
      cellRefused(
        1,
        heading,
        null,
        'two columns have this heading; only the first is read',
        'give each column its own heading',
      ),
    )
  }
  table.headings = headings.map((heading) => (isDamaged(heading) ? '' : heading))
  table.isReadable = true
}

function takeRow(cells: string[], rowNumber: number, table: CsvTable): void {
  if (isEmptyLine(cells)) return
  table.rowsRead++
  const wanted = table.headings.length
  const beyond = cells.slice(wanted)
  if (cells.length < wanted || beyond.some((text) => text.trim() !== '')) {
    const reason = `the row has ${cells.length} cells, the heading has ${wanted}`
    const hint =
      cells.length < wanted
        ? 'is the row cut off, or a newline within a cell not in quotes?'
        : `a cell that holds the delimiter ${nameOf(table.delimiter)} must stand in quotes`
    table.issues.push(refused(rowNumber, null, null, reason, hint))
    return
  }
  if (cells.some(isDamaged)) {
    const hint = 'the file may be damaged: save it as CSV (UTF-8) again'
    table.issues.push(refused(rowNumber, null, null, 'the row holds NUL or half characters', hint))
    return
  }
  const row: CsvRow = { rowNumber, cells: Object.create(null) }
  // from the right, so that of two equal headings the first one's cell stays
  for (let index = wanted - 1; index >= 0; index--) row.cells[table.headings[index] as string] = cells[index] as string
  table.rows.push(row)
}

/** What PostgreSQL cannot store: a NUL, or half of a character beyond the basic plane. */
function isDamaged(text: string): boolean {
  return text.includes('\u0000') || /\p{Surrogate}/u.test(text)
}

function isEmptyLine(cells: string[]): boolean {
  return cells.every((text) => text.trim() === '')
}

function explainStop(error: unknown, rowNumber: number): ImportIssue {
  const { code } = error as { code?: string }
  const nothingAfter = 'Nothing from this row on was read.'
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return refused(
      rowNumber,
      null,
      null,
      `a quotation mark opens and is never closed. ${nothingAfter}`,
      'close it, or double it inside a cell ("")',
    )
  }
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return refused(
      rowNumber,
      null,
      null,
      `the row is longer than ${LONGEST_ROW.toLocaleString('en-GB')} characters. ${nothingAfter}`,
      'is a quotation mark not closed?',
    )
  }
  if (code?.startsWith('CSV_')) {
    return refused(
      rowNumber,
      null,
      null,
      `quotation marks and delimiters do not fit together. ${nothingAfter}`,
      'put the whole cell in quotes, and double each quote inside it',
    )
  }
  throw error
}

/** The delimiter that the heading has most of, outside quotes. */
export function findDelimiter(text: string): string {
  const counts = new Map([
    ['\t', 0],
    [';', 0],
    [',', 0],
  ])
  let isQuoted = false
  for (const letter of text.trimStart()) {
    if (letter === '"') isQuoted = !isQuoted
    else if (!isQuoted && (letter === '\n' || letter === '\r')) break
    else if (!isQuoted && counts.has(letter)) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  const [delimiter, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most))
  return count > 0 ? delimiter : ','
}

function nameOf(delimiter: string): string {
  return delimiter === '\t' ? '(tab)' : delimiter
}

function recogniseOtherFormat(first: Uint8Array): ImportIssue | undefined {
  const hex = Buffer.from(first.subarray(0, 4)).toString('hex')
  const isSpreadsheet = hex === '504b0304' || hex === 'd0cf11e0'
  if (isSpreadsheet) {
    return refused(
      1,
      null,
      null,
      'this is a spreadsheet or a zip file (.xlsx, .xls, .ods), not CSV',
      'in the spreadsheet choose Save as → CSV UTF-8, or select the cells, copy, and paste them here',
    )
  }
  if (hex === '25504446') return refused(1, null, null, 'this is a PDF', 'ask for the table as CSV')
  if (hex.startsWith('1f8b')) return refused(1, null, null, 'this file is compressed', 'unpack it first')
  return undefined
}

/** Text has next to no control characters; NULs within rows are judged row by row. */
function isBinary(text: string): boolean {
  const sample = text.slice(0, 4096)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is counted
  const controls = sample.match(/[\u0000-\u0008\u000E-\u001F]/g)?.length ?? 0
  return controls > sample.length * 0.1
}

/** The first bytes, and all of them again from the start. */
async function peekBytes(content: Content): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  if (content instanceof Uint8Array) return { first: content, all: Readable.from(slices(content)) }
  const source = content[Symbol.asyncIterator]()
  const { value, done } = await source.next()
  const first = done ? new Uint8Array() : value
  return { first, all: followedBy([first], source) }
}

async function peekText(text: AsyncGenerator<string>): Promise<{ first: string; all: AsyncIterable<string> }> {
  let first = ''
  while (first.length < SNIFFED_CHARACTERS) {
    const { value, done } = await text.next()
    if (done) break
    first += value
  }
  return { first, all: followedBy([first], text) }
}

async function* followedBy<T>(first: T[], rest: AsyncIterator<T>): AsyncGenerator<T> {
  yield* first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

function* slices(bytes: Uint8Array, size = 262_144): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** Rows that belong together though they need not stand together, in the order of their first row. */
export function rowsBy(rows: CsvRow[], keyOf: (row: CsvRow) => string): Map<string, CsvRow[]> {
  const groups = new Map<string, CsvRow[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
