import type { Knex } from 'knex'
import { extentOfAreas } from '../../areas/store.ts'
import { nameKey } from '../../contract/text.ts'
import { type Tenant, type Trx, withTenant } from '../../db/tenant.ts'
import { addDeaths } from '../../deaths/store.ts'
import { placedSpellings } from '../../deaths/substances/not-in-tree.ts'
import { listSubstances } from '../../deaths/substances/store.ts'
import { listToxicologyPanels } from '../../deaths/toxicology-panels/store.ts'
import { addOverdoses } from '../../naloxone/overdoses/store.ts'
import { batchKey, findOrAddBatches } from '../../naloxone/supplies/batches.ts'
import { addSupplies } from '../../naloxone/supplies/store.ts'
import { listSupplyLaws } from '../../naloxone/supplies/supply-laws.ts'
import { listStandings } from '../../office/agreements/store.ts'
import type { Added, HeadTable } from '../../records/heads.ts'
import { namingOwnAgency } from '../../records/own-agency.ts'
import type { StandardPanel } from '../adapters/adapter.ts'
import { invalidShape, type NewArea, repairedShape } from '../adapters/areas.ts'
import { findRecordAdapter, hasAdapter } from '../adapters/index.ts'
import type { AreaPopulation } from '../adapters/population.ts'
import type { NewPostcode } from '../adapters/postcodes.ts'
import { EMPTY_MAPPING } from '../adapters/propose.ts'
import { type FileAsk, type FileRead, type PlainContext, readWholeFile, type Tell } from '../reading/read-file.ts'
import { readFileOffLoop } from '../reading/read-off-loop.ts'
import type { ReadyRecord } from '../reading/read-records.ts'
import { type Issue, note, refused } from '../tables/issues.ts'
import { addAreas, addPopulations, addPostcodes, findPostcodes, retireReplaced } from './area-store.ts'
import { importedKinds } from './imported-kinds.ts'
import type { ImportRequest } from './run-import.ts'

export type Outcome =
  /** `changed`: there before, and now as the file says. */
  | { outcome: 'added' | 'already_there' | 'differs' | 'changed' | 'no_such_area'; doubt?: Issue }
  | { outcome: 'refused'; issue: Issue }

type Records = FileRead['records']

/** A file read and validated: what may be written, and how. */
export type Prepared = FileRead & {
  add: (trx: Trx, records: Records) => Promise<Outcome[]>
  batchSize?: number
  /** When all of the file is written: what it means for what was there before, as issues of the file. */
  conclude?: (trx: Trx) => Promise<Issue[]>
}

/** Which import it is, and whether a process that had it before was killed. */
export type RunOfImport = { importId: string; isTakenUpAgain: boolean }

/** Reads and validates the whole file for its subject and adapter. */
export async function prepare(
  db: Knex,
  tenant: Tenant,
  ask: ImportRequest,
  run: RunOfImport,
  tell: Tell,
): Promise<Prepared> {
  // "vigil" is what is asked for where nothing else was chosen, and each subject has one way of its own
  const adapter = ask.adapter === 'vigil' && !hasAdapter('vigil', ask.subject) ? ask.subject : ask.adapter
  const recordAdapter = findRecordAdapter(adapter, ask.subject)
  const fileAsk: FileAsk = {
    subject: ask.subject,
    adapter,
    fileName: ask.fileName,
    geography: ask.geography ?? null,
    context: recordAdapter ? await withTenant(db, tenant, (trx) => readPlainContext(trx, ask)) : null,
    country: ask.country,
    extent: await withTenant(db, tenant, extentOfAreas),
  }
  if (!hasAdapter(adapter, ask.subject)) {
    const issue = refused(
      1,
      null,
      null,
      `there is no adapter ${ask.adapter} for ${ask.subject}`,
      'GET /api/imports/adapters lists them',
    )
    const read = await readWholeFile(ask.content, { ...fileAsk, subject: 'deaths' }, async () => new Map())
    return { ...read, isReadable: false, issues: [issue], records: [], add: async () => [] }
  }
  const read = await readFileOffLoop(
    ask.content,
    fileAsk,
    (postcodes) => withTenant(db, tenant, (trx) => findPostcodes(trx, postcodes)),
    tell,
  )
  const isOfAreas = !recordAdapter && ask.subject === 'areas' && adapter !== 'population'
  return {
    ...read,
    ...writingOf(tenant, ask, recordAdapter && { panel: read.panel ?? null }, run),
    ...(isOfAreas ? { conclude: (trx: Trx) => concludeEdition(trx, read.records, ask.today) } : {}),
  }
}

const MOST_AREAS_NAMED = 8

/** A newer edition of areas retires those that it replaces. */
async function concludeEdition(trx: Trx, records: Records, today: string): Promise<Issue[]> {
  const areas = records.map(({ value }) => value as NewArea)
  const day = areas.reduce<string | null>(
    (latest, { sourceDay }) => (sourceDay && sourceDay > (latest ?? '') ? sourceDay : latest),
    null,
  )
  const retired = await retireReplaced(trx, areas, day ?? today)
  if (retired.length === 0) return []
  const named = retired.slice(0, MOST_AREAS_NAMED).map(({ code, name }) => `${name} (${code})`)
  const more = retired.length > named.length ? ` and ${retired.length - named.length} more` : ''
  const count = retired.length === 1 ? 'One area' : `${retired.length.toLocaleString('en-GB')} areas`
  return [
    note(
      null,
      `${count} of the edition before ${retired.length === 1 ? 'is' : 'are'} replaced by this one and retired: ${named.join(', ')}${more}`,
      'maps and counts are drawn on this edition; import its residents too; what was released keeps its areas',
    ),
  ]
}

