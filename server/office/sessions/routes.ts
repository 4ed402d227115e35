import { z } from 'zod'
import { refuseStale } from '../../access/may.ts'
import { scopeOf, walledRoles } from '../../access/policy.ts'
import type { OpenSession } from '../../access/session.ts'
import type { Throttle } from '../../access/throttle.ts'
import type { Visit } from '../../access/visit.ts'
import type { Anchors } from '../../audit/anchor.ts'
import type { Config } from '../../config.ts'
import { Action, roleNames } from '../../contract/access.ts'
import {
  AcceptInvitation,
  AccountNotices,
  ChangePassword,
  GivePin,
  GiveSecondFactor,
  InvitationSeen,
  LookAtInvitation,
  NewSecondFactor,
  Nothing,
  OpenSessions,
  RecoveryCodes,
  RegisterDevice,
  Session,
  SignIn,
  SignInOptions,
  SignInStep,
} from '../../contract/session.ts'
import { databaseNow } from '../../db/clock.ts'
import type { Database } from '../../db/connection.ts'
import { type Route, route } from '../../http/route.ts'
import { type Keyring, seal, unseal } from '../../keys/keyring.ts'
import { HttpProblem, invalid, notFound } from '../../problem.ts'
import { listDemoAccounts } from '../people/demo-accounts.ts'
import { acceptInvitation, declineInvitation, findInvitation, type Invitation } from '../people/invitations.ts'
import { listAccountNotices, markNoticesSeen, tellEverywhere } from '../people/notices.ts'
import {
  endEverywhere,
  endOtherSessions,
  endSession,
  extendSession,
  forgetDevice,
  forgetDevices,
  hasAccounts,
  listOpenSessions,
  noteSecondFactor,
  rememberPending,
} from './open-sessions.ts'
import { hashPassword, isPassword, refuseWeakPassword } from './passwords.ts'
import {
  codeAt,
  isRecoveryCode,
  makeRecoveryCodes,
  newSecondFactor,
  readSecondFactor,
  saveFirstSecondFactor,
  takeCode,
} from './second-factor.ts'
import {
  auditIn,
  auditSession,
  beginHalfWay,
  beginSession,
  checkPassword,
  type FirstFactor,
  findAccount,
  findDevice,
  isEasyPin,
  makeOwn,
  mayRegisterDevice,
  registerDevice,
  setPassword,
  signInWithPin,
} from './sign-in.ts'
import { linkProviderPerson } from './single-sign-on.ts'

type Parts = {
  config: Pick<Config, 'singleSignOn' | 'isDemo'>
  keyring: Keyring
  database: Database
  throttle: Throttle
  anchors?: Anchors | undefined
}

