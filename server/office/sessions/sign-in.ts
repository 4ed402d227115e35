import type { Knex } from 'knex'
import { hashToken, newToken } from '../../access/secrets.ts'
import type { Throttle } from '../../access/throttle.ts'
import { DEVICE_DAYS, type Visit } from '../../access/visit.ts'
import { appendAudit } from '../../audit/store.ts'
import { agencyRoles, type Role } from '../../contract/access.ts'
import { withTenant } from '../../db/tenant.ts'
import { HttpProblem } from '../../problem.ts'
import { hashPassword, isPassword } from './passwords.ts'

const IDLE_MINUTES = 30
const LONGEST_HOURS = 12
/** A sign-in that stopped half-way is begun again after this. */
const HALF_WAY_MINUTES = 10
/** A device is forgotten after so many wrong PINs in a row. */
const WRONG_PINS = 5

export type Account = {
  accountId: string
  email: string
  name: string
  isDisabled: boolean
  isDemo: boolean
  passwordHash: string | null
  hasSecondFactor: boolean
}

function accounts(db: Knex) {
  return db('account')
    .leftJoin('credential', 'credential.account_id', 'account.account_id')
    .select({
      accountId: 'account.account_id',
      email: 'account.email',
      name: 'account.name',
      isDisabled: 'account.is_disabled',
      isDemo: 'account.is_demo',
      passwordHash: 'credential.password_hash',
      hasSecondFactor: db.raw('account.second_factor_set_at is not null'),
    })
}

export async function findAccount(
  db: Knex,
  by: { email: string } | { accountId: string },
): Promise<Account | undefined> {
  return 'email' in by
    ? accounts(db).where({ email: by.email.toLowerCase() }).first()
    : accounts(db).where({ 'account.account_id': by.accountId }).first()
}

const notRight = () =>
  new HttpProblem({
    status: 401,
    title: 'The e-mail address or the password is not right.',
    detail: 'Check both and try again. If you have forgotten your password, ask an administrator for a new invitation.',
  })

/** @throws 401 that does not say which of the two was wrong, 429 after too many attempts. */
export async function checkPassword(
  db: Knex,
  throttle: Throttle,
  address: string,
  email: string,
  password: string,
): Promise<Account> {
  await throttle.count('address', address)
  await throttle.count('account', email.toLowerCase())
  const account = await findAccount(db, { email })
  const isRight = await isPassword(account?.passwordHash, password)
  if (!isRight || !account || account.isDisabled) throw notRight()
  await throttle.forget('account', email.toLowerCase())
  return account
}

export async function setPassword(db: Knex, accountId: string, password: string): Promise<void> {
  const password_hash = await hashPassword(password)
  await db('credential')
    .insert({ account_id: accountId, password_hash, password_by: null })
    .onConflict('account_id')
    .merge(['password_hash', 'password_by'])
  await db('account').where({ account_id: accountId }).update({ password_set_at: db.fn.now() })
}

/** Who somebody is at the organisation's own sign-in: the provider, and its own id for them. */
export type ProviderPerson = { issuer: string; subject: string }

/** By what somebody proved who they are, before the second factor. */
export type FirstFactor = 'password' | 'single sign-on'

/** The first half was right: what is still to be given before anything can be seen. */
export function beginHalfWay(
  visit: Visit,
  account: Pick<Account, 'accountId' | 'hasSecondFactor'>,
  by: FirstFactor,
  toLink?: ProviderPerson,
): 'second_factor' | 'set_up_second_factor' {
  const stage = account.hasSecondFactor ? 'second_factor' : 'set_up_second_factor'
  visit.begin({
    stage,
    accountId: account.accountId,
    guest: null,
    pending: { by, ...toLink },
    hasSecondFactor: false,
    deviceId: null,
    idleMinutes: HALF_WAY_MINUTES,
    longestMinutes: HALF_WAY_MINUTES,
    endsBy: null,
  })
  return stage
}

/** Opens the session, and writes the sign-in down in each partnership the person belongs to. */
export async function beginSession(
  db: Knex,
  visit: Visit,
  accountId: string,
  {
    how,
    hasSecondFactor,
    device,
  }: { how: string; hasSecondFactor: boolean; device?: { deviceId: string; endsAt: string } },
): Promise<void> {
  await db('account').where({ account_id: accountId }).update({ last_signed_in_at: db.fn.now() })
  await auditSession(db, accountId, `sign in: ${how}`)
  visit.begin({
    stage: 'signed_in',
    accountId,
    guest: null,
    pending: null,
    hasSecondFactor,
    deviceId: device?.deviceId ?? null,
    idleMinutes: IDLE_MINUTES,
    longestMinutes: LONGEST_HOURS * 60,
    endsBy: device?.endsAt ?? null,
  })
}

