import supertest from 'supertest'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { isProvenAnew } from '../../server/access/policy.ts'
import type { createApp } from '../../server/app.ts'
import { addInvitation } from '../../server/office/people/invitations.ts'
import { codeAt } from '../../server/office/sessions/second-factor.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn, makeApp, type SignedIn, tableOfRoutes } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'
import { addPerson, giveAuthenticator, PERIOD, password, secret, signIn } from '../support/people.ts'

const db = useDatabase()
const api = useApi(db, { role: 'administrator' })
let app: ReturnType<typeof createApp>
beforeAll(() => {
  app = makeApp({ database: db.database })
})

const browser = () => supertest.agent(app).set('Host', 'localhost')
const as = ({ cookie }: Pick<SignedIn, 'cookie'>) => ({
  get: (path: string) => supertest(app).get(path).set({ Host: 'localhost', Cookie: cookie }),
  post: (path: string, body: object = {}) =>
    supertest(app).post(path).set({ Host: 'localhost', Cookie: cookie }).send(body),
  put: (path: string, body: object = {}) =>
    supertest(app).put(path).set({ Host: 'localhost', Cookie: cookie }).send(body),
})
const tokenOf = ({ link }: { link: string }) => link.split('#')[1] as string
const addElsewhere = async () => {
  const { partnershipId, slug } = await addPartnership(db.knex, {
    name: 'Elsewhere',
    slug: `e-${crypto.randomUUID().slice(0, 8)}`,
    country: 'GB',
    timeZone: 'Europe/London',
  })
  return { partnershipId, slug, administrator: await addSignedIn(db, { roles: ['administrator'], partnershipId }) }
}
const address = () => `${crypto.randomUUID().slice(0, 8)}@example.org`
const invite = async (by: SignedIn, email: string, role: string) =>
  (await as(by).post('/api/people/invitations', { name: 'As it was written', email, role }).expect(201)).body
const anAdministrator = () => addSignedIn(db, { roles: ['administrator'] })

/** Opens a link that sets a password, and an authenticator; the new session's browser. */
async function comeIn(token: string, withPassword = password) {
  const from = browser()
  await from.post('/api/invitations/accept').send({ token, password: withPassword }).expect(200)
  const { body } = await from.post('/api/sign-in/second-factor/set-up').send({}).expect(200)
  await from
    .post('/api/sign-in/second-factor/confirm')
    .send({ code: codeAt(body.secret) })
    .expect(200)
  return from
}

