import { parse } from 'csv-parse/sync'
import supertest from 'supertest'
import { beforeAll, describe, expect, it } from 'vitest'
import { roleNames } from '../../client/words/roleWords.ts'
import type { Role } from '../../server/contract/access.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db, { role: 'administrator' })
let app: ReturnType<typeof makeApp>
beforeAll(() => {
  app = makeApp({ database: db.database })
})

const addAgency = async (name = 'Outreach') =>
  (await api.post('/api/agencies', { name, kind: 'outreach' }).expect(201)).body.agencyId as string
const report = { eventDay: '2026-03-01', persons: [{ naloxoneGiven: 'yes' }] }

describe('an administrator', () => {
  it('invites somebody to a role by a link that is shown once, and sees that they have not come yet', async () => {
    const { body } = await api
      .post('/api/people/invitations', { name: 'Ann', email: 'Ann@Example.org', role: 'analyst' })
      .expect(201)
    expect(body.link).toMatch(/^http:\/\/localhost:8080\/invitation#[\w-]{43}$/)
    const people = await api.get('/api/people').expect(200)
    expect(people.body).toContainEqual(
      expect.objectContaining({
        email: 'ann@example.org',
        state: 'invited',
        roles: [expect.objectContaining({ role: 'analyst' })],
      }),
    )
    expect(people.text).not.toContain(body.link.split('#')[1])
    await api.post('/api/people/invitations', { name: 'Ann', email: 'ann@example.org', role: 'expert' }).expect(409)
  })

  it('gives and takes roles, which count from the next request, and each change stands in the audit', async () => {
    const person = await addSignedIn(db, { roles: ['commissioner'] })
    const deaths = () => supertest(app).get('/api/deaths').set('Host', 'localhost').set('Cookie', person.cookie)
    await deaths().expect(403)
    await api.put(`/api/people/${person.accountId}/roles`, { roles: ['panel_member'] }).expect(200)
    await deaths().expect(200)
    await api.put(`/api/people/${person.accountId}/roles`, { roles: [] }).expect(200)
    await deaths().expect(404)
    const { body } = await api.as('governance').get('/api/audit?action=permission').expect(200)
    expect(body.rows.map(({ operation, recordId }: Record<string, unknown>) => [operation, recordId])).toEqual([
      ['put /people/:accountId/roles', person.accountId],
      ['put /people/:accountId/roles', person.accountId],
    ])
  })

  it('cannot change their own roles, take the last administrator away, mix a walled role, or leave out the agency', async () => {
    const { accountId } = await addSignedIn(db, { roles: ['panel_member'] })
    const [me] = (await api.get('/api/people').expect(200)).body.filter(
      ({ roles }: { roles: { role: string }[] }) => roles[0]?.role === 'administrator',
    )
    await api.put(`/api/people/${me.accountId}/roles`, { roles: ['administrator', 'panel_coordinator'] }).expect(409)
    await api.post(`/api/people/${me.accountId}/disable`, {}).expect(409)
    const mixed = await api
      .put(`/api/people/${accountId}/roles`, { roles: ['police', 'panel_member'], agencyId: await addAgency() })
      .expect(422)
    expect(mixed.body.errors[0].message).toContain('hold no other role')
    const lone = await api.put(`/api/people/${accountId}/roles`, { roles: ['agency_reporter'] }).expect(422)
    expect(lone.body.errors[0]).toMatchObject({ path: 'agencyId' })
    const other = await addSignedIn(db, { roles: ['administrator'] })
    await supertest(app)
      .put(`/api/people/${me.accountId}/roles`)
      .set('Host', 'localhost')
      .set('Cookie', other.cookie)
      .send({ roles: ['expert'] })
      .expect(200)
  })

  it('reads no case: not by any address, and not by any SQL a request of theirs could run', async () => {
    const panel = await addSignedIn(db)
    const asPanel = (body: object) =>
      supertest(app).post('/api/deaths').set('Host', 'localhost').set('Cookie', panel.cookie).send(body)
    const { body } = await asPanel({ status: 'notified', eventDay: '2026-03-01', causeOfDeath: 'CANARY' }).expect(201)
    for (const path of [
      `/api/deaths/${body.deathId}`,
      '/api/deaths',
      '/api/deaths.csv',
      '/api/imports',
      '/api/signals',
      '/api/audit',
    ])
      await api.get(path).expect(403)
    const seen = await db.withinAs({ reach: 'none' }, (trx) => trx('death_revision').count({ rows: '*' }).first())
    expect(seen?.rows).toBe(0)
  })
})

describe('the page that names roles', () => {
  it('names them as the policy table does', async () => {
    const { body } = await api.get('/api/policy').expect(200)
    const { roles } = body as { roles: { role: Role; name: string; isWalled: boolean }[] }
    expect(roles.map(({ role, name }) => [role, roleNames[role], name])).toEqual(
      roles.map(({ role, name }) => [role, name, name]),
    )
  })

  it('gives its table as a file: a row for each action', async () => {
    const { body } = await api.get('/api/policy').expect(200)
    const { text } = await api.get('/api/policy.csv').expect(200)
    const rows: Record<string, string>[] = parse(text, { bom: true, columns: true })
    expect(rows.map(({ action }) => action)).toEqual(body.actions.map(({ action }: { action: string }) => action))
    expect(rows.find(({ action }) => action === 'guest:read')?.roles).toBe('')
    expect(rows.find(({ action }) => action === 'overdose:write')?.roles).toContain('Agency reporter (own agency)')
  })
})

describe('an API key', () => {
  async function makeKey(given: object = {}) {
    const agencyId = await addAgency()
    const { body } = await api
      .post('/api/api-keys', {
        name: 'Feed',
        agencyId,
        scopes: ['overdose:write', 'overdose:read'],
        expiresOn: '2026-12-01',
        ...given,
      })
      .expect(201)
    return { agencyId, ...body } as { agencyId: string; apiKeyId: string; key: string }
  }
  const by = (key: string, method: 'get' | 'post', path: string) =>
    supertest(app)[method](path).set('Host', 'localhost').set('Authorization', `Bearer ${key}`)

  it('reports for its agency and reads what the agency reported, and does nothing else', async () => {
    const { key, agencyId, apiKeyId } = await makeKey()
    expect(key).toMatch(/^vigil_[\w-]{43}$/)
    const own = await by(key, 'post', '/api/overdoses').send(report).expect(201)
    expect(own.body).toMatchObject({ source: 'Outreach', agencyId })
    await api.as('panel_coordinator').post('/api/overdoses', report).expect(201)
    expect((await by(key, 'get', '/api/overdoses').expect(200)).body.total).toBe(1)
    await by(key, 'get', '/api/overdoses.csv').expect(200)
    for (const path of ['/api/deaths', '/api/supplies', '/api/people', '/api/session/open', '/api/signals'])
      expect((await by(key, 'get', path)).status).toBeGreaterThanOrEqual(401)
    await by(key, 'get', '/api/substances').expect(200)
    const { body } = await api.as('governance').get(`/api/audit?user=key:${apiKeyId}&action=write`).expect(200)
    expect(body.rows).toHaveLength(1)
    const [listed] = (await api.get('/api/api-keys').expect(200)).body
    expect([listed.lastUsedAt !== null, JSON.stringify(listed).includes(key)]).toEqual([true, false])
  })

  it('is kept as a hash, stops at once when revoked, and when it has run out', async () => {
    const { key, apiKeyId } = await makeKey()
    const { rows } = await db.knex.raw(
      "select encode(key_hash, 'hex') as kept from api_key where api_key_id = :apiKeyId",
      { apiKeyId },
    )
    expect(rows[0].kept).not.toContain(key)
    await by(`vigil_${rows[0].kept.slice(0, 43)}`, 'get', '/api/overdoses').expect(401)
    await by(key, 'get', '/api/overdoses').expect(200)
    await api.post(`/api/api-keys/${apiKeyId}/revoke`, {}).expect(200)
    await by(key, 'get', '/api/overdoses').expect(401)
    const other = await makeKeyNamed('Other')
    await db.knex('api_key').where({ api_key_id: other.apiKeyId }).update({ expires_at: db.knex.fn.now() })
    await by(other.key, 'get', '/api/overdoses').expect(401)
  })

  async function makeKeyNamed(name: string) {
    const agencyId = await addAgency(name)
    const { body } = await api
      .post('/api/api-keys', { name, agencyId, scopes: ['overdose:read'], expiresOn: '2026-12-01' })
      .expect(201)
    return body as { apiKeyId: string; key: string }
  }

  it('is renewed with an overlap in which both work, and no longer', async () => {
    const { key, apiKeyId } = await makeKey()
    const { body: renewed } = await api
      .post(`/api/api-keys/${apiKeyId}/renew`, { expiresOn: '2026-12-31', overlapHours: 24 })
      .expect(201)
    await by(key, 'get', '/api/overdoses').expect(200)
    await by(renewed.key, 'get', '/api/overdoses').expect(200)
    const [old] = (await api.get('/api/api-keys').expect(200)).body.filter(
      (each: { apiKeyId: string }) => each.apiKeyId === apiKeyId,
    )
    expect(new Date(old.expiresAt).getTime() - Date.now()).toBeLessThanOrEqual(24 * 3_600_000)
    await api
      .post('/api/api-keys', {
        name: 'Long',
        agencyId: old.agencyId,
        scopes: ['overdose:read'],
        expiresOn: '2029-01-01',
      })
      .expect(422)
  })
})

describe('a guest', () => {
  const coordinator = api.as('panel_coordinator')
  async function invite() {
    const death = await coordinator
      .post('/api/deaths', { status: 'notified', eventDay: '2026-03-01', causeOfDeath: 'For the guest' })
      .expect(201)
    await coordinator.post('/api/deaths', { status: 'notified', eventDay: '2026-03-02' }).expect(201)
    const { deathId } = death.body
    const { body } = await coordinator
      .post('/api/guest-links', { deathId, guestName: 'Dr Guest', purpose: 'To say what the clinic knew', days: 3 })
      .expect(201)
    const from = supertest.agent(app).set('Host', 'localhost')
    return { deathId, guestLinkId: body.guestLinkId, token: body.link.split('#')[1], from }
  }

  it('opens the one case the link is for, and nothing else, until it is taken back', async () => {
    const { deathId, guestLinkId, token, from } = await invite()
    await from.post('/api/guest/open').send({ token }).expect(200)
    expect((await from.get('/api/session').expect(200)).body.guest).toMatchObject({
      deathId,
      purpose: 'To say what the clinic knew',
    })
    expect((await from.get('/api/guest/death').expect(200)).body).toMatchObject({
      deathId,
      causeOfDeath: 'For the guest',
    })
    for (const path of [
      '/api/deaths',
      `/api/deaths/${deathId}`,
      `/api/deaths/${deathId}/identity`,
      '/api/overdoses',
      '/api/people',
    ])
      await from.get(path).expect(404)
    const { body: opened } = await coordinator.get(`/api/case-access?record=${deathId}`).expect(200)
    const [last] = opened.rows
    expect([last.userId, last.operation]).toEqual([`guest:${guestLinkId}`, 'get /guest/death'])
    await coordinator.post(`/api/guest-links/${guestLinkId}/revoke`, {}).expect(200)
    await from.get('/api/guest/death').expect(401)
    await from.post('/api/guest/open').send({ token }).expect(404)
  })

  it('is shut out when the link has run out', async () => {
    const { token, from, guestLinkId } = await invite()
    await from.post('/api/guest/open').send({ token }).expect(200)
    await db.knex('guest_link').where({ guest_link_id: guestLinkId }).update({ expires_at: db.knex.fn.now() })
    await from.get('/api/guest/death').expect(401)
  })
})
