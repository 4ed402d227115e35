import type { AgreementStanding } from '../contract/agreement.ts'
import type { Partnership } from '../contract/partnership.ts'
import type { Role } from '../http/policy.ts'

/** What somebody may do in one partnership. */
export type Membership = {
  partnership: Partnership
  roles: Role[]
  agencyId: string | null
  agencyName: string | null
  /** Of the agency; null where one belongs to none. */
  agreement: AgreementStanding | null
}

/** Who asks. */
export type Actor =
  | { kind: 'nobody' }
  | { kind: 'person'; accountId: string; secondFactorAt: string | null; memberships: Membership[] }
  | { kind: 'guest'; guestLinkId: string; partnership: Partnership; deathId: string }
  | {
      kind: 'api key'
      apiKeyId: string
      partnership: Partnership
      agencyId: string
      scopes: string[]
      agreement: AgreementStanding
    }

/** The name under which their deeds stand in the audit. */
export function userIdOf(actor: Actor): string {
  if (actor.kind === 'person') return actor.accountId
  if (actor.kind === 'guest') return `guest:${actor.guestLinkId}`
  if (actor.kind === 'api key') return `key:${actor.apiKeyId}`
  return 'nobody'
}

/** For exports and identities the second factor must have been given so lately. */
const SECOND_FACTOR_MINUTES = 10

/** Until when a second factor given then is fresh; null: it no longer is. */
export function secondFactorEnd(givenAt: string | null): string | null {
  if (!givenAt) return null
  const until = new Date(new Date(givenAt).getTime() + SECOND_FACTOR_MINUTES * 60_000)
  return until.getTime() > Date.now() ? until.toISOString() : null
}
