import { z } from 'zod'
import { YesNoUnknown } from './day.ts'
import type { AskedRole } from './filters.ts'
import { whyNotADrug } from './identifying.ts'
import { freeText } from './text.ts'

/** docs/domain.md, “What was taken, found and to blame”. `not_detected` is a test that came back negative; a substance with no finding and not on the panel was not tested. */
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

/** When a death counts as one with the substance: `plays_role` in words. */
export const SUBSTANCE_COUNTS: { readonly [role in AskedRole]: string } = {
  implicated: 'a substance counts where it was implicated',
  detected: 'a substance counts where it was found: detected, implicated or a metabolite',
  believed_taken: 'a substance counts where it was believed taken, which is not a test',
}

/** A drug that the tree does not hold, as it was written: never whose it was. */
export const NotInTree = freeText(120)
  .trim()
  .min(1, 'is empty')
  .superRefine((text, context) => {
    const message = whyNotADrug(text)
    if (message) context.addIssue({ code: 'custom', message })
  })

export const NewFinding = z
  .strictObject({
    substanceCode: z.string().min(1).max(80).nullable().default(null),
    /** Instead of the code, where the tree does not hold it: kept as written until somebody places it. */
    notInTree: NotInTree.nullable().default(null),
    /** What stood in `notInTree` before it was placed. */
    placedFrom: NotInTree.nullable().default(null),
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
    asWritten: freeText(200).nullable().default(null),
  })
  .refine((finding) => (finding.substanceCode === null) !== (finding.notInTree === null), {
    path: ['substanceCode'],
    message: 'choose a substance, or write a name that is not in the tree',
  })
  .refine((finding) => finding.placedFrom === null || finding.substanceCode !== null, {
    path: ['placedFrom'],
    message: 'only a drug of the tree was placed',
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

/** A substance on a death, as answered: its number within the revision and its name, of one that is not in the tree with these words. */
export const Finding = z.strictObject({ ...NewFinding.shape, finding: z.int().positive(), substanceName: z.string() })
export type Finding = z.infer<typeof Finding>
export const Findings = z.strictObject({ deathId: z.uuid(), revision: z.int().positive(), findings: z.array(Finding) })