export function sessionRoutes({ config, keyring, database, throttle, anchors }: Parts): Route[] {
  const db = database.knex

  async function describe(visit: Visit, open = visit.open): Promise<Session> {
    if (!open || open.stage === 'single_sign_on') return NOBODY
    if (open.stage === 'second_factor' || open.stage === 'set_up_second_factor') return { ...NOBODY, next: open.stage }
    const ends = { idleEndsAt: idleEnd(open), endsAt: open.endsAt }
    if (open.guestCase) {
      const { partnership, deathId, purpose } = open.guestCase
      return { ...NOBODY, ...ends, guest: { partnership: partnership.slug, deathId, purpose, endsAt: open.endsAt } }
    }
    if (!open.person || !open.accountId) return NOBODY
    const { person, accountId } = open
    return {
      ...NOBODY,
      ...ends,
      person: { accountId, name: person.name, email: person.email },
      memberships: open.memberships.map(({ partnership, roles: held, agencyId, agencyName, agreement }) => ({
        slug: partnership.slug,
        name: partnership.name,
        roles: held,
        roleNames: held.map((role) => roleNames[role]),
        agencyId,
        agencyName,
        agreement,
        actions: Action.options.filter((action) => scopeOf(held, action)),
        isWalled: held.some((role) => walledRoles.includes(role)),
      })),
      secondFactorUntil: open.secondFactorUntil,
      mayRegisterDevice: mayRegisterDevice(open.memberships),
      isDevice: open.deviceId !== null,
      demoCode: await demoCode(open, accountId),
    }
  }

  async function demoCode(open: OpenSession, accountId: string) {
    if (!config.isDemo || !open.person?.isDemo) return null
    const secret = await readSecondFactor(db, keyring, accountId)
    return secret ? codeAt(secret, await databaseNow(db)) : null
  }

  const again = async (visit: Visit, change: Partial<OpenSession>) =>
    describe(visit, visit.open && { ...visit.open, ...change })

  return [
    route({
      method: 'get',
      path: '/session',
      summary: 'Who is signed in, what they may do where, and until when',
      answer: Session,
      ...ofYourself,
      output: { tier: 'oneself', carries: ['office text'] },
      handle: (_trx, { visit }) => describe(visit),
    }),
    route({
      method: 'get',
      path: '/sign-in',
      summary: 'The ways of signing in that there are here',
      answer: SignInOptions,
      ...ofYourself,
      async handle(_trx, { visit }) {
        const device = await findDevice(db, visit.deviceToken)
        return {
          singleSignOn: config.singleSignOn?.name ?? null,
          device: device ? { name: device.name } : null,
          demoAccounts: config.isDemo ? await listDemoAccounts(db) : null,
          hasAccounts: await hasAccounts(db),
        }
      },
    }),
    route({
      method: 'post',
      path: '/sign-in',
      summary: 'Sign in with e-mail address and password; the second factor comes next',
      body: SignIn,
      answer: SignInStep,
      ...ofYourself,
      async handle(_trx, { body, visit }) {
        return {
          next: beginHalfWay(
            visit,
            await checkPassword(db, throttle, visit.address, body.email, body.password),
            'password',
          ),
        }
      },
    }),
    route({
      method: 'post',
      path: '/sign-in/second-factor',
      summary: 'Give the code of the authenticator, or a recovery code',
      body: GiveSecondFactor,
      answer: SignInStep,
      ...ofYourself,
      async handle(_trx, { body, visit }) {
        const { accountId, by, pending } = halfWay(visit, 'second_factor')
        const kind = await giveCode(db, throttle, keyring, accountId, body.code)
        await makeOwn(db, accountId, by)
        await linkPending(db, accountId, pending)
        await beginSession(db, visit, accountId, { how: `${by} and ${kind}`, hasSecondFactor: true })
        return DONE
      },
    }),
    route({
      method: 'post',
      path: '/sign-in/second-factor/set-up',
      summary: 'A new secret for an authenticator app',
      body: Nothing,
      answer: NewSecondFactor,
      ...ofYourself,
      async handle(_trx, { visit }) {
        const { accountId, sessionId, pending } = halfWay(visit, 'set_up_second_factor')
        const account = await findAccount(db, { accountId })
        const made = newSecondFactor(account?.email ?? '')
        const secret = seal(keyring, made.secret, `session.pending/${sessionId}`).toString('base64')
        await rememberPending(db, sessionId, { ...pending, secret })
        return made
      },
    }),
    route({
      method: 'post',
      path: '/sign-in/second-factor/confirm',
      summary: 'The first code of the new authenticator: it counts from now on; recovery codes are given once',
      body: GiveSecondFactor,
      answer: RecoveryCodes,
      ...ofYourself,
      async handle(_trx, { body, visit }) {
        const { accountId, sessionId, pending, by } = halfWay(visit, 'set_up_second_factor')
        await countCode(db, throttle, accountId)
        const sealed = pending?.secret
        const secret = sealed && unseal(keyring, Buffer.from(sealed, 'base64'), `session.pending/${sessionId}`)
        if (!secret || !(await saveFirstSecondFactor(db, keyring, accountId, secret, body.code)))
          invalid([{ path: 'code', message: 'is not what the authenticator shows for this secret now' }])
        await throttle.giveBack('code', accountId)
        const recoveryCodes = await makeRecoveryCodes(db, accountId)
        await auditSession(db, accountId, 'set up the second factor')
        await makeOwn(db, accountId, by)
        await linkPending(db, accountId, pending)
        await beginSession(db, visit, accountId, { how: `${by} and new second factor`, hasSecondFactor: true })
        return { recoveryCodes }
      },
    }),
    route({
      method: 'post',
      path: '/sign-in/pin',
      summary: 'Come back with a PIN on a registered device',
      body: GivePin,
      answer: SignInStep,
      ...ofYourself,
      async handle(_trx, { body, visit }) {
        await signInWithPin(db, throttle, visit, body.pin)
        return DONE
      },
    }),
    route({
      method: 'post',
      path: '/sign-in/demo',
      summary: 'In the demonstration only: sign in as one of its accounts',
      body: z.strictObject({ accountId: z.uuid() }),
      answer: SignInStep,
      ...ofYourself,
      async handle(_trx, { body, visit }) {
        const account = config.isDemo ? await findAccount(db, { accountId: body.accountId }) : undefined
        if (!account?.isDemo) notFound('demonstration account')
        await beginSession(db, visit, account.accountId, { how: 'demonstration', hasSecondFactor: true })
        return DONE
      },
    }),
    route({
      method: 'post',
      path: '/sign-out',
      summary: 'Sign out here',
      body: Nothing,
      answer: Nothing,
      ...ofYourself,
      handle(_trx, { visit }) {
        visit.end()
        return Promise.resolve({})
      },
    }),
    route({
      method: 'post',
      path: '/sign-out/everywhere',
      summary: 'Sign out on every browser, and forget every registered device',
      body: Nothing,
      answer: Nothing,
      ...ofYourself,
      async handle(_trx, { visit }) {
        const { accountId } = signedIn(visit)
        await endEverywhere(db, accountId)
        await auditSession(db, accountId, 'sign out everywhere')
        visit.end()
        visit.keepDevice(null)
        return {}
      },
    }),
    route({
      method: 'get',
      path: '/session/open',
      summary: 'Where you are signed in',
      answer: OpenSessions,
      ...ofYourself,
      async handle(_trx, { visit }) {
        const { accountId, sessionId } = signedIn(visit)
        return listOpenSessions(db, accountId, sessionId)
      },
    }),
    route({
      method: 'post',
      path: '/session/open/:sessionId/end',
      summary: 'Sign out on one browser',
      params: z.strictObject({ sessionId: z.uuid() }),
      body: Nothing,
      answer: Nothing,
      ...ofYourself,
      record: 'none',
      async handle(_trx, { visit, params }) {
        const { accountId } = signedIn(visit)
        return (await endSession(db, accountId, params.sessionId)) ? {} : notFound('session')
      },
    }),
    route({
      method: 'post',
      path: '/session/second-factor',
      summary: 'Give the second factor again, which exports and identities ask for',
      body: GiveSecondFactor,
      answer: Session,
      ...ofYourself,
      output: { tier: 'oneself', carries: ['office text'] },
      async handle(_trx, { body, visit }) {
        const { accountId, sessionId } = signedIn(visit)
        await giveCode(db, throttle, keyring, accountId, body.code)
        return again(visit, (await noteSecondFactor(db, sessionId)) ?? {})
      },
    }),
    route({
      method: 'post',
      path: '/session/extend',
      summary: 'Stay signed in: the time without activity begins again',
      body: Nothing,
      answer: Session,
      ...ofYourself,
      output: { tier: 'oneself', carries: ['office text'] },
      async handle(_trx, { visit }) {
        if (!visit.open) return NOBODY
        return again(visit, (await extendSession(db, visit.open.sessionId)) ?? {})
      },
    }),
    route({
      method: 'post',
      path: '/session/device',
      summary: 'Keep this device: for thirty days a PIN is enough',
      body: RegisterDevice,
      answer: Session,
      ...ofYourself,
      output: { tier: 'oneself', carries: ['office text'] },
      needsSecondFactor: true,
      async handle(_trx, { body, visit }) {
        const { accountId, memberships } = signedIn(visit)
        if (!mayRegisterDevice(memberships)) {
          throw new HttpProblem({
            status: 403,
            title: 'Your role reads cases, so it signs in with its second factor each time.',
          })
        }
        if (isEasyPin(body.pin)) invalid([{ path: 'pin', message: 'is one of the first that anybody would try' }])
        await registerDevice(db, visit, accountId, body.name, body.pin)
        return again(visit, { deviceId: '' })
      },
    }),
    route({
      method: 'post',
      path: '/session/device/forget',
      summary: 'Forget this device',
      body: Nothing,
      answer: Session,
      ...ofYourself,
      output: { tier: 'oneself', carries: ['office text'] },
      async handle(_trx, { visit }) {
        const { accountId } = signedIn(visit)
        const device = await findDevice(db, visit.deviceToken)
        visit.keepDevice(null)
        if (device?.accountId === accountId) await forgetDevice(db, device.deviceId)
        return again(visit, { deviceId: null })
      },
    }),
    route({
      method: 'post',
      path: '/account/password',
      summary: 'Change your password; every other session ends, and every registered device is forgotten',
      body: ChangePassword,
      answer: Nothing,
      ...ofYourself,
      needsSecondFactor: true,
      async handle(_trx, { body, visit }) {
        const { accountId, sessionId } = signedIn(visit)
        const account = await findAccount(db, { accountId })
        await throttle.count('account', account?.email ?? '')
        if (!(await isPassword(account?.passwordHash, body.current)))
          invalid([{ path: 'current', message: 'is not your password' }])
        await throttle.forget('account', account?.email ?? '')
        await refuseWeakPassword(body.password, [account?.name ?? '', account?.email ?? ''])
        await setPassword(db, accountId, body.password)
        // whoever may know the old password may have registered a device of theirs with it
        await endOtherSessions(db, accountId, sessionId)
        await forgetDevices(db, accountId)
        visit.keepDevice(null)
        await auditSession(db, accountId, 'change the password')
        return {}
      },
    }),
    route({
      method: 'post',
      path: '/account/recovery-codes',
      summary: 'New recovery codes, in place of the old',
      body: Nothing,
      answer: RecoveryCodes,
      ...ofYourself,
      needsSecondFactor: true,
      async handle(_trx, { visit }) {
        const { accountId } = signedIn(visit)
        const recoveryCodes = await makeRecoveryCodes(db, accountId)
        await auditSession(db, accountId, 'make new recovery codes')
        return { recoveryCodes }
      },
    }),
    route({
      method: 'post',
      path: '/invitations/look',
      summary: 'What an invitation is to',
      body: LookAtInvitation,
      answer: InvitationSeen,
      ...ofYourself,
      output: { tier: 'oneself', carries: ['office text'] },
      async handle(_trx, { body, visit }) {
        await throttle.count('address', visit.address)
        const invitation = await findInvitation(db, body.token)
        if (!invitation) return notFound('invitation, or it was used or has run out')
        return { ...invitation.seen, asks: whatItAsks(invitation, visit) }
      },
    }),
    route({
      method: 'post',
      path: '/invitations/accept',
      summary:
        'Accept an invitation: with a password of your own, where nobody has the account yet; signed in, where it is yours already',
      body: AcceptInvitation,
      answer: SignInStep,
      ...ofYourself,
      async handle(_trx, { body, visit, actor }) {
        await throttle.count('address', visit.address)
        const invitation = await findInvitation(db, body.token)
        if (!invitation) notFound('invitation, or it was used or has run out')
        const { seen, accountId, setsPassword } = invitation
        let passwordHash: string | undefined
        if (setsPassword) {
          if (!body.password) return invalid([{ path: 'password', message: 'is needed' }])
          await refuseWeakPassword(body.password, [seen.name, seen.email])
          passwordHash = await hashPassword(body.password)
        } else {
          refuseStranger(invitation, visit)
          refuseStale(actor)
        }
        if (!(await acceptInvitation(db, invitation, passwordHash)))
          notFound('invitation, or it was used or has run out')
        await auditInvitation(db, invitation, 'accept an invitation')
        // what somebody may do has changed: signed before the answer leaves, as where a role is given
        await anchors?.anchor({ partnershipId: invitation.partnershipId })
        const account = await findAccount(db, { accountId })
        if (!account) notFound('account')
        return setsPassword ? { next: beginHalfWay(visit, account, 'password') } : DONE
      },
    }),
    route({
      method: 'post',
      path: '/invitations/decline',
      summary: 'Decline an invitation to a further partnership',
      body: LookAtInvitation,
      answer: Nothing,
      ...ofYourself,
      async handle(_trx, { body, visit }) {
        await throttle.count('address', visit.address)
        const invitation = await findInvitation(db, body.token)
        if (!invitation || invitation.setsPassword) return notFound('invitation, or it was used or has run out')
        refuseStranger(invitation, visit)
        if (!(await declineInvitation(db, invitation))) notFound('invitation, or it was used or has run out')
        await auditInvitation(db, invitation, 'decline an invitation')
        return {}
      },
    }),
    route({
      method: 'get',
      path: '/account/notices',
      summary: 'What you were told of how you sign in, in the last ninety days',
      answer: AccountNotices,
      ...ofYourself,
      output: { tier: 'oneself', carries: ['office text'] },
      handle: (_trx, { visit }) => listAccountNotices(db, signedIn(visit).accountId),
    }),
    route({
      method: 'post',
      path: '/account/notices/seen',
      summary: 'You have seen what you were told',
      body: Nothing,
      answer: Nothing,
      ...ofYourself,
      async handle(_trx, { visit }) {
        await markNoticesSeen(db, signedIn(visit).accountId)
        return {}
      },
    }),
  ]
}

