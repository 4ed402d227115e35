import { WrongInput } from '../wrong-input.ts'
import { readText, splitLines } from './input-text.ts'

/** A row of an input file, whose faults are told by file, row and column. */
export type Row = ReadRow

class ReadRow {
  readonly path: string
  readonly row: number
  readonly columns: string[]
  /** The columns of the file that these were picked from. */
  readonly picked: Layout['fields'] | undefined

  constructor(path: string, row: number, columns: string[], picked?: Layout['fields']) {
    this.path = path
    this.row = row
    this.columns = columns
    this.picked = picked
  }

  /** @throws WrongInput always, with the place and the reason */
  fail(column: number, reason: string): never {
    throw new WrongInput(`${this.path}, row ${this.row}, column ${this.picked?.[column - 1] ?? column}: ${reason}.`)
  }

  text(column: number, what: string): string {
    return this.columns[column - 1] || this.fail(column, `${what} is missing`)
  }

  /** @throws WrongInput where there is no such column, or it is no number from `least` to `most`, or not whole when asked */
  number(
    column: number,
    what: string,
    { least = -Infinity, most = Infinity, isWhole = false }: { least?: number; most?: number; isWhole?: boolean } = {},
  ): number {
    const written = this.text(column, what)
    const value = toNumber(written)
    if (!Number.isFinite(value)) this.fail(column, `${what} is not a number: ${written}`)
    if (isWhole && !Number.isInteger(value)) this.fail(column, `${what} is not a whole number: ${written}`)
    if (value < least) this.fail(column, `${what} is below ${least}: ${written}`)
    if (value > most) this.fail(column, `${what} is above ${most}: ${written}`)
    return value
  }
}

/** A decimal number, with or without an exponent; NaN where it is none. */
export function toNumber(written: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written) ? Number(written) : Number.NaN
}

/** How the import wizard lays a file out. */
export type Layout = {
  /** What each column of ours is: a column of the file, counted from 1, or the same text in each row. */
  fields: (number | string)[]
  /** Empty: any white space. */
  delimiter: string
  grouper: string
  /** Lines at the beginning that are no rows. */
  skip: number
}

/** The columns that a field map names; undefined where one is none that is known. */
export function readFieldMap(map: string): Layout['fields'] | undefined {
  const fields = map.split(',').map((field) => {
    const written = field.trim().toLowerCase()
    if (/^[1-9]\d{0,4}$/.test(written)) return Number(written)
    return { onecount: '1', unspecified: 'unspecified' }[written]
  })
  return fields.some((field) => field === undefined) ? undefined : (fields as Layout['fields'])
}

/** Columns lie between white space; quotation marks keep it in a column. */
function splitColumns(line: string): string[] {
  if (line.includes('"')) return Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), (match) => match[1] ?? match[2] ?? '')
  const trimmed = line.trim()
  return trimmed === '' ? [] : trimmed.split(/\s+/)
}

/** Columns lie between delimiters; a group keeps them in a column, and holds its own mark doubled. */
function splitDelimited(line: string, { delimiter, grouper }: Layout): string[] {
  if (delimiter === '') return splitColumns(grouper === '"' ? line : line.replaceAll(grouper, '"'))
  const columns: string[] = []
  let at = 0
  for (;;) {
    while (line[at] === ' ') at++
    let column = ''
    if (line[at] === grouper) {
      for (at++; at < line.length; at++) {
        if (line[at] !== grouper) column += line[at]
        else if (line[at + 1] === grouper) column += line[at++]
        else break
      }
    }
    const next = line.indexOf(delimiter, at)
    if (line[at] === grouper) at++
    column += line.slice(at, next < 0 ? undefined : next)
    columns.push(column.trim())
    if (next < 0) return columns
    at = next + delimiter.length
  }
}

/** The rows of a file, and how many lines it has beside them. */
export type Rows = { rows: Row[]; blank: number; skipped: number }

/**
 * Reads a text file with columns between spaces or tabs, where quotation marks keep spaces in a column; or as the import wizard
 * lays it out. Columns count from 1.
 */
export function readRows(path: string, parameter: string, layout?: Layout): Rows {
  const rows: Row[] = []
  const lines = splitLines(readText(path, `${parameter}: `))
  const skipped = Math.min(layout?.skip ?? 0, lines.length)
  let blank = 0
  for (let index = skipped; index < lines.length; index++) {
    const line = lines[index] as string
    if (line.trim() === '') {
      // the last line may end, or not
      if (index < lines.length - 1) blank++
      continue
    }
    if (!layout) rows.push(new ReadRow(path, index + 1, splitColumns(line)))
    else {
      const row = new ReadRow(path, index + 1, splitDelimited(line, layout))
      rows.push(new ReadRow(path, index + 1, pickFields(row, layout.fields, parameter), layout.fields))
    }
  }
  const [first] = rows
  if (!layout && first?.columns.length === 1 && /[,;]/.test(first.columns[0] as string))
    first.fail(
      1,
      `columns lie between spaces or tabs, not between commas or semicolons; of others the parameter file says ${parameter}-SourceDelimiter and ${parameter}-SourceFieldMap`,
    )
  if (!first) throw new WrongInput(`${parameter}: ${path} is empty.`)
  return { rows, blank, skipped }
}

function pickFields(row: Row, fields: Layout['fields'], parameter: string): string[] {
  return fields.map((field) =>
    typeof field === 'string'
      ? field
      : (row.columns[field - 1] ?? row.fail(field, `${parameter}-SourceFieldMap names this column, and it is missing`)),
  )
}
