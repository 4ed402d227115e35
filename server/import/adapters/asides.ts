import { whyNotADrug } from '../../contract/identifying.ts'
import type { ImportMapping, ImportSubject } from '../../contract/import.ts'
import { asWord, isSpreadsheetError, saysNothing, saysUnknown } from '../cells/words.ts'
import { type CsvRow, type CsvTable, cell } from '../tables/csv-table.ts'
import { leftOut, note, refused } from '../tables/issues.ts'
import { headingsByField } from './field-reader.ts'

/** Rows between and below the records that are none of them, and references that say nothing: seen once the columns are known. */

const SUM = /^(grand\s+)?(sub-?)?totals?\b/i

/** Takes out what is no record: a year as a divider, a key to the letters, sums; each is said, and counts as left out. */
export function withoutAsides(table: CsvTable, subject: ImportSubject, mapping: ImportMapping): CsvTable {
  const day = headingsByField(mapping)[subject === 'deaths' ? 'event_day' : 'day']
  if (day === undefined || table.headings.length < 3) return table
  const reference = headingsByField(mapping).reference
  const shapes = new Set<string>()
  for (const row of table.rows) if (cell(row, day) !== '') shapes.add(shapeOf(cell(row, reference ?? '')))
  const issues = [...table.issues]
  const rows = table.rows.filter((row) => {
    const filled = filledOf(row, table.headings)
    const [first] = filled
    if (first === undefined) return true
    const text = cell(row, first)
    // a reference like the others is a record that lacks its day, and is refused
    const isAlone = filled.length === 1 && first !== day && !(first === reference && shapes.has(shapeOf(text)))
    const isSum = SUM.test(text) && /^\d{0,3}$/.test(cell(row, day))
    if (!isAlone && !isSum) return true
    const shown = whyNotADrug(text) ? null : text
    issues.push(
      isSum
        ? leftOut(row.rowNumber, first, shown, 'a row of totals', 'left out: it is no record')
        : leftOut(
            row.rowNumber,
            first,
            shown,
            'the row holds nothing but this',
            'left out: it is no record; if it is one, give it its day',
          ),
    )
    return false
  })
  return rows.length === table.rows.length ? table : { ...table, rows, issues }
}

/** The headings of the first cells that say something: whether it is one or more is all that is asked. */
function filledOf(row: CsvRow, headings: readonly string[]): string[] {
  const filled: string[] = []
  for (const heading of headings) if (cell(row, heading) !== '' && filled.push(heading) === 2) break
  return filled
}

/** "DRD24/018" → "a9/9" */
function shapeOf(reference: string): string {
  return reference.replace(/\p{L}+/gu, 'a').replace(/\d+/g, '9')
}

/** How Excel shows a number that is too long for it: its last digits are gone, and other numbers look the same. */
const ROUNDED = /^\d(?:[.,]\d+)?E\+\d{1,3}$/i

/**
 * References that are none ("TBC", "n/a", #REF!) would make one record of all that have them, and a rounded one stands for many: the
 * first are taken for blank, the others refuse their rows.
 */
export function withReferencesRead(table: CsvTable, mapping: ImportMapping): CsvTable {
  const heading = headingsByField(mapping).reference
  if (heading === undefined) return table
  const issues = [...table.issues]
  const none: CsvRow[] = []
  let isAnyNamed = false
  const rows = table.rows.filter((row) => {
    const written = cell(row, heading)
    if (ROUNDED.test(written)) {
      issues.push(
        refused(
          row.rowNumber,
          heading,
          written,
          'a spreadsheet has rounded this reference, and its last digits are gone',
          'format the column as text or as a number without decimals in the source, and save again',
        ),
      )
      return false
    }
    if (saysNothing(written) || saysUnknown(written) || isSpreadsheetError(written)) {
      none.push(row)
      if (written !== '') row.cells[heading] = ''
    } else isAnyNamed = true
    return true
  })
  const [first] = none
  if (first && isAnyNamed) {
    const count = none.length === 1 ? 'one row has' : `${none.length.toLocaleString('en-GB')} rows have`
    issues.push(
      note(
        heading,
        `${count} no reference, the first of them row ${first.rowNumber}`,
        'kept; once any cell of such a row is changed it comes in a second time: give it a reference',
      ),
    )
  }
  issues.push(...nearlyTheSame(rows, heading))
  return { ...table, rows, issues }
}

const MOST_NEAR_SHOWN = 20

/** "DRD24/018" and "drd24/018 " are two references for the computer and most likely one for the person. */
function nearlyTheSame(rows: readonly CsvRow[], heading: string) {
  const first = new Map<string, { written: string; rowNumber: number }>()
  const notes: ReturnType<typeof note>[] = []
  for (const row of rows) {
    const written = cell(row, heading)
    if (written === '' || notes.length === MOST_NEAR_SHOWN) continue
    const key = asWord(written).replace(/\s+/g, '')
    const earlier = first.get(key)
    if (!earlier) first.set(key, { written, rowNumber: row.rowNumber })
    else if (earlier.written !== written)
      notes.push(
        note(
          heading,
          `the references of rows ${earlier.rowNumber} and ${row.rowNumber} differ only by capitals or blanks`,
          'kept as two records; write both alike if they are one',
        ),
      )
  }
  return notes
}
