import type { Knex } from 'knex'
import { listStandings } from '../agreements/store.ts'
import { type Tenant, type Trx, withTenant } from '../db/tenant.ts'
import { addDeaths } from '../deaths/store.ts'
import { addOverdoses } from '../overdoses/store.ts'
import { listPanels } from '../panels/store.ts'
import { substanceNames } from '../substances/names.ts'
import { listSubstances } from '../substances/store.ts'
import { addSupplies, batchKey, findOrAddBatches } from '../supplies/store.ts'
import type { ReadingContext, RecordAdapter } from './adapters/adapter.ts'
import { type AreaOptions, invalidShape, readAreas, repairedShape } from './adapters/areas.ts'
import { findRecordAdapter, geographyAdapters } from './adapters/index.ts'
import { type PopulationOptions, readPopulation } from './adapters/population.ts'
import { readPostcodes } from './adapters/postcodes.ts'
import { addAreas, addPopulations, addPostcodes, extentOfAreas, findPostcodes } from './area-store.ts'
import { decodeText } from './decode-text.ts'
import { type Issue, refused } from './issues.ts'
import { normalisePostcode } from './postcode.ts'
import { type Content, type CsvTable, readCsv } from './read-csv.ts'
import { type ReadyRecord, readRecords } from './read-records.ts'
import type { ImportRequest } from './run-import.ts'

export type GeographyOptions = AreaOptions & PopulationOptions

export type Outcome =
  | { outcome: 'added' | 'already_there' | 'differs' | 'no_such_area'; doubt?: Issue }
  | { outcome: 'refused'; issue: Issue }

/** A file read and validated: what may be written, and how. */
export type Prepared = {
  rowsRead: number
  /** Row 1 is the heading, so what is said of it is not said of a record. */
  hasHeading: boolean
  issues: Issue[]
  isReadable: boolean
  records: { rowNumber: number; value: unknown }[]
  add: (trx: Trx, records: Prepared['records']) => Promise<Outcome[]>
  batchSize?: number
}

type File<Value> = {
  rowsRead: number
  hasHeading: boolean
  issues: Issue[]
  isReadable: boolean
  records: { rowNumber: number; value: Value }[]
  add: (trx: Trx, records: { rowNumber: number; value: Value }[]) => Promise<Outcome[]>
  batchSize?: number
}

/** The records of a file are of one kind, which only the file's own `add` needs to know. */
function prepared<Value>(file: File<Value>): Prepared {
  return file as unknown as Prepared
}

/** Reads and validates the whole file for its subject and adapter. */
export async function prepare(db: Knex, tenant: Tenant, ask: ImportRequest): Promise<Prepared> {
  const { partnershipId } = tenant
  const adapter = findRecordAdapter(ask.adapter, ask.subject)
  if (adapter) return prepareRecords(db, tenant, ask, adapter)
  const geography = geographyAdapters.find(
    ({ name, subjects }) =>
      subjects.some((subject) => subject === ask.subject) && (name === ask.adapter || ask.adapter === 'vigil'),
  )
  if (geography?.name === 'areas') return prepareAreas(db, tenant, ask)
  if (!geography) {
    for await (const _ of ask.content instanceof Uint8Array ? [] : ask.content); // read through, so that its hash is known
    return unreadable([
      refused(
        1,
        null,
        null,
        `there is no adapter ${ask.adapter} for ${ask.subject}`,
        'GET /api/imports/adapters lists them',
      ),
    ])
  }
  const table = await readCsv(ask.content)
  if (!table.isReadable) return unreadable(table.issues, table.rowsRead)
  if (geography.name === 'population') {
    const reading = readPopulation(table, ask.geography ?? {}, ask.fileName)
    return prepared({
      ...filled(table, reading),
      records: reading.rows.map(({ rowNumber, population }) => ({ rowNumber, value: population })),
      async add(trx, records) {
        const outcomes = await addPopulations(
          trx,
          partnershipId,
          records.map(({ value }) => value),
        )
        return outcomes.map((outcome) => ({ outcome: outcome === 'unknown' ? 'no_such_area' : outcome }))
      },
    })
  }
  const reading = readPostcodes(table, ask.geography?.source ?? ask.fileName ?? 'not stated')
  return prepared({
    ...filled(table, reading),
    records: reading.postcodes.map(({ rowNumber, postcode }) => ({ rowNumber, value: postcode })),
    batchSize: 2000,
    async add(trx, records) {
      const outcomes = await addPostcodes(
        trx,
        partnershipId,
        records.map(({ value }) => value),
      )
      return outcomes.map((outcome) => ({ outcome }))
    },
  })
}

