import { z } from 'zod'
import { BirthDay, Day, Instant, StoredDay } from './day.ts'
import { NextOfKin, NhsNumber, PersonName } from './identity.ts'

export const SubjectRequestKind = z.enum(['export', 'erase'])

/** The reference is the partnership's own number for the letter or message. The register names nobody. */
export const NewSubjectRequest = z.strictObject({
  kind: SubjectRequestKind,
  reference: z.string().trim().min(1, 'is empty').max(60, 'has at most 60 characters'),
  receivedOn: Day,
})
export type NewSubjectRequest = z.infer<typeof NewSubjectRequest>

/** How much was given, erased or kept, and why; never what it says. */
export const SubjectOutcome = z.strictObject({
  what: z.string(),
  deed: z.enum(['given', 'erased', 'kept']),
  count: z.int().nonnegative(),
  why: z.string().nullable(),
})
export type SubjectOutcome = z.infer<typeof SubjectOutcome>

export const SubjectRequest = z.strictObject({
  requestId: z.uuid(),
  kind: SubjectRequestKind,
  reference: z.string(),
  receivedOn: StoredDay,
  /** One month after (UK GDPR, article 12(3)). */
  dueOn: StoredDay,
  recordedBy: z.string(),
  recordedAt: Instant,
  answeredAt: Instant.nullable(),
  answeredBy: z.string().nullable(),
  isLate: z.boolean(),
  outcome: z.array(SubjectOutcome),
})
export type SubjectRequest = z.infer<typeof SubjectRequest>
export const SubjectRequests = z.array(SubjectRequest)

/** By what a living person may be found. Whoever asks has made sure that it is them. */
export const SubjectSought = z.union([
  z.strictObject({ nhsNumber: NhsNumber }),
  z.strictObject({ name: PersonName, dateOfBirth: BirthDay }),
  z.strictObject({ name: PersonName, postcode: z.string().trim().toUpperCase().min(5).max(10) }),
  z.strictObject({ email: z.string().trim().toLowerCase().min(3).max(200) }),
  z.strictObject({ phone: z.string().trim().min(5).max(40) }),
])
export type SubjectSought = z.infer<typeof SubjectSought>

export const AnswerSubject = z.strictObject({ requestId: z.uuid(), sought: SubjectSought })

/** Everything held about one living person, in open JSON. Records of deaths are named by nobody else's pseudonym. */
export const SubjectExport = z.strictObject({
  requestId: z.uuid(),
  madeAt: Instant,
  nextOfKin: z.array(NextOfKin.extend({ recordedAt: Instant, changedAt: Instant })),
  accounts: z.array(
    z.strictObject({
      name: z.string(),
      email: z.string(),
      roles: z.array(z.string()),
      createdAt: Instant,
      lastSignedInAt: Instant.nullable(),
    }),
  ),
  /** What their account did here, as the audit keeps it. */
  auditEntries: z.array(
    z.strictObject({ at: Instant, action: z.string(), operation: z.string(), purpose: z.string() }),
  ),
  notes: z.array(z.string()),
})
export type SubjectExport = z.infer<typeof SubjectExport>

export const SubjectErasure = z.strictObject({ requestId: z.uuid(), outcome: z.array(SubjectOutcome) })
export type SubjectErasure = z.infer<typeof SubjectErasure>
