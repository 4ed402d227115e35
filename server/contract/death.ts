import { z } from 'zod'
import { Day, DayPrecision, PartialDay, readPartialDay, StoredDay, StoredPartialDay, YesNoUnknown } from './day.ts'
import { AskedRole, DeathStatus } from './filters.ts'
import { Finding, NewFinding } from './finding.ts'
import { ListQuery, pageOf } from './page.ts'
import { Place, Setting } from './place.ts'
import { amended, entered, recorded } from './record.ts'
import { enteredText, storedText, type TextOf } from './text.ts'

/** What is known about a death, without identity: no name, date of birth, NHS number or address has a field here. */
const detailsWith = <OfDay extends z.ZodType<string, string>, OfEvent extends z.ZodType<string, string>>(
  day: OfDay,
  eventDay: OfEvent,
  { text, name }: TextOf,
) => ({
  status: DeathStatus,
  exclusionReason: text(400).min(1, 'is empty').nullable().default(null),
  /** `'2024-03'` and `'2024'` where only the month or the year is known: kept as the first day that it may have been. */
  eventDay,
  /** What the event day is the day of; charts by date of death leave `reported` apart. */
  eventDayBasis: z.enum(['death', 'found', 'reported']).default('death'),
  /** Follows from what stands in `eventDay`; stated, for a whole day that stands for its month or its year. */
  eventDayPrecision: DayPrecision.default('day'),
  notifiedOn: day.nullable().default(null),
  registeredOn: day.nullable().default(null),
  ageYears: z.int().min(0).max(120).nullable().default(null),
  sex: z.enum(['female', 'male', 'other', 'unknown']).default('unknown'),
  ethnicity: text(80).nullable().default(null),
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
  /** The day the last treatment ended, where it had ended. */
  treatmentEndedOn: day.nullable().default(null),
  mentalHealthDiagnosis: YesNoUnknown.default('unknown'),
  prisonReleaseOn: day.nullable().default(null),
  hospitalDischargeOn: day.nullable().default(null),
  residence: Place.nullable().default(null),
  residenceTown: name(120).nullable().default(null),
  foundPlace: Place.nullable().default(null),
  foundTown: name(120).nullable().default(null),
  setting: Setting.default('unknown'),
  wasAlone: YesNoUnknown.default('unknown'),
  wasWitnessed: YesNoUnknown.default('unknown'),
  ambulanceCalled: YesNoUnknown.default('unknown'),
  naloxonePresent: YesNoUnknown.default('unknown'),
  naloxoneGiven: YesNoUnknown.default('unknown'),
  causeOfDeath: text(2000).nullable().default(null),
  otherConditions: text(2000).nullable().default(null),
  underlyingCauseIcd10: z
    .string()
    .regex(/^[A-Z][0-9]{2}(\.[0-9])?$/, 'an ICD-10 code looks like X42 or F11.2')
    .nullable()
    .default(null),
  /** The other codes that the registration names (multiple cause), as 'T40.1 T42.4'. */
  otherCausesIcd10: z
    .string()
    .max(120)
    .overwrite(inOneLine)
    .regex(
      /^[A-Z][0-9]{2}(\.[0-9])?( [A-Z][0-9]{2}(\.[0-9])?)*$/,
      'ICD-10 codes look like T40.1, with a blank between two',
    )
    .nullable()
    .default(null),
  /** What the panel said of the death, once it has. */
  panelFinding: z
    .enum(['not_yet', 'drug_related', 'alcohol_specific', 'not_drug_related', 'undetermined'])
    .default('not_yet'),
  conclusion: z
    .enum([
      'accident',
      'alcohol_or_drug_related',
      'suicide',
      'homicide',
      'natural',
      'narrative',
      'undetermined',
      'pending',
      'unknown',
    ])
    .default('unknown'),
  toxicologyCompleteOn: day.nullable().default(null),
  toxicologyPanelId: z.uuid().nullable().default(null),
})

