import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import type { ImportIssue } from '../../contract/import.ts'
import { leaveOutTotals, nameBlankColumns, shortRows, takeFirstRows, takeRow } from './csv-rows.ts'
import type { CsvTable } from './csv-table.ts'
import { type Decoding, decodeText } from './decode-text.ts'
import { findDelimiter, isBinary, recogniseOtherFormat } from './file-kind.ts'
import { doubtful, refused } from './issues.ts'

export type Content = Uint8Array | AsyncIterable<Uint8Array>

const LONGEST_ROW = 500_000
const SNIFFED_CHARACTERS = 65_536

/**
 * Reads a CSV file, or what was pasted from a spreadsheet: any of the four usual encodings, delimiters and line ends. What cannot be
 * read is an issue with its row number; nothing throws on account of the content. Of the beginning of a file (`isWhole: false`) the last
 * row may be cut and is left away.
 */
export async function readCsv(
  content: Content,
  { rowsWanted = Number.POSITIVE_INFINITY, isWhole = true, tell = (_rowsRead: number): void => undefined } = {},
): Promise<CsvTable> {
  const decoding: Decoding = { encoding: 'UTF-8', isMixed: false }
  const table: CsvTable = {
    encoding: 'UTF-8',
    delimiter: ',',
    headings: [],
    rows: [],
    rowsRead: 0,
    rowsLost: 0,
    issues: [],
    isReadable: false,
    headingCells: [],
    blankHeadings: new Set(),
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
  const announced = /^\uFEFF?sep=(.)\r?\n/i.exec(text.first)
  table.delimiter = announced?.[1] ?? findDelimiter(text.first)
  await parseRows(text.all, table, rowsWanted, isWhole, tell)
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

const ROWS_TO_FIND_HEADING = 12
const ROWS_BETWEEN_WORDS = 5_000

/** Thrown to stop reading where as much as was wanted is there. */
const enough = new Error('enough rows')

async function parseRows(
  text: AsyncIterable<string>,
  table: CsvTable,
  rowsWanted: number,
  isWhole: boolean,
  tell: (rowsRead: number) => void,
): Promise<void> {
  let records = 0
  let linesOfRecords = 0
  const passed = { lines: 0 }
  // the first rows are held back until it is plain which of them is the heading
  const first: { cells: string[]; rowNumber: number }[] = []
  let isHeadingFound = false

  const short = shortRows(table)
  function take(cells: string[], rowNumber: number) {
    if (isHeadingFound) takeRow(cells, rowNumber, table, short)
    else if (first.push({ cells, rowNumber }) === ROWS_TO_FIND_HEADING) findHeading()
  }
  function findHeading() {
    isHeadingFound = true
    takeFirstRows(first, table, short)
  }
  const parser = parse({
    delimiter: table.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_ROW,
    on_record(cells: string[], { lines }) {
      if (table.rows.length >= rowsWanted) throw enough
      records++
      linesOfRecords = lines
      take(cells, records)
      if (records % ROWS_BETWEEN_WORDS === 0) tell(table.rowsRead)
      return null
    },
  })
  try {
    await pipeline(Readable.from(counted(text, passed)), parser.resume())
  } catch (error) {
    if (error !== enough && isWhole) {
      const lost = Math.max(1, passed.lines - linesOfRecords)
      table.issues.push(explainStop(error, records + 1, lost))
      table.rowsRead += lost
      // the row that is told is counted by its issue
      table.rowsLost += lost - 1
    }
  }
  if (!isHeadingFound) findHeading()
  short.settle()
  if (!isWhole && table.rows.length < rowsWanted && table.rows.length > 1) table.rows.pop()
  if (isWhole) leaveOutTotals(table)
  nameBlankColumns(table)
}

/** Passes text on and counts its lines, also those that nobody wants any more. */
async function* counted(text: AsyncIterable<string>, passed: { lines: number }): AsyncGenerator<string> {
  const source = text[Symbol.asyncIterator]()
  let last = ''
  function count(part: string) {
    for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', at + 1)) passed.lines++
    if (part) last = part
  }
  try {
    for (let next = await source.next(); !next.done; next = await source.next()) {
      count(next.value)
      yield next.value
      // other work of this process has its turn between two pieces
      await new Promise((resolve) => setImmediate(resolve))
    }
  } finally {
    for (let next = await source.next(); !next.done; next = await source.next()) count(next.value)
    if (last !== '' && !last.endsWith('\n')) passed.lines++
  }
}

function explainStop(error: unknown, rowNumber: number, lost: number): ImportIssue {
  const { code } = error as { code?: string }
  const lines = lost === 1 ? '' : ` (${lost.toLocaleString('en-GB')} lines)`
  const nothingAfter = `Nothing from this row on was read${lines}.`
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
