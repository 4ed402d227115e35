import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import pg from 'pg'
import { type Tenant, type Trx, withTenant } from '../db/tenant.ts'

/**
 * The audit chain as it lies in the tables, and what it ought to hash to. Whoever owns the database can put a view in the place of a table
 * or a function in the place of another, so nothing here is taken that the database computes: bare columns of schema-qualified tables as the
 * text of the wire, the operators of pg_catalog, and the arithmetic in this file.
 */
export type RawEntry = {
  entry: string
  at: string
  userId: string
  purpose: string
  action: string
  operation: string
  recordId: string | null
  fields: (string | null)[] | null
  records: string
  previousHash: string
  hash: string
}

export type RawHead = { length: number; hash: string }

/** What the first entry follows: sha256('vigil'), as migrations/0012-audit.sql has it. */
export const FIRST_HASH = createHash('sha256').update('vigil').digest('hex')

/** As many at a time as are a few megabytes. */
const PAGE = 5000
const LOWEST = String(-(2n ** 63n))

const TEXT_ARRAY: number = 1009
/** Every value as the database sends it, so that no parser rounds a microsecond away; lists alone are taken apart, by the driver. */
const asText = {
  getTypeParser: (oid: number) => (oid === TEXT_ARRAY ? pg.types.getTypeParser(oid as never, 'text') : String),
}

/** What a name, a time and a hash look like in a transaction that reads raw rows is settled here, not by settings of the role. */
const settleHowItLooks = (trx: Trx) =>
  trx
    .raw(
      `set local search_path = pg_catalog; set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local bytea_output = 'hex'`,
    )
    .options({ queryMode: 'simple' })

/**
 * Reads the chain from its first entry on, `visit` for each as it comes; gives the head as it stood when the last page was read. Pages are
 * statements of their own, so that a million entries neither fill the memory nor hold the embedded database's one session. A page begins
 * with the entry that the one before ended with: a second row under the same number is seen wherever it lies. The first begins where
 * bigint does: the owner of the tables can write an entry -5, which the page of the audit would show.
 */
export async function walkChain(
  db: Knex,
  tenant: Tenant,
  visit: (entry: RawEntry) => void,
): Promise<RawHead | undefined> {
  let last: RawEntry | undefined
  for (;;) {
    const { head, entries } = await readPage(db, tenant, last?.entry ?? LOWEST)
    const isGoneOn = last !== undefined && entries[0]?.hash === last.hash && entries[0]?.entry === last.entry
    for (const entry of isGoneOn ? entries.slice(1) : entries) visit(entry)
    // a page full of one number has been named as a fault, and would come again for ever
    const isStuck = entries.at(-1)?.entry === last?.entry
    last = entries.at(-1) ?? last
    if (entries.length < PAGE || isStuck) return head
  }
}

async function readPage(
  db: Knex,
  tenant: Tenant,
  from: string,
): Promise<{ head: RawHead | undefined; entries: RawEntry[] }> {
  const rows = await withTenant(db, tenant, async (trx) => {
    await settleHowItLooks(trx)
    const answer = await trx
      .raw(
        `select head.length, head.hash as head_hash, audited.*
         from (values (1)) as one (row)
         left join public.audit_head head on head.partnership_id = :partnershipId::uuid
         left join (
           select entry, at, user_id, purpose, action, operation, record_id, fields, records, previous_hash, hash
           from public.audit_entry
           where partnership_id = :partnershipId::uuid and entry >= :from::bigint
           order by entry
           limit ${PAGE}
         ) audited on true
         order by audited.entry`,
        { partnershipId: tenant.partnershipId, from },
      )
      .options({ types: asText } as never)
    return answer.rows as Record<string, string | null | (string | null)[]>[]
  })
  const [first] = rows
  return {
    head: first?.length ? { length: Number(first.length), hash: fromHex(first.head_hash) } : undefined,
    entries: rows
      .filter(({ entry }) => entry !== null)
      .map(
        (row) =>
          ({
            entry: row.entry,
            at: row.at,
            userId: row.user_id,
            purpose: row.purpose,
            action: row.action,
            operation: row.operation,
            recordId: row.record_id,
            fields: row.fields,
            records: row.records,
            previousHash: fromHex(row.previous_hash),
            hash: fromHex(row.hash),
          }) as RawEntry,
      ),
  }
}

/** What the database remembers of the files of anchors, row by row. */
export async function readRawAnchors(
  db: Knex,
  tenant: Tenant,
): Promise<{ node: string; number: number; lineHash: string }[]> {
  return withTenant(db, tenant, async (trx) => {
    await settleHowItLooks(trx)
    const { rows } = await trx.raw(
      'select node, number, line_hash as "lineHash" from public.audit_anchor where partnership_id = :partnershipId::uuid order by node',
      { partnershipId: tenant.partnershipId },
    )
    return rows
  })
}

const fromHex = (value: unknown) => String(value).replace(/^\\x/, '')

/**
 * What audit_hash() made when the entry was written: SHA-256 of the hash before and the entry as PostgreSQL writes a jsonb array, with a
 * blank after each comma, times in microseconds since 1970 and texts escaped as JSON.stringify escapes them too.
 */
export function hashOf(partnershipId: string, entry: RawEntry): string {
  const text = (value: string | null) => (value === null ? 'null' : JSON.stringify(value))
  const parts = [
    text(partnershipId),
    entry.entry,
    String(microsecondsOf(entry.at)),
    text(entry.userId),
    text(entry.purpose),
    text(entry.action),
    text(entry.operation),
    text(entry.recordId),
    entry.fields ? `[${entry.fields.map(text).join(', ')}]` : 'null',
    entry.records,
  ]
  return createHash('sha256')
    .update(Buffer.from(entry.previousHash, 'hex'))
    .update(`[${parts.join(', ')}]`)
    .digest('hex')
}

/** '2026-03-01 09:30:00.123456+00': a Date holds no microseconds. Undefined for what no clock of ours wrote (infinity, before Christ). */
export function microsecondsOf(at: string): bigint | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?\+00$/.exec(at)
  if (!found) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const wholeSeconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000
  return BigInt(wholeSeconds) * 1_000_000n + BigInt((found[7] ?? '').padEnd(6, '0'))
}
