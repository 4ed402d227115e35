import { z } from 'zod'
import { Day } from './day.ts'
import { Provenance } from './figure.ts'

/** How well one agency, or a source where no agency is named, reports: over the events of the last year, but for its last report. */
export const AgencyReports = z.strictObject({
  /** The agency's name, or the source's. */
  feed: z.string(),
  isAgency: z.boolean(),
  /** Persons at overdoses, or deaths, of the last year. */
  records: z.int().nonnegative(),
  /** Of those, the share in which all that is asked is known; null of none. */
  completeShare: z.number().min(0).max(1).nullable(),
  /** Of all that is asked in them, the share that is unknown; null of none. */
  unknownShare: z.number().min(0).max(1).nullable(),
  /** Days from the event until it was known, where both are known exactly: half were known by then, and nine in ten. */
  medianDelayDays: z.int().nonnegative().nullable(),
  mostDelayDays: z.int().nonnegative().nullable(),
  /** The last day on which anything became known from it, in the last four years; null where that was assumed of all. */
  lastReportOn: Day.nullable(),
  /** Its records that stand though they could not be entered today (the page "To look at"), however old. */
  toLookAt: z.int().nonnegative(),
})
export type AgencyReports = z.infer<typeof AgencyReports>

export const AgencyBoard = z.strictObject({
  provenance: Provenance,
  /** The events counted are of these days. */
  from: Day,
  to: Day,
  /** What is asked of each record, in words. */
  asked: z.array(z.string()),
  /** Most records first. */
  feeds: z.array(AgencyReports),
  /** Whether there may be more to look at than was counted. */
  isCut: z.boolean(),
})
export type AgencyBoard = z.infer<typeof AgencyBoard>
