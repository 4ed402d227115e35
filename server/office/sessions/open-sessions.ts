import type { Knex } from 'knex'
import type { OpenSessions } from '../../contract/session.ts'
import { SECOND_FACTOR } from './session-store.ts'

/** Where somebody is signed in, and on which devices they may come back. */

export async function listOpenSessions(db: Knex, accountId: string, thisOne: string): Promise<OpenSessions> {
  const sessions = await db('session')
    .where({ account_id: accountId, stage: 'signed_in' })
    .andWhere('ends_at', '>', db.fn.now())
    .andWhereRaw('last_seen_at > now() - make_interval(mins => idle_minutes)')
    .select('session_id', 'created_at', 'last_seen_at', 'browser', 'device_id')
    .orderBy('last_seen_at', 'desc')
  return sessions.map((session) => ({
    sessionId: session.session_id,
    isThisOne: session.session_id === thisOne,
    signedInAt: session.created_at,
    lastSeenAt: session.last_seen_at,
    browser: session.browser,
    isDevice: session.device_id !== null,
  }))
}

/** False when they have no such session. */
export async function endSession(db: Knex, accountId: string, sessionId: string): Promise<boolean> {
  return (await db('session').where({ account_id: accountId, session_id: sessionId }).delete()) > 0
}

export async function endOtherSessions(db: Knex, accountId: string, thisOne: string): Promise<void> {
  await db('session').where({ account_id: accountId }).whereNot({ session_id: thisOne }).delete()
}

/** Every session ends and every registered device is forgotten. */
export async function endEverywhere(db: Knex, accountId: string): Promise<void> {
  await db('session').where({ account_id: accountId }).delete()
  await db('device').where({ account_id: accountId }).delete()
}

/** Gives since when there has been activity now. */
export async function extendSession(db: Knex, sessionId: string): Promise<{ lastSeenAt: string } | undefined> {
  const [extended] = await db('session')
    .where({ session_id: sessionId })
    .update({ last_seen_at: db.fn.now() })
    .returning('last_seen_at as lastSeenAt')
  return extended
}

/** The second factor was given again, at this moment; gives until when it is fresh. */
export async function noteSecondFactor(
  db: Knex,
  sessionId: string,
): Promise<{ secondFactorUntil: string } | undefined> {
  const [noted] = await db('session')
    .where({ session_id: sessionId })
    .update({ second_factor_at: db.fn.now() })
    .returning(db.raw(`now() + interval '${SECOND_FACTOR}' as "secondFactorUntil"`))
  return noted
}

/** What a half-done sign-in must remember. */
export async function rememberPending(db: Knex, sessionId: string, pending: Record<string, string>): Promise<void> {
  await db('session')
    .where({ session_id: sessionId })
    .update({ pending: JSON.stringify(pending) })
}

/** The sessions that were opened on it go on until they end. */
export async function forgetDevice(db: Knex, deviceId: string): Promise<void> {
  await db('session').where({ device_id: deviceId }).update({ device_id: null })
  await db('device').where({ device_id: deviceId }).delete()
}

/** Every registered device of a person; the sessions that were opened on one go on until they end. */
export async function forgetDevices(db: Knex, accountId: string): Promise<void> {
  await db('session').where({ account_id: accountId }).whereNotNull('device_id').update({ device_id: null })
  await db('device').where({ account_id: accountId }).delete()
}

/** Whether anybody has an account at all. */
export async function hasAccounts(db: Knex): Promise<boolean> {
  return Boolean(await db('account').first('account_id'))
}
