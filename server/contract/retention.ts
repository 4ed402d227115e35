import { z } from 'zod'
import { Day, Instant, StoredDay } from './day.ts'
import { pageLimit } from './page.ts'

export const RetentionRule = z.strictObject({
  kind: z.string(),
  what: z.string(),
  /** "3 years"; null: kept without end. */
  keptFor: z.string().nullable(),
  /** Counted from: "the day the death was closed or excluded". */
  from: z.string(),
  because: z.string(),
  /** False: reviewed by people; Vigil removes nothing of it by itself. */
  isCarriedOut: z.boolean(),
  isStoppedByHold: z.boolean(),
  lastRanOn: Day.nullable(),
  lastRemoved: z.int().nullable(),
  lastHeld: z.int().nullable(),
})
export type RetentionRule = z.infer<typeof RetentionRule>

export const RetentionRun = z.strictObject({
  ranOn: Day,
  kind: z.string(),
  what: z.string(),
  removed: z.int(),
  held: z.int(),
  finishedAt: Instant,
})
export type RetentionRun = z.infer<typeof RetentionRun>

/** That something of a death will be removed, and when, said before it comes: nothing of what it is. */
export const RetentionRemoval = z.strictObject({
  deathId: z.uuid(),
  kind: z.string(),
  what: z.string(),
  /** Since when the death has been closed or excluded here. */
  closedOn: Day,
  /** The night of this day removes it; later where a hold stands. */
  removedOn: Day,
  isHeld: z.boolean(),
})
export type RetentionRemoval = z.infer<typeof RetentionRemoval>

export const RetentionRemovalsQuery = z.strictObject({
  /** Of one death. */
  death: z.uuid().optional(),
  limit: pageLimit,
})

export const RetentionRemovals = z.strictObject({
  rows: z.array(RetentionRemoval),
  /** How many there are in all. */
  count: z.int().nonnegative(),
})
export type RetentionRemovals = z.infer<typeof RetentionRemovals>

export const Retention = z.strictObject({
  /** The figures are Vigil's proposal until the controller has decided them. */
  isProposal: z.boolean(),
  rules: z.array(RetentionRule),
  /** Nights on which something was removed or held, latest first. */
  runs: z.array(RetentionRun),
})
export type Retention = z.infer<typeof Retention>

const Why = z.string().trim().min(10, 'has at least 10 characters').max(400, 'has at most 400 characters')

/** Without a death: everything of the partnership. */
export const NewHold = z.strictObject({
  deathId: z.uuid().nullable().default(null),
  reason: Why,
  heldFrom: Day.optional(),
})
export type NewHold = z.infer<typeof NewHold>
export const LiftHold = z.strictObject({ reason: Why })
export type LiftHold = z.infer<typeof LiftHold>

export const LegalHold = z.strictObject({
  holdId: z.uuid(),
  deathId: z.uuid().nullable(),
  reason: z.string(),
  placedBy: z.string(),
  placedByName: z.string().nullable(),
  heldFrom: StoredDay,
  placedAt: Instant,
  liftedAt: Instant.nullable(),
  liftedBy: z.string().nullable(),
  liftedByName: z.string().nullable(),
  liftReason: z.string().nullable(),
})
export type LegalHold = z.infer<typeof LegalHold>
export const LegalHolds = z.array(LegalHold)
