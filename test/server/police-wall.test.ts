import supertest from 'supertest'
import { beforeAll, describe, expect, it } from 'vitest'
import { addAreas } from '../../server/import/writing/area-store.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn, makeApp, type SignedIn } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { addOverdoses, makeReversal } from '../support/events.ts'

/** The wall (docs/domain.md, “Who sees what”): a police account cannot reach peer reports by interface, API, export, search, error text or timing. */
const db = useDatabase()
const api = useApi(db)
let app: ReturnType<typeof makeApp>
beforeAll(() => {
  app = makeApp({ database: db.database })
})

const report = {
  eventDay: '2026-03-01',
  town: 'CANARY-TOWN',
  reporterKind: 'peer',
  persons: [{ naloxoneGiven: 'yes' }],
}
const missing = '00000000-0000-4000-8000-000000000000'

async function addPeerReport() {
  const [added] = await db.within((trx) =>
    addOverdoses(
      trx,
      [{ ...makeReversal({ day: '2026-03-01' }), town: 'CANARY-TOWN', reporterKind: 'peer' }],
      '2026-03-15',
    ),
  )
  return added?.id as string
}
const as = (person: SignedIn, method: 'get' | 'post' | 'put', path: string) =>
  supertest(app)[method](path).set('Host', 'localhost').set('Cookie', person.cookie)
const police = () => addSignedIn(db, { roles: ['police'] })

describe.each(['police', 'prison'] as const)('%s', (role) => {
  it('sees its own reports, and neither a list, a count, a search, an export nor a history of what peers reported', async () => {
    const overdoseId = await addPeerReport()
    const officer = await addSignedIn(db, { roles: [role] })
    const own = await as(officer, 'post', '/api/overdoses')
      .send({ ...report, town: 'Own town', reporterKind: 'police' })
      .expect(201)
    const list = await as(officer, 'get', '/api/overdoses').expect(200)
    expect(list.body).toMatchObject({ total: 1, rows: [{ overdoseId: own.body.overdoseId }] })
    for (const search of ['status=reversal', 'from=2026-01-01&to=2026-12-31', 'limit=1']) {
      const { text, body } = await as(officer, 'get', `/api/overdoses?${search}`).expect(200)
      expect([text.includes('CANARY'), body.total]).toEqual([false, 1])
    }
    const { text } = await as(officer, 'get', '/api/overdoses.csv').expect(200)
    expect(text).not.toContain('CANARY')
    expect(text.trim().split('\n')).toHaveLength(2)
    for (const path of [`/api/overdoses/${overdoseId}`, `/api/overdoses/${overdoseId}/history`]) {
      const theirs = await as(officer, 'get', path).expect(404)
      const nowhere = await as(officer, 'get', path.replace(overdoseId, missing)).expect(404)
      expect([theirs.text, theirs.headers['content-type']]).toEqual([nowhere.text, nowhere.headers['content-type']])
    }
    const amend = (id: string) =>
      as(officer, 'put', `/api/overdoses/${id}`)
        .set('If-Match', '"1"')
        .send({ eventDay: '2026-03-01', persons: [{}] })
    expect((await amend(overdoseId)).text).toBe((await amend(missing)).text)
  })

  it('is answered alike whether a signal, a map, a search or nothing at all is there', async () => {
    const officer = await addSignedIn(db, { roles: [role] })
    const nothing = await as(officer, 'get', '/api/no-such-thing').expect(404)
    for (const path of [
      '/api/signals',
      `/api/signals/${missing}`,
      '/api/map/events?from=2026-01-01&to=2026-03-15&areaKind=hexagon',
      '/api/map/timeline',
      '/api/map/multiples?by=quarter&to=2026-03-15&areaKind=hexagon',
      '/api/map/within?from=2026-01-01&to=2026-03-15&latitude=50.3&longitude=-4.9&radiusMetres=500',
      '/api/map/signals?from=2026-01-01&to=2026-03-15',
      '/api/overview',
      '/api/indicators/saved-lives',
      '/api/signals.csv',
      '/api/imports',
      '/api/nights',
      '/api/audit',
      '/api/releases/figures?year=2025',
      '/api/people',
    ]) {
      const refused = await as(officer, 'get', path)
      expect([path, refused.status, refused.text]).toEqual([path, 404, nothing.text])
    }
  })

  it('learns nothing from a reference that another agency has used, a death it cannot see, or an idempotency key', async () => {
    const officer = await addSignedIn(db, { roles: [role] })
    const agency = await api.post('/api/overdoses', { ...report, source: 'peer network', reference: 'P-1' }).expect(201)
    const same = await as(officer, 'post', '/api/overdoses')
      .send({ ...report, source: 'peer network', reference: 'P-1' })
      .expect(201)
    expect(same.body.overdoseId).not.toBe(agency.body.overdoseId)
    const death = await api.post('/api/deaths', { status: 'notified', eventDay: '2026-03-01' }).expect(201)
    const naming = (deathId: string) =>
      as(officer, 'post', '/api/overdoses').send({ ...report, persons: [{ outcome: 'died_later', deathId }] })
    const [seen, unseen] = [await naming(death.body.deathId), await naming(missing)]
    expect([seen.status, seen.text]).toEqual([422, unseen.text])
    await api.post('/api/overdoses', report).set('Idempotency-Key', 'shared').expect(201)
    const replay = await as(officer, 'post', '/api/overdoses').set('Idempotency-Key', 'shared').send(report).expect(201)
    expect(replay.headers['idempotency-replayed']).toBeUndefined()
  })

  it('holds no other role beside it, in the database too', async () => {
    const { accountId } = await addSignedIn(db, { roles: [role] })
    const both = db
      .knex('membership')
      .where({ account_id: accountId })
      .update({ roles: [role, 'panel_member'] })
    await expect(both).rejects.toThrow(/walled_role_stands_alone/)
  })
})

