import express from 'express'
import type { Knex } from 'knex'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Route, route } from '../../server/http/route.ts'
import { serveRoutes } from '../../server/serving/serve-routes.ts'
import { addSignedIn, makeApp, tableOfRoutes } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { sampleOf, whoMay } from '../support/requests.ts'

/**
 * No answer that names a record leaves without an audit row of the same transaction: the database is watched while every route is asked by
 * somebody who may.
 */
const db = useDatabase()
let app: ReturnType<typeof makeApp>
let seen: { transaction: string; sql: string }[] = []
const watch = ({ __knexTxId, sql }: { __knexTxId?: string; sql: string }) => {
  seen.push({ transaction: __knexTxId ?? 'none', sql })
}
beforeAll(() => {
  app = makeApp({ database: db.database })
  ;(db.knex as Knex & { on: (event: 'query', listener: typeof watch) => void }).on('query', watch)
})
afterAll(() => {
  db.knex.removeListener('query', watch)
})

/** These speak of the audit itself: who has opened a record is not a record. */
const ofTheAudit = ['/audit', '/case-access', '/refusals', '/deaths/:deathId/identity/openings']

const endpoints = tableOfRoutes()
  .filter(({ policy, path }) => policy !== 'session:use' && policy !== 'guest:read' && !ofTheAudit.includes(path))
  .flatMap((route) => [
    [`${route.method} ${route.path}`, route, ''] as const,
    ...(route.csv ? [[`${route.method} ${route.path}.csv`, route, '.csv'] as const] : []),
  ])

const NOWHERE = '00000000-0000-4000-8000-000000000000'
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/

/** Asks a route, by somebody who may, and gives what stands in the audit of it: action and record. */
async function audited(route: Route, change: (path: string) => string = (path) => path, suffix = '') {
  const { partnershipId } = db.partnership
  const { cookie } = await addSignedIn(db, { roles: [whoMay(route)] })
  const sample = await sampleOf(route, { knex: db.knex, partnershipId, agencyId: null })
  const entries = (): Promise<{ action: string; record_id: string | null }[]> =>
    db.withinAs({ partnershipId }, (trx) => trx('audit_entry').orderBy('entry').select('action', 'record_id'))
  const { length } = await entries()
  const [path = '', query] = change(sample.path).split('?')
  const request = supertest(app)
    [route.method](`/api${path}${suffix}${query ? `?${query}` : ''}`)
    .set({ Host: 'localhost', Cookie: cookie })
  if (sample.ifMatch) request.set('If-Match', `"${sample.ifMatch}"`)
  const { status, body } = await (sample.body ? request.send(sample.body) : request)
  const made = (await entries()).slice(length)
  return { sample, status, answer: body, made: made.map(({ action, record_id }) => [action, record_id]) }
}

async function recordIds(): Promise<string[]> {
  const { rows } = await db.knex.raw(
    `select death_id as id from death union all select overdose_id from overdose union all select supply_id from naloxone_supply
     union all select signal_id from signal union all select border_cluster_id from border_cluster union all select identity_id from identity`,
  )
  return rows.map(({ id }: { id: string }) => id)
}

