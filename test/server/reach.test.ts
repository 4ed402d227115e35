import { describe, expect, it } from 'vitest'
import { NaloxoneReach } from '../../server/contract/naloxone-reach.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addSquares } from '../support/squares.ts'

const db = useDatabase()
const api = useApi(db)

// today is 2026-03-15
const reach = async (query = '') => NaloxoneReach.parse((await api.get(`/api/naloxone/reach${query}`).expect(200)).body)
const supply = (given: object) =>
  api
    .post('/api/supplies', {
      ...{ suppliedOn: '2026-03-15', recipientKind: 'at_risk', productCode: 'prenoxad', kits: 1, ...given },
    })
    .expect(201)
const batch = async (batchNumber: string, expiresOn: string) =>
  (await api.post('/api/naloxone/batches', { productCode: 'prenoxad', batchNumber, expiresOn }).expect(201)).body
    .batchId
const noLoss = { lossAYear: 0, lossAYearLow: 0, lossAYearHigh: 0, source: 'a test' }
const assume = (given: object) => api.put('/api/naloxone/reach/assumption', { ...noLoss, ...given })

describe('live reach', () => {
  // docs/domain.md: acceptance check 14
  it('loses a batch at midnight of its last day, and not before', async () => {
    await assume({}).expect(200)
    await supply({ batchId: await batch('A1', '2026-03-15'), kits: 3 })
    await supply({ suppliedOn: '2026-03-01', batchId: await batch('A2', '2026-03-14'), kits: 4, expiredReason: null })
    await supply({ kits: 2 })
    const { kits } = await reach()
    expect(kits).toMatchObject({
      supplied: 9,
      live: { estimate: 5 },
      expired: 4,
      lost: 0,
      used: 0,
      liveExpiringSoon: 3,
    })
    expect((await reach('?on=2026-03-14')).kits).toMatchObject({ supplied: 4, live: { estimate: 4 }, expired: 0 })
  })

  it('takes a use off the kits it may have been, in its channel and area, and says which no live kit explains', async () => {
    await addSquares(db, { west: 1000, east: 1000 })
    await assume({}).expect(200)
    const [one, two] = [await batch('B1', '2027-01'), await batch('B2', '2027-01')]
    const at = (longitude: number) => ({ place: { longitude, latitude: 50.25, precision: 'exact' } })
    await supply({ suppliedOn: '2026-02-01', batchId: one, kits: 4, setting: 'outreach', ...at(-4.75) })
    await supply({ suppliedOn: '2026-02-01', batchId: two, kits: 4, setting: 'custody', ...at(-4.25) })
    const used = (given: object, person: object = {}) =>
      api
        .post('/api/overdoses', {
          ...{ eventDay: '2026-03-01', ...at(-4.75) },
          persons: [{ naloxoneGiven: 'yes', administrations: [{ productCode: 'prenoxad', ...given }], ...person }],
        })
        .expect(201)
    await used({ batchId: one })
    await used({}, { outcome: 'died_later' })
    await used({ givenBy: 'ambulance' })
    await used({ productCode: 'nyxoid' })
    const byChannel = await reach('?by=channel')
    expect(byChannel.uses).toMatchObject({ all: 3, ofKnownBatch: 1, withoutKit: 1 })
    expect(byChannel.kits.live.estimate).toBeCloseTo(6, 6)
    expect(byChannel.rows).toMatchObject([
      { part: 'custody', supplied: 4, usesLastYear: 0 },
      { part: 'outreach', supplied: 4, usesLastYear: 1 },
      { part: null, supplied: 0, live: 0, usesLastYear: 2 },
    ])
    expect(byChannel.rows.map(({ live }) => live)).toEqual([
      expect.closeTo(4 * (6 / 7), 6),
      expect.closeTo(3 * (6 / 7), 6),
      0,
    ])
    expect((await reach('?by=area')).rows.map(({ name, usesLastYear }) => [name, usesLastYear])).toEqual([
      ['east', 0],
      ['west', 3],
    ])
    const rows = (await reach('?by=recipient')).rows
    expect(rows.map(({ usesLastYear }) => usesLastYear)).toEqual([null])
    for (const by of ['channel', 'product', 'area', 'agency', 'recipient']) {
      const told = (await reach(`?by=${by}`)).rows
      expect(told.reduce((sum, { live }) => sum + live, 0)).toBeCloseTo(6, 6)
      expect(told.reduce((sum, { supplied }) => sum + Number(supplied), 0)).toBe(8)
    }
  })

  it('counts people by the code of their service, and those without one between nobody new and each another', async () => {
    await assume({}).expect(200)
    await supply({ recipientPseudonym: 'AB12' })
    await supply({ recipientPseudonym: ' ab12' })
    await supply({ recipientPseudonym: 'CD34' })
    await supply({})
    await supply({ recipientKind: 'worker', recipientPseudonym: 'EF56', kits: 10 })
    const before = await reach()
    expect(before.people).toMatchObject({
      ...{ known: 2, suppliesWithoutCode: 1, everSupplied: { low: 2, high: 3 }, withLiveKit: { low: 2, high: 3 } },
      ...{ liveReach: null, cumulativeReach: null },
    })
    expect(before.kits).toMatchObject({ liveWithPeople: 4, liveElsewhere: 10 })
    await assume({ peopleAtRisk: 10, peopleAtRiskLow: 8, peopleAtRiskHigh: 20 }).expect(200)
    const { people, lastYear } = await reach()
    expect([people.liveReach, people.cumulativeReach]).toEqual([
      { low: 0.1, high: 0.375 },
      { low: 0.1, high: 0.375 },
    ])
    expect(lastYear.kitsPer100AtRisk).toEqual({ low: 70, high: 175 })
  })

  it('widens with what is not known of loss, and refuses assumptions that cannot be', async () => {
    await supply({ suppliedOn: '2025-03-15', kits: 100 })
    const { kits, assumption, lossSeen } = await reach()
    expect(assumption).toMatchObject({ lossAYear: 0.25, peopleAtRisk: null, enteredByName: null })
    expect(kits.live.low).toBeCloseTo(100 * Math.exp(-0.5 * (365 / 365.25)), 6)
    expect(kits.live.estimate).toBeCloseTo(100 * Math.exp(-0.25 * (365 / 365.25)), 6)
    expect(kits.live.high).toBeCloseTo(100 * Math.exp(-0.1 * (365 / 365.25)), 6)
    expect(lossSeen).toBe(0)
    await assume({ lossAYear: 1 }).expect(422)
    await assume({ peopleAtRisk: 10 }).expect(422)
    await assume({ peopleAtRisk: 10, peopleAtRiskLow: 12, peopleAtRiskHigh: 20 }).expect(422)
    await assume({ lossAYearHigh: -1 }).expect(422)
    const both = await Promise.all([assume({ source: 'one' }), assume({ source: 'other' })])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    await api.get('/api/naloxone/reach?on=2026-03-16').expect(422)
    await api.as('panel_member').put('/api/naloxone/reach/assumption', noLoss).expect(403)
  })

  it('stands beside the benchmarks of kits for each death with an opioid implicated', async () => {
    await supply({ kits: 18 })
    const death = {
      status: 'notified',
      eventDay: '2026-02-01',
      findings: [{ substanceCode: 'heroin', role: 'implicated' }],
    }
    for (let i = 0; i < 2; i++) await api.post('/api/deaths', death).expect(201)
    await api
      .post('/api/deaths', { ...death, findings: [{ substanceCode: 'cocaine', role: 'implicated' }] })
      .expect(201)
    expect((await reach()).lastYear).toMatchObject({ kits: 18, opioidDeaths: 2, kitsADeath: 9 })
  })
})
