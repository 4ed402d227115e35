import { readFileSync } from 'node:fs'
import { WrongInput } from '../commands/failure.ts'

/** A row of an input file, whose faults are told by file, row and column. */
export type Row = {
  columns: string[]
  /** @throws WrongInput always, with the place and the reason */
  fail: (column: number, reason: string) => never
  /** @throws WrongInput where there is no such column, or it is no number from `least` to `most`, or not whole when asked */
  number: (column: number, what: string, limits?: { least?: number; most?: number; isWhole?: boolean }) => number
  text: (column: number, what: string) => string
}

/** Reads a text file with columns between spaces or tabs; quotation marks keep spaces in a column. Columns count from 1. */
export function readRows(path: string, parameter: string): Row[] {
  let content: string
  try {
    content = readFileSync(path, 'utf8')
  } catch (error) {
    throw new WrongInput(`${parameter}: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? error}).`)
  }
  const rows: Row[] = []
  for (const [index, line] of content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const columns = Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), (match) => match[1] ?? match[2] ?? '')
    if (columns.length === 0) continue
    const fail = (column: number, reason: string): never => {
      throw new WrongInput(`${path}, row ${index + 1}, column ${column}: ${reason}.`)
    }
    const text = (column: number, what: string) => columns[column - 1] ?? fail(column, `${what} is missing`)
    rows.push({
      columns,
      fail,
      text,
      number(column, what, { least = -Infinity, most = Infinity, isWhole = false } = {}) {
        const written = text(column, what)
        const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written) ? Number(written) : Number.NaN
        if (!Number.isFinite(value)) return fail(column, `${what} is not a number: ${written}`)
        if (isWhole && !Number.isInteger(value)) return fail(column, `${what} is not a whole number: ${written}`)
        if (value < least) return fail(column, `${what} is below ${least}: ${written}`)
        if (value > most) return fail(column, `${what} is above ${most}: ${written}`)
        return value
      },
    })
  }
  if (rows.length === 0) throw new WrongInput(`${parameter}: ${path} is empty.`)
  return rows
}
