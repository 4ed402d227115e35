import { z } from 'zod'
import { DayPrecision, StoredDay } from './day.ts'
import { Batch } from './supply.ts'

/** Something in a stored record that the rules would not let in today: it stays as it is until a person puts it right. */
export const RowToLookAt = z.strictObject({
  recordId: z.uuid(),
  reference: z.string(),
  source: z.string(),
  day: StoredDay,
  dayPrecision: DayPrecision,
  /** The field by its path in the record. */
  field: z.string(),
  message: z.string(),
})
export type RowToLookAt = z.infer<typeof RowToLookAt>

export const ToLookAt = z.strictObject({
  rows: z.array(RowToLookAt),
  /** Whether there may be more than these: the first 500 records are looked at; what is put right makes room. */
  isCut: z.boolean(),
})
export type ToLookAt = z.infer<typeof ToLookAt>

/** Batches of one product whose numbers are one but for their spelling. */
export const DoubleBatches = z.array(
  z.strictObject({
    /** In one spelling. */
    batchNumber: z.string(),
    batches: z.array(Batch.extend({ supplies: z.int() })),
  }),
)
export type DoubleBatches = z.infer<typeof DoubleBatches>

/** The batches that are this one, typed differently; an empty list parts those that were joined into it. */
export const JoinBatches = z.strictObject({ batchIds: z.array(z.uuid()).max(50) })
export type JoinBatches = z.infer<typeof JoinBatches>
