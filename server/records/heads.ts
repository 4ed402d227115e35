import { randomBytes } from 'node:crypto'
import type { Trx } from '../db/tenant.ts'

/** The head of a record: its identity by source and reference, and which of its revisions is the current one. */

export type Added = {
  id: string
  reference: string
  outcome: 'added' | 'already_there' | 'differs'
  /** The revision to write, for a record that was added: the first, or the next of one whose import was undone. */
  revision: number
}

export type Revisioned = { source: string; reference: string; contentHash: string }

/** A reference for a record that came without one: short enough to read aloud, 50 bits, no letters that look like digits. */
export function newReference(): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const drawn = [...randomBytes(10)].map((byte) => letters[byte % 32]).join('')
  return `V-${drawn.slice(0, 5)}-${drawn.slice(5)}`
}

/** Where a kind has its heads; its revisions stand in the table of that name with `_revision`. */
export type HeadTable = {
  table: 'death' | 'overdose' | 'naloxone_supply'
  id: 'death_id' | 'overdose_id' | 'supply_id'
}

/**
 * Makes the heads of new records in one statement, and tells which of them were there before (by source and reference), and of those
 * which were recorded with other content. One whose import was undone is as good as new: it goes on with its next revision.
 */
export async function addHeads(
  trx: Trx,
  { table, id }: HeadTable,
  partnershipId: string,
  records: Revisioned[],
  importId: string | null = null,
): Promise<Added[]> {
  const { rows: inserted } = await trx.raw(
    `insert into ${table} as head (partnership_id, source, reference, first_content_hash, import_id, import_revision)
     select distinct on (source, reference) :partnershipId, source, reference, content_hash, :importId::uuid, case when :importId::uuid is null then null else 1 end
     from jsonb_to_recordset(:records::jsonb) as record (position integer, source text, reference text, content_hash text)
     order by source, reference, position
     on conflict (partnership_id, source, reference) do update
       set first_content_hash = excluded.first_content_hash, import_id = excluded.import_id, is_undone = false,
         current_revision = head.current_revision + 1, import_revision = head.current_revision + 1
       where head.is_undone
     returning ${id} as id, source, reference, current_revision as revision`,
    {
      partnershipId,
      importId,
      records: JSON.stringify(
        records.map((record, position) => ({
          position,
          source: record.source,
          reference: record.reference,
          content_hash: record.contentHash,
        })),
      ),
    },
  )
  const key = (record: { source: string; reference: string }) => `${record.source}\u0000${record.reference}`
  const fresh = new Map<string, { id: string; revision: number }>(
    inserted.map((row: { id: string; source: string; reference: string; revision: number }) => [key(row), row]),
  )
  const missing = records.filter((record) => !fresh.has(key(record)))
  const { rows: there } = missing.length
    ? await trx.raw(
        `select head.${id} as id, head.source, head.reference, head.first_content_hash as content_hash
         from jsonb_to_recordset(:missing::jsonb) as record (source text, reference text)
         join ${table} head on head.partnership_id = :partnershipId and head.source = record.source and head.reference = record.reference`,
        { partnershipId, missing: JSON.stringify(missing.map(({ source, reference }) => ({ source, reference }))) },
      )
    : { rows: [] }
  const known = new Map<string, { id: string; content_hash: string }>(
    there.map((row: { id: string; source: string; reference: string; content_hash: string }) => [key(row), row]),
  )
  const used = new Set<string>()
  return records.map((record) => {
    const added = fresh.get(key(record))
    // the same reference twice in one batch: the first is added, the second is already there
    if (added && !used.has(added.id)) {
      used.add(added.id)
      return { id: added.id, reference: record.reference, outcome: 'added', revision: added.revision }
    }
    const earlier = known.get(key(record))
    const isSame = earlier
      ? earlier.content_hash === record.contentHash
      : records.find((other) => key(other) === key(record))?.contentHash === record.contentHash
    return {
      id: added?.id ?? earlier?.id ?? '',
      reference: record.reference,
      outcome: isSame ? 'already_there' : 'differs',
      revision: 0,
    }
  })
}

/**
 * Takes the next revision of a record for an amendment made from `ifMatch`. Of two amendments made from the same revision only one gets
 * it: the other finds the record changed.
 */
export async function takeNextRevision(
  trx: Trx,
  { table, id }: HeadTable,
  recordId: string,
  ifMatch: number,
): Promise<{ partnershipId: string; revision: number } | 'missing' | 'changed'> {
  const [head] = await trx(table)
    .where({ [id]: recordId, current_revision: ifMatch })
    .update({ current_revision: ifMatch + 1, is_undone: false })
    .returning(['partnership_id', 'current_revision'])
  if (head) return { partnershipId: head.partnership_id, revision: head.current_revision }
  return (await trx(table)
    .where({ [id]: recordId })
    .first(id))
    ? 'changed'
    : 'missing'
}

/** Moves heads on to the last of the revisions that were written. */
export async function moveHeads(
  trx: Trx,
  { table, id }: HeadTable,
  partnershipId: string,
  revisions: readonly { id: string; revision: number }[],
): Promise<void> {
  if (revisions.length === 0) return
  const latest = new Map<string, number>()
  for (const { id: recordId, revision } of revisions)
    latest.set(recordId, Math.max(revision, latest.get(recordId) ?? 0))
  await trx.raw(
    `update ${table} head
     set current_revision = latest.revision,
       -- a later revision written with the first is of the same import
       import_revision = case when import_revision = current_revision then latest.revision else import_revision end
     from jsonb_to_recordset(:latest::jsonb) as latest (id uuid, revision integer)
     where head.partnership_id = :partnershipId and head.${id} = latest.id and head.current_revision < latest.revision`,
    { partnershipId, latest: JSON.stringify([...latest].map(([recordId, revision]) => ({ id: recordId, revision }))) },
  )
}
