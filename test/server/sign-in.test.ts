import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import supertest from 'supertest'
import { beforeEach, describe, expect, it } from 'vitest'
import type { createApp } from '../../server/app.ts'
import { Password } from '../../server/contract/session.ts'
import { addInvitation } from '../../server/office/people/invitations.ts'
import { refuseWeakPassword } from '../../server/office/sessions/passwords.ts'
import { codeAt, saveSecondFactor } from '../../server/office/sessions/second-factor.ts'
import { addSignedIn, makeApp, signCookie } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { addPerson as addSomebody, PERIOD, password, secret, signIn as signInFrom } from '../support/people.ts'

const db = useDatabase()
let app: ReturnType<typeof createApp>

/** A browser: it keeps the cookies that it is given. */
const browser = () => supertest.agent(app).set('Host', 'localhost')
type Browser = ReturnType<typeof browser>
const session = async (from: Browser) => (await from.get('/api/session').expect(200)).body
const cookieOf = (response: { headers: Record<string, unknown> }) => {
  const [cookie] = (response.headers['set-cookie'] as string[]) ?? []
  return cookie?.split(';')[0]
}

beforeEach(() => {
  app ??= makeApp({ database: db.database })
})

const addPerson = (given: Parameters<typeof addSomebody>[1] = {}) => addSomebody(db, given)
const signIn = (email: string, from = browser()) => signInFrom(from, email)