describe('an administrator of another partnership', () => {
  it('who has taken an address for themself is no member where that address is invited unaware', async () => {
    const elsewhere = await addElsewhere()
    const email = address()
    const taken = await comeIn(tokenOf(await invite(elsewhere.administrator, email, 'expert')))
    const here = await anAdministrator()
    const invited = await invite(here, email, 'panel_coordinator')
    expect(invited.alreadySignsIn).toBe(true)
    for (const named of ['Elsewhere', elsewhere.slug]) expect(JSON.stringify(invited)).not.toContain(named)
    expect((await taken.get('/api/session')).body.memberships.map(({ slug }: { slug: string }) => slug)).toEqual([
      elsewhere.slug,
    ])
    await taken.get(`/api/deaths?partnership=${db.partnership.slug}`).expect(404)
    await taken.get('/api/agencies').expect(200)
    const again = await as(here).post(`/api/people/${invited.accountId}/invitation`).expect(201)
    await browser()
      .post('/api/invitations/accept')
      .send({ token: tokenOf(again.body), password })
      .expect(401)
    await taken.get(`/api/deaths?partnership=${db.partnership.slug}`).expect(404)
  })

  it('who keeps a link finds it void once somebody else has invited the same address', async () => {
    const elsewhere = await addElsewhere()
    const email = address()
    const kept = await invite(elsewhere.administrator, email, 'expert')
    const invited = await invite(await anAdministrator(), email, 'panel_coordinator')
    expect(invited.alreadySignsIn).toBe(false)
    await browser()
      .post('/api/invitations/look')
      .send({ token: tokenOf(kept) })
      .expect(404)
    await browser()
      .post('/api/invitations/accept')
      .send({ token: tokenOf(kept), password })
      .expect(404)
    const person = await comeIn(tokenOf(invited))
    await person.get('/api/deaths').expect(200)
    const late = await as(elsewhere.administrator).post(`/api/people/${kept.accountId}/invitation`).expect(201)
    expect(late.body.alreadySignsIn).toBe(true)
    await browser()
      .post('/api/invitations/accept')
      .send({ token: tokenOf(late.body), password })
      .expect(401)
  })

  it('who asked for a new password before cannot use that link once its person belongs here too', async () => {
    const elsewhere = await addElsewhere()
    const person = await addPerson(db, { roles: ['expert'], partnershipId: elsewhere.partnershipId })
    const kept = await as(elsewhere.administrator).post(`/api/people/${person.accountId}/invitation`).expect(201)
    const signedIn = await signIn(browser(), person.email)
    const invited = await invite(await anAdministrator(), person.email, 'panel_coordinator')
    await signedIn
      .post('/api/invitations/accept')
      .send({ token: tokenOf(invited) })
      .expect(200)
    await browser()
      .post('/api/invitations/accept')
      .send({ token: tokenOf(kept.body), password })
      .expect(404)
    await as(elsewhere.administrator).post(`/api/people/${person.accountId}/invitation`).expect(409)
    await as(elsewhere.administrator).post(`/api/people/${person.accountId}/reset-second-factor`).expect(409)
    await as(await anAdministrator())
      .post(`/api/people/${person.accountId}/reset-second-factor`)
      .expect(409)
  })

  it('pulls nobody in unasked, learns nothing of their account, and stands in nobody’s way', async () => {
    const person = await addPerson(db, { roles: ['analyst'] })
    const signedIn = await signIn(browser(), person.email)
    const elsewhere = await addElsewhere()
    const { accountId } = await invite(elsewhere.administrator, person.email, 'analyst')
    expect(accountId).toBe(person.accountId)
    await signedIn.get('/api/deaths').expect(200)
    const { body } = await as(elsewhere.administrator).get('/api/people').expect(200)
    expect(body.find((one: { accountId: string }) => one.accountId === accountId)).toMatchObject({
      name: 'As it was written',
      email: person.email,
      state: 'invited',
      hasSecondFactor: false,
      lastSignedInAt: null,
    })
    const seen = await db.withinAs({ partnershipId: elsewhere.partnershipId, reach: 'none' }, (trx) =>
      trx('account').where({ account_id: accountId }).select('account_id'),
    )
    expect(seen).toEqual([])
    await signIn(browser(), person.email).catch(() => undefined)
    const audited = await db
      .knex('audit_entry')
      .where({ partnership_id: elsewhere.partnershipId, user_id: accountId })
      .select('operation')
    expect(audited).toEqual([])
    const own = await anAdministrator()
    await as(own).post(`/api/people/${accountId}/reset-second-factor`).expect(200)
  })

  it('tells somebody who has not accepted nothing, learns nothing by shutting them out, and removes nothing they were told', async () => {
    const person = await addPerson(db, { roles: ['analyst'] })
    const elsewhere = await addElsewhere()
    const by = as(elsewhere.administrator)
    await invite(elsewhere.administrator, person.email, 'administrator')
    const signedIn = await signIn(browser(), person.email)
    expect((await signedIn.get('/api/account/notices').expect(200)).body).toEqual([])
    await by.post(`/api/people/${person.accountId}/disable`).expect(200)
    for (const what of ['invitation', 'reset-second-factor']) {
      const { body } = await by.post(`/api/people/${person.accountId}/${what}`).expect(409)
      expect(JSON.stringify(body)).not.toContain('another partnership')
    }
    await signedIn.get('/api/deaths').expect(200)
    await as(await anAdministrator())
      .post(`/api/people/${person.accountId}/invitation`)
      .expect(201)
    const removing = { partnershipId: elsewhere.partnershipId, purpose: 'carry out the retention schedule' }
    await db.withinAs(removing, (trx) => trx.raw("select remove_old_account_notices(now() + interval '1 day')"))
    expect((await signedIn.get('/api/account/notices').expect(200)).body).toHaveLength(1)
  })

  it('voids no link of those who run Vigil, and names nobody for those who invite the same address properly', async () => {
    const email = address()
    const elsewhere = await addElsewhere()
    await invite(elsewhere.administrator, email, 'expert')
    const here = await anAdministrator()
    const proper = { name: 'Jane Proper', email, role: 'analyst' }
    const { body: invited } = await as(here).post('/api/people/invitations', proper).expect(201)
    const { partnershipId } = db.partnership
    const { token } = await addInvitation(db.knex, {
      partnershipId,
      accountId: invited.accountId,
      setsPassword: true,
      createdBy: 'command line',
      isOfOperator: true,
    })
    await invite((await addElsewhere()).administrator, email, 'expert')
    await comeIn(token)
    const { body } = await as(here).get('/api/people').expect(200)
    expect(body.find(({ accountId }: { accountId: string }) => accountId === invited.accountId).name).toBe(
      'Jane Proper',
    )
  })
})

