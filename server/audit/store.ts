import type { AuditEntry, AuditListQuery } from '../contract/audit.ts'
import type { Trx } from '../db/tenant.ts'

/** One deed: in the transaction of the deed itself, so that neither is there without the other. */
export type Deed = {
  action: AuditEntry['action']
  /** The route's pattern or the command, never an address with values in it. */
  operation: string
  recordId: string | null
  /** Names of the fields written or exported; their values never. */
  fields: string[]
  /** How many records were answered or written. */
  records: number
}

export async function appendAudit(trx: Trx, { action, operation, recordId, fields, records }: Deed): Promise<void> {
  await trx
    .raw('select append_audit(:action, :operation, :recordId::uuid, :fields::text[], :records::integer)', {
      action,
      operation,
      recordId,
      fields,
      records,
    })
    .options({ name: 'append audit' })
}

export type ChainHead = { length: number; hash: string }

/** The end of the partnership's chain, as it is anchored outside the database. */
export async function readChainHead(trx: Trx): Promise<ChainHead> {
  const head = await trx('audit_head').first('length', trx.raw("encode(hash, 'hex') as hash"))
  return head ? { length: Number(head.length), hash: head.hash } : { length: 0, hash: '' }
}

/** How far the chain is signed outside the database, by whichever node did so last. */
export async function readAnchored(trx: Trx): Promise<{ length: number; at: string | null }> {
  const row = await trx('audit_anchor')
    .orderBy([
      { column: 'length', order: 'desc' },
      { column: 'anchored_at', order: 'desc' },
    ])
    .first('length', 'anchored_at')
  return row ? { length: row.length, at: row.anchored_at } : { length: 0, at: null }
}

/** Entries latest first, one more than `limit` so that the caller knows whether there are more. Served by the primary key. */
export async function listAudit(
  trx: Trx,
  { from, to, record, action, user, before, limit }: AuditListQuery,
): Promise<Omit<AuditEntry, 'operationName'>[]> {
  const { rows } = await trx.raw(
    `select entry, at, user_id as "userId", account.name as "userName", purpose, action, operation, record_id as "recordId", fields, records
     from audit_entry
     left join account on account.account_id::text = audit_entry.user_id
     where (:from::date is null or at >= :from::date)
       and (:to::date is null or at < :to::date + 1)
       and (:record::uuid is null or record_id = :record::uuid)
       and (:action::text is null or action = :action)
       and (:user::text is null or user_id = :user)
       and (:before::bigint is null or entry < :before::bigint)
     order by entry desc
     limit :limit`,
    {
      from: from ?? null,
      to: to ?? null,
      record: record ?? null,
      action: action ?? null,
      user: user ?? null,
      before: before ?? null,
      limit: limit + 1,
    },
  )
  return rows
}

/** How many records somebody has read in the last quarter of an hour. Served by audit_entry_user. */
export async function countRecordsRead(trx: Trx, userId: string): Promise<number> {
  const { rows } = await trx.raw(
    `select coalesce(sum(records), 0) as records from audit_entry
     where partnership_id = current_partnership_id() and user_id = :userId and at > now() - interval '15 minutes' and action = 'read'`,
    { userId },
  )
  return rows[0].records
}
