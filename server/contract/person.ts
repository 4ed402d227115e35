import { z } from 'zod'
import { Action, Role } from './access.ts'
import { Day, Instant } from './day.ts'
import { LinkToken } from './session.ts'

/** As browsers take it: no letter that merely looks like another's, and none that is not seen. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(200)
  .regex(/^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'does not look like an e-mail address')

/** Somebody with a role in this partnership, or invited to one. */
export const Person = z.strictObject({
  accountId: z.uuid(),
  name: z.string(),
  email: z.string(),
  roles: z.array(z.strictObject({ role: Role, roleName: z.string(), grantedAt: Instant })),
  agencyId: z.uuid().nullable(),
  agencyName: z.string().nullable(),
  /** Invited: has not accepted yet, so that nothing is known of their account here. */
  state: z.enum(['invited', 'active', 'disabled']),
  /** Of an administrator: whether somebody independent has confirmed them, without which they change nobody's sign-in. */
  administratorState: z.enum(['waits', 'confirmed']).nullable(),
  hasSecondFactor: z.boolean(),
  lastSignedInAt: Instant.nullable(),
  /** Of the latest mail to them: whether it went, or what can be done; null where none was asked for. */
  mailState: z.enum(['waits', 'sent', 'not delivered']).nullable(),
  mailProblem: z.string().nullable(),
})
export type Person = z.infer<typeof Person>
export const People = z.array(Person)

export const Invite = z.strictObject({
  name: z.string().trim().min(1).max(120),
  email: Email,
  role: Role,
  agencyId: z.uuid().nullable().default(null),
  /** The link goes to their address, and is shown to nobody else. */
  isMailed: z.boolean().default(false),
})
export type Invite = z.infer<typeof Invite>

export const NewLink = z.strictObject({ isMailed: z.boolean().default(false) })
/** Whether Vigil can send mail here. Where it cannot, links are handed over. */
export const MailSwitch = z.strictObject({ isOn: z.boolean() })
export type MailSwitch = z.infer<typeof MailSwitch>

/** Shown once, to copy; it works once, until it expires. */
export const InvitationLink = z.strictObject({
  accountId: z.uuid(),
  /** Null: it is sent to their address, and shown to nobody else. */
  link: z.string().nullable(),
  expiresAt: Instant,
  /** Somebody signs in with this address by now: they accept the invitation signed in, and the link sets no password. */
  alreadySignsIn: z.boolean(),
})

/** All the roles somebody holds from now on; an empty list takes every role away. */
export const SetRoles = z.strictObject({
  roles: z.array(Role).max(15),
  agencyId: z.uuid().nullable().default(null),
})

export const ApiKey = z.strictObject({
  apiKeyId: z.uuid(),
  name: z.string(),
  agencyId: z.uuid(),
  agencyName: z.string(),
  scopes: z.array(z.string()),
  createdAt: Instant,
  expiresAt: Instant,
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  /** The key that this one took over from, until it runs out. */
  renews: z.uuid().nullable(),
})
export type ApiKey = z.infer<typeof ApiKey>
export const ApiKeys = z.array(ApiKey)
export const NewApiKey = z.strictObject({
  name: z.string().trim().min(1).max(80),
  agencyId: z.uuid(),
  scopes: z
    .array(
      z.enum([
        'overdose:read',
        'overdose:write',
        'death:read',
        'death:write',
        'notice:send',
        'supply:read',
        'supply:write',
      ]),
    )
    .min(1),
  /** The last day it works; a year from now at most. */
  expiresOn: Day,
})
export type NewApiKey = z.infer<typeof NewApiKey>
/** The key itself stands here and nowhere else: it is kept only as its hash. */
export const ApiKeyMade = z.strictObject({ apiKeyId: z.uuid(), key: z.string(), expiresAt: Instant })
export const RenewApiKey = z.strictObject({
  expiresOn: Day,
  overlapHours: z
    .int()
    .min(0)
    .max(24 * 30),
})

export const NewGuestLink = z.strictObject({
  deathId: z.uuid(),
  guestName: z.string().trim().min(1).max(120),
  /** Why they may see it; the guest reads it too. */
  purpose: z.string().trim().min(10).max(400),
  days: z.int().min(1).max(14).default(7),
})
export const GuestLink = z.strictObject({
  guestLinkId: z.uuid(),
  deathId: z.uuid(),
  guestName: z.string(),
  purpose: z.string(),
  createdAt: Instant,
  expiresAt: Instant,
  openedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
})
export type GuestLink = z.infer<typeof GuestLink>
export const GuestLinks = z.array(GuestLink)
export const GuestLinkMade = z.strictObject({ guestLinkId: z.uuid(), link: z.string(), expiresAt: Instant })
export const OpenGuestLink = z.strictObject({ token: LinkToken })

/** Who may see and do what: the table that the guards read, for the page that says it. */
export const PolicyTable = z.strictObject({
  roles: z.array(z.strictObject({ role: Role, name: z.string(), isWalled: z.boolean() })),
  actions: z.array(
    z.strictObject({
      action: Action,
      does: z.string(),
      reachesCases: z.boolean(),
      /** Without signing in. */
      everyone: z.boolean(),
      roles: z.array(z.strictObject({ role: Role, scope: z.enum(['partnership', 'own agency']) })),
      /** The addresses it opens. */
      routes: z.array(z.string()),
    }),
  ),
})
export type PolicyTable = z.infer<typeof PolicyTable>

/** An attempt behind the wall, or beyond a role: who tried what, never what it would have shown. */
export const Refusal = z.strictObject({
  entry: z.int().positive(),
  at: Instant,
  userId: z.string(),
  userName: z.string().nullable(),
  operation: z.string(),
  operationName: z.string(),
})
export const Refusals = z.strictObject({ rows: z.array(Refusal), nextBefore: z.int().nullable() })
export type Refusals = z.infer<typeof Refusals>
export type InvitationLink = z.infer<typeof InvitationLink>
export type SetRoles = z.infer<typeof SetRoles>
export type ApiKeyMade = z.infer<typeof ApiKeyMade>
export type RenewApiKey = z.infer<typeof RenewApiKey>
export type NewGuestLink = z.infer<typeof NewGuestLink>
export type GuestLinkMade = z.infer<typeof GuestLinkMade>
export type Refusal = z.infer<typeof Refusal>
export type OpenGuestLink = z.infer<typeof OpenGuestLink>
