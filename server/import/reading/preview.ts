import type { ImportMapping, ImportPreview, ImportSubject, ProposedColumn } from '../../contract/import.ts'
import { readAreas } from '../adapters/areas.ts'
import { DEATH_FIELDS } from '../adapters/death-fields.ts'
import { headingsByField } from '../adapters/field-reader.ts'
import { findRecordAdapter, recordAdapters } from '../adapters/index.ts'
import { NALOXONE_FIELDS } from '../adapters/naloxone-fields.ts'
import { EMPTY_MAPPING, forHeadingsOf, inWords, proposeMapping, tryMapping } from '../adapters/propose.ts'
import { fieldsOf } from '../adapters/vigil-fields.ts'
import type { CsvTable } from '../tables/csv-table.ts'
import { withoutIdentity } from '../tables/identity.ts'
import { cutTo, type Issue, note } from '../tables/issues.ts'
import { type KeptFile, refuseOtherSubject } from '../tables/kept-file.ts'
import { readCsv } from '../tables/read-csv.ts'
import { type PlainContext, toReadingContext } from './read-file.ts'
import { isTableOfTotals, TOTALS } from './read-records.ts'

const ROWS_SHOWN = 20
const CHARACTERS_SHOWN = 200
/** Enough to try each column on its first hundred cells, few enough to be read while others wait. */
const ROWS_READ = 300

export type PreviewAsk = {
  subject: ImportSubject
  adapter: string
  /** What was kept of a file, or the file itself as far as it is here. */
  file: KeptFile | { kind: 'unread'; content: Uint8Array; isWhole: boolean }
  /** Tried instead of a proposal. */
  mapping: ImportMapping | null
}

/** What a file looks like before it is imported, and how it would be read; identifying columns and cells are not shown. */
export async function previewFile(
  ask: PreviewAsk,
  context: PlainContext,
): Promise<{ preview: ImportPreview } | { refused: Issue }> {
  const { file } = ask
  const otherSubject = file.kind === 'unread' ? undefined : refuseOtherSubject(file, ask.subject)
  if (otherSubject) return { refused: otherSubject }
  if (ask.subject === 'areas' && file.kind !== 'table' && isJson(file.content))
    return previewAreas(file.content, file.isWhole, context.country)
  const table =
    file.kind === 'table' ? file.table : await readCsv(file.content, { rowsWanted: ROWS_READ, isWhole: file.isWhole })
  if (!table.isReadable) {
    const [issue] = table.issues
    return { refused: issue ?? note(null, 'the file holds no heading', 'the first row names the columns') }
  }
  const fields = fieldsOf(ask.subject)
  const safe = fields ? withoutIdentity(table) : table
  const isMapped = fields !== undefined && findRecordAdapter(ask.adapter, ask.subject)?.fields?.[ask.subject]
  const read = toReadingContext(context, undefined, new Map())
  const looksLike = likelyAdapter(safe, ask.subject)
  const mapping = isMapped
    ? ask.mapping
      ? forHeadingsOf(safe, ask.mapping)
      : proposeMapping(safe, ask.subject, read, 'values')
    : null
  const hasDay = mapping && headingsByField(mapping)[ask.subject === 'deaths' ? 'event_day' : 'day'] !== undefined
  if (isMapped && !hasDay && !looksLike && isTableOfTotals(safe)) return { refused: TOTALS }
  const columns = mapping ? tryMapping(safe, ask.subject, read, mapping) : []
  return {
    preview: {
      encoding: safe.encoding,
      delimiter: safe.delimiter,
      headings: safe.headings,
      rows: safe.rows
        .slice(0, ROWS_SHOWN)
        .map((row) => safe.headings.map((heading) => cutTo(row.cells[heading] ?? '', CHARACTERS_SHOWN))),
      mapping,
      columns: [
        ...columns,
        ...identifying(
          file.kind === 'table'
            ? file.identifying
            : table.headings.filter((heading) => !safe.headings.includes(heading)),
        ),
      ],
      // what is wrong with single rows is told when the whole file is tried
      notes: safe.issues.filter(({ rowNumber, keepsRow }) => rowNumber === 1 && !keepsRow),
      looksLike: looksLike === ask.adapter ? null : looksLike,
      knownOn: knownOnOf(safe.headings, ask.subject, mapping ?? EMPTY_MAPPING),
    },
  }
}

function isJson(content: Uint8Array): boolean {
  return /^\uFEFF?\s*\{/.test(Buffer.from(content.subarray(0, 100)).toString())
}

function identifying(headings: readonly string[]): ProposedColumn[] {
  return headings.map((heading) => ({
    heading,
    use: { as: 'unused' },
    identifies: true,
    samples: [],
    nearest: null,
    tried: { read: 0, unread: 0 },
    unread: [],
  }))
}

/** The adapter of a fixed layout whose columns the file has. */
function likelyAdapter({ headings }: Pick<CsvTable, 'headings'>, subject: ImportSubject): string | null {
  const has = new Set(headings)
  const adapter = recordAdapters.find(
    ({ subjects, expects }) =>
      expects.length > 0 && subjects.includes(subject) && expects.every((heading) => has.has(heading)),
  )
  return adapter?.name ?? null
}

/** Days that may be when the partnership learnt of a record; none of them is taken for it unasked. */
const MAY_BE_KNOWN_ON = /\b(notif|report|refer|receiv|known|learn|entered|created|logged|added|registered)/

function knownOnOf(headings: readonly string[], subject: ImportSubject, mapping: ImportMapping) {
  const heading = headingsByField(mapping).known_on ?? null
  const days = new Set(
    (subject === 'deaths' ? DEATH_FIELDS : NALOXONE_FIELDS).flatMap(({ kind, name }) => (kind === 'day' ? [name] : [])),
  )
  const others = headings.filter((other) => {
    const use = mapping.columns[other]
    const isDay =
      use?.as === 'field' ? days.has(use.field) : use?.as === 'unused' && /\b(date|day|on)\b/.test(inWords(other))
    return other !== heading && isDay && MAY_BE_KNOWN_ON.test(inWords(other))
  })
  return { heading, others }
}

function previewAreas(
  content: Uint8Array,
  isWhole: boolean,
  country: string,
): { preview: ImportPreview } | { refused: Issue } {
  const empty: ImportPreview = {
    encoding: 'UTF-8',
    delimiter: ',',
    headings: ['kind', 'code', 'name', 'authority'],
    rows: [],
    mapping: null,
    columns: [],
    notes: [],
    looksLike: null,
    knownOn: { heading: null, others: [] },
  }
  // half a GeoJSON cannot be read; what is in it is told when it is tried
  if (!isWhole) return { preview: empty }
  const text = Buffer.from(content)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  const reading = readAreas(text, {}, null, country)
  const [issue] = reading.issues
  if (!reading.isReadable && issue) return { refused: issue }
  const rows = reading.areas
    .slice(0, ROWS_SHOWN)
    .map(({ area }) => [area.kind, area.code, area.name, area.authority ?? ''])
  return { preview: { ...empty, rows } }
}
