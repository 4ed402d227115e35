import { z } from 'zod'
import { Day, YesNoUnknown } from './day.ts'
import { AgeBand, Outcome, OutcomeEvidence, ReporterKind } from './overdose.ts'
import { Setting } from './place.ts'
import { freeText, nameText } from './text.ts'

/**
 * What the public page of reports sends and is told. Nothing of it says who sends it: there is no account, no address, no position finer
 * than a cell of the H3 grid.
 */

/** Without I, L, O and U, which are read for something else (Crockford's base 32): 80 random bits, in four groups. */
const GROUP = '[0-9A-HJKMNP-TV-Z]{4}'

/**
 * Made where the report is written, and written on its receipt: whoever has it may take the report back. The report goes by it, so that
 * one sent again is the same one; here only its keyed hash is kept.
 */
export const ReportCode = z
  .string()
  .regex(new RegExp(`^${GROUP}-${GROUP}-${GROUP}-${GROUP}$`), 'is no code of a receipt: four groups of four signs')
export type ReportCode = z.infer<typeof ReportCode>

/** As somebody types it from a receipt: small letters, blanks, the letters that look like digits. */
export const TypedReportCode = z
  .string()
  .max(60, 'is no code of a receipt: it has 16 signs')
  .overwrite((typed) =>
    typed
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, '')
      .replace(/[IL]/g, '1')
      .replace(/O/g, '0')
      .replace(/(.{4})(?=.)/g, '$1-'),
  )
  .pipe(ReportCode)

/** A cell of the H3 grid; which resolution is right there is told by `townCells`. */
const Cell = z.string().regex(/^8[78][0-9a-f]{13}$/, 'is no cell of the grid at resolution 7 or 8')

export const MOST_PERSONS_REPORTED = 5

export const ReportedPerson = z.strictObject({
  outcome: Outcome.default('unknown'),
  outcomeEvidence: OutcomeEvidence.exclude(['confirmed_by_service']).default('unknown'),
  doses: z.int().min(1).max(20).nullable().default(null),
  wasUnresponsive: YesNoUnknown.default('unknown'),
  ageBand: AgeBand.nullable().default(null),
  sex: z.enum(['female', 'male', 'other', 'unknown']).default('unknown'),
  substanceCodes: z.array(freeText(80)).max(20).default([]),
  minutesToResponse: z
    .enum(['under_1', '1_to_3', '3_to_5', 'over_5', 'no_response', 'unknown'])
    .nullable()
    .default(null),
})
export type ReportedPerson = z.infer<typeof ReportedPerson>

export const NewReversalReport = z
  .strictObject({
    code: ReportCode,
    /** By the clock of whoever reports. */
    day: Day,
    hour: z.int().min(0).max(23).nullable().default(null),
    partOfDay: z.enum(['overnight', 'morning', 'afternoon', 'evening']).nullable().default(null),
    cell: Cell.nullable().default(null),
    setting: Setting.default('unknown'),
    ambulanceCalled: YesNoUnknown.default('unknown'),
    /** What is printed on the kit; a QR code fills it. Nothing says which kit it was, or whose. */
    product: freeText(80).nullable().default(null),
    batch: freeText(40).nullable().default(null),
    expiry: Day.nullable().default(null),
    reporterKind: ReporterKind.default('unknown'),
    persons: z
      .array(ReportedPerson)
      .min(1, 'a report is of one person or more')
      .max(
        MOST_PERSONS_REPORTED,
        `one report is of at most ${MOST_PERSONS_REPORTED} people: send another for the rest`,
      ),
  })
  .refine((report) => report.hour === null || report.partOfDay === null, {
    path: ['partOfDay'],
    message: 'goes without an hour',
  })
export type NewReversalReport = z.infer<typeof NewReversalReport>

export const ReportReceived = z.strictObject({ receivedOn: Day })
export type ReportReceived = z.infer<typeof ReportReceived>

/** What became of a report of an agency's: a record of its own. */
export const AgencyReport = z.strictObject({ overdoseId: z.uuid(), isNew: z.boolean() })
export type AgencyReport = z.infer<typeof AgencyReport>

/** Taking a report back, until the end of the day after it was received. */
export const ReportWithdrawal = z.strictObject({ code: TypedReportCode })
export type ReportWithdrawal = z.infer<typeof ReportWithdrawal>

export const KitRequestHow = z.enum(['collect', 'post', 'outreach'])
/** A kit that is asked for. It says nothing of any report, and goes by a code of its own. */
export const NewKitRequest = z.strictObject({
  code: ReportCode,
  how: KitRequestHow,
  /** How to reach whoever asks: a number, an address, a place and time. */
  contact: freeText(200).trim().min(1, 'say how we can reach you'),
  town: freeText(120).nullable().default(null),
  product: freeText(80).nullable().default(null),
})
export type NewKitRequest = z.infer<typeof NewKitRequest>

/** What a request of theirs looks like to those who answer it. */
export const KitRequestState = z.enum(['asked', 'answered', 'not_possible'])
export const KitRequest = NewKitRequest.omit({ code: true }).extend({
  kitRequestId: z.uuid(),
  /** The day it was opened here, with all others of its time; not the day it was sent. */
  openedOn: Day,
  contact: z.string(),
  town: z.string().nullable(),
  product: z.string().nullable(),
  state: KitRequestState,
  closedOn: Day.nullable(),
})
export type KitRequest = z.infer<typeof KitRequest>
export const KitRequests = z.array(KitRequest)
export const KitRequestAnswer = z.strictObject({ state: KitRequestState })
export type KitRequestAnswer = z.infer<typeof KitRequestAnswer>

const Choice = z.strictObject({ code: z.string(), label: z.string() })

/** What the page of a partnership must know, also when it is opened without a network. */
export const ReportPage = z.strictObject({
  slug: z.string(),
  name: z.string(),
  /** The page itself, by the name under which everybody reaches it: what a code on a kit holds. */
  address: z.url(),
  isSynthetic: z.boolean(),
  today: Day,
  products: z.array(Choice),
  substances: z.array(Choice),
  ageBands: z.array(AgeBand),
  /** Cells of resolution 7 in towns: there a place is kept to its cell of resolution 8, elsewhere to that of 7. */
  townCells: z.array(z.string()),
  /** What a map shows first: west, south, east, north in degrees. */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
  basemap: z.string().nullable(),
  /** A request for a kit is opened with the others of its time, so many days later at most. */
  kitsOpenedWithinDays: z.int().positive(),
  /** Where a kit is to be had at once, in the partnership's own words. */
  contactNote: z.string().nullable(),
  /** What is public of what earlier reports told. */
  ledTo: z.strictObject({ reversals: z.int().positive(), isRounded: z.boolean(), year: z.int() }).nullable(),
})
export type ReportPage = z.infer<typeof ReportPage>

/** Whether anybody may report here, and what the page says. */
export const ReportPageSettings = z.strictObject({
  isOpen: z.boolean(),
  contactNote: nameText(400).nullable(),
})
export type ReportPageSettings = z.infer<typeof ReportPageSettings>
export const ReportPageState = ReportPageSettings.extend({ contactNote: z.string().nullable(), address: z.url() })
export type ReportPageState = z.infer<typeof ReportPageState>
