import type { Issue } from './issues.ts'

/** What a file of rows and columns holds once it is read. */

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

/** A cell without the spaces around it; '' where there is no such column. */
export function cell(row: CsvRow, heading: string): string {
  return row.cells[heading]?.trim() ?? ''
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