describe('the database', () => {
  it('shows a request of own reports no other agency’s row of any table, whatever is asked', async () => {
    await addPeerReport()
    await api.post('/api/deaths', { status: 'notified', eventDay: '2026-03-01' }).expect(201)
    await api
      .post('/api/supplies', {
        suppliedOn: '2026-03-01',
        recipientKind: 'at_risk',
        productCode: 'prenoxad',
        kits: 1,
        supplyKind: 'first',
      })
      .expect(201)
    const { rows: held } = await db.knex.raw(
      "select polrelid::regclass::text as name from pg_policy where polname = 'within_reach'",
    )
    expect(held.length).toBeGreaterThan(15)
    for (const reach of ['own_agency', 'none', 'one_case'] as const) {
      for (const { name } of held as { name: string }[]) {
        const seen = await db.withinAs({ reach, agencyId: missing, caseId: missing }, (trx) =>
          trx(name).count({ rows: '*' }).first(),
        )
        expect([reach, name, seen?.rows]).toEqual([reach, name, 0])
      }
    }
  })
})

describe('a refused attempt', () => {
  it('stands in the audit, and public health sees that it happened, without what it was about', async () => {
    const officer = await police()
    const overdoseId = await addPeerReport()
    await as(officer, 'get', '/api/signals').expect(404)
    await as(officer, 'get', `/api/overdoses/${overdoseId}`).expect(404)
    const { body } = await api.as('consultant').get('/api/refusals').expect(200)
    expect(body.rows).toMatchObject([
      { operation: 'get /overdoses/:overdoseId', userId: officer.accountId, userName: 'Police (drug-related deaths)' },
      { operation: 'get /signals', userId: officer.accountId },
    ])
    expect(JSON.stringify(body)).not.toContain(overdoseId)
    await api.as('panel_member').get('/api/refusals').expect(403)
  })

  it('takes as long as one for what is not there, to a tenth of the median', { timeout: 120_000 }, async () => {
    await db.within((trx) =>
      addAreas(trx, db.partnership.partnershipId, [
        {
          kind: 'square',
          code: 'S',
          name: 'Square',
          authority: 'Test',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [-5, 50],
                [-4, 50],
                [-4, 51],
                [-5, 51],
                [-5, 50],
              ],
            ],
          },
          source: 'test',
          sourceDay: null,
        },
      ]),
    )
    const overdoseId = await addPeerReport()
    const officer = await police()
    const timed = async (path: string) => {
      const startedAt = performance.now()
      await as(officer, 'get', path).expect(404)
      return performance.now() - startedAt
    }
    const pairs: [string, string][] = [
      [`/api/overdoses/${overdoseId}`, `/api/overdoses/${missing}`],
      ['/api/signals', '/api/no-such-thing'],
    ]
    const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number
    for (const [there, nowhere] of pairs) {
      // three tries: what else the machine does in between is no difference between the two
      const ratios: number[] = []
      for (let attempt = 0; attempt < 3; attempt++) {
        const [theirs, none]: [number[], number[]] = [[], []]
        for (let i = 0; i < 100; i++) {
          const isFirst = i % 2 === 0
          if (isFirst) theirs.push(await timed(there))
          none.push(await timed(nowhere))
          if (!isFirst) theirs.push(await timed(there))
        }
        ratios.push(median(theirs) / median(none))
        if (Math.abs((ratios.at(-1) as number) - 1) <= 0.1) break
      }
      expect(
        Math.abs((ratios.at(-1) as number) - 1),
        `${there} against ${nowhere}: ${ratios.join(', ')}`,
      ).toBeLessThanOrEqual(0.1)
    }
  })
})
