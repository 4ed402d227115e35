import type { ImportIssue } from '../../contract/import.ts'
import { refused } from './issues.ts'

/** What kind of file it is, from its first bytes and lines: which delimiter, or that it is no text at all. */

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

export function recogniseOtherFormat(first: Uint8Array): ImportIssue | undefined {
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
export function isBinary(text: string): boolean {
  const sample = text.slice(0, 4096)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is counted
  const controls = sample.match(/[\u0000-\u0008\u000E-\u001F]/g)?.length ?? 0
  return controls > sample.length * 0.1
}
