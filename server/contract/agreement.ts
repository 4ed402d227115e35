import { z } from 'zod'
import { AgreementStanding, AgreementState } from './agreement-standing.ts'
import { BorderStream } from './border-cluster.ts'
import { Day, Instant, StoredDay } from './day.ts'

const Why = z.string().trim().min(10, 'has at least 10 characters').max(400, 'has at most 400 characters')

/** An agency of the partnership, or somebody outside it by name. */
export const NewParty = z.union([
  z.strictObject({ agencyId: z.uuid() }),
  z.strictObject({ name: z.string().trim().min(1).max(120) }),
])

export const NewAgreement = z
  .strictObject({
    parties: z.array(NewParty).min(1, 'names at least one').max(30),
    purpose: Why,
    covers: z.string().trim().min(3).max(400),
    /**
     * Of which streams other partnerships of this installation, parties by their names, may see exact counts of a cluster that crosses the
     * border; they do once each has recorded such an agreement with each other.
     */
    borderClusters: z.array(BorderStream).max(2).optional(),
    startsOn: Day,
    endsOn: Day,
    reference: z.string().trim().min(1).max(200),
  })
  .refine(({ startsOn, endsOn }) => endsOn >= startsOn, {
    path: ['endsOn'],
    message: 'is not before the first day',
    when: ({ value }) => {
      const { startsOn, endsOn } = (value ?? {}) as Record<string, unknown>
      return typeof startsOn === 'string' && typeof endsOn === 'string'
    },
  })
  .refine(
    ({ parties }) => new Set(parties.map((party) => JSON.stringify(party).toLowerCase())).size === parties.length,
    {
      path: ['parties'],
      message: 'names each party once',
    },
  )
export type NewAgreement = z.infer<typeof NewAgreement>

export const EndAgreement = z.strictObject({
  /** The last day it is in force; yesterday ends it at once. */
  lastDay: Day,
  reason: Why,
})
export type EndAgreement = z.infer<typeof EndAgreement>

export const Agreement = z.strictObject({
  agreementId: z.uuid(),
  parties: z.array(z.strictObject({ agencyId: z.uuid().nullable(), name: z.string() })),
  purpose: z.string(),
  covers: z.string(),
  borderClusters: z.array(BorderStream),
  startsOn: StoredDay,
  endsOn: StoredDay,
  reference: z.string(),
  state: AgreementState,
  recordedBy: z.string(),
  recordedByName: z.string().nullable(),
  recordedAt: Instant,
  /** Ended early: the last day it was in force. */
  endedOn: StoredDay.nullable(),
  endedBy: z.string().nullable(),
  endedByName: z.string().nullable(),
  endReason: z.string().nullable(),
  endedAt: Instant.nullable(),
})
export type Agreement = z.infer<typeof Agreement>

export const AgreementRegister = z.strictObject({
  agreements: z.array(Agreement),
  agencies: z.array(AgreementStanding.extend({ agencyId: z.uuid(), name: z.string() })),
})
export type AgreementRegister = z.infer<typeof AgreementRegister>
