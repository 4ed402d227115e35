import type { Knex } from 'knex'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../../server/http/route.ts'
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
