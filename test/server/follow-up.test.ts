import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { FollowUpPage } from '../../server/contract/follow-up.ts'
import { NewOverdose, Overdose } from '../../server/contract/overdose.ts'
import { addOverdoses } from '../../server/naloxone/overdoses/store.ts'
import { PUBLIC_REPORT } from '../../server/naloxone/reports/to-overdose.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)
const today = '2026-03-15'

const person = (outcome: string, outcomeEvidence = 'unknown') => ({ naloxoneGiven: 'yes', outcome, outcomeEvidence })
const event = { eventDay: '2026-03-01', persons: [person('unknown')] }
const report = async (given: object) =>
  Overdose.parse((await api.post('/api/overdoses', { ...event, ...given }).expect(201)).body)
const list = async (query = '') => FollowUpPage.parse((await api.get(`/api/follow-up${query}`).expect(200)).body)
const references = async (query = '') => (await list(query)).rows.map(({ reference }) => reference)

describe('the list of outcomes to follow up', () => {
  it('holds those not known or told by somebody else, the oldest first, with the days since', async () => {
    await report({ reference: 'new', eventDay: '2026-03-10' })
    await report({ reference: 'old', eventDay: '2026-01-04' })
    await report({ reference: 'hearsay', persons: [person('recovered_left', 'told_by_third_party')] })
    await report({ reference: 'seen', persons: [person('recovered_left', 'seen_by_reporter')] })
    await report({ reference: 'nothing', persons: [person('not_an_overdose', 'told_by_third_party')] })
    const { rows, total } = await list()
    expect(total).toBe(3)
    expect(rows.map(({ reference, daysAgo }) => [reference, daysAgo])).toEqual([
      ['old', 70],
      ['hearsay', 14],
      ['new', 5],
    ])
    expect(await references('?within=28')).toEqual(['hearsay', 'new'])
    const first = await list('?limit=2')
    expect(await references(`?limit=2&cursor=${first.nextCursor}`)).toEqual(['new'])
    expect((await api.get('/api/follow-up.csv').expect(200)).text.trim().split('\n')).toHaveLength(4)
  })

  it('is answered by a revision, after which the report is gone from it and the survivor counts', async () => {
    const { overdoseId } = await report({ reference: 'one' })
    const survivors = async () =>
      (await api.get('/api/indicators/saved-lives?from=2026-01-01&to=2026-12-31').expect(200)).body.survivorsKnown
    const before = await survivors()
    const found = { ...event, persons: [person('hospital_later_known_alive', 'confirmed_by_service')] }
    await api.put(`/api/overdoses/${overdoseId}`, found).set('If-Match', '"1"').expect(200)
    expect(await references()).toEqual([])
    expect([before, await survivors()]).toEqual([0, 1])
    expect((await api.get(`/api/overdoses/${overdoseId}/history`).expect(200)).body).toHaveLength(2)
  })

  it('never holds what the public sent, nor what was withdrawn, nor a report that another one of its event answers', async () => {
    const sent = { ...event, source: PUBLIC_REPORT, reference: 'from the public' }
    await db.within((trx) => addOverdoses(trx, [NewOverdose.parse(sent)], today))
    await report({ reference: 'withdrawn', isWithdrawn: true })
    const peer = await report({ reference: 'peer' })
    expect(await references()).toEqual(['peer'])
    const ambulance = await report({
      reference: 'A',
      persons: [person('taken_by_ambulance_alive', 'confirmed_by_service')],
    })
    const pair = { overdoseId: peer.overdoseId, otherId: ambulance.overdoseId }
    await api.post('/api/same-events', { ...pair, decided: 'same' }).expect(200)
    expect(await references()).toEqual([])
    await api.post('/api/same-events', { ...pair, decided: 'undone' }).expect(200)
    expect(await references()).toEqual(['peer'])
  })

  it('shows an agency its own alone', async () => {
    await report({ reference: 'of the peers' })
    const police = await addSignedIn(db, { roles: ['police'] })
    const app = makeApp({ database: db.database })
    const as = { Host: 'localhost', Cookie: police.cookie }
    await supertest(app)
      .post('/api/overdoses')
      .set(as)
      .send({ ...event, reference: 'own' })
      .expect(201)
    const { body } = await supertest(app).get('/api/follow-up').set(as).expect(200)
    expect(FollowUpPage.parse(body).rows.map(({ reference }) => reference)).toEqual(['own'])
  })
})

describe('the list of overdose events', () => {
  it('is narrowed to an outcome', async () => {
    await report({ reference: 'unknown' })
    await report({ reference: 'died', persons: [person('died_at_scene', 'seen_by_reporter')] })
    const { body } = await api.get('/api/overdoses?outcome=died_at_scene').expect(200)
    expect(body.rows.map(({ reference }: { reference: string }) => reference)).toEqual(['died'])
    expect(body.total).toBe(1)
    await api.get('/api/overdoses?outcome=gone').expect(422)
  })
})
