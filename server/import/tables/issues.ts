import type { ImportIssue } from '../../contract/import.ts'

/** What an import says about a row, a cell, a column or (row 1, no column) the whole file. */

/** Within an import an issue also knows whether the rest of its row is kept: a cell or a column refused is not a row refused. */
export type Issue = ImportIssue & { keepsRow?: boolean; isLeftOut?: boolean }

const LONGEST_VALUE = 200

/** Not taken. `value` is null where it may identify somebody. */
export function refused(
  rowNumber: number,
  column: string | null,
  value: string | null,
  reason: string,
  hint: string,
): ImportIssue {
  return { rowNumber, column, severity: 'refused', value: shorten(value), reason, hint }
}

/** A cell or a column that is not taken, though the row is. */
export function cellRefused(...told: Parameters<typeof refused>): Issue {
  return { ...refused(...told), keepsRow: true }
}

/** A cell that cannot be read costs the cell, not the row: it is left empty, and listed as doubtful. */
export function cellLost(
  rowNumber: number,
  column: string | null,
  value: string | null,
  reason: string,
  hint: string,
): ImportIssue {
  return doubtful(rowNumber, column, value, reason, `left empty; ${hint}`)
}

/** A row that is no record and is not taken: said, and in the sum. */
export function leftOut(...told: Parameters<typeof refused>): Issue {
  return { ...doubtful(...told), isLeftOut: true }
}

/** Said once, of a column or (without one) of the whole file. */
export function note(column: string | null, reason: string, hint: string): ImportIssue {
  return doubtful(1, column, null, reason, hint)
}

/** Taken, but somebody should look. */
export function doubtful(
  rowNumber: number,
  column: string | null,
  value: string | null,
  reason: string,
  hint: string,
): ImportIssue {
  return { rowNumber, column, severity: 'doubtful', value: shorten(value), reason, hint }
}

function shorten(value: string | null): string | null {
  return value && value.length > LONGEST_VALUE ? `${cutTo(value, LONGEST_VALUE - 1)}…` : value
}

/** The first characters of a text, never half of one (a lone surrogate cannot be stored). */
export function cutTo(text: string, length: number): string {
  return text.slice(0, length).replace(/\p{Surrogate}/gu, '')
}