/** What these routes have in common: they are about the one who asks, and hash and count outside any transaction. */
const ofYourself = {
  policy: 'session:use',
  audit: 'none',
  output: { tier: 'oneself', carries: [] },
  isTenant: false,
  isOutsideTransaction: true,
  status: 200,
} as const

const DONE: SignInStep = { next: 'done' }

function whatItAsks({ accountId, setsPassword }: Invitation, { open }: Visit): InvitationSeen['asks'] {
  if (setsPassword) return 'password'
  if (open?.stage !== 'signed_in') return 'sign_in'
  return open.accountId === accountId ? 'nothing' : 'other_person'
}

/** In the chain of the partnership that invited, and of no other of theirs. */
function auditInvitation(db: Database['knex'], { partnershipId, accountId }: Invitation, operation: string) {
  return auditIn(db, partnershipId, accountId, operation)
}

/** Whoever has an account takes a role in a further partnership signed in as themself: the link alone proves nothing of them. */
function refuseStranger(invitation: Invitation, visit: Visit): void {
  const asks = whatItAsks(invitation, visit)
  if (asks === 'sign_in')
    throw new HttpProblem({
      status: 401,
      title: 'Sign in first, then open this link again.',
      detail: 'Somebody signs in with this address already: only they can accept.',
    })
  if (asks === 'other_person')
    throw new HttpProblem({
      status: 403,
      title: 'This invitation is for somebody else.',
      detail: 'Sign out, sign in with the address it is for, then open this link again.',
    })
}

