import type { ImportPreview, ImportSubject } from '../contract/import.ts'
import { readAreas } from './adapters/areas.ts'
import { fieldsOf, suggestColumns } from './adapters/vigil-fields.ts'
import { isIdentifyingHeading, withoutIdentity } from './identity.ts'
import { cutTo, type Issue } from './issues.ts'
import { readCsv } from './read-csv.ts'

const ROWS_SHOWN = 20
const CHARACTERS_SHOWN = 200

/** What a file looks like before it is imported; identifying columns and cells are not shown. */
export async function previewFile(
  subject: ImportSubject,
  content: Uint8Array,
  country: string,
): Promise<{ preview: ImportPreview } | { refused: Issue }> {
  if (subject === 'areas' && /^\uFEFF?\s*\{/.test(Buffer.from(content.subarray(0, 100)).toString())) {
    return previewAreas(content, country)
  }
  const table = await readCsv(content)
  if (!table.isReadable) {
    const [issue] = table.issues
    return {
      refused: issue ?? {
        rowNumber: 1,
        column: null,
        severity: 'refused',
        value: null,
        reason: 'the file holds no heading',
        hint: 'the first row names the columns',
      },
    }
  }
  const fields = fieldsOf(subject)
  const safe = fields ? withoutIdentity(table) : table
  return {
    preview: {
      encoding: safe.encoding,
      delimiter: safe.delimiter,
      headings: safe.headings,
      rows: safe.rows
        .slice(0, ROWS_SHOWN)
        .map((row) => safe.headings.map((heading) => cutTo(row.cells[heading] ?? '', CHARACTERS_SHOWN))),
      suggested: fields ? suggestColumns(safe.headings, fields) : {},
      refusedHeadings: fields ? table.headings.filter(isIdentifyingHeading) : [],
    },
  }
}

function previewAreas(content: Uint8Array, country: string): { preview: ImportPreview } | { refused: Issue } {
  const reading = readAreas(
    Buffer.from(content)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
    {},
    null,
    country,
  )
  const [issue] = reading.issues
  if (!reading.isReadable && issue) return { refused: issue }
  return {
    preview: {
      encoding: 'UTF-8',
      delimiter: ',',
      headings: ['kind', 'code', 'name', 'authority'],
      rows: reading.areas
        .slice(0, ROWS_SHOWN)
        .map(({ area }) => [area.kind, area.code, area.name, area.authority ?? '']),
      suggested: {},
      refusedHeadings: [],
    },
  }
}