/** Codes as people write them: small letters, commas and semicolons between. */
function inOneLine(codes: string): string {
  return codes
    .toUpperCase()
    .split(/[\s,;/]+/)
    .filter(Boolean)
    .join(' ')
}

const Details = z.strictObject(detailsWith(StoredDay, StoredDay, storedText))
/** Takes the details out of a whole death. */
export const DeathDetails = Details.strip()

function refuseUnexplained(
  death: Pick<z.infer<typeof Details>, 'status' | 'exclusionReason'>,
  context: z.RefinementCtx,
) {
  if (death.status === 'excluded' && !death.exclusionReason) {
    context.addIssue({ code: 'custom', path: ['exclusionReason'], message: 'an excluded death needs the reason' })
  }
}

/** The day of the event as it is stored, beside the precision of what was written. */
function withWholeDay<Given extends { eventDay: string; eventDayPrecision: DayPrecision }>(given: Given): Given {
  const { day, precision } = readPartialDay(given.eventDay, given.eventDayPrecision)
  return { ...given, eventDay: day, eventDayPrecision: precision }
}

/** What cannot be is told by `judgeDeath` (rules/death.ts), which also needs to know what day it is and where the partnership is. */
export const NewDeath = z
  .strictObject({
    ...detailsWith(Day, PartialDay, enteredText),
    ...entered,
    findings: z.array(NewFinding).max(80).default([]),
  })
  .overwrite(withWholeDay)
  .superRefine(refuseUnexplained)
export type NewDeath = z.infer<typeof NewDeath>

/** Findings left out stay as they are. A day that stood there before it was refused may stay. */
export const DeathChange = z
  .strictObject({
    ...detailsWith(StoredDay, StoredPartialDay, storedText),
    ...amended,
    findings: z.array(NewFinding).max(80).optional(),
  })
  .overwrite(withWholeDay)
  .superRefine(refuseUnexplained)
export type DeathChange = z.infer<typeof DeathChange>

export const Death = Details.extend({
  deathId: z.uuid(),
  ...recorded,
  findings: z.array(Finding),
})
export type Death = z.infer<typeof Death>

export const DeathRow = z.strictObject({
  deathId: z.uuid(),
  reference: z.string(),
  source: z.string(),
  status: DeathStatus,
  eventDay: StoredDay,
  eventDayBasis: z.enum(['death', 'found', 'reported']),
  eventDayPrecision: DayPrecision,
  ageYears: z.int().nullable(),
  sex: z.string(),
  foundTown: z.string().nullable(),
  residenceTown: z.string().nullable(),
  setting: Setting,
  implicated: z.array(z.string()),
  isToxicologyComplete: z.boolean(),
  revision: z.int(),
  /** The day the death was first known, and the day what stands here was learnt. */
  firstKnownOn: StoredDay,
  knownOn: StoredDay,
  /** The record of the same death that counts instead of this one. */
  countedWith: z.strictObject({ deathId: z.uuid(), reference: z.string() }).nullable(),
})
export type DeathRow = z.infer<typeof DeathRow>
/** `total` counts as every figure does: without the excluded ones, those of alcohol alone and the second records of one death, which are listed and counted apart. */
export const DeathPage = pageOf(DeathRow).extend({
  excluded: z.int().nonnegative(),
  /** Of which alcohol alone is the underlying cause: they have figures of their own. */
  alcoholAlone: z.int().nonnegative(),
  countedWithAnother: z.int().nonnegative(),
})
export const DeathListQuery = ListQuery.extend({
  status: DeathStatus.optional(),
  /** Awaited: not yet complete, of deaths that are neither excluded nor closed. */
  toxicology: z.enum(['awaited']).optional(),
  /** As what `substance` is asked for. */
  role: AskedRole.default('implicated'),
  /** Which place `area` means: where the person was found (default) or lived. */
  place: z.enum(['found', 'residence']).default('found'),
  /** As known on this day; left out, as known now. */
  asKnownOn: Day.optional(),
})
export type DeathListQuery = z.infer<typeof DeathListQuery>

export const DeathHistory = z.array(Death)
