import { z } from 'zod'

/** The roles somebody can hold, by what they are called. Roles as in docs/domain.md, “Who sees what”. */
export const roleNames = {
  agency_reporter: 'Agency reporter',
  agency_contributor: 'Agency contributor',
  stock_holder: 'Stock holder',
  trainer: 'Trainer',
  police: 'Police (drug-related deaths)',
  prison: 'Prison and criminal justice team',
  panel_member: 'Panel member',
  panel_coordinator: 'Panel coordinator',
  analyst: 'Public health analyst',
  consultant: 'Public health consultant',
  naloxone_coordinator: 'Naloxone coordinator',
  commissioner: 'Commissioner',
  expert: 'Expert by experience',
  governance: 'Information governance lead',
  administrator: 'Administrator',
} as const
export type Role = keyof typeof roleNames
export const Role = z.enum(Object.keys(roleNames) as Role[])

/** Roles that act for one agency and see only what it recorded. */
export const agencyRoles: readonly string[] = [
  'agency_reporter',
  'agency_contributor',
  'stock_holder',
  'trainer',
  'police',
  'prison',
] satisfies Role[]

/** What may be done. What each means, and which role includes it, stands in server/access/policy.ts. */
export const Action = z.enum([
  'health:read',
  'session:use',
  'public:read',
  'policy:read',
  'partnership:read',
  'agency:read',
  'agency:write',
  'substance:read',
  'substance:place',
  'area:read',
  'product:read',
  'product:write',
  'death:read',
  'death:write',
  'definition:read',
  'definition:write',
  'panel:write',
  'notice:send',
  'notice:read',
  'notice:decide',
  'chronology:read',
  'chronology:write',
  'request:read',
  'request:answer',
  'request:write',
  'overdose:read',
  'overdose:write',
  'supply:read',
  'supply:write',
  'stock:read',
  'stock:write',
  'stock-alert:write',
  'report:send',
  'report-page:write',
  'kit-request:read',
  'kit-request:answer',
  'signal:read',
  'signal:judge',
  'figure:read',
  'night:read',
  'night:write',
  'import:read',
  'import:write',
  'death-import:write',
  'release:read',
  'total:read',
  'release:write',
  'audit:read',
  'case-access:read',
  'refusal:read',
  'person:read',
  'person:write',
  'administrator:confirm',
  'api-key:read',
  'api-key:write',
  'guest:write',
  'guest:read',
  'agreement:read',
  'agreement:write',
  'identity:read',
  'identity:write',
  'identity:break-glass',
  'retention:read',
  'hold:write',
  'subject:write',
])
export type Action = z.infer<typeof Action>

/**
 * What a permission reaches in the database: every case of the partnership, the cases that one's own agency entered, one named case, or
 * none at all (public lists, accounts, released figures). Row-level security holds a request to it, whatever its SQL says.
 */
export type Reach = 'all' | 'own_agency' | 'one_case' | 'none'
