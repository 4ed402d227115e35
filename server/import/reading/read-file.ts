import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Day } from '../../contract/day.ts'
import type { ImportMapping, ImportSubject } from '../../contract/import.ts'
import type { Substance } from '../../contract/substance.ts'
import type { NaloxoneProduct } from '../../contract/supply.ts'
import { substanceNames } from '../../deaths/substances/names.ts'
import type { ReadingContext, StandardPanel } from '../adapters/adapter.ts'
import { type AreaOptions, readAreas } from '../adapters/areas.ts'
import { findRecordAdapter } from '../adapters/index.ts'
import { type PopulationOptions, readPopulation } from '../adapters/population.ts'
import { readPostcodes } from '../adapters/postcodes.ts'
import { forHeadingsOf } from '../adapters/propose.ts'
import type { Extent } from '../cells/coordinates.ts'
import { normalisePostcode } from '../cells/postcode.ts'
import type { CsvTable } from '../tables/csv-table.ts'
import { decodeText } from '../tables/decode-text.ts'
import { type Issue, refused } from '../tables/issues.ts'
import { type Packed, refuseOtherSubject, unpackFile } from '../tables/kept-file.ts'
import { type Content, readCsv } from '../tables/read-csv.ts'
import { readRecords } from './read-records.ts'

/** A file from its bytes to what may be written: no database, no clock, so that it can be done on a thread. */

/** What is known of the partnership beforehand, as plain data that crosses to a thread. */
export type PlainContext = Omit<ReadingContext, 'names' | 'agencies' | 'endedAgreements' | 'panels' | 'postcodes'> & {
  substances: Substance[]
  /** Names that the partnership has placed in the tree, with their code. */
  spellings: Record<string, string>
  products: Pick<NaloxoneProduct, 'code' | 'name'>[]
  agencies: [string, string][]
  endedAgreements: [string, Day][]
  panels: [string, string][]
}

export type GeographyOptions = AreaOptions & PopulationOptions

export type FileAsk = {
  subject: ImportSubject
  adapter: string
  fileName: string | null
  geography: GeographyOptions | null
  /** For records. */
  context: PlainContext | null
  country: string
  extent: Extent | null
}

export type FileRead = {
  rowsRead: number
  /** Of these, those that could not be read at all and have no row of their own among the issues. */
  rowsLost: number
  /** Row 1 is the heading, so what is said of it is not said of a record. */
  hasHeading: boolean
  issues: Issue[]
  isReadable: boolean
  /** Of all bytes. */
  hash: string
  records: { rowNumber: number; value: unknown }[]
  /** What the source looks for in every death, where its columns say so. */
  panel?: StandardPanel | null
}

type Points = ReadonlyMap<string, { longitude: number; latitude: number }>
export type FindPostcodes = (postcodes: string[]) => Promise<Points>

export function toReadingContext(
  plain: PlainContext,
  abbreviations: Readonly<Record<string, string>> | undefined,
  postcodes: Points,
): ReadingContext {
  const { substances, spellings, agencies, endedAgreements, panels, ...rest } = plain
  return {
    ...rest,
    names: substanceNames(substances, { ...spellings, ...abbreviations }),
    agencies: new Map(agencies),
    endedAgreements: new Map(endedAgreements),
    panels: new Map(panels),
    postcodes,
  }
}

export type Tell = (rowsRead: number) => void

export async function readWholeFile(
  content: Content | Packed,
  ask: FileAsk,
  findPostcodes: FindPostcodes,
  tell: Tell = () => undefined,
): Promise<FileRead> {
  if (isPacked(content)) {
    const kept = await unpackFile(content.packed)
    const otherSubject = refuseOtherSubject(kept, ask.subject)
    if (otherSubject) return { ...unreadable(otherSubject), hash: kept.hash }
    const read =
      kept.kind === 'table'
        ? await readTable(kept.table, ask, findPostcodes)
        : await readHashed(Readable.from([kept.content]), ask, findPostcodes, tell)
    return { ...read, hash: kept.hash }
  }
  const hash = createHash('sha256')
  const read = await readHashed(hashed(content, hash), ask, findPostcodes, tell)
  return { ...read, hash: hash.digest('hex') }
}

export function isPacked(content: Content | Packed): content is Packed {
  return 'packed' in content
}

function unreadable(issue: Issue): Unhashed {
  return { rowsRead: 0, rowsLost: 0, hasHeading: true, isReadable: false, issues: [issue], records: [] }
}