describe('an answer that names a record', () => {
  it.each(endpoints)('of %s has its audit row in the same transaction', async (_name, route, suffix) => {
    const { partnershipId } = db.partnership
    const { cookie } = await addSignedIn(db, { roles: [whoMay(route)] })
    // something of each kind is there to be answered
    const kinds = [
      'get /deaths/:deathId',
      'get /overdoses/:overdoseId',
      'get /supplies/:supplyId',
      'get /signals/:signalId',
      'get /signals/over-borders/:borderClusterId',
      'put /holds/:holdId/lift',
      'put /governance-notices/:noticeId/read',
      'post /guest-links/:guestLinkId/revoke',
    ]
    for (const other of tableOfRoutes().filter(({ method, path }) => kinds.includes(`${method} ${path}`)))
      await sampleOf(other, { knex: db.knex, partnershipId, agencyId: null })
    const sample = await sampleOf(route, { knex: db.knex, partnershipId, agencyId: null })
    const [path = '', query] = sample.path.split('?')
    seen = []
    const request = supertest(app)
      [route.method](`/api${path}${suffix}${query ? `?${query}` : ''}`)
      .set({ Host: 'localhost', Cookie: cookie })
    if (sample.ifMatch) request.set('If-Match', `"${sample.ifMatch}"`)
    const { text, status } = await (sample.body ? request.send(sample.body) : request)
    const during = [...seen]
    const named = (await recordIds()).filter((id) => text.includes(id))
    if (status >= 300 || !named.length) return
    const written = during.filter(({ sql }) => sql.includes('append_audit')).map(({ transaction }) => transaction)
    const read = during
      .filter(
        ({ sql }) =>
          /(from|join) "?(death|overdose|naloxone_supply|signal|identity)\b/.test(sql) && !sql.includes('append_audit'),
      )
      .map(({ transaction }) => transaction)
    expect(written.length, 'an audit row is written').toBeGreaterThan(0)
    expect(
      read.every((transaction) => written.includes(transaction)),
      'in the transaction that read the record',
    ).toBe(true)
  })

  it('is what most of these are: the check is not empty', async () => {
    const { partnershipId } = db.partnership
    const { cookie } = await addSignedIn(db)
    const deaths = tableOfRoutes().find(({ method, path }) => method === 'get' && path === '/deaths/:deathId') as Route
    const { path } = await sampleOf(deaths, { knex: db.knex, partnershipId, agencyId: null })
    seen = []
    await supertest(app).get(`/api${path}`).set({ Host: 'localhost', Cookie: cookie }).expect(200)
    expect(seen.filter(({ sql }) => sql.includes('append_audit'))).toHaveLength(1)
  })
})

const withId = endpoints.filter(([, { path }]) => path.includes(':'))

describe('a record that is not there for whoever asks', () => {
  it.each(withId)('is named by the refusal of %s', async (_name, route, suffix) => {
    const { status, made } = await audited(route, (path) => path.replace(ID, NOWHERE), suffix)
    expect(status).toBe(404)
    expect(made).toEqual([['refused', NOWHERE]])
  })

  it('is named where it was sent, not addressed', async () => {
    const { partnershipId } = db.partnership
    const { cookie } = await addSignedIn(db)
    const decision = tableOfRoutes().find(({ method, path }) => `${method} ${path}` === 'post /same-deaths') as Route
    const { body } = await sampleOf(decision, { knex: db.knex, partnershipId, agencyId: null })
    await supertest(app)
      .post('/api/same-deaths')
      .set({ Host: 'localhost', Cookie: cookie })
      .send({ ...body, otherId: NOWHERE })
      .expect(404)
    const { deathId } = body as { deathId: string }
    const refused = await db.withinAs({ partnershipId }, (trx) =>
      trx('audit_entry').where({ action: 'refused' }).orderBy('entry').pluck('record_id'),
    )
    expect(refused).toEqual([deathId, NOWHERE])
  })
})

/** What these change has no id of its own: a list, a name, a night, what is usual. */
const withoutRecord = [
  'post /substances/not-in-tree/place',
  'post /substances/not-in-tree/unplace',
  'post /identities/match',
  'post /nights',
  'put /nights/usual',
  'put /report-page',
  'post /naloxone/reminders',
  'post /naloxone/reminders/stop',
  'post /naloxone/trainings',
  'put /naloxone/laws',
  'put /naloxone/reach/assumption',
  'post /nights/preview',
  'post /same-events/ask',
  'put /imports/mappings',
  'post /notices/many',
  'post /releases',
]

