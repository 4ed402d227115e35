import { z } from 'zod'
import { Day, Instant, StoredDay } from './day.ts'
import { freeText } from './text.ts'

/** By whom naloxone was supplied, as the law tells suppliers apart. */
export const SupplierKind = z.enum([
  'drug_service',
  'forces_medical',
  'police',
  'prison',
  'probation',
  'youth_justice',
  'pharmacist',
  'pharmacy_technician',
  'nurse',
  'midwife',
  'paramedic',
  'hostel',
  'day_centre',
  'homeless_outreach',
  'employer',
  'other',
  'unknown',
])
export type SupplierKind = z.infer<typeof SupplierKind>

/** On what a supply rested: on the law alone, or on a prescriber. */
export const SuppliedUnder = z.enum([
  'without_prescription',
  'patient_group_direction',
  'patient_specific_direction',
  'prescription',
  'unknown',
])

export const LawState = z.enum(['proposed', 'made', 'in_force'])
export type LawState = z.infer<typeof LawState>

/** A law under which naloxone may be supplied without a prescription, as it stands in this partnership's table. */
export const SupplyLaw = z.strictObject({
  code: z.string(),
  title: z.string(),
  covers: z.enum(['supply', 'public_box']),
  suppliers: z.array(SupplierKind),
  /** Whether whoever supplies must be trained in storage and supply. */
  needsTraining: z.boolean(),
  state: LawState,
  inForceOn: StoredDay.nullable(),
  /** Its last day, where it was replaced. */
  until: StoredDay.nullable(),
  source: z.string(),
  /** How what is shipped is known; null where this partnership has entered it itself. */
  knownBy: z.enum(['read', 'excerpt', 'to_check']).nullable(),
  enteredByName: z.string().nullable(),
  enteredAt: Instant.nullable(),
})
export type SupplyLaw = z.infer<typeof SupplyLaw>
export const SupplyLaws = z.array(SupplyLaw)

/** What a partnership enters when a law is made, comes into force or is replaced. */
export const LawStanding = z
  .strictObject({
    state: LawState,
    inForceOn: Day.nullable().default(null),
    until: Day.nullable().default(null),
    /** Where that stands: a statutory instrument, a letter. */
    source: freeText(400).min(3, 'has at least 3 characters'),
  })
  .superRefine(({ state, inForceOn, until }, context) => {
    if ((state === 'in_force') !== (inForceOn !== null))
      context.addIssue({
        code: 'custom',
        path: ['inForceOn'],
        message: inForceOn === null ? 'is missing: a law in force has its first day' : 'belongs to a law in force only',
      })
    if (until !== null && (inForceOn === null || until < inForceOn))
      context.addIssue({ code: 'custom', path: ['until'], message: 'is before its first day' })
  })
export type LawStanding = z.infer<typeof LawStanding>
export const EnterLawStanding = z.strictObject({ code: z.string().min(1).max(80), standing: LawStanding })