const NOBODY: Session = {
  person: null,
  guest: null,
  next: null,
  memberships: [],
  idleEndsAt: null,
  endsAt: null,
  secondFactorUntil: null,
  mayRegisterDevice: false,
  isDevice: false,
  demoCode: null,
}

const idleEnd = (open: OpenSession) =>
  new Date(new Date(open.lastSeenAt).getTime() + open.idleMinutes * 60_000).toISOString()

function signedIn({ open }: Visit): OpenSession & { accountId: string } {
  if (open?.stage !== 'signed_in' || !open.accountId) throw new HttpProblem({ status: 401, title: 'Sign in first.' })
  return { ...open, accountId: open.accountId }
}

function halfWay({ open }: Visit, stage: OpenSession['stage']): OpenSession & { accountId: string; by: FirstFactor } {
  if (open?.stage !== stage || !open.accountId) {
    throw new HttpProblem({
      status: 401,
      title: 'This sign-in has run out.',
      detail: 'Begin again with your e-mail address and password.',
    })
  }
  return { ...open, accountId: open.accountId, by: open.pending?.by === 'password' ? 'password' : 'single sign-on' }
}

/** Who came by the organisation's own sign-in and has now given the second half too comes by it from here on. */
async function linkPending(db: Database['knex'], accountId: string, pending: OpenSession['pending']): Promise<void> {
  const { issuer, subject } = pending ?? {}
  if (issuer && subject) await linkProviderPerson(db, accountId, { issuer, subject })
}

/** Too many wrong codes are told to the person: whoever tries them has the password already. */
function countCode(db: Database['knex'], throttle: Throttle, accountId: string) {
  return throttle.countCode(accountId, async () => {
    await tellEverywhere(db, accountId, 'codes_locked', 'nobody')
    await auditSession(db, accountId, 'refused: one-time codes, locked')
  })
}

/** A recovery code has nothing to guess, so that it opens a lock: whoever tries codes cannot keep the right person out. */
async function giveCode(db: Database['knex'], throttle: Throttle, keyring: Keyring, accountId: string, code: string) {
  if (!isRecoveryCode(code)) await countCode(db, throttle, accountId)
  const kind = await takeCode(db, keyring, accountId, code)
  if (!kind) {
    await auditSession(db, accountId, 'refused: wrong one-time code')
    throw new HttpProblem({
      status: 422,
      title: 'This code is not right, or was used already.',
      detail: 'Wait for the next code of your authenticator, or use a recovery code.',
      errors: [{ path: 'code', message: 'is not right, or was used already' }],
    })
  }
  if (kind === 'code') await throttle.giveBack('code', accountId)
  else await throttle.forget('code', accountId)
  return kind
}
