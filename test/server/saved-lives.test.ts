import { describe, expect, it } from 'vitest'
import { SavedLivesSplit } from '../../server/contract/filters.ts'
import { SavedLivesBy } from '../../server/contract/indicator.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addSquares } from '../support/squares.ts'

const db = useDatabase()
const api = useApi(db)

const person = {
  naloxoneGiven: 'yes',
  wasUnresponsive: 'yes',
  outcome: 'recovered_stayed',
  outcomeEvidence: 'seen_by_reporter',
}
const period = 'from=2025-11-15&to=2026-03-10'

async function record(given: object = {}) {
  const { body } = await api.post('/api/overdoses', { eventDay: '2026-03-01', persons: [person], ...given }).expect(201)
  return body
}

async function rowsBy(by: string, more = '') {
  const { body } = await api.get(`/api/indicators/saved-lives/by?by=${by}&${period}${more}`).expect(200)
  return SavedLivesBy.parse(body).rows
}

const batchOf = async (batchNumber: string) =>
  (await api.post('/api/naloxone/batches', { productCode: 'prenoxad', batchNumber, expiresOn: '2027-01' }).expect(201))
    .body.batchId
const supply = (batchId: string, setting: string, suppliedOn = '2026-01-05') =>
  api
    .post('/api/supplies', {
      ...{ suppliedOn, setting, batchId, productCode: 'prenoxad', recipientKind: 'at_risk', kits: 2 },
    })
    .expect(201)
const usedFrom = (batchId: string) =>
  record({ persons: [{ ...person, administrations: [{ productCode: 'prenoxad', batchId }] }] })

describe('saved lives, told apart', () => {
  it('adds up to the figures of the whole, however it is told apart', async () => {
    await addSquares(db, { west: 1000, east: 1000 })
    const agency = (await api.post('/api/agencies', { name: 'Street team', kind: 'outreach' }).expect(201)).body
    await record({ agencyId: agency.agencyId, place: { longitude: -4.95, latitude: 50.25, precision: 'exact' } })
    await record({ eventDay: '2025-11-20', persons: [person, { ...person, outcome: 'unknown' }] })
    await record({ eventDay: '2025-12-31', persons: [{ ...person, wasUnresponsive: 'no' }] })
    // neither is a reversal of this period
    await record({ persons: [{ ...person, outcome: 'died_later' }] })
    await record({ eventDay: '2025-11-14' })
    const { body: whole } = await api.get(`/api/indicators/saved-lives?${period}`).expect(200)
    expect(whole).toMatchObject({ reversals: 4, survivorsKnown: 3, outcomeUnknown: 1, deathsAverted: { basis: 3 } })
    for (const by of SavedLivesSplit.options) {
      const rows = await rowsBy(by)
      const sum = (count: (row: (typeof rows)[number]) => unknown) =>
        rows.reduce((total, row) => total + Number(count(row) ?? 0), 0)
      expect(
        [
          sum((row) => row.reversals),
          sum((row) => row.survivorsKnown),
          sum((row) => row.outcomeUnknown),
          sum((row) => row.deathsAverted?.basis),
        ],
        by,
      ).toEqual([4, 3, 1, 3])
    }
    expect((await rowsBy('agency')).map(({ part, reversals }) => [part, reversals])).toEqual([
      ['outreach', 1],
      [null, 3],
    ])
    expect((await rowsBy('area')).filter(({ part }) => part !== null)).toMatchObject([{ reversals: 1 }])
  })

  it('tells a month in which nothing was reported as a month of none, and estimates nothing from it', async () => {
    await record({ eventDay: '2025-12-31' })
    await record({ eventDay: '2026-02-01' })
    expect(
      (await rowsBy('month')).map(({ part, reversals, deathsAverted }) => [part, reversals, !!deathsAverted]),
    ).toEqual([
      ['2025-11', 0, false],
      ['2025-12', 1, true],
      ['2026-01', 0, false],
      ['2026-02', 1, true],
      ['2026-03', 0, false],
    ])
  })

  it('takes the channel of a kit from what its batch was supplied by until that day, and says where that was more than one', async () => {
    const [outreach, both, late] = [await batchOf('0116917'), await batchOf('PX1'), await batchOf('PX2')]
    await supply(outreach, 'outreach')
    await supply(outreach, 'unknown')
    await supply(both, 'outreach')
    await supply(both, 'custody')
    await supply(late, 'pharmacy', '2026-03-05')
    for (const batchId of [outreach, outreach, both, late]) await usedFrom(batchId)
    await record()
    expect((await rowsBy('channel')).map(({ part, reversals }) => [part, reversals])).toEqual([
      ['outreach', 2],
      ['several', 1],
      [null, 2],
    ])
  })

  it('is told as known on a day, and refuses one to come and a period that ends before it begins', async () => {
    await record({ eventDay: '2026-01-10', knownOn: '2026-01-12' })
    await record({ eventDay: '2026-01-10', knownOn: '2026-02-20' })
    const reversals = async (more: string) => (await rowsBy('month', more)).map((row) => row.reversals)
    expect(await reversals('&asKnownOn=2026-02-01')).toEqual([0, 0, 1, 0, 0])
    expect(await reversals('')).toEqual([0, 0, 2, 0, 0])
    const { body } = await api.get(`/api/indicators/saved-lives?${period}&asKnownOn=2026-02-01`).expect(200)
    expect(body).toMatchObject({ reversals: 1, provenance: { asKnownOn: '2026-02-01' } })
    await api.get(`/api/indicators/saved-lives/by?by=month&${period}&asKnownOn=2026-03-16`).expect(422)
    await api.get('/api/indicators/saved-lives/by?by=month&from=2026-03-02&to=2026-03-01').expect(422)
    await api.get('/api/indicators/saved-lives/by?by=month&from=0001-01-01&to=2026-03-01').expect(422)
    await api.get('/api/indicators/saved-lives/by?by=colour').expect(422)
  })

  it('gives the same rows as a file, each with what it counts', async () => {
    await record()
    const { text } = await api.get(`/api/indicators/saved-lives/by.csv?by=month&${period}`).expect(200)
    const [heading, ...rows] = text.trim().split('\r\n')
    expect(heading).toContain('part,name,reversals,survivorsKnown,outcomeUnknown,deathsAvertedLow,deathsAvertedHigh')
    expect(rows).toHaveLength(5)
    expect(rows[4]).toContain('2026-03')
    expect(rows[4]).toContain('each by its own definition')
  })
})

