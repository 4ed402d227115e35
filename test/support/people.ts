import type supertest from 'supertest'
import { codeAt, saveSecondFactor } from '../../server/office/sessions/second-factor.ts'
import { setPassword } from '../../server/office/sessions/sign-in.ts'
import { addSignedIn, type SignedIn } from './app.ts'
import type { TestDatabase } from './database.ts'
import { testKeyring } from './keyring.ts'

export const password = 'seven grey seals asleep'
export const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
export const PERIOD = 30_000

/** Somebody with a password and an authenticator, not signed in. */
export async function addPerson(
  db: Pick<TestDatabase, 'knex' | 'partnership'>,
  given: Parameters<typeof addSignedIn>[1] = {},
): Promise<SignedIn> {
  const person = await addSignedIn(db, given)
  await db.knex('session').where({ account_id: person.accountId }).delete()
  await setPassword(db.knex, person.accountId, password)
  await giveAuthenticator(db, person.accountId)
  return person
}

/** The authenticator of `secret`, whose code of this moment has not been used. */
export async function giveAuthenticator(db: Pick<TestDatabase, 'knex'>, accountId: string): Promise<void> {
  const before = Date.now() - PERIOD
  await saveSecondFactor(db.knex, testKeyring(), accountId, secret, codeAt(secret, before), before)
}

type Browser = ReturnType<typeof supertest.agent>

/** A browser keeps the cookies that it is given. */
export async function signIn<From extends Browser>(from: From, email: string, withPassword = password): Promise<From> {
  await from.post('/api/sign-in').send({ email, password: withPassword }).expect(200)
  await from
    .post('/api/sign-in/second-factor')
    .send({ code: codeAt(secret) })
    .expect(200)
  return from
}