describe('signing in', () => {
  it('takes the password, then the second factor, and shows nothing before both', async () => {
    const { email } = await addPerson()
    const from = browser()
    const first = await from.post('/api/sign-in').send({ email: email.toUpperCase(), password }).expect(200)
    expect(first.body).toEqual({ next: 'second_factor' })
    expect(await session(from)).toMatchObject({ person: null, next: 'second_factor', memberships: [] })
    await from.get('/api/deaths').expect(401)
    await from
      .post('/api/sign-in/second-factor')
      .send({ code: codeAt(secret) })
      .expect(200)
    expect(await session(from)).toMatchObject({
      person: { email },
      next: null,
      memberships: [{ slug: db.partnership.slug, roles: ['panel_coordinator'] }],
      secondFactorUntil: expect.any(String),
    })
    await from.get('/api/deaths').expect(200)
  })

  it('leaves the connection open for what comes next, and writes no error down', async () => {
    const { email } = await addPerson()
    const lines: string[] = []
    const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) })
    const server = createServer(makeApp({ database: db.database, log })).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ask = async (method: string, path: string, body = '') => {
      const { port } = server.address() as AddressInfo
      const headers = {
        Host: 'localhost',
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
      }
      const asked = request({ agent, host: '127.0.0.1', port, method, path, headers })
      asked.end(body)
      const [answer] = await once(asked, 'response')
      answer.resume()
      await once(answer, 'end')
      return { status: answer.statusCode, isReused: asked.reusedSocket }
    }
    try {
      expect((await ask('POST', '/api/sign-in', JSON.stringify({ email, password }))).status).toBe(200)
      await new Promise((later) => setTimeout(later, 50)) // what goes wrong after an answer goes wrong a moment later
      expect(await ask('GET', '/api/session')).toEqual({ status: 200, isReused: true })
      expect(lines).toEqual([])
    } finally {
      agent.destroy()
      server.close()
    }
  })

  it('says the same of a wrong password and of an address nobody has', async () => {
    const { email } = await addPerson()
    const wrong = await browser().post('/api/sign-in').send({ email, password: 'not this one at all' }).expect(401)
    const nobody = await browser().post('/api/sign-in').send({ email: 'nobody@example.org', password }).expect(401)
    expect(nobody.body).toEqual(wrong.body)
  })

  it('takes about as long for an address nobody has', async () => {
    const { email } = await addPerson()
    const timed = async (given: string) => {
      const startedAt = performance.now()
      await browser().post('/api/sign-in').send({ email: given, password: 'wrong as can be' })
      return performance.now() - startedAt
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number
    const [known, unknown]: [number[], number[]] = [[], []]
    for (let i = 0; i < 9; i++) {
      known.push(await timed(email))
      unknown.push(await timed(`${i}@example.org`))
    }
    expect(median(unknown) / median(known)).toBeGreaterThan(0.6)
    expect(median(unknown) / median(known)).toBeLessThan(1.7)
  })

  it('keeps an account waiting after ten wrong passwords, right ones too, and nobody else', async () => {
    const { email } = await addPerson()
    const other = await addPerson()
    const tries = await Promise.all(
      Array.from({ length: 12 }, () => browser().post('/api/sign-in').send({ email, password: 'guess after guess' })),
    )
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(10)
    const kept = await browser().post('/api/sign-in').send({ email, password }).expect(429)
    expect(Number(kept.headers['retry-after'])).toBeGreaterThan(60)
    await browser().post('/api/sign-in').send({ email: other.email, password }).expect(200)
  })

  it('never takes a code twice, nor from two browsers at once', async () => {
    const { email } = await addPerson()
    const code = codeAt(secret)
    const halfWay = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const from = browser()
        await from.post('/api/sign-in').send({ email, password }).expect(200)
        return from
      }),
    )
    const answers = await Promise.all(halfWay.map((from) => from.post('/api/sign-in/second-factor').send({ code })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422])
    const late = browser()
    await late.post('/api/sign-in').send({ email, password }).expect(200)
    await late.post('/api/sign-in/second-factor').send({ code }).expect(422)
  })

  it('begins under a new session id each time: one that was planted beforehand is worth nothing', async () => {
    const { email } = await addPerson()
    const planted = await browser().post('/api/sign-in').send({ email, password }).expect(200)
    const fixed = cookieOf(planted) ?? ''
    const after = await supertest(app)
      .post('/api/sign-in/second-factor')
      .set('Host', 'localhost')
      .set('Cookie', fixed)
      .send({ code: codeAt(secret) })
      .expect(200)
    expect(cookieOf(after)).not.toBe(fixed)
    const withOld = await supertest(app).get('/api/session').set('Host', 'localhost').set('Cookie', fixed).expect(200)
    expect(withOld.body.person).toBeNull()
    const invented = signCookie('an-id-of-my-own').replace(/\.[^.]*$/, '.x')
    const answer = await supertest(app)
      .post('/api/sign-in')
      .set('Host', 'localhost')
      .set('Cookie', invented)
      .send({ email, password })
    expect(cookieOf(answer)).not.toContain('an-id-of-my-own')
  })

  it('keeps sessions by the hash of their id: what stands in the database opens nothing', async () => {
    const { email, accountId } = await addPerson()
    await signIn(email)
    const rows = await db.knex('session').where({ account_id: accountId }).select('session_hash', 'session_id')
    expect(rows).toHaveLength(1)
    for (const stolen of [
      rows[0].session_hash.toString('hex'),
      rows[0].session_hash.toString('base64url'),
      rows[0].session_id,
    ]) {
      const { body } = await supertest(app)
        .get('/api/session')
        .set('Host', 'localhost')
        .set('Cookie', signCookie(stolen))
        .expect(200)
      expect(body.person).toBeNull()
    }
  })

  it('gives a cookie that scripts cannot read, for this host and over TLS only where there is TLS', async () => {
    const { email } = await addPerson()
    const plain = await browser().post('/api/sign-in').send({ email, password }).expect(200)
    expect(plain.headers['set-cookie']?.[0]).toMatch(/^vigil=.*; Path=\/; HttpOnly; SameSite=Lax$/)
    const secure = makeApp({
      database: db.database,
      config: { publicUrl: 'https://vigil.example.org', trustedProxies: 1 },
    })
    const answer = await supertest(secure)
      .post('/api/sign-in')
      .set('Host', 'vigil.example.org')
      .set('X-Forwarded-Proto', 'https')
      .send({ email, password })
      .expect(200)
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^__Host-vigil=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
  })
})