describe('an address', () => {
  it('is written in plain letters, so that none looks like a colleague’s', async () => {
    const written = ['\u0430nn@example.org', 'a\u200bnn@example.org', 'ann@ex\u0430mple.org', '\u0130@example.org']
    for (const email of written) {
      const { body } = await api.post('/api/people/invitations', { name: 'Ann', email, role: 'analyst' }).expect(422)
      expect(body.errors).toEqual([{ path: 'email', message: 'does not look like an e-mail address' }])
    }
    const plus = { name: 'Ann', email: 'Ann+Vigil@Example.org', role: 'analyst' }
    await api.post('/api/people/invitations', plus).expect(201)
    await api.post('/api/people/invitations', { ...plus, email: 'ann+vigil@example.org' }).expect(409)
  })
})

describe('a role in a further partnership', () => {
  it('counts once its person has accepted it signed in, by the link, and can be declined', async () => {
    const elsewhere = await addElsewhere()
    const person = await addPerson(db, { roles: ['analyst'], partnershipId: elsewhere.partnershipId })
    const invited = await invite(await anAdministrator(), person.email, 'panel_coordinator')
    const token = tokenOf(invited)
    const look = async (from: ReturnType<typeof browser>) =>
      (await from.post('/api/invitations/look').send({ token }).expect(200)).body.asks
    expect(await look(browser())).toBe('sign_in')
    const somebodyElse = await addSignedIn(db, { roles: ['analyst'] })
    await as(somebodyElse).post('/api/invitations/accept', { token }).expect(403)
    await as(somebodyElse).post('/api/invitations/decline', { token }).expect(403)
    const from = await signIn(browser(), person.email)
    expect(await look(from)).toBe('nothing')
    await from.post('/api/invitations/accept').send({ token }).expect(200)
    await from.get(`/api/deaths?partnership=${db.partnership.slug}`).expect(200)
    await from.post('/api/invitations/accept').send({ token }).expect(404)

    const other = await addElsewhere()
    const declined = await invite(other.administrator, person.email, 'expert')
    await from
      .post('/api/invitations/decline')
      .send({ token: tokenOf(declined) })
      .expect(200)
    const { body } = await as(other.administrator).get('/api/people').expect(200)
    expect(body.map((one: { accountId: string }) => one.accountId)).not.toContain(person.accountId)
  })

  it('is accepted or declined in the chain of that partnership, and of no other', async () => {
    const person = await addSignedIn(db, { roles: ['analyst'] })
    const elsewhere = await addElsewhere()
    const answer = async (what: string) => {
      const invited = await invite(elsewhere.administrator, person.email, 'expert')
      await as(person)
        .post(`/api/invitations/${what}`, { token: tokenOf(invited) })
        .expect(200)
    }
    await answer('decline')
    await answer('accept')
    const audited = await db
      .knex('audit_entry')
      .where({ user_id: person.accountId })
      .orderBy('entry')
      .select({ operation: 'operation', where: 'partnership_id' })
    expect(audited).toEqual([
      { operation: 'decline an invitation', where: elsewhere.partnershipId },
      { operation: 'accept an invitation', where: elsewhere.partnershipId },
    ])
  })

  it('that was declined comes back by no link of before', async () => {
    const person = await addSignedIn(db, { roles: ['analyst'] })
    const { administrator } = await addElsewhere()
    const invited = await invite(administrator, person.email, 'expert')
    await as(person)
      .post('/api/invitations/decline', { token: tokenOf(invited) })
      .expect(200)
    const again = await invite(administrator, person.email, 'administrator')
    const last = await as(administrator).post(`/api/people/${person.accountId}/invitation`).expect(201)
    for (const before of [invited, again])
      await as(person)
        .post('/api/invitations/look', { token: tokenOf(before) })
        .expect(404)
    await as(person)
      .post('/api/invitations/look', { token: tokenOf(last.body) })
      .expect(200)
  })

  it('cannot be written down as accepted by a request, whatever its SQL', async () => {
    const { accountId } = await invite(await anAdministrator(), address(), 'analyst')
    await expect(
      db.withinAs({ reach: 'none' }, (trx) =>
        trx('membership').where({ account_id: accountId }).update({ accepted_at: trx.fn.now() }),
      ),
    ).rejects.toThrow(/permission denied/)
  })
})

