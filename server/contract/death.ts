import { z } from 'zod'
import { Day, Instant, YesNoUnknown } from './day.ts'
import { ListQuery, pageOf } from './page.ts'
import { Place, Setting } from './place.ts'

/** domain.md C4: the ladder a death climbs, from first notice to closed. */
export const DeathStatus = z.enum([
  'notified',
  'accepted_suspected',
  'post_mortem',
  'toxicology_pending',
  'toxicology_in',
  'panel',
  'inquest',
  'registered',
  'ons_matched',
  'closed',
  'excluded',
])
export type DeathStatus = z.infer<typeof DeathStatus>

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

/** What is known about a death, without identity: no name, date of birth, NHS number or address has a field here. */
const deathDetails = {
  status: DeathStatus,
  exclusionReason: z.string().min(1).max(400).nullable().default(null),
  eventDay: Day,
  /** What the event day is the day of; charts by date of death leave `reported` apart. */
  eventDayBasis: z.enum(['death', 'found', 'reported']).default('death'),
  eventDayPrecision: z.enum(['day', 'month', 'year']).default('day'),
  notifiedOn: Day.nullable().default(null),
  registeredOn: Day.nullable().default(null),
  ageYears: z.int().min(0).max(120).nullable().default(null),
  sex: z.enum(['female', 'male', 'other', 'unknown']).default('unknown'),
  ethnicity: z.string().max(80).nullable().default(null),
  housing: z
    .enum([
      'own_or_rented',
      'with_family_or_friends',
      'hostel_or_supported',
      'temporary',
      'rough_sleeping',
      'prison',
      'other',
      'unknown',
    ])
    .default('unknown'),
  treatment: z.enum(['in_treatment', 'within_six_months', 'earlier', 'never', 'unknown']).default('unknown'),
  prisonReleaseOn: Day.nullable().default(null),
  hospitalDischargeOn: Day.nullable().default(null),
  residence: Place.nullable().default(null),
  residenceTown: z.string().max(120).nullable().default(null),
  foundPlace: Place.nullable().default(null),
  foundTown: z.string().max(120).nullable().default(null),
  setting: Setting.default('unknown'),
  wasAlone: YesNoUnknown.default('unknown'),
  wasWitnessed: YesNoUnknown.default('unknown'),
  ambulanceCalled: YesNoUnknown.default('unknown'),
  naloxonePresent: YesNoUnknown.default('unknown'),
  naloxoneGiven: YesNoUnknown.default('unknown'),
  causeOfDeath: z.string().max(2000).nullable().default(null),
  otherConditions: z.string().max(2000).nullable().default(null),
  underlyingCauseIcd10: z
    .string()
    .regex(/^[A-Z][0-9]{2}(\.[0-9])?$/, 'an ICD-10 code looks like X42 or F11.2')
    .nullable()
    .default(null),
  conclusion: z
    .enum(['accident', 'suicide', 'homicide', 'natural', 'undetermined', 'pending', 'unknown'])
    .default('unknown'),
  toxicologyCompleteOn: Day.nullable().default(null),
  toxicologyPanelId: z.uuid().nullable().default(null),
}

const Details = z.strictObject(deathDetails)
/** Takes the details out of a whole death. */
export const DeathDetails = Details.strip()

function refuseImpossible(
  death: Pick<z.infer<typeof Details>, 'status' | 'exclusionReason' | 'toxicologyCompleteOn' | 'eventDay'>,
  context: z.RefinementCtx,
) {
  if (death.status === 'excluded' && !death.exclusionReason) {
    context.addIssue({ code: 'custom', path: ['exclusionReason'], message: 'an excluded death needs the reason' })
  }
  if (death.toxicologyCompleteOn && death.toxicologyCompleteOn < death.eventDay) {
    context.addIssue({
      code: 'custom',
      path: ['toxicologyCompleteOn'],
      message: 'toxicology cannot be complete before the day of death',
    })
  }
}

export const NewDeath = Details.extend({
  source: z.string().min(1).max(60).default('vigil'),
  /** The source's own number; left out, Vigil makes one. */
  reference: z.string().min(1).max(120).optional(),
  /** The day the partnership learnt this; left out, today. */
  knownOn: Day.optional(),
  findings: z.array(NewFinding).max(80).default([]),
}).superRefine(refuseImpossible)
export type NewDeath = z.infer<typeof NewDeath>

/** The whole death as it should now read; a new revision is made. Findings left out stay as they are. */
export const DeathChange = Details.extend({
  knownOn: Day.optional(),
  changeReason: z.string().max(400).nullable().optional(),
  findings: z.array(NewFinding).max(80).optional(),
}).superRefine(refuseImpossible)
export type DeathChange = z.infer<typeof DeathChange>

export const Death = Details.extend({
  deathId: z.uuid(),
  source: z.string(),
  reference: z.string(),
  revision: z.int().positive(),
  knownOn: Day,
  knownOnAssumed: z.boolean(),
  recordedAt: Instant,
  changeReason: z.string().nullable(),
  findings: z.array(Finding),
})
export type Death = z.infer<typeof Death>

export const DeathRow = z.strictObject({
  deathId: z.uuid(),
  reference: z.string(),
  source: z.string(),
  status: DeathStatus,
  eventDay: Day,
  eventDayBasis: z.enum(['death', 'found', 'reported']),
  ageYears: z.int().nullable(),
  sex: z.string(),
  foundTown: z.string().nullable(),
  residenceTown: z.string().nullable(),
  setting: Setting,
  implicated: z.array(z.string()),
  isToxicologyComplete: z.boolean(),
  revision: z.int(),
  /** The day the death was first known, and the day what stands here was learnt. */
  firstKnownOn: Day,
  knownOn: Day,
})
export type DeathRow = z.infer<typeof DeathRow>
/** `total` counts as every figure does: without the excluded ones, which are listed and counted apart. */
export const DeathPage = pageOf(DeathRow).extend({ excluded: z.int().nonnegative() })
export const DeathListQuery = ListQuery.extend({
  status: DeathStatus.optional(),
  /** Awaited: not yet complete, of deaths that are neither excluded nor closed. */
  toxicology: z.enum(['awaited']).optional(),
  /** Which place `area` means: where the person was found (default) or lived. */
  place: z.enum(['found', 'residence']).default('found'),
  /** As known on this day; left out, as known now. */
  asKnownOn: Day.optional(),
})
export type DeathListQuery = z.infer<typeof DeathListQuery>

export const DeathHistory = z.array(Death)
