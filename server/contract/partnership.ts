import { z } from 'zod'
import { Day, Instant } from './day.ts'
import { nameText } from './text.ts'

export const Slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and hyphens')

export const Partnership = z.strictObject({
  partnershipId: z.uuid(),
  slug: Slug,
  name: z.string(),
  country: z.string(),
  timeZone: z.string(),
  basemap: z.string().nullable(),
  isSynthetic: z.boolean(),
  /** The day it is now in the partnership's time zone. */
  today: Day,
})
export type Partnership = z.infer<typeof Partnership>
export const Partnerships = z.array(Partnership)

export const AgencyKind = z.enum([
  'public_health',
  'drug_service',
  'outreach',
  'police',
  'ambulance',
  'hospital',
  'pharmacy',
  'prison',
  'probation',
  'criminal_justice_team',
  'housing',
  'peer_network',
  'coroner',
  'council',
  'voluntary',
  'children_services',
  'youth_justice',
  'education',
  'gp',
  'medical_examiner',
  'fire',
  'other',
])
export const NewAgency = z.strictObject({ name: nameText(120), kind: AgencyKind })
export type NewAgency = z.infer<typeof NewAgency>
export const Agency = NewAgency.extend({ name: z.string(), agencyId: z.uuid() })
export type Agency = z.infer<typeof Agency>
const usualNumber = z.number().positive('is above 0').lt(1_000_000, 'is below a million').nullable()
/** What a partnership sees in a usual year, from annual reports; null where it has not said. */
export const UsualNumbers = z.strictObject({ deathsAYear: usualNumber, reversalsAYear: usualNumber })
export type UsualNumbers = z.infer<typeof UsualNumbers>

export const Agencies = z.array(Agency)

export const Health = z.strictObject({
  state: z.enum(['ready', 'not_ready']),
  engine: z.string(),
  postgresVersion: z.string().nullable(),
  postgisVersion: z.string().nullable(),
  migration: z.string().nullable(),
  lastNights: z.array(
    z.strictObject({
      partnership: z.string(),
      night: Day.nullable(),
      finishedAt: Instant.nullable(),
      isLate: z.boolean(),
    }),
  ),
  problem: z.string().nullable(),
})
export type Health = z.infer<typeof Health>