/**
 * Both halves were given: whatever an administrator gave of them is now its person's own. By single sign-on only the authenticator is, for
 * nobody has shown that they know the password.
 */
export async function makeOwn(db: Knex, accountId: string, by: FirstFactor): Promise<void> {
  await db('credential')
    .where({ account_id: accountId })
    .update(by === 'password' ? { password_by: null, second_factor_by: null } : { second_factor_by: null })
}

/** A sign-in, or a change to how somebody signs in, in the chain of each of their partnerships. */
export async function auditSession(db: Knex, accountId: string, operation: string): Promise<void> {
  const partnerships: string[] = await db('membership')
    .where({ account_id: accountId })
    .whereNotNull('accepted_at')
    .pluck('partnership_id')
  for (const partnershipId of partnerships) await auditIn(db, partnershipId, accountId, operation)
}

/** The same in the chain of one partnership. */
export async function auditIn(db: Knex, partnershipId: string, accountId: string, operation: string): Promise<void> {
  await withTenant(db, { partnershipId, userId: accountId, purpose: 'session:use', reach: 'none' }, (trx) =>
    appendAudit(trx, { action: 'sign_in', operation, recordId: null, fields: [], records: 0 }),
  )
}

/**
 * Recorded on a phone in twenty seconds: whoever acts for agencies alone may keep a registered device signed in, with a PIN, since nothing
 * they may do reads identities or other agencies' cases.
 */
export function mayRegisterDevice(memberships: { roles: Role[] }[]): boolean {
  return memberships.length > 0 && memberships.every(({ roles }) => roles.every((role) => agencyRoles.includes(role)))
}

export function isEasyPin(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i])))
  return steps.size === 1 || /^(\d\d)\1\1$|^(\d{3})\2$/.test(pin)
}

export async function registerDevice(
  db: Knex,
  visit: Visit,
  accountId: string,
  name: string,
  pin: string,
): Promise<void> {
  const token = newToken()
  const [{ device_id: deviceId }] = await db('device')
    .insert({
      account_id: accountId,
      token_hash: hashToken(token),
      name,
      pin_hash: await hashPassword(pin),
      ends_at: db.raw('now() + make_interval(days => ?)', [DEVICE_DAYS]),
    })
    .returning('device_id')
  await db('session').where({ session_id: visit.open?.sessionId }).update({ device_id: deviceId })
  await auditSession(db, accountId, 'register a device')
  visit.keepDevice(token)
}

export async function findDevice(
  db: Knex,
  token: string | undefined,
): Promise<{ deviceId: string; accountId: string; name: string; pinHash: string; endsAt: string } | undefined> {
  if (!token) return undefined
  return db('device')
    .join('account', 'account.account_id', 'device.account_id')
    .where({ token_hash: hashToken(token), 'account.is_disabled': false })
    .andWhere('ends_at', '>', db.fn.now())
    .first({
      deviceId: 'device_id',
      accountId: 'device.account_id',
      name: 'device.name',
      pinHash: 'pin_hash',
      endsAt: 'ends_at',
    })
}

/** @throws 401; after five wrong PINs in a row the device is forgotten. */
export async function signInWithPin(db: Knex, throttle: Throttle, visit: Visit, pin: string): Promise<void> {
  const device = await findDevice(db, visit.deviceToken)
  if (!device) {
    throw new HttpProblem({
      status: 401,
      title: 'This device is not registered, or no longer.',
      detail: 'Sign in with your e-mail address and password.',
    })
  }
  await throttle.count('address', visit.address)
  // counted before it is tried, so that many at once are not many tries
  const [{ wrong_pins: tries }] = await db('device')
    .where({ device_id: device.deviceId })
    .increment('wrong_pins', 1)
    .returning('wrong_pins')
  const isRight = tries <= WRONG_PINS && (await isPassword(device.pinHash, pin))
  if (!isRight) {
    if (tries >= WRONG_PINS) await db('device').where({ device_id: device.deviceId }).delete()
    await auditSession(db, device.accountId, 'refused: wrong PIN on a registered device')
    throw new HttpProblem({
      status: 401,
      title: 'The PIN is not right.',
      detail:
        tries >= WRONG_PINS
          ? 'It was wrong five times, so this device has been forgotten. Sign in with your password.'
          : 'Try again, or sign in with your password.',
    })
  }
  const memberships: { roles: Role[] }[] = await db('membership')
    .where({ account_id: device.accountId, is_disabled: false })
    .whereNotNull('accepted_at')
    .select('roles')
  if (!mayRegisterDevice(memberships)) {
    throw new HttpProblem({ status: 401, title: 'Your role has changed.', detail: 'Sign in with your password.' })
  }
  await db('device').where({ device_id: device.deviceId }).update({ wrong_pins: 0 })
  await beginSession(db, visit, device.accountId, { how: 'PIN on a registered device', hasSecondFactor: false, device })
}
