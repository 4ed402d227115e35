import type { Partnership } from '../contract/partnership.ts'
import type { Membership } from './actor.ts'

export type Stage = 'single_sign_on' | 'second_factor' | 'set_up_second_factor' | 'signed_in' | 'guest'

/** What begins a session; the rest the database knows. */
export type NewSession = {
  stage: Stage
  accountId: string | null
  guest: { partnershipId: string; guestLinkId: string } | null
  /** Of a half-done sign-in. */
  pending: Record<string, string> | null
  /** Just given. */
  hasSecondFactor: boolean
  deviceId: string | null
  browser: string
  idleMinutes: number
  /** How long it lasts at most, and what it does not outlive. */
  longestMinutes: number
  endsBy: string | null
}

/** A session as it stands at a request, with who it is of and what they may do now: read anew each time, so that what is taken away is gone. */
export type OpenSession = Omit<NewSession, 'hasSecondFactor' | 'longestMinutes' | 'endsBy'> & {
  sessionId: string
  lastSeenAt: string
  endsAt: string
  /** Until when the second factor is fresh; null: it no longer is. */
  secondFactorUntil: string | null
  /** That somebody is at the keyboard has not been written down for a minute. */
  isActivityDue: boolean
  person: { name: string; email: string; isDemo: boolean } | null
  memberships: Membership[]
  guestCase: { partnership: Partnership; deathId: string; guestName: string; purpose: string } | null
}

declare module 'express-session' {
  interface SessionData {
    begun: NewSession
    open: OpenSession
  }
}
