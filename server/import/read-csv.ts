import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import type { ImportIssue } from '../contract/import.ts'
import { type Decoding, decodeText } from './decode-text.ts'
import { cellLost, doubtful, type Issue, leftOut, note, refused } from './issues.ts'

export type CsvRow = {
  /** As a person counts: the heading is row 1, and a row with newlines in a cell is one row. */
  rowNumber: number
  cells: Record<string, string>
}

export type CsvTable = {
  encoding: string
  /** ',' ';' '|' or a tab, as found in the heading. */
  delimiter: string
  headings: string[]
  rows: CsvRow[]
  /** Rows below the heading, refused ones included, empty lines not. */
  rowsRead: number
  /** Of these, those that an open quotation mark or an endless row kept from being read at all. */
  rowsLost: number
  issues: Issue[]
  /** False when the file as a whole could not be read; the issues say why. */
  isReadable: boolean
  /** The headings as they stand, by which a heading that comes again below is known. */
  headingCells: readonly string[]
  /** Headings that are only the number of their column. */
  blankHeadings: ReadonlySet<string>
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

const ROWS_TO_FIND_HEADING = 12
const ROWS_BETWEEN_WORDS = 5_000

function filledIn(cells: string[]): number {
  return cells.filter((text) => text.trim() !== '').length
}

/** The heading is the first row with about as many cells as the fullest; a title above it, or sep=;, is left out and said. */
function takeFirstRows(first: { cells: string[]; rowNumber: number }[], table: CsvTable, short: ShortRows): void {
  const most = Math.max(...first.map(({ cells }) => filledIn(cells)))
  const isHeading = ({ cells }: { cells: string[] }) =>
    filledIn(cells) >= Math.min(2, most) && filledIn(cells) * 2 >= most
  const at = Math.max(0, first.findIndex(isHeading))
  for (const { cells, rowNumber } of first.slice(0, at)) {
    if (isEmptyLine(cells) || /^sep=/i.test(cells.join(table.delimiter).trim())) continue
    table.issues.push(
      note(null, `row ${rowNumber} stands above the headings and is left out`, 'nothing to do if it is a title'),
    )
  }
  const heading = first[at]
  if (heading && !isEmptyLine(heading.cells)) takeHeading(heading.cells, heading.rowNumber, table)
  for (const { cells, rowNumber } of first.slice(at + 1)) takeRow(cells, rowNumber, table, short)
}

function takeHeading(cells: string[], rowNumber: number, table: CsvTable): void {
  const headings = cells.map((heading) => (isDamaged(heading) ? '' : asHeading(heading)))
  // columns that somebody has only clicked into are not columns
  if (headings.filter((heading) => heading !== '').length > MOST_COLUMNS) {
    const reason = `the file has more than ${MOST_COLUMNS.toLocaleString('en-GB')} columns`
    table.issues.push(refused(rowNumber, null, null, reason, 'is this the right file? Leave out what is not needed'))
    return
  }
  table.headingCells = headings
  const lower = headings.map((heading) => heading.toLowerCase())
  const times = new Map<string, number>()
  table.headings = headings.map((heading, index) => {
    if (heading === '') return `Column ${index + 1}`
    const same = times.get(heading) ?? 0
    times.set(heading, same + 1)
    if (same > 0) {
      const renamed = `${heading} (${same + 1})`
      table.issues.push(
        note(renamed, `several columns have the heading ${heading}`, `this one is called ${renamed} here`),
      )
      return renamed
    }
    const twin = headings[lower.indexOf(lower[index] as string)] as string
    if (twin !== heading)
      table.issues.push(
        note(
          heading,
          `the headings ${twin} and ${heading} differ only by capital letters`,
          'look which of them is meant',
        ),
      )
    return heading
  })
  table.blankHeadings = new Set(table.headings.filter((_, index) => headings[index] === ''))
  table.isReadable = true
}

/** A column without heading and without content is nothing; one with content can be used by its number, and that is said. */
function nameBlankColumns(table: CsvTable): void {
  for (const heading of table.blankHeadings) {
    if (table.rows.some((row) => cell(row, heading) !== '')) {
      table.issues.push(note(heading, 'this column has no heading', `it is called ${heading} here`))
    } else {
      table.headings = table.headings.filter((other) => other !== heading)
      for (const row of table.rows) delete row.cells[heading]
    }
  }
}

const TOTALS = /^(grand\s+)?(sub-?)?totals?\b|^(sum|overall|all deaths|number of|count|n)\s*[:=]?$/i
const ROWS_OF_TOTALS = 3

/** Sums below the last record are not records. */
function leaveOutTotals(table: CsvTable): void {
  for (let taken = 0; taken < ROWS_OF_TOTALS; taken++) {
    const last = table.rows.at(-1)
    if (!last) return
    const cells = table.headings.map((heading) => cell(last, heading))
    const filled = cells.filter((text) => text !== '')
    if (!TOTALS.test(filled[0] ?? '') || filled.length > Math.max(2, cells.length / 2)) return
    table.rows.pop()
    table.issues.push(
      leftOut(
        last.rowNumber,
        table.headings[cells.indexOf(filled[0] as string)] ?? null,
        filled[0] ?? null,
        'a row of totals',
        'left out: it is no record',
      ),
    )
  }
}

function takeRow(written: string[], rowNumber: number, table: CsvTable, short: ShortRows): void {
  const cells = written.map(bare)
  if (isEmptyLine(cells)) return
  table.rowsRead++
  if (isHeadingAgain(cells, table)) {
    short.settle()
    const reason = 'the headings stand here again'
    table.issues.push(leftOut(rowNumber, null, null, reason, 'left out: it is no record; was another file put below?'))
    return
  }
  const wanted = table.headings.length
  const beyond = cells.slice(wanted)
  // a column without a heading at the end need not be there
  const least = table.headings.findLastIndex((heading) => !table.blankHeadings.has(heading)) + 1
  if (cells.length < least) {
    short.add(cells, rowNumber)
    return
  }
  short.settle()
  if (beyond.some((text) => text.trim() !== '')) {
    const reason = `the row has ${cells.length} cells, the heading has ${least}`
    const hint = `a cell that holds the delimiter ${nameOf(table.delimiter)} must stand in quotes`
    table.issues.push(refused(rowNumber, null, null, reason, hint))
    return
  }
  keepRow(cells, rowNumber, table)
}

function keepRow(cells: string[], rowNumber: number, table: CsvTable): void {
  if (cells.some(isDamaged)) {
    const hint = 'the file may be damaged: save it as CSV (UTF-8) again'
    table.issues.push(refused(rowNumber, null, null, 'the row holds NUL or half characters', hint))
    return
  }
  const row: CsvRow = { rowNumber, cells: Object.create(null) }
  for (let index = 0; index < table.headings.length; index++) {
    const heading = table.headings[index] as string
    const text = cells[index] ?? ''
    row.cells[heading] = text.includes('\n') ? withoutSwallowedRows(text, heading, rowNumber, table) : text
  }
  table.rows.push(row)
}

/**
 * A quotation mark that is opened by a slip swallows rows until the next one: a cell with lines that have as many delimiters as a row.
 * Such a cell is other people's records; it is not kept.
 */
function withoutSwallowedRows(text: string, heading: string, rowNumber: number, table: CsvTable): string {
  const least = Math.max(2, table.headings.length - 1)
  const swallowed = text.split('\n').filter((line) => line.split(table.delimiter).length > least).length
  if (swallowed === 0) return text
  table.rowsRead += swallowed
  table.rowsLost += swallowed
  const rows = swallowed === 1 ? 'a whole row stands' : `${swallowed} whole rows stand`
  table.issues.push(
    cellLost(
      rowNumber,
      heading,
      null,
      `a quotation mark is opened here and closed some rows later: ${rows} inside this cell and were not read`,
      'take the quotation mark out, or double it (""), and import again',
    ),
  )
  return ''
}

/** What PostgreSQL cannot store: a NUL, or half of a character beyond the basic plane. */
function isDamaged(text: string): boolean {
  return text.includes('\u0000') || /\p{Surrogate}/u.test(text)
}

function isEmptyLine(cells: string[]): boolean {
  return cells.every((text) => text.trim() === '')
}

const UNSEEN_AT_THE_ENDS = /^[\s\u200b-\u200f\u2060\ufeff]+|[\s\u200b-\u200f\u2060\ufeff]+$/g

/**
 * A cell without what programs put around it and nobody sees: signs of no width at its ends, the ="00123" and the apostrophe by which
 * exports keep spreadsheets from taking a text for a number or a formula.
 */
function bare(text: string): string {
  if (text === '') return text
  const first = text.charCodeAt(0)
  if (first === EQUALS) return /^="([^"]*)"$/.exec(text)?.[1] ?? text
  if (first === APOSTROPHE) return text.replace(/^'(?=[=+\-@\d])/, '')
  const isUnseen = first >= FIRST_UNSEEN || text.charCodeAt(text.length - 1) >= FIRST_UNSEEN
  return isUnseen ? text.replace(UNSEEN_AT_THE_ENDS, '') : text
}
const EQUALS = 0x3d
const APOSTROPHE = 0x27
const FIRST_UNSEEN = 0x200b

