import { z } from 'zod'
import { Day, Instant, StoredDay } from './day.ts'
import { freeText } from './text.ts'

/** What every kind of record says of itself beside its details. */

/** A new one. */
export const entered = {
  source: freeText(60).trim().min(1, 'is empty').default('vigil'),
  /** The source's own number; left out, Vigil makes one. */
  reference: freeText(120).trim().min(1, 'is empty').optional(),
  /** The day the partnership learnt this; left out, today. */
  knownOn: Day.optional(),
}

/** An amendment: the whole record as it should now read, which makes a new revision. What it brings in is judged, not what it leaves. */
export const amended = {
  knownOn: Day.optional(),
  changeReason: freeText(400).nullable().optional(),
}

/** One that is there, in one of its revisions. */
export const recorded = {
  source: z.string(),
  reference: z.string(),
  revision: z.int().positive(),
  knownOn: StoredDay,
  knownOnAssumed: z.boolean(),
  /** When Vigil learnt it. */
  recordedAt: Instant,
  changeReason: z.string().nullable(),
}

export type Entered = z.infer<z.ZodObject<typeof entered>>
export type Amended = z.infer<z.ZodObject<typeof amended>>
export type Recorded = z.infer<z.ZodObject<typeof recorded>>
