import { z } from 'zod'
import { Day, StoredDay, TimeOfDay, YesNoUnknown } from './day.ts'
import { Outcome, OverdoseStatus, PartOfReversals, SavedLivesSplit } from './filters.ts'
import { NotInTree } from './finding.ts'
import { ListQuery, pageOf } from './page.ts'
import { Place, Setting } from './place.ts'
import { amended, entered, recorded } from './record.ts'
import { enteredText, storedText, type TextOf } from './text.ts'

export { Outcome } from './filters.ts'
export const OutcomeEvidence = z.enum([
  'seen_by_reporter',
  'told_by_person',
  'told_by_third_party',
  'confirmed_by_service',
  'unknown',
])

const carriers = [
  'peer',
  'family_or_friend',
  'police',
  'outreach',
  'hostel',
  'ambulance',
  'fire_service',
  'pharmacy',
  'prison',
  'hospital',
  'drug_service',
] as const
export const ReporterKind = z.enum([...carriers, 'public', 'other', 'unknown'])
export const GivenBy = z.enum([...carriers, 'bystander', 'self', 'other', 'unknown'])

export const AgeBand = z.string().regex(/^[0-9]{1,3}(-[0-9]{1,3}|\+)$/, 'an age band looks like 25-34 or 65+')

export const Administration = z.strictObject({
  productCode: z.string().max(80).nullable().default(null),
  kitId: z.uuid().nullable().default(null),
  /** The batch printed on the kit, where it is one of those recorded. */
  batchId: z.uuid().nullable().default(null),
  doses: z.int().min(1).max(20).nullable().default(null),
  milligrams: z.number().positive().max(100).nullable().default(null),
  givenBy: GivenBy.default('unknown'),
  minutesToResponse: z
    .enum(['under_1', '1_to_3', '3_to_5', 'over_5', 'no_response', 'unknown'])
    .nullable()
    .default(null),
  asWritten: z.string().max(200).nullable().default(null),
})
export type Administration = z.infer<typeof Administration>

export const OverdosePerson = z
  .strictObject({
    ageBand: AgeBand.nullable().default(null),
    sex: z.enum(['female', 'male', 'other', 'unknown']).default('unknown'),
    naloxoneGiven: YesNoUnknown.default('unknown'),
    wasUnresponsive: YesNoUnknown.default('unknown'),
    opioidPlausible: YesNoUnknown.default('unknown'),
    outcome: Outcome.default('unknown'),
    outcomeEvidence: OutcomeEvidence.default('unknown'),
    deathId: z.uuid().nullable().default(null),
    substanceCodes: z.array(z.string().max(80)).max(20).default([]),
    /** Believed taken, and not in the tree: kept as written until somebody places it. */
    substancesNotInTree: z.array(NotInTree).max(20).default([]),
    administrations: z.array(Administration).max(20).default([]),
  })
  .refine((person) => person.administrations.length === 0 || person.naloxoneGiven === 'yes', {
    path: ['naloxoneGiven'],
    message: 'naloxone was administered, so naloxone given must be yes',
  })
  .refine((person) => person.deathId === null || ['died_at_scene', 'died_later'].includes(person.outcome), {
    path: ['outcome'],
    message: 'a person linked to a death has an outcome of died',
  })
export type OverdosePerson = z.infer<typeof OverdosePerson>

const detailsWith = <OfDay extends z.ZodType<string, string>>(day: OfDay, { name }: TextOf) => ({
  isWithdrawn: z.boolean().default(false),
  eventDay: day,
  eventTime: TimeOfDay.nullable().default(null),
  timePrecision: z.enum(['minute', 'hour', 'part_of_day', 'unknown']).default('unknown'),
  partOfDay: z.enum(['overnight', 'morning', 'afternoon', 'evening']).nullable().default(null),
  place: Place.nullable().default(null),
  town: name(120).nullable().default(null),
  setting: Setting.default('unknown'),
  reporterKind: ReporterKind.default('unknown'),
  agencyId: z.uuid().nullable().default(null),
  ambulanceCalled: YesNoUnknown.default('unknown'),
  persons: z.array(OverdosePerson).min(1, 'an event has at least one person').max(20),
})

const Details = z.strictObject(detailsWith(StoredDay, storedText))

function refuseMistimed(
  event: { eventTime?: string | null; timePrecision?: string; partOfDay?: string | null },
  context: z.RefinementCtx,
) {
  const isTimed = event.timePrecision === 'minute' || event.timePrecision === 'hour'
  if (isTimed !== Boolean(event.eventTime)) {
    context.addIssue({
      code: 'custom',
      path: ['eventTime'],
      message: 'a time goes with the precision minute or hour, and only with them',
    })
  }
  if ((event.timePrecision === 'part_of_day') !== Boolean(event.partOfDay)) {
    context.addIssue({
      code: 'custom',
      path: ['partOfDay'],
      message: 'a part of the day goes with that precision, and only with it',
    })
  }
}

/** What cannot be is told by `judgeOverdose` (rules/overdose.ts). */
export const NewOverdose = z
  .strictObject({
    ...detailsWith(Day, enteredText),
    ...entered,
  })
  .superRefine(refuseMistimed)
export type NewOverdose = z.infer<typeof NewOverdose>

export const OverdoseChange = Details.extend({
  ...amended,
}).superRefine(refuseMistimed)
export type OverdoseChange = z.infer<typeof OverdoseChange>

export const Overdose = Details.extend({
  overdoseId: z.uuid(),
  ...recorded,
})
export type Overdose = z.infer<typeof Overdose>
export const OverdoseHistory = z.array(Overdose)

export const OverdoseRow = z.strictObject({
  overdoseId: z.uuid(),
  reference: z.string(),
  source: z.string(),
  eventDay: StoredDay,
  eventTime: TimeOfDay.nullable(),
  town: z.string().nullable(),
  setting: Setting,
  reporterKind: ReporterKind,
  persons: z.int(),
  reversals: z.int(),
  survivorsKnown: z.int(),
  outcomes: z.array(Outcome),
  doses: z.int().nullable(),
  isWithdrawn: z.boolean(),
  revision: z.int(),
})
export type OverdoseRow = z.infer<typeof OverdoseRow>
export const OverdosePage = pageOf(OverdoseRow)
/** `status`: which persons make an event count — reversals only, fatal, naloxone not given or unknown. */
export const OverdoseListQuery = ListQuery.extend({
  status: OverdoseStatus.optional(),
  /** Events with a person of whom this is known. */
  outcome: Outcome.optional(),
  /** Events whose reversals count in one part of what naloxone has done: `by` says how it is told apart, `part` which it is. */
  by: SavedLivesSplit.optional(),
  part: PartOfReversals.optional(),
})
export type OverdoseListQuery = z.infer<typeof OverdoseListQuery>
