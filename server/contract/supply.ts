import { z } from 'zod'
import { Day, Instant, YesNoUnknown } from './day.ts'
import { ListQuery, pageOf } from './page.ts'
import { Place } from './place.ts'

export const NaloxoneProduct = z.strictObject({
  code: z.string(),
  name: z.string(),
  route: z.string(),
  milligramsPerDose: z.number().nullable(),
  dosesPerKit: z.int().nullable(),
})
export type NaloxoneProduct = z.infer<typeof NaloxoneProduct>
export const NaloxoneProducts = z.array(NaloxoneProduct)

export const NewBatch = z.strictObject({
  productCode: z.string().min(1).max(80),
  batchNumber: z.string().min(1).max(40),
  /** As printed on the kit; never inferred. */
  expiresOn: Day,
})
export type NewBatch = z.infer<typeof NewBatch>
export const Batch = NewBatch.extend({ batchId: z.uuid() })
export type Batch = z.infer<typeof Batch>
export const Batches = z.array(Batch)

/** domain.md C10 */
const supplyDetails = {
  isWithdrawn: z.boolean().default(false),
  suppliedOn: Day,
  agencyId: z.uuid().nullable().default(null),
  site: z.string().max(120).nullable().default(null),
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
  recipientPseudonym: z.string().max(60).nullable().default(null),
  productCode: z.string().min(1).max(80),
  batchId: z.uuid().nullable().default(null),
  kits: z.int().min(1).max(10_000),
  supplyKind: z.enum(['first', 'repeat', 'unknown']).default('unknown'),
  reason: z.enum(['first', 'used', 'lost', 'expired', 'confiscated', 'damaged', 'spare', 'unknown']).default('unknown'),
  setting: z
    .enum([
      'outreach',
      'custody',
      'prison_release',
      'needle_exchange',
      'treatment_service',
      'pharmacy',
      'hospital',
      'hostel',
      'click_and_deliver',
      'training_session',
      'other',
      'unknown',
    ])
    .default('unknown'),
  isFirstContact: YesNoUnknown.default('unknown'),
  trainingGiven: YesNoUnknown.default('unknown'),
}

const Details = z.strictObject(supplyDetails)

function refuseImpossible(supply: { supplyKind: string; reason: string }, context: z.RefinementCtx) {
  if (supply.supplyKind === 'first' && !['first', 'unknown'].includes(supply.reason)) {
    context.addIssue({ code: 'custom', path: ['reason'], message: 'a first supply cannot replace an earlier kit' })
  }
}

export const NewSupply = Details.extend({
  source: z.string().min(1).max(60).default('vigil'),
  reference: z.string().min(1).max(120).optional(),
  knownOn: Day.optional(),
}).superRefine(refuseImpossible)
export type NewSupply = z.infer<typeof NewSupply>

/** The whole supply as it should now read; a new revision is made. */
export const SupplyChange = Details.extend({
  knownOn: Day.optional(),
  changeReason: z.string().max(400).nullable().optional(),
}).superRefine(refuseImpossible)
export type SupplyChange = z.infer<typeof SupplyChange>

export const Supply = Details.extend({
  supplyId: z.uuid(),
  source: z.string(),
  reference: z.string(),
  revision: z.int().positive(),
  knownOn: Day,
  knownOnAssumed: z.boolean(),
  recordedAt: Instant,
  changeReason: z.string().nullable(),
  productName: z.string(),
  agencyName: z.string().nullable(),
  batchNumber: z.string().nullable(),
  expiresOn: Day.nullable(),
})
export type Supply = z.infer<typeof Supply>
export const SupplyHistory = z.array(Supply)
export const SupplyPage = pageOf(Supply)
/** `status` is the setting of supply. `substance` has no meaning here and is refused. */
export const SupplyListQuery = ListQuery.omit({ substance: true }).extend({
  status: supplyDetails.setting.unwrap().optional(),
})
export type SupplyListQuery = z.infer<typeof SupplyListQuery>
