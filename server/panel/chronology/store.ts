import { z } from 'zod'
import { type Chronology, Entry, type EntryChange, type NewEntry } from '../../contract/chronology.ts'
import { type Day, spanOf } from '../../contract/day.ts'
import { attendancesInYear, riskWindows } from '../../contract/rules/risk-windows.ts'
import { fromColumns, toColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { findDeath } from '../../deaths/store.ts'
import { changedMeanwhile, invalid } from '../../problem.ts'

const ENTRY = `select revision.entry_id, revision.revision, revision.kind, revision.from_day, revision.from_precision, revision.to_day,
    revision.to_precision, revision.agency_id, agency.name as agency_name, revision.given_by, revision.product, revision.dose,
    revision.route, revision.court_order, revision.intercept_stage, revision.what, revision.is_withdrawn, revision.change_reason,
    account.name as recorded_by_name, revision.recorded_at
  from chronology_entry head
  join chronology_entry_revision revision on revision.partnership_id = head.partnership_id and revision.entry_id = head.entry_id
  left join agency on agency.partnership_id = revision.partnership_id and agency.agency_id = revision.agency_id
  left join account on account.account_id::text = revision.recorded_by`
const CURRENT = 'revision.revision = head.current_revision'

async function readEntries(trx: Trx, which: string, bindings: Record<string, string>): Promise<Entry[]> {
  const { rows } = await trx.raw(`${ENTRY} where ${which}`, bindings)
  return rows.map((row: Record<string, unknown>) => Entry.parse(fromColumns(row)))
}

/** The chronology of a death, in the order of its days, with the windows of raised risk and what follows from them. */
export async function readChronology(trx: Trx, deathId: string): Promise<Chronology | undefined> {
  const death = await findDeath(trx, deathId)
  if (!death) return undefined
  const entries = await readEntries(
    trx,
    `head.death_id = :deathId and ${CURRENT} and not revision.is_withdrawn
     order by revision.from_day, revision.to_day nulls last, revision.recorded_at, revision.entry_id`,
    { deathId },
  )
  return {
    deathId,
    ...{ eventDay: death.eventDay, eventDayPrecision: death.eventDayPrecision, entries },
    windows: riskWindows(entries, death),
    attendancesInYear: attendancesInYear(entries, death),
  }
}

/** What one agency, or one service that is none of the partnership's, has told of a death; whoever asks sees no more of it than their reach. */
export function listEntriesOf(
  trx: Trx,
  deathId: string,
  { agencyId, service }: { agencyId: string | null; service: string },
): Promise<Entry[]> {
  const whose = agencyId === null ? 'revision.given_by = :service' : 'revision.agency_id = :agencyId'
  return readEntries(
    trx,
    `head.death_id = :deathId and ${CURRENT} and not revision.is_withdrawn and ${whose} order by revision.from_day, revision.entry_id`,
    { deathId, ...(agencyId === null ? { service } : { agencyId }) },
  )
}

/** What an entry cannot say of its days. */
export function refuseImpossibleEntry(
  { fromDay, fromPrecision, toDay, toPrecision, agencyId, givenBy }: NewEntry,
  today: Day,
  at = '',
): void {
  const wrong = [
    ...(fromDay > today ? [{ path: `${at}fromDay`, message: 'is in the future' }] : []),
    ...(toDay !== null && toDay > today ? [{ path: `${at}toDay`, message: 'is in the future' }] : []),
    ...(toDay !== null && spanOf(toDay, toPrecision ?? 'day').last < spanOf(fromDay, fromPrecision).first
      ? [{ path: `${at}toDay`, message: 'is before it began' }]
      : []),
    ...(agencyId === null && givenBy === null ? [{ path: `${at}givenBy`, message: 'say who gave it' }] : []),
  ]
  if (wrong.length > 0) invalid(wrong)
}

export async function addEntry(trx: Trx, deathId: string, entry: NewEntry): Promise<Entry> {
  const partnershipId = await partnershipOf(trx)
  const [{ entry_id: entryId }] = await trx('chronology_entry')
    .insert({ partnership_id: partnershipId, death_id: deathId })
    .returning('entry_id')
  await trx('chronology_entry_revision').insert({
    ...toColumns(entry),
    ...{ partnership_id: partnershipId, entry_id: entryId, revision: 1 },
  })
  return (await findEntry(trx, deathId, entryId)) as Entry
}

export async function findEntry(trx: Trx, deathId: string, entryId: string): Promise<Entry | undefined> {
  const [entry] = await readEntries(trx, `head.death_id = :deathId and head.entry_id = :entryId and ${CURRENT}`, {
    deathId,
    entryId,
  })
  return entry
}

export function listEntryRevisions(trx: Trx, deathId: string, entryId: string): Promise<Entry[]> {
  return readEntries(trx, 'head.death_id = :deathId and head.entry_id = :entryId order by revision.revision desc', {
    deathId,
    entryId,
  })
}

/** @throws 412 with both versions when somebody else has changed it since `ifMatch`. */
export async function amendEntry(
  trx: Trx,
  deathId: string,
  entryId: string,
  ifMatch: number,
  change: EntryChange,
): Promise<Entry | undefined> {
  const taken = await trx('chronology_entry')
    .where({ entry_id: entryId, death_id: deathId, current_revision: ifMatch })
    .update({ current_revision: ifMatch + 1 })
  if (taken !== 1) {
    const current = await findEntry(trx, deathId, entryId)
    return current && changedMeanwhile(current, change)
  }
  await trx('chronology_entry_revision').insert({
    ...toColumns(change),
    ...{ partnership_id: await partnershipOf(trx), entry_id: entryId, revision: ifMatch + 1 },
  })
  return findEntry(trx, deathId, entryId)
}

export async function listRevisers(trx: Trx, deathId: string) {
  const { rows } = await trx.raw(
    `select revision.revision, account.name as "recordedByName"
     from death_revision revision
     left join account on account.account_id::text = revision.recorded_by
     where revision.death_id = :deathId
     order by revision.revision desc`,
    { deathId },
  )
  return z.array(z.strictObject({ revision: z.int(), recordedByName: z.string().nullable() })).parse(rows)
}