describe('a password', () => {
  it('that is among those that have leaked is refused, whatever is put after it', async () => {
    const { dictionary } = await import('@zxcvbn-ts/language-common')
    const leaked = dictionary['passwords-common'].filter((one): one is string => typeof one === 'string')
    expect(leaked.length).toBeGreaterThan(40_000)
    const longEnough = leaked.filter((one) => one.length >= 12)
    const padded = leaked.slice(0, 50).map((one) => `${one}2026`)
    for (const one of [...longEnough, ...padded])
      await expect(refuseWeakPassword(one, []), one).rejects.toThrow('cannot be accepted')
  })

  it('may be of 12 to 200 characters, of whatever kind', async () => {
    const sentence = 'gorse lantern over the quiet harbour '.repeat(5).trim()
    await refuseWeakPassword(sentence, [])
    expect(Password.safeParse(sentence).success).toBe(true)
    for (const [given, isTaken] of [
      ['elevenchars', false],
      ['twelve chars', true],
      ['x'.repeat(200), true],
      ['x'.repeat(201), false],
    ] as const)
      expect([given.length, Password.safeParse(given).success]).toEqual([given.length, isTaken])
  })

  it('may not be made of the person’s own name or address, or of the name of the product', async () => {
    for (const given of ['LovedayTrelawny', 'trelawny2026', 'loveday@example.org', 'vigilvigilvigil'])
      await expect(refuseWeakPassword(given, ['Loveday Trelawny', 'loveday@example.org']), given).rejects.toThrow()
  })
})

describe('a new password', () => {
  it('asks for the current one and a second factor given lately, and ends every other session', async () => {
    const { email, accountId } = await addPerson()
    const here = await signIn(email)
    const { cookie, sessionId } = await addSignedIn(db)
    await db.knex('session').where({ session_id: sessionId }).update({ account_id: accountId })
    const next = 'curlews over the cold estuary'
    const change = (current: string) => here.post('/api/account/password').send({ current, password: next })
    expect((await change('not the one I have').expect(422)).body.errors[0].path).toBe('current')
    await supertest(app).get('/api/deaths').set({ Host: 'localhost', Cookie: cookie }).expect(200)
    const aged = db.knex.raw("now() - interval '11 minutes'")
    await db.knex('session').where({ account_id: accountId }).update({ second_factor_at: aged })
    expect((await change(password).expect(403)).body.type).toBe('urn:vigil:second-factor-needed')
    await db.knex('session').where({ account_id: accountId }).update({ second_factor_at: db.knex.fn.now() })
    await change(password).expect(200)
    await supertest(app).get('/api/deaths').set({ Host: 'localhost', Cookie: cookie }).expect(401)
    await here.get('/api/deaths').expect(200)
    await browser().post('/api/sign-in').send({ email, password }).expect(401)
    await browser().post('/api/sign-in').send({ email, password: next }).expect(200)
  })

  it('by a new invitation does not pass by the second factor', async () => {
    const { accountId } = await addPerson()
    const { token } = await addInvitation(db.knex, {
      partnershipId: db.partnership.partnershipId,
      accountId,
      setsPassword: true,
      createdBy: 'test',
    })
    const from = browser()
    const { body } = await from.post('/api/invitations/accept').send({ token, password }).expect(200)
    expect(body).toEqual({ next: 'second_factor' })
    await from.get('/api/deaths').expect(401)
  })
})