describe('a row of it', () => {
  it('opens a list of as many reversals as it counts, however it is told apart, and of no report that counts elsewhere', async () => {
    await addSquares(db, { west: 1000, east: 1000 })
    const agency = (await api.post('/api/agencies', { name: 'Van team', kind: 'outreach' }).expect(201)).body
    const place = { longitude: -4.95, latitude: 50.25, precision: 'exact' }
    const [one, several] = [await batchOf('0117000'), await batchOf('0117001')]
    await supply(one, 'outreach')
    await supply(several, 'outreach')
    await supply(several, 'custody')
    const first = await record({ agencyId: agency.agencyId, place })
    const second = await record({ place })
    await api
      .post('/api/same-events', { overdoseId: first.overdoseId, otherId: second.overdoseId, decided: 'same' })
      .expect(200)
    await record({ eventDay: '2025-11-20', persons: [person, { ...person, outcome: 'unknown' }], place })
    await record({ eventDay: '2026-01-03', persons: [{ ...person, outcome: 'died_later' }] })
    await usedFrom(one)
    await usedFrom(several)
    let opened = 0
    for (const by of SavedLivesSplit.options) {
      for (const { part, reversals } of await rowsBy(by)) {
        const asked = `status=reversal&${period}&by=${by}&part=${part ?? 'not_known'}&limit=100`
        const { body } = await api.get(`/api/overdoses?${asked}`).expect(200)
        const listed = (body.rows as { reversals: number }[]).reduce((sum, row) => sum + row.reversals, 0)
        expect([by, part, listed, body.total]).toEqual([by, part, reversals, body.rows.length])
        opened += listed
      }
    }
    expect(opened).toBe(4 * 5)
    await api.get('/api/overdoses?by=month&part=x%27%20or%20true').expect(422)
  })
})
