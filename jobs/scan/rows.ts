import { WrongInput } from '../commands/wrong-input.ts'
import { readText, splitLines } from './input-text.ts'

/** A row of an input file, whose faults are told by file, row and column. */
export type Row = ReadRow

class ReadRow {
  readonly path: string
  readonly row: number
  readonly columns: string[]

  constructor(path: string, row: number, columns: string[]) {
    this.path = path
    this.row = row
    this.columns = columns
  }

  /** @throws WrongInput always, with the place and the reason */
  fail(column: number, reason: string): never {
    throw new WrongInput(`${this.path}, row ${this.row}, column ${column}: ${reason}.`)
  }

  text(column: number, what: string): string {
    return this.columns[column - 1] ?? this.fail(column, `${what} is missing`)
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

/** Columns lie between white space; quotation marks keep it in a column. */
function splitColumns(line: string): string[] {
  if (line.includes('"')) return Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), (match) => match[1] ?? match[2] ?? '')
  const trimmed = line.trim()
  return trimmed === '' ? [] : trimmed.split(/\s+/)
}

/** Reads a text file with columns between spaces or tabs; quotation marks keep spaces in a column. Columns count from 1. */
export function readRows(path: string, parameter: string): Row[] {
  const rows: Row[] = []
  const lines = splitLines(readText(path, `${parameter}: `))
  for (let index = 0; index < lines.length; index++) {
    const columns = splitColumns(lines[index] as string)
    if (columns.length > 0) rows.push(new ReadRow(path, index + 1, columns))
  }
  const [first] = rows
  if (first?.columns.length === 1 && /[,;]/.test(first.columns[0] as string))
    first.fail(1, 'columns lie between spaces or tabs, not between commas or semicolons')
  if (!first) throw new WrongInput(`${parameter}: ${path} is empty.`)
  return rows
}