function asHeading(text: string): string {
  return bare(text).trim().replace(/\s+/g, ' ')
}

function isHeadingAgain(cells: string[], { headingCells }: CsvTable): boolean {
  if (asHeading(cells[0] ?? '') !== headingCells[0] || headingCells.length < 2) return false
  return headingCells.every((heading, index) => heading === asHeading(cells[index] ?? ''))
}

type ShortRows = { add: (cells: string[], rowNumber: number) => void; settle: () => void }

/** Excel writes in blocks of 16 rows, and leaves out the last columns of a block in which they are empty. */
const ROWS_THAT_ARE_A_BLOCK = 3

/**
 * Rows that end before the last column. Several of one length below each other are a block whose last cells are empty; one alone is cut
 * off, or broken in two by a line end that is not in quotes, and is refused.
 */
function shortRows(table: CsvTable): ShortRows {
  let waiting: { cells: string[]; rowNumber: number }[] = []
  let isSaid = false
  function settle() {
    const [first] = waiting
    if (!first) return
    const isBlock = waiting.length >= ROWS_THAT_ARE_A_BLOCK && first.cells.length > 1
    if (isBlock && !isSaid) {
      isSaid = true
      const reason = `rows end before the last column, the first of them row ${first.rowNumber}`
      table.issues.push(note(null, reason, 'their last cells are read as empty, as Excel leaves them out'))
    }
    const least = table.headings.findLastIndex((heading) => !table.blankHeadings.has(heading)) + 1
    for (const { cells, rowNumber } of waiting) {
      if (isBlock) keepRow(cells, rowNumber, table)
      else {
        const reason = `the row has ${cells.length} cells, the heading has ${least}`
        const hint = 'is the row cut off, or a newline within a cell not in quotes?'
        table.issues.push(refused(rowNumber, null, null, reason, hint))
      }
    }
    waiting = []
  }
  return {
    add(cells, rowNumber) {
      if (waiting[0] && waiting[0].cells.length !== cells.length) settle()
      waiting.push({ cells, rowNumber })
    },
    settle,
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

const LINES_TO_FIND_DELIMITER = 10

/** The delimiter that the heading has most of, outside quotes, and the row below it too; a title above has other commas or none. */
export function findDelimiter(text: string): string {
  const lines = delimitersByLine(text.replace(/^\uFEFF/, '').trimStart())
  for (const [index, counts] of lines.entries()) {
    const [delimiter, count] = mostOf(counts)
    const next = lines[index + 1]
    if (count > 0 && (!next || (next.get(delimiter) ?? 0) > 0)) return delimiter
  }
  const [delimiter, count] = mostOf(lines[0] ?? new Map())
  return count > 0 ? delimiter : ','
}

function mostOf(counts: ReadonlyMap<string, number>): [string, number] {
  return [...counts].reduce((most, next) => (next[1] > most[1] ? next : most), [',', 0])
}

function delimitersByLine(text: string): Map<string, number>[] {
  const lines: Map<string, number>[] = []
  let counts = new Map<string, number>()
  let isQuoted = false
  for (const letter of text) {
    if (letter === '"') isQuoted = !isQuoted
    else if (!isQuoted && letter === '\n') {
      lines.push(counts)
      if (lines.length === LINES_TO_FIND_DELIMITER) return lines
      counts = new Map()
    } else if (!isQuoted && (letter === '\t' || letter === ';' || letter === ',' || letter === '|'))
      counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  if (counts.size) lines.push(counts)
  return lines
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