describe('a session', () => {
  it('ends after thirty minutes without activity, and twelve hours after it began', async () => {
    const { cookie, sessionId } = await addSignedIn(db)
    const ask = async () =>
      (await supertest(app).get('/api/session').set('Host', 'localhost').set('Cookie', cookie)).body.person
    expect(await ask()).not.toBeNull()
    const ago = (minutes: number) => db.knex.raw('now() - make_interval(mins => ?)', [minutes])
    await db
      .knex('session')
      .where({ session_id: sessionId })
      .update({ last_seen_at: ago(29) })
    expect(await ask()).not.toBeNull()
    await db
      .knex('session')
      .where({ session_id: sessionId })
      .update({ last_seen_at: ago(31) })
    expect(await ask()).toBeNull()
    await db
      .knex('session')
      .where({ session_id: sessionId })
      .update({ last_seen_at: ago(0), ends_at: ago(0) })
    expect(await ask()).toBeNull()
  })

  it('is kept alive by a person at the page, not by what the page asks for by itself', async () => {
    const { cookie, sessionId } = await addSignedIn(db)
    const seen = async () =>
      (await db.knex('session').where({ session_id: sessionId }).first('last_seen_at')).last_seen_at
    await db
      .knex('session')
      .where({ session_id: sessionId })
      .update({ last_seen_at: db.knex.raw("now() - interval '10 minutes'") })
    const before = await seen()
    const ask = () => supertest(app).get('/api/session').set('Host', 'localhost').set('Cookie', cookie)
    await ask().set('Vigil-Idle', '1').expect(200)
    expect(await seen()).toBe(before)
    await ask().expect(200)
    expect(new Date(await seen()).getTime()).toBeGreaterThan(new Date(before).getTime() + 500_000)
  })

  it('ends at once when the account is disabled, the role is taken away, or its person signs out everywhere', async () => {
    const roles = await addSignedIn(db)
    const asked = (cookie: string) => supertest(app).get('/api/deaths').set('Host', 'localhost').set('Cookie', cookie)
    await asked(roles.cookie).expect(200)
    await db
      .knex('membership')
      .where({ account_id: roles.accountId })
      .update({ roles: ['commissioner'] })
    await asked(roles.cookie).expect(403)
    await db.knex('membership').where({ account_id: roles.accountId }).update({ is_disabled: true })
    await asked(roles.cookie).expect(404)
    const disabled = await addSignedIn(db)
    await db.knex('account').where({ account_id: disabled.accountId }).update({ is_disabled: true })
    await asked(disabled.cookie).expect(401)
    const { email } = await addPerson()
    const here = await signIn(email)
    const elsewhere = await addSignedIn(db)
    await db
      .knex('session')
      .where({ session_id: elsewhere.sessionId })
      .update({ account_id: (await session(here)).person.accountId })
    await asked(elsewhere.cookie).expect(200)
    await here.post('/api/sign-out/everywhere').send({}).expect(200)
    await asked(elsewhere.cookie).expect(401)
    await here.get('/api/deaths').expect(401)
  })

  it('lists where its person is signed in, and ends one of them', async () => {
    const { email } = await addPerson()
    const here = await signIn(email)
    const { accountId } = (await session(here)).person
    const other = await addSignedIn(db)
    await db.knex('session').where({ session_id: other.sessionId }).update({ account_id: accountId })
    const { body } = await here.get('/api/session/open').expect(200)
    expect(body.map(({ isThisOne }: { isThisOne: boolean }) => isThisOne).sort()).toEqual([false, true])
    await here.post(`/api/session/open/${other.sessionId}/end`).send({}).expect(200)
    await supertest(app).get('/api/deaths').set('Host', 'localhost').set('Cookie', other.cookie).expect(401)
    const stranger = await addSignedIn(db)
    await here.post(`/api/session/open/${stranger.sessionId}/end`).send({}).expect(404)
  })
})

