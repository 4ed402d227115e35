import { randomBytes } from 'node:crypto'
import type { Knex } from 'knex'
import { Secret, TOTP } from 'otpauth'
import { hashToken } from '../../access/secrets.ts'
import { databaseNow } from '../../db/clock.ts'
import { type Keyring, seal, unseal } from '../../keys/keyring.ts'

/** One-time codes of an authenticator app: RFC 6238, SHA-1, six digits, 30 seconds, which every such app knows. */
const PERIOD_SECONDS = 30
const RECOVERY_CODES = 10

const contextOf = (accountId: string) => `credential.totp/${accountId}`

function totpOf(secret: string, email = '') {
  return new TOTP({
    issuer: 'Vigil',
    label: email,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  })
}

export function newSecondFactor(email: string): { secret: string; uri: string } {
  const secret = new Secret({ size: 20 }).base32
  return { secret, uri: totpOf(secret, email).toString() }
}

/** The code an authenticator with this secret shows at this moment. */
export function codeAt(secret: string, at = Date.now()): string {
  return totpOf(secret).generate({ timestamp: at })
}

/** The 30-second step this code belongs to, one step early or late allowed for a clock that is out; undefined: it is wrong. */
function stepOf(secret: string, code: string, at: number): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: at, window: 1 })
  return delta === null ? undefined : Math.floor(at / 1000 / PERIOD_SECONDS) + delta
}

export async function saveSecondFactor(
  db: Knex,
  keyring: Keyring,
  accountId: string,
  secret: string,
  firstCode: string,
  at?: number,
): Promise<boolean> {
  const step = stepOf(secret, readable(firstCode), at ?? (await databaseNow(db)))
  if (step === undefined) return false
  await db('credential')
    .insert({ account_id: accountId, totp_secret: seal(keyring, secret, contextOf(accountId)), totp_last_step: step })
    .onConflict('account_id')
    .merge(['totp_secret', 'totp_last_step'])
  await db('account').where({ account_id: accountId }).update({ second_factor_set_at: db.fn.now() })
  return true
}

/**
 * The same for somebody who has none: of two who are half-way in with one password, the first sets it up and the other is sent away, so
 * that none is ever replaced by whoever knows the password alone.
 */
export async function saveFirstSecondFactor(
  db: Knex,
  keyring: Keyring,
  accountId: string,
  secret: string,
  firstCode: string,
): Promise<boolean> {
  return db.transaction(async (trx) => {
    const none = await trx('account')
      .where({ account_id: accountId, second_factor_set_at: null })
      .forUpdate()
      .first('account_id')
    if (!none || !(await saveSecondFactor(trx, keyring, accountId, secret, firstCode))) return false
    await trx('session').where({ account_id: accountId, stage: 'set_up_second_factor' }).delete()
    return true
  })
}

/**
 * A code of the authenticator, or a recovery code. Either is accepted once: the update is what takes it, so that of two requests with one
 * code only one gets in.
 */
export async function takeCode(
  db: Knex,
  keyring: Keyring,
  accountId: string,
  given: string,
): Promise<'code' | 'recovery code' | undefined> {
  const code = readable(given)
  if (/^\d{6}$/.test(code)) {
    const secret = await readSecondFactor(db, keyring, accountId)
    const step = secret && stepOf(secret, code, await databaseNow(db))
    if (!step) return undefined
    const taken = await db('credential')
      .where({ account_id: accountId })
      .andWhere((last) => last.whereNull('totp_last_step').orWhere('totp_last_step', '<', step))
      .update({ totp_last_step: step })
    return taken ? 'code' : undefined
  }
  const taken = await db('recovery_code')
    .where({ account_id: accountId, code_hash: hashToken(code) })
    .whereNull('used_at')
    .update({ used_at: db.fn.now() })
  return taken ? 'recovery code' : undefined
}

/** The authenticator's secret; undefined where none is set up. */
export async function readSecondFactor(db: Knex, keyring: Keyring, accountId: string): Promise<string | undefined> {
  const row = await db('credential').where({ account_id: accountId }).first('totp_secret')
  return row?.totp_secret ? unseal(keyring, row.totp_secret, contextOf(accountId)) : undefined
}

/** New ones, in place of those there were: shown once. 128 random bits each leave nothing to guess, so that a plain hash keeps them. */
export async function makeRecoveryCodes(db: Knex, accountId: string): Promise<string[]> {
  const codes = Array.from(
    { length: RECOVERY_CODES },
    () => new Secret({ buffer: new Uint8Array(randomBytes(16)).buffer }).base32,
  )
  await db('recovery_code').where({ account_id: accountId }).delete()
  await db('recovery_code').insert(codes.map((code) => ({ account_id: accountId, code_hash: hashToken(code) })))
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'))
}

/** Twenty-six signs of five bits: not one of a million. */
export const isRecoveryCode = (code: string) => /^[A-Z2-7]{26}$/.test(readable(code))

const readable = (code: string) => code.replace(/[\s-]/g, '').toUpperCase()
