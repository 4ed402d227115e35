import { z } from 'zod'
import { BirthDay, Instant, StoredDay } from './day.ts'

const Text = (most: number) => z.string().trim().min(1, 'is empty').max(most, `has at most ${most} characters`)

export const PersonName = z.strictObject({ given: Text(80), family: Text(80) })
export type PersonName = z.infer<typeof PersonName>

/** Ten digits of which the last is the check digit, modulus 11. NHS Data Dictionary, "NHS NUMBER". */
export function isNhsNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || /^(\d)\1{9}$/.test(digits)) return false
  const sum = [...digits.slice(0, 9)].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0)
  const check = (11 - (sum % 11)) % 11
  return check !== 10 && check === Number(digits[9])
}

/** Kept without the spaces and hyphens that people write. */
export const NhsNumber = z
  .string()
  .max(20)
  .transform((text) => text.replace(/[\s-]/g, ''))
  .refine(isNhsNumber, 'is not an NHS number: ten digits of which the last is a check digit')

export const PersonAddress = z.strictObject({
  kind: z.enum(['residence', 'earlier_residence', 'other']),
  lines: Text(300),
  postcode: z
    .string()
    .trim()
    .toUpperCase()
    .max(10)
    .regex(/^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/, 'does not look like a postcode such as TR1 2AB')
    .nullable()
    .default(null),
})
export type PersonAddress = z.infer<typeof PersonAddress>

export const Relationship = z.enum(['parent', 'child', 'partner', 'sibling', 'other_relative', 'friend', 'other'])

/** A living person: what the GDPR gives them holds for every line of this. */
export const NextOfKin = z.strictObject({
  name: PersonName,
  relationship: Relationship,
  dateOfBirth: BirthDay.nullable().default(null),
  nhsNumber: NhsNumber.nullable().default(null),
  phone: Text(40).nullable().default(null),
  email: z.email('is not an e-mail address').max(200).nullable().default(null),
  address: PersonAddress.nullable().default(null),
  /** Whether and how they wish to be spoken to. */
  wishes: Text(400).nullable().default(null),
})
export type NextOfKin = z.infer<typeof NextOfKin>

/** What is known of who somebody was. Each part can be opened by itself. */
export const Identity = z.strictObject({
  name: PersonName.nullable(),
  otherNames: z.array(PersonName).max(20),
  dateOfBirth: BirthDay.nullable(),
  nhsNumber: NhsNumber.nullable(),
  addresses: z.array(PersonAddress).max(20),
  nextOfKin: z.array(NextOfKin).max(20),
})
export type Identity = z.infer<typeof Identity>

export const IdentityField = Identity.keyof()
export type IdentityField = z.infer<typeof IdentityField>

/** Fields that are left out stay as they are, so that one can be put right without opening the others; null or an empty list empties. */
export const IdentityChange = Identity.partial().refine(
  (change) => Object.keys(change).length > 0,
  'give at least one field',
)
export type IdentityChange = z.infer<typeof IdentityChange>

/** That an identity is held, and which parts of it; nothing of what stands in it. */
export const IdentityHeld = z.strictObject({
  deathId: z.uuid(),
  fields: z.array(IdentityField),
  changedAt: Instant.nullable(),
})
export type IdentityHeld = z.infer<typeof IdentityHeld>

export const OpeningPurpose = z.enum([
  'panel_review',
  'coroner',
  'ask_agencies',
  'match_records',
  'contact_family',
  'safeguarding',
  'subject_request',
  'correction',
  'other',
])
export type OpeningPurpose = z.infer<typeof OpeningPurpose>

export const OpenIdentity = z
  .strictObject({
    purpose: OpeningPurpose,
    /** What for, in words; needed where the list has no word for it. */
    note: Text(400).nullable().default(null),
    fields: z.array(IdentityField).min(1, 'choose at least one').max(6),
  })
  .refine(({ purpose, note }) => purpose !== 'other' || (note?.length ?? 0) >= 10, {
    path: ['note'],
    message: 'say what for, in 10 characters or more',
    when: ({ value }) => (value as { purpose?: unknown } | null)?.purpose === 'other',
  })
export type OpenIdentity = z.infer<typeof OpenIdentity>

export const BreakGlass = z.strictObject({
  reason: z.string().trim().min(20, 'has at least 20 characters').max(400, 'has at most 400 characters'),
  fields: z.array(IdentityField).min(1, 'choose at least one').max(6),
})
export type BreakGlass = z.infer<typeof BreakGlass>

/** A living person as they were recorded, whatever day stands there. */
export const StoredKin = NextOfKin.extend({ dateOfBirth: StoredDay.nullable().default(null) })

/** An identity as it was recorded, whatever day stands there. */
export const StoredIdentity = Identity.extend({
  dateOfBirth: StoredDay.nullable(),
  nextOfKin: z.array(StoredKin).max(20),
})

/** The parts that were asked for, and no others. */
export const OpenedIdentity = z.strictObject({
  deathId: z.uuid(),
  openingId: z.uuid(),
  identity: StoredIdentity.partial(),
})
export type OpenedIdentity = z.infer<typeof OpenedIdentity>

export const IdentityOpening = z.strictObject({
  openingId: z.uuid(),
  openedAt: Instant,
  openedBy: z.string(),
  openedByName: z.string().nullable(),
  purpose: z.enum([...OpeningPurpose.options, 'break_glass']),
  fields: z.array(z.string()),
})
export type IdentityOpening = z.infer<typeof IdentityOpening>
export const IdentityOpenings = z.array(IdentityOpening)

/** By the NHS number, or by name and date of birth. In a body, for an address is written down on its way. */
export const PersonSought = z.union([
  z.strictObject({ nhsNumber: NhsNumber }),
  z.strictObject({ name: PersonName, dateOfBirth: BirthDay }),
])
export type PersonSought = z.infer<typeof PersonSought>

/** The pseudonyms of the deaths that match, and nothing else. */
export const IdentityMatch = z.strictObject({ deathIds: z.array(z.uuid()) })

export const GovernanceNotice = z.strictObject({
  noticeId: z.uuid(),
  kind: z.enum(['break_glass']),
  noticedAt: Instant,
  byUser: z.string(),
  byUserName: z.string().nullable(),
  deathId: z.uuid(),
  reason: z.string(),
  readAt: Instant.nullable(),
  readBy: z.string().nullable(),
  readByName: z.string().nullable(),
})
export type GovernanceNotice = z.infer<typeof GovernanceNotice>
export const GovernanceNotices = z.array(GovernanceNotice)
