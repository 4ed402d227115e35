import { z } from 'zod'
import { Day, Instant } from './day.ts'
import { AuditAction } from './filters.ts'
import { pageLimit } from './page.ts'

/** Who did what, without any personal detail: which record, which fields, how many; never their values. */
export const AuditEntry = z.strictObject({
  entry: z.int().positive(),
  at: Instant,
  userId: z.string(),
  /** Null: a guest, an API key, a process of the machine, or nobody of this partnership any more. */
  userName: z.string().nullable(),
  purpose: z.string(),
  action: AuditAction,
  operation: z.string(),
  /** What the operation is called: "opened a death". */
  operationName: z.string(),
  recordId: z.uuid().nullable(),
  fields: z.array(z.string()),
  records: z.int().nonnegative(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

export const AuditListQuery = z.strictObject({
  from: Day.optional(),
  to: Day.optional(),
  /** Who has opened or changed this record. */
  record: z.uuid().optional(),
  action: AuditAction.optional(),
  /** One person's deeds, by their account. */
  user: z.string().max(80).optional(),
  /** The entry number after which (going back) to go on. */
  before: z.coerce.number().int().positive().optional(),
  limit: pageLimit,
})
export type AuditListQuery = z.infer<typeof AuditListQuery>

export const AuditPage = z.strictObject({
  rows: z.array(AuditEntry),
  nextBefore: z.int().nullable(),
  /** Entries in the whole chain. */
  length: z.int().nonnegative(),
})

export const WholeAudit = AuditPage.extend({
  /** How much of it is signed outside the database, since when, and why the last attempt failed, in words. */
  anchored: z.strictObject({ length: z.int().nonnegative(), at: Instant.nullable(), problem: z.string().nullable() }),
})
export type WholeAudit = z.infer<typeof WholeAudit>
