import { z } from 'zod'
import { StoredDay, TimeOfDay } from './day.ts'
import { Outcome, OutcomeEvidence, ReporterKind } from './overdose.ts'
import { ofPages, pageOf } from './page.ts'

/** A report of which it is worth asking how the person is. */
export const ReportToFollowUp = z.strictObject({
  overdoseId: z.uuid(),
  reference: z.string(),
  source: z.string(),
  agencyName: z.string().nullable(),
  reporterKind: ReporterKind,
  eventDay: StoredDay,
  eventTime: TimeOfDay.nullable(),
  town: z.string().nullable(),
  daysAgo: z.int(),
  /** Of those at the event whose outcome is not known, or was told by somebody else. */
  persons: z.array(z.strictObject({ outcome: Outcome, outcomeEvidence: OutcomeEvidence })),
})
export type ReportToFollowUp = z.infer<typeof ReportToFollowUp>

const { rows, total, nextCursor } = pageOf(ReportToFollowUp).shape
/** Those that have waited longest first. */
export const FollowUpPage = z.strictObject({ rows, total, nextCursor })
export type FollowUpPage = z.infer<typeof FollowUpPage>

export const FollowUpQuery = z.strictObject({
  /** Of events at most so many days ago; whoever was there can still be asked. */
  within: z.coerce.number().int().min(1).max(36_500).optional(),
  ...ofPages,
})
export type FollowUpQuery = z.infer<typeof FollowUpQuery>