function filled(table: CsvTable, reading: { issues: Issue[]; isReadable: boolean }) {
  return {
    rowsRead: table.rowsRead,
    hasHeading: true,
    issues: [...table.issues, ...reading.issues],
    isReadable: reading.isReadable,
  }
}

function unreadable(issues: Issue[], rowsRead = 0): Prepared {
  return { rowsRead, hasHeading: true, issues, isReadable: false, records: [], add: async () => [] }
}

async function prepareAreas(db: Knex, tenant: Tenant, ask: ImportRequest): Promise<Prepared> {
  const extent = await withTenant(db, tenant, extentOfAreas)
  const text = await wholeText(ask.content)
  const options = { ...ask.geography, source: ask.geography?.source ?? ask.fileName ?? undefined }
  const reading = readAreas(text, options, extent, ask.country)
  return prepared({
    rowsRead: reading.featuresRead,
    hasHeading: false,
    issues: reading.issues,
    isReadable: reading.isReadable,
    records: reading.areas.map(({ rowNumber, area }) => ({ rowNumber, value: area })),
    batchSize: 100,
    async add(trx, records) {
      const outcomes = await addAreas(
        trx,
        tenant.partnershipId,
        records.map(({ value }) => value),
      )
      return outcomes.map((added, index): Outcome => {
        const { rowNumber = 1, value } = records[index] ?? {}
        const code = value?.code ?? ''
        if (added.outcome === 'invalid')
          return { outcome: 'refused', issue: invalidShape(rowNumber, code, added.reason) }
        const { outcome, repaired } = added
        return repaired ? { outcome, doubt: repairedShape(rowNumber, code, repaired) } : { outcome }
      })
    },
  })
}

async function wholeText(content: Content): Promise<string> {
  const chunks =
    content instanceof Uint8Array
      ? (async function* () {
          yield content
        })()
      : content
  let text = ''
  for await (const part of decodeText(chunks, { encoding: 'UTF-8', isMixed: false })) text += part
  return text
}

async function prepareRecords(db: Knex, tenant: Tenant, ask: ImportRequest, adapter: RecordAdapter): Promise<Prepared> {
  const table = await readCsv(ask.content)
  if (!table.isReadable) return unreadable(table.issues, table.rowsRead)
  const context = await withTenant(db, tenant, (trx) => readContext(trx, table, ask, adapter))
  const reading = readRecords(table, adapter, ask.subject, context)
  return prepared({
    rowsRead: table.rowsRead,
    hasHeading: true,
    issues: reading.issues,
    isReadable: reading.isReadable,
    records: reading.ready.map(({ rowNumber, record }) => ({ rowNumber, value: record })),
    async add(trx, records) {
      const { partnershipId } = tenant
      const panelId =
        ask.standardPanelId ??
        (adapter.standardPanel ? await findOrAddPanel(trx, partnershipId, adapter.standardPanel) : null)
      const ready = records.map(({ value }) => withPanel(value, panelId))
      return addRecords(trx, partnershipId, ready, ask.today)
    },
  })
}

/** The panel that was chosen for the file or that the source declares, on deaths whose toxicology is complete and that name no other. */
function withPanel(ready: ReadyRecord, panelId: string | null): ReadyRecord {
  if (ready.kind !== 'death' || !panelId || !ready.record.toxicologyCompleteOn || ready.record.toxicologyPanelId)
    return ready
  return { ...ready, record: { ...ready.record, toxicologyPanelId: panelId } }
}