describe('a deed', () => {
  const deeds = endpoints.filter(([, { method, audit }, suffix]) => method !== 'get' && audit !== 'none' && !suffix)
  it.each(deeds)('%s names what it was done to', async (name, route) => {
    const { status, made, sample, answer } = await audited(route)
    expect(status).toBeLessThan(300)
    const ids = made.map(([, recordId]) => recordId)
    if (withoutRecord.includes(name)) expect(ids).toEqual([null])
    else for (const id of ids) expect(JSON.stringify([sample.path, sample.body, answer])).toContain(id ?? 'an id')
  })

  it('to two records stands under each', async () => {
    const decision = tableOfRoutes().find(({ method, path }) => `${method} ${path}` === 'post /same-deaths') as Route
    const { made, sample } = await audited(decision)
    const { deathId, otherId } = sample.body as Record<string, string>
    expect(made).toEqual([
      ['write', deathId],
      ['write', otherId],
    ])
  })

  it('that puts a case under hold stands under the case, one over everything under the hold', async () => {
    const { partnershipId } = db.partnership
    const { cookie } = await addSignedIn(db)
    const ask = (method: 'post' | 'put', path: string, body: object) =>
      supertest(app)[method](`/api${path}`).set({ Host: 'localhost', Cookie: cookie }).send(body)
    const reason = 'The coroner asked for it'
    const death = (await ask('post', '/deaths', { status: 'notified', eventDay: '2026-03-01' }).expect(201)).body
    const one = (await ask('post', '/holds', { deathId: death.deathId, reason }).expect(201)).body
    const all = (await ask('post', '/holds', { reason }).expect(201)).body
    for (const { holdId } of [one, all]) await ask('put', `/holds/${holdId}/lift`, { reason }).expect(200)
    const written = await db.withinAs({ partnershipId }, (trx) =>
      trx('audit_entry').whereLike('operation', '%holds%').orderBy('entry').select('operation', 'record_id'),
    )
    expect(written.map(({ operation, record_id }) => [operation, record_id])).toEqual([
      ['post /holds', death.deathId],
      ['post /holds', all.holdId],
      ['put /holds/:holdId/lift', death.deathId],
      ['put /holds/:holdId/lift', all.holdId],
    ])
  })
})

describe('a route', () => {
  const parts = { database: db.database, publicUrl: 'http://localhost', hasTls: false }
  const sound = {
    method: 'get',
    path: '/things/:thingId',
    summary: 'A thing',
    params: z.strictObject({ thingId: z.uuid() }),
    answer: z.strictObject({ things: z.int() }),
    policy: 'death:read',
    audit: 'read',
    output: { tier: 'cases', carries: [] },
    deed: ['opened', 'a thing'],
    handle: async () => ({ things: 0 }),
  } as const

  it('with an id in its path does not start without saying whose id the audit names', () => {
    const start = (record: Pick<Route, 'record'>) => serveRoutes(express(), [{ ...sound, ...record }], parts)
    expect(() => start({})).toThrow('get /things/:thingId does not say whose id the audit names')
    expect(() => start({ record: { path: 'otherId' } })).toThrow('has no otherId in its path')
    expect(() => start({ record: { path: 'thingId' } })).not.toThrow()
    expect(() => start({ record: 'none' })).not.toThrow()
  })

  it('of a partnership does not start without what the audit calls it', () => {
    const start = (deed: Route['deed']) => serveRoutes(express(), [{ ...sound, record: 'none', deed }], parts)
    expect(() => start(undefined)).toThrow('get /things/:thingId does not say what the audit calls it')
    expect(() => start(['opened', 'a thing'])).not.toThrow()
  })

  it('names an id that its parameters or its answer hold, or does not build', () => {
    expect(route({ ...sound, record: { path: 'thingId' } }).record).toEqual({ path: 'thingId' })
    // @ts-expect-error its parameters hold no such id
    expect(route({ ...sound, record: { path: 'otherId' } }).record).toEqual({ path: 'otherId' })
    // @ts-expect-error its answer holds no id
    expect(route({ ...sound, record: { answer: 'thingId' } }).record).toEqual({ answer: 'thingId' })
  })
})