describe('what opens an account', () => {
  const lead = () => addSignedIn(db, { roles: ['governance'] })

  it('is never one administrator’s to give, however long they wait, until its person has signed in with what was left', async () => {
    const [one, other] = [await anAdministrator(), await anAdministrator()]
    const pairs = [
      ['invitation', 'reset-second-factor'],
      ['reset-second-factor', 'invitation'],
    ] as const
    for (const [first, second] of pairs) {
      const { accountId } = await addPerson(db, { roles: ['analyst'] })
      const ask = (by: SignedIn, what: string) => as(by).post(`/api/people/${accountId}/${what}`)
      expect((await ask(one, first)).status).toBeLessThan(300)
      await ask(one, second).expect(409)
      await db.knex('audit_entry').update({ at: db.knex.raw("at - interval '8 days'") })
      await ask(one, second).expect(409)
      expect((await ask(other, second)).status).toBeLessThan(300)
    }
    const person = await addPerson(db, { roles: ['analyst'] })
    await as(one).post(`/api/people/${person.accountId}/reset-second-factor`).expect(200)
    await as(one).post(`/api/people/${person.accountId}/invitation`).expect(409)
    const from = browser()
    await from.post('/api/sign-in').send({ email: person.email, password }).expect(200)
    const { body } = await from.post('/api/sign-in/second-factor/set-up').send({}).expect(200)
    await from
      .post('/api/sign-in/second-factor/confirm')
      .send({ code: codeAt(body.secret) })
      .expect(200)
    await as(one).post(`/api/people/${person.accountId}/invitation`).expect(201)
  })

  it('by a link that was used is no more theirs to complete, until the authenticator has been asked for', async () => {
    const one = await anAdministrator()
    const person = await addPerson(db, { roles: ['analyst'] })
    const { body } = await as(one).post(`/api/people/${person.accountId}/invitation`).expect(201)
    const stolen = 'curlews over the cold estuary'
    await browser()
      .post('/api/invitations/accept')
      .send({ token: tokenOf(body), password: stolen })
      .expect(200)
    await as(one).post(`/api/people/${person.accountId}/reset-second-factor`).expect(409)
    await signIn(browser(), person.email, stolen)
    await as(one).post(`/api/people/${person.accountId}/reset-second-factor`).expect(200)
  })

  it('is not a password alone, where no authenticator would be asked for', async () => {
    const bySingleSignOn = await addSignedIn(db, { roles: ['analyst'] })
    const refused = await as(await anAdministrator())
      .post(`/api/people/${bySingleSignOn.accountId}/invitation`)
      .expect(409)
    expect(refused.body.title).toContain('no authenticator')
  })

  it('is not changed by an administrator whom nobody else has confirmed, nor by whomever they or their maker bring', async () => {
    const one = await anAdministrator()
    const bring = async (by: SignedIn, role: string) => {
      const email = address()
      const invited = await invite(by, email, role)
      const from = await comeIn(tokenOf(invited))
      return { accountId: invited.accountId as string, from }
    }
    const accomplice = await bring(one, 'administrator')
    const target = await addPerson(db, { roles: ['analyst'] })
    const reset = () =>
      accomplice.from
        .post(`/api/people/${target.accountId}/reset-second-factor`)
        .send({})
        .then(({ status }) => status)
    expect(await reset()).toBe(409)
    const confirm = `/api/people/${accomplice.accountId}/confirm-administrator`
    await as(one).post(confirm).expect(409)
    const ownLead = await bring(one, 'governance')
    await ownLead.from.post(confirm).send({}).expect(409)
    // the accomplice brings a lead, and one more administrator, behind whom the same person stands
    const email = address()
    const theirs = await accomplice.from
      .post('/api/people/invitations')
      .send({ name: 'Lead', email, role: 'governance' })
      .expect(201)
    const theirLead = await comeIn(tokenOf(theirs.body))
    await theirLead.post(confirm).send({}).expect(409)
    await accomplice.from.post(confirm).send({}).expect(409)
    expect(await reset()).toBe(409)
    await as(await lead())
      .post(confirm)
      .expect(200)
    expect(await reset()).toBe(200)
    await as(await lead())
      .post(confirm)
      .expect(409)
  })

  it('is not one administrator’s by asking for both halves at once', async () => {
    const one = await anAdministrator()
    const people = await Promise.all(Array.from({ length: 6 }, () => addPerson(db, { roles: ['analyst'] })))
    for (const { accountId } of people) {
      const asked = await Promise.all(
        ['reset-second-factor', 'invitation'].map((what) => as(one).post(`/api/people/${accountId}/${what}`)),
      )
      expect(asked.filter(({ status }) => status < 300)).toHaveLength(1)
    }
  })

  it('stays with whom it was, for a lead whom somebody else makes an administrator too', async () => {
    const [one, honest] = [await anAdministrator(), await anAdministrator()]
    const invited = await invite(one, address(), 'administrator')
    await comeIn(tokenOf(invited))
    const ownLead = await invite(one, address(), 'governance')
    const from = await comeIn(tokenOf(ownLead))
    const roles = { roles: ['governance', 'administrator'], agencyId: null }
    await as(honest).put(`/api/people/${ownLead.accountId}/roles`, roles).expect(200)
    await from.post(`/api/people/${invited.accountId}/confirm-administrator`).send({}).expect(409)
  })

  it('is guarded by one administrator at least who is confirmed, whom none who waits sends away', async () => {
    const elsewhere = await addElsewhere()
    const waits = await comeIn(tokenOf(await invite(elsewhere.administrator, address(), 'administrator')))
    const path = `/api/people/${elsewhere.administrator.accountId}`
    await waits
      .put(`${path}/roles`)
      .send({ roles: ['expert'], agencyId: null })
      .expect(409)
    const { body } = await waits.post(`${path}/disable`).send({}).expect(409)
    expect(body.title).toBe('This is the only administrator who is confirmed.')
  })

  it('is not replaced by whoever has the password alone and waited half-way until its person had set it up', async () => {
    const person = await addPerson(db, { roles: ['analyst'] })
    await as(await anAdministrator())
      .post(`/api/people/${person.accountId}/reset-second-factor`)
      .expect(200)
    const setUp = async () => {
      const from = browser()
      await from.post('/api/sign-in').send({ email: person.email, password }).expect(200)
      const { body } = await from.post('/api/sign-in/second-factor/set-up').send({}).expect(200)
      return () => from.post('/api/sign-in/second-factor/confirm').send({ code: codeAt(body.secret) })
    }
    const [thief, owner] = [await setUp(), await setUp()]
    await owner().expect(200)
    await thief().expect(401)
  })

  it('is not asked for with an API key in place of a fresh second factor', async () => {
    const agencyId = (await api.post('/api/agencies', { name: 'Feeds', kind: 'outreach' }).expect(201)).body.agencyId
    const { body } = await api
      .post('/api/api-keys', { name: 'Feed', agencyId, scopes: ['overdose:read'], expiresOn: '2026-12-31' })
      .expect(201)
    const stale = await addSignedIn(db, { secondFactorMinutesAgo: 120 })
    const ask = (path: string, sent: object = {}) =>
      supertest(app)
        .post(path)
        .set({ Host: 'localhost', Cookie: stale.cookie, Authorization: `Bearer ${body.key}` })
        .send(sent)
    await ask('/api/account/recovery-codes').expect(401)
    const changed = { current: password, password: 'curlews over the cold estuary' }
    await ask('/api/account/password', changed).expect(401)
    await ask('/api/session/device', { name: 'Phone', pin: '271828' }).expect(401)
  })

  it('by a new administrator is told to the information governance lead once they have come in', async () => {
    const governance = await lead()
    await comeIn(tokenOf(await invite(await anAdministrator(), address(), 'administrator')))
    expect((await as(governance).get('/api/account/notices').expect(200)).body).toEqual([
      expect.objectContaining({ kind: 'new_administrator', aboutName: 'As it was written', byName: 'Administrator' }),
    ])
  })

  it('is told to its person and to the information governance lead when they next sign in', async () => {
    const one = await anAdministrator()
    const governance = await lead()
    const person = await addPerson(db, { roles: ['analyst'] })
    await as(one).post(`/api/people/${person.accountId}/invitation`).expect(201)
    const from = await signIn(browser(), person.email)
    const notices = async (asker: { get: (path: string) => supertest.Test }) =>
      (await asker.get('/api/account/notices').expect(200)).body
    expect(await notices(from)).toEqual([
      expect.objectContaining({ kind: 'password_link', aboutName: null, byName: 'Administrator', seenAt: null }),
    ])
    expect(await notices(as(governance))).toContainEqual(
      expect.objectContaining({ kind: 'password_link', aboutName: 'Public health analyst' }),
    )
    await from.post('/api/account/notices/seen').send({}).expect(200)
    expect((await notices(from))[0].seenAt).not.toBeNull()
    expect(await notices(as(await addSignedIn(db, { roles: ['analyst'] })))).toEqual([])
  })
})

