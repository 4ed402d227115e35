import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { ImportIssue, ImportSubject } from '../../server/contract/import.ts'
import type { Substance } from '../../server/contract/substance.ts'
import { substanceNames } from '../../server/deaths/substances/names.ts'
import type { ReadingContext } from '../../server/import/adapters/adapter.ts'
import { findRecordAdapter } from '../../server/import/adapters/index.ts'
import { EMPTY_MAPPING } from '../../server/import/adapters/propose.ts'
import { type ReadyRecord, readRecords } from '../../server/import/reading/read-records.ts'
import { type Content, readCsv } from '../../server/import/tables/read-csv.ts'

/** What an import reads from a file, before there is a database: the same path as runImport takes. */

const TREE = new URL('../../migrations/reference/substances.csv', import.meta.url)

export const substances: Substance[] = (parse(readFileSync(TREE), { columns: true }) as Record<string, string>[]).map(
  (row) => ({
    code: row.code ?? '',
    name: row.name ?? '',
    level: row.level as Substance['level'],
    parentCode: row.parent_code || null,
    controlledClass: row.controlled_class || null,
    naloxoneHelps: row.naloxone_helps as Substance['naloxoneHelps'],
    isWatched: row.is_watched === 'yes',
    isMetabolite: row.is_metabolite === 'yes',
    aliases: row.aliases ? row.aliases.split('|') : [],
  }),
)

export const cornwall = { west: -6.4, south: 49.8, east: -4.1, north: 51 }

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url))
}

export function readingContext(
  given: Partial<ReadingContext> = {},
  abbreviations?: Readonly<Record<string, string>>,
): ReadingContext {
  return {
    country: 'GB',
    today: '2026-03-15',
    timeZone: 'Europe/London',
    extent: null,
    laws: [],
    names: substanceNames(substances, abbreviations),
    products: [
      { code: 'nyxoid', name: 'Nyxoid 1.8 mg nasal spray, pack of 2' },
      { code: 'prenoxad', name: 'Prenoxad 1 mg/ml' },
      { code: 'naloxone-nasal', name: 'Naloxone nasal, product not stated' },
      { code: 'naloxone-unknown', name: 'Naloxone, product not stated' },
    ],
    agencies: new Map(),
    endedAgreements: new Map(),
    panels: new Map([['post-mortem standard', '00000000-0000-4000-8000-00000000aaaa']]),
    postcodes: new Map(),
    mapping: EMPTY_MAPPING,
    ...given,
  }
}

export async function readFile(
  adapterName: string,
  subject: ImportSubject,
  content: Content,
  given: Partial<ReadingContext> = {},
) {
  const adapter = findRecordAdapter(adapterName, subject)
  if (!adapter) throw new Error(`no adapter ${adapterName}`)
  const table = await readCsv(content)
  const reading = readRecords(table, adapter, subject, readingContext(given, adapter.abbreviations))
  return { table, ...reading }
}

/** "4 event_day refused: there is no such day…" in the order of the rows. */
export function tell(issues: ImportIssue[]): string[] {
  return issues
    .toSorted((a, b) => a.rowNumber - b.rowNumber)
    .map(({ rowNumber, column, severity, reason }) => `${rowNumber} ${column ?? '–'} ${severity}: ${reason}`)
}

export function recordsOf<Kind extends ReadyRecord['kind']>(reading: Awaited<ReturnType<typeof readFile>>, kind: Kind) {
  return reading.ready.flatMap(({ rowNumber, record }) =>
    record.kind === kind ? [{ rowNumber, ...(record.record as Extract<ReadyRecord, { kind: Kind }>['record']) }] : [],
  )
}