/** How the records of a file are written: each subject by its own store. */
function writingOf(
  tenant: Tenant,
  ask: ImportRequest,
  records: { panel: StandardPanel | null } | undefined,
  run: RunOfImport,
): Pick<Prepared, 'add' | 'batchSize'> {
  const { partnershipId } = tenant
  const valuesOf = <Value>(records: Records) => records.map(({ value }) => value as Value)
  if (records)
    return {
      async add(trx, rows) {
        const panelId =
          ask.standardPanelId ?? (records.panel ? await findOrAddPanel(trx, partnershipId, records.panel) : null)
        const ready = valuesOf<ReadyRecord>(rows).map((record) => withPanel(record, panelId))
        return addRecords(trx, tenant, ready, ask.today, run)
      },
    }
  if (ask.subject === 'postcodes')
    return {
      batchSize: 2000,
      async add(trx, records) {
        const outcomes = await addPostcodes(trx, partnershipId, valuesOf<NewPostcode>(records))
        return outcomes.map((outcome) => ({ outcome }))
      },
    }
  if (ask.adapter === 'population')
    return {
      async add(trx, records) {
        const outcomes = await addPopulations(trx, partnershipId, valuesOf<AreaPopulation>(records))
        return outcomes.map((outcome) => ({ outcome: outcome === 'unknown' ? 'no_such_area' : outcome }))
      },
    }
  return {
    batchSize: 100,
    async add(trx, records) {
      const outcomes = await addAreas(trx, partnershipId, valuesOf<NewArea>(records))
      return outcomes.map((added, index): Outcome => {
        const { rowNumber = 1, value } = records[index] ?? {}
        const { code = '' } = (value ?? {}) as Partial<NewArea>
        if (added.outcome === 'invalid')
          return { outcome: 'refused', issue: invalidShape(rowNumber, code, added.reason) }
        const { outcome, repaired } = added
        return repaired ? { outcome, doubt: repairedShape(rowNumber, code, repaired) } : { outcome }
      })
    },
  }
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

type ContextAsk = Pick<ImportRequest, 'country' | 'today' | 'timeZone' | 'mapping'>

/** Everything the adapter must know of the partnership, read once. */
export async function readPlainContext(trx: Trx, ask: ContextAsk): Promise<PlainContext> {
  const agencies = await listStandings(trx, ask.today)
  return {
    country: ask.country,
    today: ask.today,
    timeZone: ask.timeZone,
    extent: await extentOfAreas(trx),
    laws: await listSupplyLaws(trx),
    substances: await listSubstances(trx),
    spellings: await placedSpellings(trx),
    products: await trx('naloxone_product').select('code', 'name').orderBy('code'),
    agencies: agencies.map(({ agencyId, name }) => [nameKey(name), agencyId]),
    panels: (await listToxicologyPanels(trx))
      .filter(({ isRetired }) => !isRetired)
      .map(({ name, panelId }) => [nameKey(name), panelId]),
    endedAgreements: agencies.flatMap(({ agencyId, state, endsOn }) =>
      state === 'ended' && endsOn ? [[agencyId, endsOn] as [string, string]] : [],
    ),
    mapping: ask.mapping ?? EMPTY_MAPPING,
  }
}

/** Of records that are there already, those that this import wrote before its process was killed. */
async function addedBefore(
  trx: Trx,
  { table, id }: HeadTable,
  added: readonly Added[],
  importId: string,
): Promise<Set<string>> {
  const there = added.flatMap((one) => (one.outcome === 'already_there' ? [one.id] : []))
  const ids: string[] = await trx(table).where({ import_id: importId }).whereIn(id, there).pluck(id)
  return new Set(ids)
}

/** Adds each kind with its own store, and answers in the order asked. */
async function addRecords(
  trx: Trx,
  tenant: Tenant,
  records: ReadyRecord[],
  today: string,
  { importId, isTakenUpAgain }: RunOfImport,
): Promise<Outcome[]> {
  const outcomes = new Map<ReadyRecord, Outcome>()
  const keep = async (table: HeadTable, kept: ReadyRecord[], added: Added[]) => {
    const before = isTakenUpAgain ? await addedBefore(trx, table, added, importId) : new Set<string>()
    for (const [index, { id, outcome }] of added.entries())
      outcomes.set(kept[index] as ReadyRecord, { outcome: before.has(id) ? 'added' : outcome })
  }
  const deaths = records.filter((ready) => ready.kind === 'death')
  const overdoses = records.filter((ready) => ready.kind === 'overdose')
  const supplies = records.filter((ready) => ready.kind === 'supply')
  const ofOwnAgency = await namingOwnAgency(trx, tenant)
  const recordsOf = <R extends object>(ready: { record: R }[]) => ready.map(({ record }) => ofOwnAgency(record))
  if (deaths.length) await keep(importedKinds.death, deaths, await addDeaths(trx, recordsOf(deaths), today, importId))
  if (overdoses.length)
    await keep(importedKinds.overdose, overdoses, await addOverdoses(trx, recordsOf(overdoses), today, importId))
  if (supplies.length) {
    const batches = supplies.flatMap(({ batch }) => (batch ? [batch] : []))
    const batchIds = await findOrAddBatches(trx, tenant.partnershipId, batches)
    const complete = supplies.map(({ record, batch }) => ({
      ...ofOwnAgency(record),
      batchId: batch ? (batchIds.get(batchKey(batch))?.batchId ?? null) : null,
    }))
    await keep(importedKinds.supply, supplies, await addSupplies(trx, complete, today, importId))
  }
  return records.map((ready) => outcomes.get(ready) as Outcome)
}
