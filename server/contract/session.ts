import { z } from 'zod'
import { Action, Role } from './access.ts'
import { AgreementStanding } from './agreement-standing.ts'
import { Instant } from './day.ts'
import { Slug } from './partnership.ts'

/** Long rather than complicated: no rules of composition, anything may be pasted. */
export const Password = z.string().min(12, 'has at least 12 characters').max(200, 'has at most 200 characters')
/** Six digits of an authenticator app, or a recovery code. Spaces and hyphens are ignored. */
export const SecondFactorCode = z.string().min(6).max(40)
export const Pin = z.string().regex(/^\d{6}$/, 'is six digits')
/** What stands after the # of an invitation or guest link: it is never part of an address that is sent. */
export const LinkToken = z.string().regex(/^[\w-]{43}$/, 'is not a link of ours')

/** What the sign-in page offers. */
export const SignInOptions = z.strictObject({
  /** The name of the organisation's own sign-in, where one is set up. */
  singleSignOn: z.string().nullable(),
  /** This browser is a registered device: its person may come back with a PIN. */
  device: z.strictObject({ name: z.string() }).nullable(),
  /** The demonstration's accounts, one a role; null where people are real. */
  demoAccounts: z
    .array(
      z.strictObject({
        accountId: z.uuid(),
        name: z.string(),
        email: z.string(),
        role: z.string(),
        roleName: z.string(),
        partnership: z.string(),
        partnershipSlug: Slug,
      }),
    )
    .nullable(),
  /** Nobody has an account yet: the page says how the first is made. */
  hasAccounts: z.boolean(),
})
export type SignInOptions = z.infer<typeof SignInOptions>

export const SignIn = z.strictObject({ email: z.string().trim().max(200), password: z.string().max(200) })
/** What comes next. `done`: signed in. */
export const SignInStep = z.strictObject({ next: z.enum(['second_factor', 'set_up_second_factor', 'done']) })
export type SignInStep = z.infer<typeof SignInStep>

export const GiveSecondFactor = z.strictObject({ code: SecondFactorCode })
/** For an authenticator app: the secret as text, and as the address that its QR code holds. */
export const NewSecondFactor = z.strictObject({ secret: z.string(), uri: z.string() })
/** Shown once. Each signs in once where the authenticator is lost. */
export const RecoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) })

export const Membership = z.strictObject({
  slug: Slug,
  name: z.string(),
  roles: z.array(Role),
  roleNames: z.array(z.string()),
  agencyId: z.uuid().nullable(),
  agencyName: z.string().nullable(),
  /** How the sharing agreements of the agency stand today; null where one belongs to none. */
  agreement: AgreementStanding.nullable(),
  /** What this person may do in this partnership: the interface shows no more than that. */
  actions: z.array(Action),
  /** Behind the wall that keeps peers' reports from police and prisons. */
  isWalled: z.boolean(),
})
export type Membership = z.infer<typeof Membership>

export const Session = z.strictObject({
  person: z.strictObject({ accountId: z.uuid(), name: z.string(), email: z.string() }).nullable(),
  /** A guest sees one case, by a link, and is nobody's member. */
  guest: z.strictObject({ partnership: Slug, deathId: z.uuid(), purpose: z.string(), endsAt: Instant }).nullable(),
  /** Signed in with the password, but something is still to be given. */
  next: z.enum(['second_factor', 'set_up_second_factor']).nullable(),
  memberships: z.array(Membership),
  /** Without activity the session ends here; every request of somebody at the keyboard moves it on. */
  idleEndsAt: Instant.nullable(),
  endsAt: Instant.nullable(),
  /** Exports and identities need a second factor given since; null: not lately. */
  secondFactorUntil: Instant.nullable(),
  /** May keep this device signed in with a PIN for 30 days. */
  mayRegisterDevice: z.boolean(),
  isDevice: z.boolean(),
  /** In the demonstration: the code that an authenticator app would show now. */
  demoCode: z.string().nullable(),
})
export type Session = z.infer<typeof Session>

/** What somebody is told of how they sign in; an information governance lead of others too. */
export const AccountNotice = z.strictObject({
  noticeId: z.uuid(),
  kind: z.enum([
    'password_link',
    'password_set',
    'second_factor_reset',
    'new_administrator',
    'administrator_confirmed',
    'codes_locked',
  ]),
  noticedAt: Instant,
  seenAt: Instant.nullable(),
  /** Whom it is about, where that is somebody else. */
  aboutName: z.string().nullable(),
  byName: z.string(),
  partnership: z.string().nullable(),
})
export type AccountNotice = z.infer<typeof AccountNotice>
export const AccountNotices = z.array(AccountNotice)

/** Where somebody is signed in. */
export const OpenSessions = z.array(
  z.strictObject({
    sessionId: z.uuid(),
    isThisOne: z.boolean(),
    signedInAt: Instant,
    lastSeenAt: Instant,
    browser: z.string(),
    isDevice: z.boolean(),
  }),
)
export type OpenSessions = z.infer<typeof OpenSessions>

export const RegisterDevice = z.strictObject({ name: z.string().trim().min(1).max(60), pin: Pin })
export const GivePin = z.strictObject({ pin: Pin })
export const ChangePassword = z.strictObject({ current: z.string().max(200), password: Password })

export const LookAtInvitation = z.strictObject({ token: LinkToken })
export const InvitationSeen = z.strictObject({
  name: z.string(),
  email: z.string(),
  partnership: z.string(),
  slug: Slug,
  roleName: z.string(),
  expiresAt: Instant,
  /**
   * What it takes to accept: a password of one's own; that the person whose address it is signs in first, or somebody else signs out;
   * or nothing more, since it is they who are signed in.
   */
  asks: z.enum(['password', 'sign_in', 'other_person', 'nothing']),
})
export type InvitationSeen = z.infer<typeof InvitationSeen>
export const AcceptInvitation = z.strictObject({ token: LinkToken, password: Password.optional() })

export const Nothing = z.strictObject({})
