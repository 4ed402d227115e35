import { z } from 'zod'
import { Day, StoredDay } from './day.ts'
import { whyNoRange } from './kit-number.ts'
import { ExpiryPrecision } from './supply.ts'
import { freeText, normaliseBatchNumber } from './text.ts'

export const StockAlertKind = z.enum(['recall', 'quarantine', 'check_and_replace', 'inform'])
export type StockAlertKind = z.infer<typeof StockAlertKind>

const kitNumber = freeText(32).trim().min(1, 'is empty')

/** What an alert is about: a batch, numbers of kits, or of a batch only those numbers. */
export const NewAlertBatch = z
  .strictObject({
    batchNumber: freeText(40).overwrite(normaliseBatchNumber).min(1, 'is empty').nullable().default(null),
    /** As the alert prints it; the batch is known by its number, and nothing is concluded from this. */
    expiresAsPrinted: freeText(40).trim().min(1).nullable().default(null),
    firstNumber: kitNumber.nullable().default(null),
    lastNumber: kitNumber.nullable().default(null),
  })
  .superRefine(({ batchNumber, firstNumber, lastNumber }, context) => {
    const add = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (firstNumber === null && lastNumber === null) {
      if (batchNumber === null) add('batchNumber', 'give a batch, or the first and last number of its kits')
      return
    }
    const why = whyNoRange(firstNumber ?? '', lastNumber ?? '')
    if (why) add(why.path, why.message)
  })
export type NewAlertBatch = z.infer<typeof NewAlertBatch>

export const NewStockAlert = z.strictObject({
  /** As whoever gave it out numbers it: NatPSA/2022/009/MHRA. */
  reference: freeText(60).trim().min(1, 'is empty'),
  kind: StockAlertKind,
  /** Of the MHRA: 1 the gravest, 4 caution in use. */
  class: z.int().min(1).max(4).nullable().default(null),
  productCode: z.string().min(1).max(80),
  title: freeText(200).trim().min(1, 'is empty'),
  advice: freeText(4000).trim().min(1, 'is empty'),
  /** For whoever was given such a kit, whose name nobody has: anybody can read it. */
  publicNotice: freeText(2000).trim().min(1, 'is empty').nullable().default(null),
  issuedOn: Day,
  batches: z.array(NewAlertBatch).min(1, 'name at least one batch').max(500),
})
export type NewStockAlert = z.infer<typeof NewStockAlert>

export const AlertEnd = z.strictObject({ endedOn: Day.nullable() })
export type AlertEnd = z.infer<typeof AlertEnd>

const AlertBatch = z.strictObject({
  batchNumber: z.string().nullable(),
  expiresAsPrinted: z.string().nullable(),
  firstNumber: z.string().nullable(),
  lastNumber: z.string().nullable(),
})
export type AlertBatch = z.infer<typeof AlertBatch>

const told = {
  alertId: z.uuid(),
  reference: z.string(),
  kind: StockAlertKind,
  class: z.int().nullable(),
  productCode: z.string(),
  productName: z.string(),
  title: z.string(),
  issuedOn: StoredDay,
  endedOn: StoredDay.nullable(),
}

export const StockAlertSummary = z.strictObject({
  ...told,
  batches: z.int().positive(),
  /** Those that have or had kits of it, as far as whoever asks may see. */
  holders: z.int().nonnegative(),
  answered: z.int().nonnegative(),
  kitsHeld: z.int().nonnegative(),
})
export type StockAlertSummary = z.infer<typeof StockAlertSummary>
export const StockAlerts = z.array(StockAlertSummary)

export const AlertAnswerState = z.enum(['acknowledged', 'not_required', 'ongoing', 'completed'])
export type AlertAnswerState = z.infer<typeof AlertAnswerState>

export const NewAlertAnswer = z.strictObject({
  holderId: z.uuid(),
  state: AlertAnswerState,
  /** How many of its kits the alert is about. */
  kitsFound: z.int('is a whole number').min(0).max(100_000).nullable().default(null),
  note: freeText(400).trim().min(1, 'is empty').nullable().default(null),
})
export type NewAlertAnswer = z.infer<typeof NewAlertAnswer>

/** A holder that an alert reaches. */
export const AlertHolder = z.strictObject({
  holderId: z.uuid(),
  name: z.string(),
  kind: z.enum(['site', 'vehicle', 'box', 'person']),
  agencyName: z.string().nullable(),
  kits: z.int().nonnegative(),
  everHeld: z.int().nonnegative(),
  batchNumbers: z.array(z.string()),
  state: AlertAnswerState.nullable(),
  kitsFound: z.int().nullable(),
  note: z.string().nullable(),
  answeredOn: StoredDay.nullable(),
})
export type AlertHolder = z.infer<typeof AlertHolder>

export const StockAlert = z.strictObject({
  ...told,
  advice: z.string(),
  publicNotice: z.string().nullable(),
  batches: z.array(
    AlertBatch.extend({
      /** As recorded here; null where no kit of it ever was. */
      recordedExpiresOn: StoredDay.nullable(),
      recordedPrecision: ExpiryPrecision.nullable(),
      /** The alert prints another expiry than the batch was recorded with. */
      isExpiryOther: z.boolean(),
    }),
  ),
  holders: z.array(AlertHolder),
  /** Recorded as given to people, of these batches. */
  suppliedKits: z.int().nonnegative(),
  suppliedTimes: z.int().nonnegative(),
})
export type StockAlert = z.infer<typeof StockAlert>

/** What anybody can read: no count, no holder, no case. */
export const PublicStockAlert = z.strictObject({
  reference: z.string(),
  kind: StockAlertKind,
  productName: z.string(),
  title: z.string(),
  publicNotice: z.string(),
  issuedOn: StoredDay,
  batches: z.array(AlertBatch),
})
export type PublicStockAlert = z.infer<typeof PublicStockAlert>
export const PublicStockAlerts = z.array(PublicStockAlert)

export const NewKitRange = z
  .strictObject({ batchId: z.uuid(), firstNumber: kitNumber, lastNumber: kitNumber })
  .superRefine(({ firstNumber, lastNumber }, context) => {
    const why = whyNoRange(firstNumber, lastNumber)
    if (why) context.addIssue({ code: 'custom', path: [why.path], message: why.message })
  })
export type NewKitRange = z.infer<typeof NewKitRange>
export const KitRange = z.strictObject({
  kitId: z.uuid(),
  batchId: z.uuid(),
  productCode: z.string(),
  batchNumber: z.string(),
  firstNumber: z.string(),
  lastNumber: z.string(),
  kits: z.int().positive(),
})
export type KitRange = z.infer<typeof KitRange>
export const KitRanges = z.array(KitRange)
