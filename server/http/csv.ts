import { stringify } from 'csv-stringify/sync'

/**
 * Rows as CSV with the headings first. Cells that a spreadsheet would run as a formula are defused; control characters and leading
 * spaces, which hide one, are taken off first. A number stays one, also below 0.
 */
export function toCsv(rows: Record<string, unknown>[], headings = Object.keys(rows[0] ?? {})): string {
  const cells = rows.map((row) => headings.map((heading) => toCell(row[heading])))
  return `\uFEFF${stringify([headings, ...cells], { escape_formulas: true, record_delimiter: '\r\n' })}`
}

function toCell(value: unknown): string | number {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return value
  if (Array.isArray(value)) return value.map(toCell).join('; ')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking control characters off is the point
  if (typeof value === 'string') return value.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, '').trimStart()
  return String(value)
}
