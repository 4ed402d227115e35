import { z } from 'zod'
import { Day, StoredDay, YesNoUnknown } from './day.ts'
import { readExpiry } from './expiry.ts'
import { SupplySetting } from './filters.ts'
import { ListQuery, pageOf } from './page.ts'
import { Place } from './place.ts'
import { amended, entered, recorded } from './record.ts'
import { SuppliedUnder, SupplierKind } from './supply-law.ts'
import { enteredText, freeText, normaliseBatchNumber, storedText, type TextOf } from './text.ts'

export const NaloxoneProduct = z.strictObject({
  code: z.string(),
  name: z.string(),
  route: z.string(),
  milligramsPerDose: z.number().nullable(),
  dosesPerKit: z.int().nullable(),
})
export type NaloxoneProduct = z.infer<typeof NaloxoneProduct>
export const NaloxoneProducts = z.array(NaloxoneProduct)

/** An expiry as printed, or why it is none. */
const PrintedExpiry = z
  .string({ error: 'must be a day or a month, like 2026-09-30 or 09/2026' })
  .superRefine((written, context) => {
    const read = readExpiry(written)
    const twoDigits = /^(\d{1,2})[-/. ](\d{2})$/.exec(written.trim())
    const message = read
      ? Day.safeParse(read.expiresOn).error?.issues[0]?.message
      : twoDigits
        ? `the year has two digits: did you mean ${twoDigits[1]}/20${twoDigits[2]}?`
        : 'must be a day or a month, like 2026-09-30 or 09/2026'
    if (message) context.addIssue({ code: 'custom', message })
  })

export const NewBatch = z
  .strictObject({
    productCode: z.string().min(1).max(80),
    /** In one spelling: `px1 ` is PX1. */
    batchNumber: freeText(40).overwrite(normaliseBatchNumber).min(1, 'is empty'),
    /** As printed on the kit, never inferred: a day, or a month (`2026-09`, `09/2026`, `Sep-26`), which is good to its last day. */
    expiresOn: PrintedExpiry,
    /** Follows from what stands in `expiresOn`; left out, it is printed to the day. */
    expiresPrecision: z.enum(['day', 'month']).optional(),
  })
  .overwrite((batch) => {
    const { expiresOn, precision } = readExpiry(batch.expiresOn) ?? { expiresOn: batch.expiresOn, precision: 'day' }
    return { ...batch, expiresOn, ...(precision === 'month' ? { expiresPrecision: precision } : {}) }
  })
export type NewBatch = z.infer<typeof NewBatch>
export const ExpiryPrecision = z.enum(['day', 'month'])
export const Batch = z.strictObject({
  batchId: z.uuid(),
  productCode: z.string(),
  batchNumber: z.string(),
  expiresOn: StoredDay,
  expiresPrecision: ExpiryPrecision,
})
export type Batch = z.infer<typeof Batch>
export const Batches = z.array(Batch)

export const InterceptStage = z.enum([
  'not_in_justice',
  'community',
  'police_contact',
  'custody',
  'court',
  'prison',
  'release',
  'community_sentence',
  'unknown',
])
const AlsoGiven = z.int().min(0).max(10_000).nullable().default(null)

/** docs/domain.md, “Naloxone” */
const detailsWith = <OfDay extends z.ZodType<string, string>>(day: OfDay, { text, name }: TextOf) => ({
  isWithdrawn: z.boolean().default(false),
  suppliedOn: day,
  agencyId: z.uuid().nullable().default(null),
  site: name(120).nullable().default(null),
  place: Place.nullable().default(null),
  recipientKind: z.enum([
    'at_risk',
    'family_or_friend',
    'worker',
    'peer_distributor',
    'public_box',
    'vehicle',
    'unknown',
  ]),
  recipientPseudonym: text(60).nullable().default(null),
  productCode: z.string().min(1).max(80),
  batchId: z.uuid().nullable().default(null),
  /** Why kits of a batch that had expired were supplied; asked only then. */
  expiredReason: text(400).nullable().optional(),
  kits: z.int().min(1).max(10_000),
  supplyKind: z.enum(['first', 'repeat', 'unknown']).default('unknown'),
  reason: z.enum(['first', 'used', 'lost', 'expired', 'confiscated', 'damaged', 'spare', 'unknown']).default('unknown'),
  setting: SupplySetting.default('unknown'),
  isFirstContact: YesNoUnknown.default('unknown'),
  trainingGiven: YesNoUnknown.default('unknown'),
  supplierKind: SupplierKind.default('unknown'),
  /** Whether whoever supplied is trained in storage and supply. */
  supplierTrained: YesNoUnknown.default('unknown'),
  suppliedUnder: SuppliedUnder.default('unknown'),
  /** Why a supply was lawful that the table of law does not know. */
  legalRouteReason: text(400).nullable().default(null),
  /** Where in the justice system the person was (Sequential Intercept Model). */
  interceptStage: InterceptStage.default('unknown'),
  /** What else was given, as counts; null: not known. */
  equipmentPacks: AlsoGiven,
  sharpsBins: AlsoGiven,
  condoms: AlsoGiven,
})

const Details = z.strictObject(detailsWith(StoredDay, storedText))

function refuseImpossible(supply: { supplyKind: string; reason: string }, context: z.RefinementCtx) {
  if (supply.supplyKind === 'first' && !['first', 'unknown'].includes(supply.reason)) {
    context.addIssue({ code: 'custom', path: ['reason'], message: 'a first supply cannot replace an earlier kit' })
  }
}

/** What cannot be is told by `judgeSupply` (rules/supply.ts). */
export const NewSupply = z
  .strictObject({
    ...detailsWith(Day, enteredText),
    ...entered,
  })
  .superRefine(refuseImpossible)
export type NewSupply = z.infer<typeof NewSupply>

export const SupplyChange = Details.extend({
  ...amended,
}).superRefine(refuseImpossible)
export type SupplyChange = z.infer<typeof SupplyChange>

export const Supply = Details.extend({
  expiredReason: z.string().nullable(),
  supplyId: z.uuid(),
  ...recorded,
  productName: z.string(),
  agencyName: z.string().nullable(),
  batchNumber: z.string().nullable(),
  expiresOn: StoredDay.nullable(),
  expiresPrecision: z.enum(['day', 'month']).nullable(),
})
export type Supply = z.infer<typeof Supply>
export const SupplyHistory = z.array(Supply)
export const SupplyPage = pageOf(Supply)
/** `status` is the setting of supply. `substance` has no meaning here and is refused. */
export const SupplyListQuery = ListQuery.omit({ substance: true }).extend({
  status: SupplySetting.optional(),
})
export type SupplyListQuery = z.infer<typeof SupplyListQuery>