describe('a changed password', () => {
  it('forgets every registered device, so that a PIN set with the old one opens nothing', async () => {
    const person = await addPerson(db, { roles: ['agency_reporter'] })
    const phone = await signIn(browser(), person.email)
    await phone.post('/api/session/device').send({ name: 'Phone', pin: '271828' }).expect(200)
    await phone.post('/api/sign-out').send({}).expect(200)
    await phone.post('/api/sign-in/pin').send({ pin: '271828' }).expect(200)
    const desk = await addSignedIn(db)
    await db.knex('session').where({ session_id: desk.sessionId }).update({ account_id: person.accountId })
    await as(desk)
      .post('/api/account/password', { current: password, password: 'curlews over the cold estuary' })
      .expect(200)
    await phone.get('/api/overdoses').expect(401)
    await phone.post('/api/sign-in/pin').send({ pin: '271828' }).expect(401)
  })
})

describe('somebody who was shut out', () => {
  it('does not come back by a device or a session of before when they are let in again', async () => {
    const person = await addPerson(db, { roles: ['agency_reporter'] })
    const phone = await signIn(browser(), person.email)
    await phone.post('/api/session/device').send({ name: 'Phone', pin: '271828' }).expect(200)
    const by = await anAdministrator()
    await as(by).post(`/api/people/${person.accountId}/disable`).expect(200)
    await as(by).post(`/api/people/${person.accountId}/enable`).expect(200)
    await phone.get('/api/overdoses').expect(401)
    await phone.post('/api/sign-in/pin').send({ pin: '271828' }).expect(401)
  })
})

