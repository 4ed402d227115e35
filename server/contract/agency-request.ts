import { z } from 'zod'
import { Entries, NewEntry } from './chronology.ts'
import { DayPrecision, StoredDay } from './day.ts'
import { Involved } from './death-notice.ts'
import { AgencyKind } from './partnership.ts'
import { freeText } from './text.ts'

/** Somebody is asked for what they know; the answer is due in five working days. */
export const NewAgencyRequest = Involved
export type NewAgencyRequest = z.infer<typeof NewAgencyRequest>

export const RequestStanding = z.enum(['open', 'due_soon', 'overdue', 'escalate', 'answered', 'withdrawn'])
export type RequestStanding = z.infer<typeof RequestStanding>

export const AgencyRequest = z.strictObject({
  requestId: z.uuid(),
  /** Told to those who see every case. */
  death: z.strictObject({ deathId: z.uuid(), reference: z.string() }).nullable(),
  agencyId: z.uuid().nullable(),
  agencyKind: AgencyKind,
  service: z.string(),
  contact: z.string().nullable(),
  role: z.string().nullable(),
  eventDay: StoredDay,
  eventDayPrecision: DayPrecision,
  ageYears: z.int().nullable(),
  sex: z.enum(['female', 'male', 'other', 'unknown']),
  askedOn: StoredDay,
  dueOn: StoredDay,
  endedOn: StoredDay.nullable(),
  withdrawnReason: z.string().nullable(),
  standing: RequestStanding,
})
export type AgencyRequest = z.infer<typeof AgencyRequest>

export const AgencyRequestQuery = z.strictObject({
  /** `late`: overdue, whether or not it is to be escalated. */
  show: z.enum(['open', 'late', 'all']).default('open'),
  death: z.uuid().optional(),
})
export type AgencyRequestQuery = z.infer<typeof AgencyRequestQuery>
export const AgencyRequests = z.strictObject({ rows: z.array(AgencyRequest), isCut: z.boolean() })
export type AgencyRequests = z.infer<typeof AgencyRequests>

/** A request with what its agency has told so far. */
export const OneAgencyRequest = z.strictObject({ request: AgencyRequest, entries: Entries })
export type OneAgencyRequest = z.infer<typeof OneAgencyRequest>

/** An entry of the chronology, or that nothing more is known; `isDone` ends the request. */
export const RequestAnswer = z
  .strictObject({
    entries: z.array(NewEntry).max(100).default([]),
    isDone: z.boolean(),
  })
  .refine(({ entries, isDone }) => isDone || entries.length > 0, { path: ['entries'], message: 'say what is known' })
export type RequestAnswer = z.infer<typeof RequestAnswer>

export const WithdrawRequest = z.strictObject({ reason: freeText(400).trim().min(3, 'say why') })