describe('the second factor', () => {
  it('is asked for again before an export of records, and lasts ten minutes', async () => {
    const { cookie, sessionId, accountId } = await addSignedIn(db, { secondFactorMinutesAgo: 11 })
    await saveSecondFactor(
      db.knex,
      testKeyring(),
      accountId,
      secret,
      codeAt(secret, Date.now() - PERIOD),
      Date.now() - PERIOD,
    )
    const from = (path: string) => supertest(app).get(path).set('Host', 'localhost').set('Cookie', cookie)
    const refused = await from('/api/deaths.csv').expect(403)
    expect(refused.body.type).toBe('urn:vigil:second-factor-needed')
    await from('/api/indicators/deaths-by-year.csv').expect(200)
    const step = () => supertest(app).post('/api/session/second-factor').set('Host', 'localhost').set('Cookie', cookie)
    await step().send({ code: '000000' }).expect(422)
    const { body } = await step()
      .send({ code: codeAt(secret) })
      .expect(200)
    expect(body.secondFactorUntil).not.toBeNull()
    await from('/api/deaths.csv').expect(200)
    expect(await db.knex('session').where({ session_id: sessionId }).first('second_factor_at')).toBeDefined()
  })

  it('may be a recovery code, once', async () => {
    const { email } = await addPerson()
    const here = await signIn(email)
    const { body } = await here.post('/api/account/recovery-codes').send({}).expect(200)
    expect(body.recoveryCodes).toHaveLength(10)
    // 26 characters of five bits hold 128 random bits: nothing to guess in what the plain hash keeps
    for (const made of body.recoveryCodes) expect(made.replaceAll('-', '')).toMatch(/^[A-Z2-7]{26}$/)
    const code = body.recoveryCodes[3].toLowerCase().replaceAll('-', ' ')
    const again = browser()
    await again.post('/api/sign-in').send({ email, password }).expect(200)
    await again.post('/api/sign-in/second-factor').send({ code }).expect(200)
    const late = browser()
    await late.post('/api/sign-in').send({ email, password }).expect(200)
    await late.post('/api/sign-in/second-factor').send({ code }).expect(422)
  })

  it('that was wrong after a right password stands in the audit, as does a wrong PIN', async () => {
    const { email, accountId } = await addPerson({ roles: ['agency_reporter'] })
    const from = await signIn(email)
    await from.post('/api/session/device').send({ name: 'Phone', pin: '271828' }).expect(200)
    await from.post('/api/sign-out').send({}).expect(200)
    await from.post('/api/sign-in/pin').send({ pin: '271829' }).expect(401)
    await from.post('/api/sign-in').send({ email, password }).expect(200)
    await from.post('/api/sign-in/second-factor').send({ code: '000000' }).expect(422)
    const entries = await db.knex('audit_entry').where({ user_id: accountId, action: 'sign_in' }).orderBy('entry')
    expect(entries.map(({ operation }) => operation).slice(-2)).toEqual([
      'refused: wrong PIN on a registered device',
      'refused: wrong one-time code',
    ])
  })

  it('is kept waiting after ten wrong codes', async () => {
    const { email } = await addPerson()
    const from = browser()
    await from.post('/api/sign-in').send({ email, password }).expect(200)
    for (let i = 0; i < 10; i++) await from.post('/api/sign-in/second-factor').send({ code: '123456' }).expect(422)
    await from
      .post('/api/sign-in/second-factor')
      .send({ code: codeAt(secret) })
      .expect(429)
  })
})