describe('a second factor given two hours ago', () => {
  it('opens no identity, makes no link, no key and no role, and invites nobody, by any route of the table', async () => {
    const routes = tableOfRoutes().filter((route) => isProvenAnew(route))
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining([
        'post /identities/match',
        'put /deaths/:deathId/identity',
        'post /guest-links',
        'post /people/invitations',
        'put /people/:accountId/roles',
        'post /api-keys',
      ]),
    )
    const stale = await Promise.all(
      (['panel_coordinator', 'administrator', 'consultant', 'governance'] as const).map((role) =>
        addSignedIn(db, { roles: [role], secondFactorMinutesAgo: 120 }),
      ),
    )
    for (const { method, path } of routes) {
      const asked = path.replace(/:(\w+)/g, crypto.randomUUID())
      const answers = await Promise.all(
        stale.map(({ cookie }) =>
          supertest(app)[method](`/api${asked}`).set({ Host: 'localhost', Cookie: cookie }).send({}),
        ),
      )
      const types = answers.map(({ status, body }) => [status, body.type])
      expect(types, `${method} ${path}`).toContainEqual([403, 'urn:vigil:second-factor-needed'])
      expect(
        types.every(([status]) => status === 403),
        `${method} ${path}`,
      ).toBe(true)
    }
  })

  it('reads cases, but not the whole list page by page', async () => {
    const coordinator = await addSignedIn(db, { secondFactorMinutesAgo: 120 })
    const list = () => as(coordinator).get('/api/deaths')
    await list().expect(200)
    await db.withinAs({ userId: coordinator.accountId }, (trx) =>
      trx.raw("select append_audit('read', 'get /deaths', null, '{}', 501)"),
    )
    expect((await list().expect(403)).body).toMatchObject({
      type: 'urn:vigil:second-factor-needed',
      detail: expect.stringContaining('500 records'),
    })
    await as(coordinator).get('/api/agencies').expect(200)
    const hurried = await addSignedIn(db, { secondFactorMinutesAgo: 120 })
    await db.within((trx) => addDeaths(trx, [makeDeath({ eventDay: '2026-03-01' })], '2026-03-15'))
    await db.withinAs({ userId: hurried.accountId }, (trx) =>
      trx.raw("select append_audit('read', 'get /deaths', null, '{}', 500)"),
    )
    const atOnce = await Promise.all(Array.from({ length: 8 }, () => as(hurried).get('/api/deaths')))
    expect(atOnce.filter(({ status }) => status === 200)).toHaveLength(1)
    await db.knex('session').where({ session_id: coordinator.sessionId }).update({ second_factor_at: db.knex.fn.now() })
    await list().expect(200)
  })
})

