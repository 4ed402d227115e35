import { z } from 'zod'
import { Day, Instant, StoredDay, TimeOfDay, YesNoUnknown } from './day.ts'
import { SameEventState } from './filters.ts'
import { Outcome, OutcomeEvidence, ReporterKind } from './overdose.ts'
import { ofPages, pageOf } from './page.ts'
import { Place, PlacePrecision, Setting } from './place.ts'
import { freeText } from './text.ts'

/** One of several reports that may be of one event. */
export const ComparedReport = z.strictObject({
  overdoseId: z.uuid(),
  reference: z.string(),
  source: z.string(),
  agencyName: z.string().nullable(),
  reporterKind: ReporterKind,
  eventDay: StoredDay,
  eventTime: TimeOfDay.nullable(),
  timePrecision: z.enum(['minute', 'hour', 'part_of_day', 'unknown']),
  partOfDay: z.enum(['overnight', 'morning', 'afternoon', 'evening']).nullable(),
  town: z.string().nullable(),
  placePrecision: PlacePrecision,
  setting: Setting,
  ambulanceCalled: YesNoUnknown,
  persons: z.array(
    z.strictObject({
      ageBand: z.string().nullable(),
      sex: z.enum(['female', 'male', 'other', 'unknown']),
      naloxoneGiven: YesNoUnknown,
      outcome: Outcome,
      outcomeEvidence: OutcomeEvidence,
    }),
  ),
  products: z.array(z.string()),
  doses: z.int().nullable(),
  isWithdrawn: z.boolean(),
  firstKnownOn: StoredDay,
  /** The report of the same event that counts instead of this one; null where this one counts. */
  countedWith: z.uuid().nullable(),
  /** A person has said that this one speaks for the event. */
  isChosen: z.boolean(),
})
export type ComparedReport = z.infer<typeof ComparedReport>

/** A bar of the waterfall: how far a fact speaks for one event (above 0) or two (below), in bits; one more is twice as likely. */
export const EventWeight = z.strictObject({ field: z.string(), says: z.string(), bits: z.number() })
export type EventWeight = z.infer<typeof EventWeight>

const compared = {
  /** By the model; null where somebody joined two that were not compared. */
  probability: z.number().nullable(),
  weights: z.array(EventWeight),
}

export const SameEventPair = z.strictObject({
  state: SameEventState,
  ...compared,
  /** Of the partnership's own model; null where the pair was not weighed, or by the one that ships. */
  modelVersion: z.int().nullable(),
  /** Between the two places; null where one is not known. */
  metresApart: z.number().nullable(),
  reports: z.tuple([ComparedReport, ComparedReport]),
  /** What was said of the pair, latest first. */
  decisions: z.array(
    z.strictObject({
      decided: z.enum(['proposed', 'same', 'not_same', 'undone', 'lapsed']),
      /** Null: Vigil itself, by comparing the reports. */
      decidedByName: z.string().nullable(),
      decidedOn: StoredDay,
      decidedAt: Instant,
      reason: z.string().nullable(),
    }),
  ),
})
export type SameEventPair = z.infer<typeof SameEventPair>
export const SameEventPairs = z.array(SameEventPair)

const { rows, total, nextCursor } = pageOf(SameEventPair).shape
/** `total`: of that state, over all pages. The likeliest first. */
export const SameEventPage = z.strictObject({ rows, total, nextCursor })
export type SameEventPage = z.infer<typeof SameEventPage>

export const SameEventQuery = z.strictObject({
  state: SameEventState.exclude(['lapsed']).default('open'),
  /** Pairs with this report. */
  overdose: z.uuid().optional(),
  /** Pairs with a report that this import added. */
  import: z.uuid().optional(),
  /** Those at least so likely, in hundredths; the others are hardly of one event. Of open pairs only. */
  atLeast: z.coerce.number().int().min(0).max(100).default(50),
  ...ofPages,
})
export type SameEventQuery = z.infer<typeof SameEventQuery>

const reason = freeText(400).trim().nullable().default(null)

/** `undone` takes back what was said, either way: the pair is open again. */
export const SameEventDecision = z
  .strictObject({ overdoseId: z.uuid(), otherId: z.uuid(), decided: z.enum(['same', 'not_same', 'undone']), reason })
  .refine(({ overdoseId, otherId }) => overdoseId !== otherId, { path: ['otherId'], message: 'is the same report' })
export type SameEventDecision = z.infer<typeof SameEventDecision>

/** The reports of one event, the one that counts first. */
export const ReportsOfEvent = z.array(ComparedReport)
export type ReportsOfEvent = z.infer<typeof ReportsOfEvent>

/** Which report speaks for the event: this one, or again the one that the rule takes. */
export const SpeakingReport = z.strictObject({ overdoseId: z.uuid(), speaks: z.enum(['this', 'by_rule']) })
export type SpeakingReport = z.infer<typeof SpeakingReport>

/** What is being entered, as far as it is written yet. */
export const EnteredSoFar = z.strictObject({
  eventDay: Day,
  eventTime: TimeOfDay.nullable().default(null),
  timePrecision: z.enum(['minute', 'hour', 'part_of_day', 'unknown']).default('unknown'),
  partOfDay: z.enum(['overnight', 'morning', 'afternoon', 'evening']).nullable().default(null),
  place: Place.nullable().default(null),
  town: z.string().max(120).nullable().default(null),
  setting: Setting.default('unknown'),
  ambulanceCalled: YesNoUnknown.default('unknown'),
  persons: z
    .array(
      z.strictObject({
        ageBand: z.string().max(10).nullable().default(null),
        sex: z.enum(['female', 'male', 'other', 'unknown']).default('unknown'),
        productCodes: z.array(z.string().max(80)).max(20).default([]),
        doses: z.int().min(1).max(400).nullable().default(null),
      }),
    )
    .min(1)
    .max(20),
})
export type EnteredSoFar = z.infer<typeof EnteredSoFar>

/** Reports that may be of the event that is being entered, the likeliest first. */
export const PossiblySame = z.array(z.strictObject({ ...compared, report: ComparedReport }))
export type PossiblySame = z.infer<typeof PossiblySame>
