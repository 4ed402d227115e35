import { z } from 'zod'
import type { Throttle } from '../../access/throttle.ts'
import { appendAudit } from '../../audit/store.ts'
import { Death } from '../../contract/death.ts'
import {
  ApiKey,
  ApiKeyMade,
  ApiKeys,
  GuestLink,
  GuestLinkMade,
  GuestLinks,
  InvitationLink,
  Invite,
  MailSwitch,
  NewApiKey,
  NewGuestLink,
  NewLink,
  OpenGuestLink,
  People,
  Person,
  RenewApiKey,
  SetRoles,
} from '../../contract/person.ts'
import { Nothing } from '../../contract/session.ts'
import { addDays } from '../../day.ts'
import type { Database } from '../../db/connection.ts'
import { type Trx, withTenant } from '../../db/tenant.ts'
import { findDeath } from '../../deaths/store.ts'
import { refuseUnknown } from '../../http/refuse.ts'
import { type Route, route } from '../../http/route.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { askForInvitationMail } from '../../mail/mail-work.ts'
import { HttpProblem, invalid, notFound } from '../../problem.ts'
import { addApiKey, endApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import { forgetSecondFactor, refuseNewPassword, refuseNewSecondFactor } from './change-sign-in.ts'
import { confirmAdministrator } from './confirmation.ts'
import { addGuestLink, listGuestLinks, openGuestLink, revokeGuestLink } from './guest-links.ts'
import { addInvitation } from './invitations.ts'
import { tellOfSignIn } from './notices.ts'
import { addMember, findPerson, hasAccepted, listPeople, setDisabled, setRoles, signsInAlready } from './store.ts'

const OnePerson = z.strictObject({ accountId: z.uuid() })
const OneKey = z.strictObject({ apiKeyId: z.uuid() })

const GUEST_HOURS = 12

/** Nobody changes what they may do themselves. */
function refuseOneself(accountId: string, userId: string): void {
  if (accountId === userId)
    throw new HttpProblem({ status: 409, title: 'This is your own account.', detail: 'Ask another administrator.' })
}

/** What the routes of people need of the house where mail can be sent. */
type MailOf = { keyring: Keyring; isMailOn: boolean; wake: () => void }

/** The link to hand over; or null where it goes by mail. @throws 409 where Vigil sends none. */
async function handOver(
  trx: Trx,
  { keyring, isMailOn, wake }: MailOf,
  { accountId, invitationId, link }: { accountId: string; invitationId: string; link: string },
  isMailed: boolean,
): Promise<string | null> {
  if (!isMailed) return link
  if (!isMailOn)
    throw new HttpProblem({
      status: 409,
      title: 'Vigil sends no mail here.',
      detail: 'Make the link and hand it over; or ask whoever runs Vigil to set up mail.',
    })
  await askForInvitationMail(trx, keyring, { accountId, invitationId, link })
  wake()
  return null
}

export const peopleRoutes = (mail: MailOf) => [
  route({
    method: 'get',
    path: '/people/mail',
    summary: 'Whether links can be sent by mail',
    answer: MailSwitch,
    policy: 'person:write',
    audit: 'none',
    output: { tier: 'office', carries: [] },
    deed: ['asked', 'whether mail is sent'],
    handle: async () => ({ isOn: mail.isMailOn }),
  }),
  route({
    method: 'get',
    path: '/people',
    summary: 'Accounts of this partnership and their roles',
    answer: People,
    policy: 'person:read',
    audit: 'read',
    output: { tier: 'office', carries: ['office text'] },
    deed: ['read', 'people'],
    csv: {
      fileName: 'people',
      rows: (people) =>
        people.map(({ roles, ...person }: Person) => ({
          ...person,
          roles: roles.map(({ roleName }) => roleName).join('; '),
        })),
    },
    handle: (trx) => listPeople(trx),
  }),
  route({
    method: 'post',
    path: '/people/invitations',
    summary: 'Invite somebody to a role: gives a link that works once, to be handed over, or sends it to their address',
    body: Invite,
    answer: InvitationLink,
    policy: 'person:write',
    audit: 'permission',
    record: { answer: 'accountId' },
    output: { tier: 'office', carries: [] },
    deed: ['invited', 'a person'],
    isNeverRemembered: true,
    async handle(trx, { body, tenant, publicUrl }) {
      const { accountId, alreadySignsIn } = await addMember(trx, tenant, body)
      const { invitationId, token, expiresAt } = await addInvitation(trx, {
        partnershipId: tenant.partnershipId,
        accountId,
        setsPassword: !alreadySignsIn,
        createdBy: tenant.userId,
      })
      const made = { accountId, invitationId, link: `${publicUrl}/invitation#${token}` }
      const link = await handOver(trx, mail, made, body.isMailed)
      return { accountId, link, expiresAt, alreadySignsIn }
    },
  }),
  route({
    method: 'post',
    path: '/people/:accountId/invitation',
    summary: 'A new link for somebody whose first ran out, or who forgot their password',
    params: OnePerson,
    body: NewLink,
    answer: InvitationLink,
    policy: 'person:write',
    audit: 'permission',
    record: { path: 'accountId' },
    output: { tier: 'office', carries: [] },
    deed: ['made a new link for', 'a person’s account'],
    isNeverRemembered: true,
    async handle(trx, { params: { accountId }, body, tenant, publicUrl }) {
      const person = (await findPerson(trx, accountId)) ?? notFound('person')
      const { partnershipId, userId } = tenant
      if (person.state === 'disabled')
        throw new HttpProblem({ status: 409, title: 'They are shut out.', detail: 'Let them in again first.' })
      // whoever has not accepted is only invited again; their account may be another partnership's
      const alreadySignsIn = person.state === 'invited' && (await signsInAlready(trx, accountId))
      if (person.state !== 'invited') {
        await refuseNewPassword(trx, accountId, userId)
        await tellOfSignIn(trx, accountId, 'password_link')
      }
      const { invitationId, token, expiresAt } = await addInvitation(trx, {
        partnershipId,
        accountId,
        setsPassword: !alreadySignsIn,
        createdBy: userId,
      })
      const made = { accountId, invitationId, link: `${publicUrl}/invitation#${token}` }
      return { accountId, link: await handOver(trx, mail, made, body.isMailed), expiresAt, alreadySignsIn }
    },
  }),
  route({
    method: 'put',
    path: '/people/:accountId/roles',
    summary: 'Give and take roles: all that somebody holds from now on',
    params: OnePerson,
    body: SetRoles,
    answer: Person,
    policy: 'person:write',
    audit: 'permission',
    record: { path: 'accountId' },
    output: { tier: 'office', carries: ['office text'] },
    deed: ['changed the roles of', 'a person’s account'],
    async handle(trx, { params: { accountId }, body, tenant }) {
      refuseOneself(accountId, tenant.userId)
      const { roles: held, agencyId } = body
      return (await setRoles(trx, { accountId, held, agencyId, userId: tenant.userId })) ?? notFound('person')
    },
  }),
  ...(['disable', 'enable'] as const).map((what) =>
    route({
      method: 'post',
      path: `/people/:accountId/${what}`,
      summary: what === 'disable' ? 'Shut somebody out of this partnership, at once' : 'Let somebody in again',
      params: OnePerson,
      body: Nothing,
      answer: Person,
      policy: 'person:write',
      audit: 'permission',
      record: { path: 'accountId' },
      output: { tier: 'office', carries: ['office text'] },
      deed: [what === 'disable' ? 'shut out' : 'let in again', 'a person’s account'],
      status: 200,
      async handle(trx, { params: { accountId }, tenant }) {
        refuseOneself(accountId, tenant.userId)
        return (await setDisabled(trx, accountId, what === 'disable')) ?? notFound('person')
      },
    }),
  ),
  route({
    method: 'post',
    path: '/people/:accountId/reset-second-factor',
    summary: 'Forget a lost authenticator: its person sets up a new one at the next sign-in',
    params: OnePerson,
    body: Nothing,
    answer: Person,
    policy: 'person:write',
    audit: 'permission',
    record: { path: 'accountId' },
    output: { tier: 'office', carries: ['office text'] },
    deed: ['reset the second factor of', 'a person’s account'],
    status: 200,
    async handle(trx, { params: { accountId }, tenant }) {
      refuseOneself(accountId, tenant.userId)
      const person = (await findPerson(trx, accountId)) ?? notFound('person')
      if (!(await hasAccepted(trx, person.accountId)))
        throw new HttpProblem({
          status: 409,
          title: 'They have not come yet.',
          detail: 'Make them a new link instead.',
        })
      await refuseNewSecondFactor(trx, accountId, tenant.userId)
      await forgetSecondFactor(trx, accountId)
      await tellOfSignIn(trx, accountId, 'second_factor_reset')
      return (await findPerson(trx, accountId)) ?? notFound('person')
    },
  }),
  route({
    method: 'post',
    path: '/people/:accountId/confirm-administrator',
    summary: 'Confirm a new administrator, who may then change how others sign in',
    params: OnePerson,
    body: Nothing,
    answer: Person,
    policy: 'administrator:confirm',
    audit: 'permission',
    record: { path: 'accountId' },
    output: { tier: 'office', carries: ['office text'] },
    deed: ['confirmed', 'a new administrator'],
    status: 200,
    async handle(trx, { params: { accountId }, tenant }) {
      await confirmAdministrator(trx, (await findPerson(trx, accountId)) ?? notFound('person'), tenant.userId)
      return (await findPerson(trx, accountId)) ?? notFound('person')
    },
  }),
  route({
    method: 'get',
    path: '/api-keys',
    summary: 'API keys of agencies: what for, until when, last used when',
    answer: ApiKeys,
    policy: 'api-key:read',
    audit: 'none',
    output: { tier: 'office', carries: ['office text'] },
    deed: ['read', 'API keys'],
    csv: {
      fileName: 'api-keys',
      rows: (keys) => keys.map((key: ApiKey) => ({ ...key, scopes: key.scopes.join('; ') })),
    },
    handle: (trx) => listApiKeys(trx),
  }),
  route({
    method: 'post',
    path: '/api-keys',
    summary: 'Make an API key for an agency; it is shown once',
    body: NewApiKey,
    answer: ApiKeyMade,
    policy: 'api-key:write',
    audit: 'permission',
    record: { answer: 'apiKeyId' },
    output: { tier: 'office', carries: [] },
    deed: ['added', 'an API key'],
    isNeverRemembered: true,
    async handle(trx, { body: { expiresOn, ...key }, tenant, today }) {
      await refuseUnknown(trx, [{ path: 'agencyId', to: 'agency', value: key.agencyId }])
      const expiresAt = endOf(expiresOn, today)
      return addApiKey(trx, { ...key, ...ofTenant(tenant), expiresAt, renews: null })
    },
  }),
  route({
    method: 'post',
    path: '/api-keys/:apiKeyId/renew',
    summary: 'Make a new key in place of one; both work for the overlap',
    params: OneKey,
    body: RenewApiKey,
    answer: ApiKeyMade,
    policy: 'api-key:write',
    audit: 'permission',
    record: { path: 'apiKeyId' },
    output: { tier: 'office', carries: [] },
    deed: ['renewed', 'an API key'],
    isNeverRemembered: true,
    async handle(trx, { params: { apiKeyId }, body, tenant, today }) {
      const [key] = await listApiKeys(trx, apiKeyId)
      if (!key) return notFound('API key')
      if (key.revokedAt) invalid([{ path: 'apiKeyId', message: 'is revoked: make a new key' }])
      await endApiKey(trx, apiKeyId, body.overlapHours)
      return addApiKey(trx, {
        name: key.name,
        agencyId: key.agencyId,
        scopes: key.scopes as NewApiKey['scopes'],
        ...ofTenant(tenant),
        expiresAt: endOf(body.expiresOn, today),
        renews: apiKeyId,
      })
    },
  }),
  route({
    method: 'post',
    path: '/api-keys/:apiKeyId/revoke',
    summary: 'Revoke an API key, at once',
    params: OneKey,
    body: Nothing,
    answer: ApiKey,
    policy: 'api-key:write',
    audit: 'permission',
    record: { path: 'apiKeyId' },
    output: { tier: 'office', carries: ['office text'] },
    deed: ['revoked', 'an API key'],
    status: 200,
    async handle(trx, { params: { apiKeyId } }) {
      await revokeApiKey(trx, apiKeyId)
      const [key] = await listApiKeys(trx, apiKeyId)
      return key ?? notFound('API key')
    },
  }),
  route({
    method: 'get',
    path: '/guest-links',
    summary: 'The guest links that were given for a death',
    query: z.strictObject({ deathId: z.uuid() }),
    answer: GuestLinks,
    policy: 'guest:write',
    audit: 'read',
    output: { tier: 'office', carries: ['office text'] },
    deed: ['read', 'guest links'],
    handle: (trx, { query }) => listGuestLinks(trx, query.deathId),
  }),
  route({
    method: 'post',
    path: '/guest-links',
    summary: 'Let a guest read one death, for a purpose and some days: gives a link to be handed over',
    body: NewGuestLink,
    answer: GuestLinkMade,
    policy: 'guest:write',
    audit: 'permission',
    record: { answer: 'guestLinkId' },
    output: { tier: 'office', carries: [] },
    deed: ['added', 'a guest link'],
    isNeverRemembered: true,
    async handle(trx, { body, tenant, publicUrl }) {
      if (!(await findDeath(trx, body.deathId))) invalid([{ path: 'deathId', message: 'there is no such death' }])
      const { token, ...made } = await addGuestLink(trx, tenant.partnershipId, tenant.userId, body)
      return { ...made, link: `${publicUrl}/guest#${token}` }
    },
  }),
  route({
    method: 'post',
    path: '/guest-links/:guestLinkId/revoke',
    summary: 'Take a guest link back, at once',
    params: z.strictObject({ guestLinkId: z.uuid() }),
    body: Nothing,
    answer: GuestLink,
    policy: 'guest:write',
    audit: 'permission',
    record: { path: 'guestLinkId' },
    output: { tier: 'office', carries: ['office text'] },
    deed: ['took back', 'a guest link'],
    status: 200,
    handle: async (trx, { params }) => (await revokeGuestLink(trx, params.guestLinkId)) ?? notFound('guest link'),
  }),
  route({
    method: 'get',
    path: '/guest/death',
    summary: 'The one death that a guest link is for, without identity',
    answer: Death,
    policy: 'guest:read',
    audit: 'read',
    output: { tier: 'cases', carries: ['case text', 'exact place'] },
    deed: ['read', 'a case as a guest'],
    handle: async (trx, { tenant }) => (await findDeath(trx, tenant.caseId ?? '')) ?? notFound('death'),
  }),
]

/** A guest has no account: the link is exchanged for a session that reaches one case. */
export function guestRoutes({ database: { knex: db }, throttle }: { database: Database; throttle: Throttle }): Route[] {
  return [
    route({
      method: 'post',
      path: '/guest/open',
      summary: 'Open a guest link',
      body: OpenGuestLink,
      answer: Nothing,
      policy: 'session:use',
      audit: 'none',
      output: { tier: 'oneself', carries: [] },
      isTenant: false,
      isOutsideTransaction: true,
      status: 200,
      async handle(_trx, { body, visit }) {
        await throttle.count('address', visit.address)
        const link = await openGuestLink(db, body.token)
        if (!link) return notFound('guest link, or it was taken back or has run out')
        const { partnershipId, guestLinkId, deathId } = link
        await withTenant(
          db,
          { partnershipId, userId: `guest:${guestLinkId}`, purpose: 'guest:read', reach: 'none' },
          (trx) =>
            appendAudit(trx, {
              action: 'sign_in',
              operation: 'open a guest link',
              recordId: deathId,
              fields: [],
              records: 0,
            }),
        )
        visit.begin({
          stage: 'guest',
          accountId: null,
          guest: { partnershipId, guestLinkId },
          pending: null,
          hasSecondFactor: false,
          deviceId: null,
          idleMinutes: 30,
          longestMinutes: GUEST_HOURS * 60,
          endsBy: link.expiresAt,
        })
        return {}
      },
    }),
  ]
}

const ofTenant = ({ partnershipId, userId }: { partnershipId: string; userId: string }) => ({
  partnershipId,
  createdBy: userId,
})

function endOf(expiresOn: string, today: string): string {
  if (expiresOn < today) invalid([{ path: 'expiresOn', message: 'is in the past' }])
  if (expiresOn > addDays(today, 366)) invalid([{ path: 'expiresOn', message: 'is more than a year away' }])
  return `${expiresOn}T23:59:59.000Z`
}