describe('the police', () => {
  it('add no toxicology panel that everybody’s detection reads, by the API or by SQL', async () => {
    const covers = { name: 'Looks for nothing', covers: ['heroin'] }
    for (const role of ['police', 'prison', 'agency_contributor'] as const) {
      const { status } = await api.as(role).post('/api/toxicology-panels', covers)
      expect([role, status]).toEqual([role, role === 'agency_contributor' ? 403 : 404])
    }
    await expect(
      db.withinAs({ reach: 'own_agency' }, (trx) =>
        trx('toxicology_panel').insert({ partnership_id: db.partnership.partnershipId, name: 'By SQL' }),
      ),
    ).rejects.toThrow(/row-level security/)
  })
})

describe('a toxicology panel that is retired', () => {
  it('can no longer be chosen, stays where it is named, and can be brought back', async () => {
    const coordinator = api.as('panel_coordinator')
    const { panelId } = (
      await coordinator.post('/api/toxicology-panels', { name: 'Old screen', covers: ['heroin'] }).expect(201)
    ).body
    const death = { eventDay: '2026-03-01', status: 'toxicology_in', toxicologyPanelId: panelId }
    const { deathId } = (await coordinator.post('/api/deaths', death).expect(201)).body
    const retire = (isRetired: boolean) =>
      coordinator.put(`/api/toxicology-panels/${panelId}/retired`, { isRetired }).expect(200)
    expect((await retire(true)).body).toMatchObject({ panelId, isRetired: true })
    const { body } = await coordinator.post('/api/deaths', death).expect(422)
    expect(body.errors).toEqual([{ path: 'toxicologyPanelId', message: 'is retired: choose the panel that was run' }])
    await coordinator
      .put(`/api/deaths/${deathId}`, { ...death, causeOfDeath: 'Opioid toxicity' })
      .set('If-Match', '"1"')
      .expect(200)
    await retire(false)
    await coordinator.post('/api/deaths', { ...death, eventDay: '2026-03-02' }).expect(201)
  })
})

