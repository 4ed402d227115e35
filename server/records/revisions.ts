import { createHash, randomBytes } from 'node:crypto'
import type { Day } from '../contract/day.ts'
import type { Place, PlacePrecision } from '../contract/place.ts'
import type { Trx } from '../db/tenant.ts'

/** What deaths, overdoses and supplies share: an identity by source and reference, append-only revisions, points with a precision. */

export type Added = {
  id: string
  reference: string
  outcome: 'added' | 'already_there' | 'differs'
  /** The revision to write, for a record that was added: the first, or the next of one whose import was undone. */
  revision: number
}

export type Revisioned = { source: string; reference: string; contentHash: string }

/** Fields that records have had since later than the first: empty they are left out, so that a file of before is known again. */
const ADDED_LATER = new Set(['notInTree', 'placedFrom', 'substancesNotInTree'])

function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0)
}

/** The same content gives the same hash, whatever the order of its keys: tells a record imported twice from one that has changed. */
export function contentHash(record: object): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(record)))
    .digest('base64url')
    .slice(0, 22)
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(ADDED_LATER.has(key) && isEmpty(inner)))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** A reference for a record that came without one: short enough to read aloud, 50 bits, no letters that look like digits. */
export function newReference(): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const drawn = [...randomBytes(10)].map((byte) => letters[byte % 32]).join('')
  return `V-${drawn.slice(0, 5)}-${drawn.slice(5)}`
}

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

/** A point as PostGIS reads it from a text column of a recordset. */
export function pointText(place: Place | null): string | null {
  return place ? `SRID=4326;POINT(${place.longitude} ${place.latitude})` : null
}

export function precisionOf(place: Place | null): PlacePrecision {
  return place?.precision ?? 'unknown'
}

/** A place from `st_x`, `st_y` and its precision. */
export function toPlace(longitude: number | null, latitude: number | null, precision: PlacePrecision): Place | null {
  return longitude === null || latitude === null || precision === 'unknown' ? null : { longitude, latitude, precision }
}

/** The day a fact became known: as stated, else today. */
export function knownDay(stated: Day | undefined, today: Day): Day {
  return stated ?? today
}

/** `(eventDay, id)` of the last row of a page, opaque to the caller. */
export function toCursor(day: Day, id: string): string {
  return Buffer.from(`${day} ${id}`).toString('base64url')
}

export function fromCursor(cursor: string | undefined): { day: Day; id: string } | undefined | 'malformed' {
  if (!cursor) return undefined
  const match = /^(\d{4}-\d{2}-\d{2}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString())
  return match?.[1] && match[2] ? { day: match[1], id: match[2] } : 'malformed'
}