describe('an invitation', () => {
  async function invite() {
    const { accountId } = await addSignedIn(db, { roles: ['analyst'] })
    await db.knex('session').where({ account_id: accountId }).delete()
    const { token } = await addInvitation(db.knex, {
      partnershipId: db.partnership.partnershipId,
      accountId,
      setsPassword: true,
      createdBy: 'test',
    })
    return { accountId, token }
  }

  it('sets a password and a second factor, gives recovery codes, and works once', async () => {
    const { token } = await invite()
    const from = browser()
    const { body: seen } = await from.post('/api/invitations/look').send({ token }).expect(200)
    expect(seen).toMatchObject({
      partnership: db.partnership.name,
      roleName: 'Public health analyst',
      asks: 'password',
    })
    const weak = await from.post('/api/invitations/accept').send({ token, password: 'password12345' }).expect(422)
    expect(weak.body.errors[0].message).toContain('too easy to guess')
    const accepted = await from.post('/api/invitations/accept').send({ token, password }).expect(200)
    expect(accepted.body).toEqual({ next: 'set_up_second_factor' })
    await from.get('/api/deaths').expect(401)
    const { body: made } = await from.post('/api/sign-in/second-factor/set-up').send({}).expect(200)
    expect(made.uri).toMatch(/^otpauth:\/\/totp\/Vigil:/)
    await from.post('/api/sign-in/second-factor/confirm').send({ code: '000000' }).expect(422)
    const { body: codes } = await from
      .post('/api/sign-in/second-factor/confirm')
      .send({ code: codeAt(made.secret) })
      .expect(200)
    expect(codes.recoveryCodes).toHaveLength(10)
    await from.get('/api/deaths').expect(200)
    await browser().post('/api/invitations/accept').send({ token, password }).expect(404)
  })

  it('runs out', async () => {
    const { token } = await invite()
    await db.knex('invitation').update({ expires_at: db.knex.fn.now() })
    await browser().post('/api/invitations/look').send({ token }).expect(404)
    await browser().post('/api/invitations/accept').send({ token, password }).expect(404)
  })

  it('takes effect once where two accept it at the same moment', async () => {
    const { token } = await invite()
    const both = await Promise.all(
      [1, 2].map(() => browser().post('/api/invitations/accept').send({ token, password })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404])
  })
})

describe('a registered device', () => {
  const pin = '271828'
  async function register(role: 'agency_reporter' | 'panel_member') {
    const { email } = await addPerson({ roles: [role] })
    const from = await signIn(email)
    const answer = await from.post('/api/session/device').send({ name: 'Outreach phone', pin })
    return { from, answer, email }
  }

  it('signs a reporter in again with a PIN, without what asks for the second factor', async () => {
    const { from, answer } = await register('agency_reporter')
    expect(answer.status).toBe(200)
    await from.post('/api/sign-out').send({}).expect(200)
    await from.get('/api/overdoses').expect(401)
    expect((await from.get('/api/sign-in').expect(200)).body.device).toEqual({ name: 'Outreach phone' })
    await from.post('/api/sign-in/pin').send({ pin: '271829' }).expect(401)
    await from.post('/api/sign-in/pin').send({ pin }).expect(200)
    await from.get('/api/overdoses').expect(200)
    await from.get('/api/overdoses.csv').expect(403)
  })

  it('is registered only by somebody who has given the second factor lately', async () => {
    const { cookie } = await addSignedIn(db, { roles: ['agency_reporter'], secondFactorMinutesAgo: 11 })
    const answer = await supertest(app)
      .post('/api/session/device')
      .set({ Host: 'localhost', Cookie: cookie })
      .send({ name: 'Somebody else’s phone', pin })
      .expect(403)
    expect(answer.body.type).toBe('urn:vigil:second-factor-needed')
  })

  it('is forgotten after five wrong PINs, however many are tried at once', async () => {
    const { from } = await register('agency_reporter')
    await from.post('/api/sign-out').send({}).expect(200)
    await Promise.all(
      ['111112', '111113', '111114', '111115', '111116'].map((wrong) =>
        from.post('/api/sign-in/pin').send({ pin: wrong }),
      ),
    )
    await from.post('/api/sign-in/pin').send({ pin }).expect(401)
    expect((await from.get('/api/sign-in').expect(200)).body.device).toBeNull()
  })

  it('is not for roles that read cases, nor for a PIN that anybody would try first', async () => {
    expect((await register('panel_member')).answer.status).toBe(403)
    const { email } = await addPerson({ roles: ['trainer'] })
    const from = await signIn(email)
    for (const easy of ['111111', '123456', '654321', '121212', '123123'])
      await from.post('/api/session/device').send({ name: 'Phone', pin: easy }).expect(422)
  })
})
