import { z } from 'zod'
import { YesNoUnknown } from './day.ts'

/** domain.md C6. `not_detected` is a test that came back negative; a substance with no finding and not on the panel was not tested. */
export const FindingRole = z.enum([
  'believed_taken',
  'detected',
  'implicated',
  'metabolite',
  'given_in_resuscitation',
  'incidental',
  'not_detected',
])
export type FindingRole = z.infer<typeof FindingRole>

export const NewFinding = z
  .strictObject({
    substanceCode: z.string().min(1).max(80),
    role: FindingRole,
    matrix: z
      .enum(['femoral_blood', 'blood', 'urine', 'vitreous', 'hair', 'stomach_contents', 'other'])
      .nullable()
      .default(null),
    concentration: z.number().nonnegative().nullable().default(null),
    unit: z.enum(['mg/L', 'ug/L', 'ng/mL', 'mg/100mL', 'ng/mg', 'other']).nullable().default(null),
    isBelowDetectionLimit: z.boolean().default(false),
    prescribed: YesNoUnknown.default('unknown'),
    decidedBy: z.enum(['pathologist', 'coroner', 'panel', 'laboratory', 'import']).nullable().default(null),
    asWritten: z.string().max(200).nullable().default(null),
  })
  .refine((finding) => finding.concentration === null || finding.unit !== null, {
    path: ['unit'],
    message: 'a concentration needs its unit',
  })
  .refine((finding) => finding.role !== 'not_detected' || finding.concentration === null, {
    path: ['concentration'],
    message: 'a substance that was not detected has no concentration',
  })
export type NewFinding = z.infer<typeof NewFinding>

/** A substance on a death, as answered: its number within the revision and its name. */
export const Finding = z.strictObject({ ...NewFinding.shape, finding: z.int().positive(), substanceName: z.string() })
export type Finding = z.infer<typeof Finding>
export const Findings = z.strictObject({ deathId: z.uuid(), revision: z.int().positive(), findings: z.array(Finding) })
