import type { Role } from '../contract/access.ts'
import type { AgreementStanding } from '../contract/agreement-standing.ts'
import type { Partnership } from '../contract/partnership.ts'

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
  /** `secondFactorUntil`: null where the second factor was not given lately. */
  | { kind: 'person'; accountId: string; secondFactorUntil: string | null; memberships: Membership[] }
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
