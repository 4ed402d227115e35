import { readExpiry } from '../expiry.ts'
import { normaliseBatchNumber } from '../text.ts'

export type ReadAlertBatches = {
  batches: { batchNumber: string; expiresAsPrinted: string | null }[]
  /** What was met, in words, for whoever pastes: nothing is put right silently. */
  remarks: string[]
}

/** A batch number that stands for itself: letters and digits with at least one digit, no words beside it, not a month or a year. */
function isBatchNumber(cell: string): boolean {
  return (
    /^(?=.*\d)[\p{L}\d][\p{L}\d/-]{3,39}$/u.test(cell) &&
    !readExpiry(cell) &&
    !/^\d{4}$/.test(cell) &&
    !/^\d{1,2}[-/]\d{2}$/.test(cell)
  )
}

/**
 * The table of batches of a safety alert, as it is copied from a page or a letter: a row a line, or each cell on its own line. The
 * batch comes first and its expiry after it; what else stands in a row is left out.
 */
export function readAlertBatches(text: string): ReadAlertBatches {
  const lines = text.split(/\r?\n/).map((line) =>
    line
      .split(/\t|\||;|,| {2,}/)
      .map((cell) => cell.trim())
      .filter(Boolean),
  )
  const written = lines.filter((cells) => cells.length > 0)
  const isFlat = written.every((cells) => cells.length === 1 && !startsRow(cells[0] ?? ''))
  const rows = isFlat ? rowsOfCells(written.map(([cell = '']) => cell)) : written.map(asCells)
  const found = new Map<string, string[]>()
  const remarks: string[] = []
  for (const [first = '', second] of rows) {
    if (!isBatchNumber(first)) {
      if (/\d/.test(first)) remarks.push(`“${first}” is no batch number: the row was left out`)
      continue
    }
    const batch = normaliseBatchNumber(first)
    const dates = found.get(batch) ?? []
    if (found.has(batch)) remarks.push(`${batch} stands twice`)
    found.set(batch, dates)
    if (second === undefined) continue
    if (readExpiry(second)) {
      if (!dates.includes(second)) dates.push(second)
    } else if (isBatchNumber(second))
      remarks.push(`${batch}: a batch number stands where its expiry should: the expiry is left empty`)
    else remarks.push(`${batch}: “${second}” is no expiry: it is left empty`)
  }
  for (const [batch, dates] of found)
    if (dates.length > 1)
      remarks.push(
        `${batch} has two expiries, ${dates.join(' and ')}: it counts by its number; check it against the alert`,
      )
  return {
    batches: [...found].map(([batchNumber, dates]) => ({
      batchNumber,
      expiresAsPrinted: dates.join(' or ').slice(0, 40) || null,
    })),
    remarks,
  }
}

/** A batch number with something after it on its line. */
function startsRow(line: string): boolean {
  const [first = '', ...others] = line.split(/\s+/)
  return others.length > 0 && isBatchNumber(first)
}

/** A row whose cells are parted by single blanks alone. */
function asCells(cells: string[]): string[] {
  return cells.length === 1 ? (cells[0] ?? '').split(/\s+/) : cells
}

/** Cells one under the other: a batch number begins a row, but where it follows one at once, for there the expiry stands. */
function rowsOfCells(cells: readonly string[]): string[][] {
  const rows: string[][] = []
  for (const cell of cells) {
    const row = rows.at(-1)
    if (isBatchNumber(cell) && !(row?.length === 1 && row[0] === cell)) rows.push([cell])
    else row?.push(cell)
  }
  return rows
}