/** Content that is hashed as it passes. */
async function* hashed(content: Content, hash: ReturnType<typeof createHash>): AsyncGenerator<Uint8Array> {
  const size = 65_536
  if (content instanceof Uint8Array) {
    for (let at = 0; at < content.length; at += size) {
      const slice = content.subarray(at, at + size)
      hash.update(slice)
      yield slice
    }
    return
  }
  for await (const chunk of content) {
    hash.update(chunk)
    yield chunk
  }
}

type Unhashed = Omit<FileRead, 'hash'>

async function readHashed(
  content: AsyncIterable<Uint8Array>,
  ask: FileAsk,
  findPostcodes: FindPostcodes,
  tell: Tell,
): Promise<Unhashed> {
  if (ask.subject === 'areas' && ask.adapter !== 'population') return readAreaFile(content, ask)
  return readTable(await readCsv(content, { tell }), ask, findPostcodes)
}

async function readTable(table: CsvTable, ask: FileAsk, findPostcodes: FindPostcodes): Promise<Unhashed> {
  if (!table.isReadable) return { ...summary(table), isReadable: false, issues: table.issues, records: [] }
  if (ask.subject === 'areas') {
    const reading = readPopulation(table, ask.geography ?? {}, ask.fileName)
    const records = reading.rows.map(({ rowNumber, population }) => ({ rowNumber, value: population }))
    return { ...summary(table), ...reading, issues: [...table.issues, ...reading.issues], records }
  }
  if (ask.subject === 'postcodes') {
    const reading = readPostcodes(table, ask.geography?.source ?? ask.fileName ?? 'not stated')
    const records = reading.postcodes.map(({ rowNumber, postcode }) => ({ rowNumber, value: postcode }))
    return { ...summary(table), ...reading, issues: [...table.issues, ...reading.issues], records }
  }
  return readRecordFile(table, ask, findPostcodes)
}

function summary({ rowsRead, rowsLost }: CsvTable) {
  return { rowsRead, rowsLost, hasHeading: true }
}

async function readRecordFile(table: CsvTable, ask: FileAsk, findPostcodes: FindPostcodes): Promise<Unhashed> {
  const adapter = findRecordAdapter(ask.adapter, ask.subject)
  if (!adapter || !ask.context) {
    const issue = refused(
      1,
      null,
      null,
      `there is no adapter ${ask.adapter} for ${ask.subject}`,
      'GET /api/imports/adapters lists them',
    )
    return { ...summary(table), isReadable: false, issues: [issue], records: [] }
  }
  const mapping = forHeadingsOf(table, ask.context.mapping)
  const postcodes = await findPostcodes(postcodesIn(table, mapping))
  const context = toReadingContext({ ...ask.context, mapping }, adapter.abbreviations, postcodes)
  const reading = readRecords(table, adapter, ask.subject, context)
  const records = reading.ready.map(({ rowNumber, record }) => ({ rowNumber, value: record }))
  const panel = adapter.standardPanel?.(table.headings) ?? null
  return { ...summary(table), isReadable: reading.isReadable, issues: reading.issues, records, panel }
}

/** Every postcode of columns that are, or may be, of postcodes. */
export function postcodesIn(table: Pick<CsvTable, 'headings' | 'rows'>, { columns }: ImportMapping): string[] {
  const mapped = Object.entries(columns).flatMap(([heading, use]) =>
    use.as === 'field' && use.field.endsWith('_postcode') ? [heading] : [],
  )
  const headings = mapped.length ? mapped : table.headings.filter((heading) => /post ?code|pcd/i.test(heading))
  const written = headings.flatMap((heading) => table.rows.map((row) => normalisePostcode(row.cells[heading] ?? '')))
  return [...new Set(written.filter((postcode) => postcode !== null))]
}

async function readAreaFile(content: AsyncIterable<Uint8Array>, ask: FileAsk): Promise<Unhashed> {
  let text = ''
  for await (const part of decodeText(content, { encoding: 'UTF-8', isMixed: false })) text += part
  const options = { ...ask.geography, source: ask.geography?.source ?? ask.fileName ?? undefined }
  const reading = readAreas(text, options, ask.extent, ask.country)
  return {
    rowsRead: reading.featuresRead,
    rowsLost: 0,
    hasHeading: false,
    issues: reading.issues,
    isReadable: reading.isReadable,
    records: reading.areas.map(({ rowNumber, area }) => ({ rowNumber, value: area })),
  }
}
