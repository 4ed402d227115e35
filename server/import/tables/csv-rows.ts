import { type CsvRow, type CsvTable, cell } from './csv-table.ts'
import { cellLost, leftOut, note, refused } from './issues.ts'

/** Rows of a CSV file as they come: which is the heading, what is above it and below the last, and what is wrong with one. */

const MOST_COLUMNS = 2000

function nameOf(delimiter: string): string {
  return delimiter === '\t' ? '(tab)' : delimiter
}

function filledIn(cells: string[]): number {
  return cells.filter((text) => text.trim() !== '').length
}

/** The heading is the first row with about as many cells as the fullest; a title above it, or sep=;, is left out and said. */
export function takeFirstRows(
  first: { cells: string[]; rowNumber: number }[],
  table: CsvTable,
  short: ShortRows,
): void {
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
export function nameBlankColumns(table: CsvTable): void {
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
export function leaveOutTotals(table: CsvTable): void {
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

export function takeRow(written: string[], rowNumber: number, table: CsvTable, short: ShortRows): void {
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

export type ShortRows = { add: (cells: string[], rowNumber: number) => void; settle: () => void }

/** Excel writes in blocks of 16 rows, and leaves out the last columns of a block in which they are empty. */
const ROWS_THAT_ARE_A_BLOCK = 3

/**
 * Rows that end before the last column. Several of one length below each other are a block whose last cells are empty; one alone is cut
 * off, or broken in two by a line end that is not in quotes, and is refused.
 */
export function shortRows(table: CsvTable): ShortRows {
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