describe('requests without end', () => {
  it('count for their address until a key has been found, whatever is made up as one', async () => {
    const small = makeApp({ database: db.database, config: { requestsPerMinute: 20 } })
    const ask = (key: string) =>
      supertest(small)
        .get('/api/overdoses')
        .set({ Host: 'localhost', Authorization: `Bearer ${key}` })
    const agencyId = (await api.post('/api/agencies', { name: 'Outreach', kind: 'outreach' }).expect(201)).body.agencyId
    const { body } = await api
      .post('/api/api-keys', { name: 'Feed', agencyId, scopes: ['overdose:read'], expiresOn: '2026-12-31' })
      .expect(201)
    await ask(body.key).expect(200)
    const made = await Promise.all(Array.from({ length: 30 }, (_, i) => ask(`made-up-${i}-${'x'.repeat(5000)}`)))
    expect(made.filter(({ status }) => status === 401)).toHaveLength(19)
    expect(made.filter(({ status }) => status === 429)).toHaveLength(11)
    await ask(body.key).expect(200)
  })

  it('of one-time codes are counted over a day, so that pacing them or waiting for right ones finds no more', async () => {
    const { email, accountId } = await addPerson(db)
    const from = browser()
    const guess = async () => {
      await from.post('/api/sign-in').send({ email, password }).expect(200)
      return (await from.post('/api/sign-in/second-factor').send({ code: '123456' })).status
    }
    const tried: number[] = []
    for (let quarter = 0; quarter < 3; quarter++) {
      for (let i = 0; i < 4; i++) tried.push(await guess())
      // its person signs in, and a quarter of an hour goes by
      if (quarter < 2) {
        await giveAuthenticator(db, accountId)
        await signIn(browser(), email)
      }
      await db
        .knex('throttle')
        .where('key', 'like', 'code:%')
        .decrement('expire', 15 * 60_000)
    }
    expect(tried).toEqual([...Array(10).fill(422), 429, 429])
  })

  it('of one-time codes are locked out for longer each time, which is told, and a recovery code still opens', async () => {
    const { email, accountId } = await addPerson(db)
    const from = browser()
    await from.post('/api/sign-in').send({ email, password }).expect(200)
    const give = (code: string) => from.post('/api/sign-in/second-factor').send({ code })
    const lock = async () => {
      for (let i = 0; i < 10; i++) await give('123456').expect(422)
      const { headers } = await give('123456').expect(429)
      const still = await give(codeAt(secret)).expect(429)
      expect(Number(still.headers['retry-after'])).toBeGreaterThan(Number(headers['retry-after']) - 60)
      await db.knex('throttle').where('key', 'like', 'code:%').delete()
      return Number(headers['retry-after']) / 60
    }
    const minutes: number[] = []
    for (let i = 0; i < 9; i++) minutes.push(await lock())
    expect(minutes).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440])
    for (let i = 0; i < 11; i++) await give('123456')
    const signedIn = await addSignedIn(db)
    await db.knex('session').where({ session_id: signedIn.sessionId }).update({ account_id: accountId })
    const { body: made } = await as(signedIn).post('/api/account/recovery-codes').expect(200)
    await give(codeAt(secret)).expect(429)
    await give(made.recoveryCodes[0]).expect(200)
    const { body } = await from.get('/api/account/notices').expect(200)
    expect(body.map(({ kind }: { kind: string }) => kind)).toContain('codes_locked')
  })
})

describe('a link', () => {
  it('is of the address that the operator gave, never of the host that a request names', async () => {
    const { cookie } = await anAdministrator()
    const { body } = await supertest(makeApp({ database: db.database, config: { publicUrl: 'http://127.0.0.1:8080' } }))
      .post('/api/people/invitations')
      .set({ Host: 'localhost:1234', Cookie: cookie })
      .send({ name: 'Ann', email: address(), role: 'analyst' })
      .expect(201)
    expect(body.link).toMatch(/^http:\/\/127\.0\.0\.1:8080\/invitation#/)
  })
})

describe('times', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  const minutes = 60_000
  const serverClock = (by: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + by })

  it('are judged by the database’s clock: a server that is behind lets the right person in', async () => {
    const { email, accountId } = await addPerson(db)
    await giveAuthenticator(db, accountId)
    const code = codeAt(secret)
    serverClock(-15 * minutes)
    const from = browser()
    await from.post('/api/sign-in').send({ email, password }).expect(200)
    await from.post('/api/sign-in/second-factor').send({ code }).expect(200)
    await from.get('/api/deaths.csv').expect(200)
    const wrong = codeAt(secret, Date.now() - PERIOD)
    await from.post('/api/session/second-factor').send({ code: wrong }).expect(422)
  })

  it('are judged by the database’s clock: a server two hours behind takes no old second factor for a fresh one', async () => {
    const { cookie } = await addSignedIn(db, { secondFactorMinutesAgo: 110 })
    serverClock(-120 * minutes)
    await as({ cookie }).get('/api/deaths').expect(200)
    await as({ cookie }).get('/api/deaths.csv').expect(403)
  })
})