async function findOrAddPanel(
  trx: Trx,
  partnershipId: string,
  { name, covers }: { name: string; covers: readonly string[] },
): Promise<string> {
  const there = await trx('toxicology_panel').where({ name }).first('panel_id')
  if (there) return there.panel_id
  const [added] = await trx('toxicology_panel')
    .insert({ partnership_id: partnershipId, name, laboratory: null })
    .returning('panel_id')
  await trx('toxicology_panel_substance').insert(
    covers.map((code) => ({ partnership_id: partnershipId, panel_id: added.panel_id, substance_code: code })),
  )
  return added.panel_id
}

/** Everything the adapter must know of the partnership, read once. */
async function readContext(
  trx: Trx,
  table: CsvTable,
  ask: ImportRequest,
  adapter: RecordAdapter,
): Promise<ReadingContext> {
  const products = await trx('naloxone_product').select('code', 'name').orderBy('code')
  const agencies = await listStandings(trx, ask.today)
  return {
    country: ask.country,
    today: ask.today,
    extent: await extentOfAreas(trx),
    names: substanceNames(await listSubstances(trx), adapter.abbreviations),
    products,
    agencies: new Map(agencies.map(({ agencyId, name }) => [name.toLowerCase(), agencyId])),
    panels: new Map((await listPanels(trx)).map(({ name, panelId }) => [name.toLowerCase(), panelId])),
    endedAgreements: new Map(
      agencies.flatMap(({ agencyId, state, endsOn }) => (state === 'ended' && endsOn ? [[agencyId, endsOn]] : [])),
    ),
    postcodes: await findPostcodes(trx, postcodesIn(table, ask)),
    columns: ask.columns ?? null,
  }
}

function postcodesIn(table: CsvTable, ask: ImportRequest): string[] {
  const fields = ['residence_postcode', 'found_postcode', 'place_postcode']
  const headings = fields
    .map((field) => ask.columns?.[field] ?? field)
    .filter((heading) => table.headings.includes(heading))
  const written = headings.flatMap((heading) => table.rows.map((row) => normalisePostcode(row.cells[heading] ?? '')))
  return [...new Set(written.filter((postcode) => postcode !== null))]
}

/** Adds each kind with its own store, and answers in the order asked. */
async function addRecords(trx: Trx, partnershipId: string, records: ReadyRecord[], today: string): Promise<Outcome[]> {
  const outcomes = new Map<ReadyRecord, Outcome>()
  const deaths = records.filter((ready) => ready.kind === 'death')
  const overdoses = records.filter((ready) => ready.kind === 'overdose')
  const supplies = records.filter((ready) => ready.kind === 'supply')
  const keep = (kept: ReadyRecord[], added: { outcome: 'added' | 'already_there' | 'differs' }[]) => {
    for (const [index, { outcome }] of added.entries()) outcomes.set(kept[index] as ReadyRecord, { outcome })
  }
  if (deaths.length)
    keep(
      deaths,
      await addDeaths(
        trx,
        deaths.map(({ record }) => record),
        today,
      ),
    )
  if (overdoses.length)
    keep(
      overdoses,
      await addOverdoses(
        trx,
        overdoses.map(({ record }) => record),
        today,
      ),
    )
  if (supplies.length) {
    const batches = supplies.flatMap(({ batch }) => (batch ? [batch] : []))
    const batchIds = await findOrAddBatches(trx, partnershipId, batches)
    const complete = supplies.map(({ record, batch }) => ({
      ...record,
      batchId: batch ? (batchIds.get(batchKey(batch))?.batchId ?? null) : null,
    }))
    keep(supplies, await addSupplies(trx, complete, today))
  }
  return records.map((ready) => outcomes.get(ready) as Outcome)
}
