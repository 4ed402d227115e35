import { describe, expect, it } from 'vitest'
import { PublicBoxes, ShownBoxes } from '../../server/contract/public-box.ts'
import { enterLawStanding } from '../../server/naloxone/supplies/supply-laws.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db, { role: 'naloxone_coordinator' })
const place = { longitude: -5.1, latitude: 50.1, precision: 'exact' }

async function addBox(name = 'Harbour wall') {
  const { holderId } = (await api.post('/api/stock/holders', { kind: 'box', name, place }).expect(201)).body
  const happens = (kind: string, happenedOn: string, given: object = {}) =>
    api.post(`/api/stock/boxes/${holderId}/events`, { kind, happenedOn, ...given })
  return { holderId, happens }
}
const list = async () => PublicBoxes.parse((await api.get('/api/stock/boxes').expect(200)).body).boxes

describe('a public box', () => {
  it('is ready once somebody has looked, out of service after it was opened, and ready again after the next look', async () => {
    const { happens } = await addBox()
    const state = async () =>
      (await list()).map(({ state, checkedOn, isCheckDue, openings }) => [state, checkedOn, isCheckDue, openings])
    expect(await state()).toEqual([['not_checked', null, true, 0]])
    await happens('ready', '2026-03-01').expect(201)
    expect(await state()).toEqual([['ready', '2026-03-01', false, 0]])
    await happens('opened', '2026-03-10', { kitsLeft: 1 }).expect(201)
    expect(await state()).toEqual([['out_of_service', '2026-03-01', true, 1]])
    await happens('ready', '2026-03-11').expect(201)
    expect(await state()).toEqual([['ready', '2026-03-11', false, 1]])
    // an opening heard of late does not put out of service what was looked at since
    await happens('opened', '2026-03-05').expect(201)
    expect(await state()).toEqual([['ready', '2026-03-11', false, 2]])
    await happens('ready', '2026-03-16').expect(422)
  })

  it('is to be looked at after a month', async () => {
    const { happens } = await addBox()
    await happens('ready', '2026-02-12').expect(201)
    expect((await list())[0]?.isCheckDue).toBe(false)
    const late = await addBox('Bus station')
    await late.happens('ready', '2026-02-11').expect(201)
    expect((await list()).map(({ name, isCheckDue }) => [name, isCheckDue])).toEqual([
      ['Bus station', true],
      ['Harbour wall', false],
    ])
  })

  it('is described, counted from the ledger, and goes to the ambulance service as a file', async () => {
    const { holderId } = await addBox()
    await api
      .put(`/api/stock/boxes/${holderId}`, { guardian: 'Harbour office', hours: 'At all hours', address: 'Quay 1' })
      .expect(200)
    const { batchId } = (
      await api
        .post('/api/naloxone/batches', { productCode: 'nyxoid', batchNumber: 'N1', expiresOn: '2027-05' })
        .expect(201)
    ).body
    const lines = [{ batchId, kits: 2 }]
    await api
      .post('/api/stock/movements', { kind: 'receive', toHolderId: holderId, occurredOn: '2026-03-01', lines })
      .expect(201)
    expect(await list()).toMatchObject([
      { guardian: 'Harbour office', kits: 2, expiresOn: '2027-05-31', surroundings: null },
    ])
    const { text } = await api.get('/api/stock/boxes.csv').expect(200)
    expect(text).toMatch(/^\uFEFF?id,name,.*latitude,longitude/)
    expect(text).toContain('50.1,-5.1,exact')
    const site = (await api.post('/api/stock/holders', { kind: 'site', name: 'No box' }).expect(201)).body
    await api.put(`/api/stock/boxes/${site.holderId}`, {}).expect(404)
  })

  it('is shown to nobody outside until this partnership has entered that the law allows it', async () => {
    const { holderId, happens } = await addBox()
    await happens('ready', '2026-03-01').expect(201)
    await api.put(`/api/stock/boxes/${holderId}`, { guardian: 'Harbour office', address: 'Quay 1' }).expect(200)
    const shown = async () =>
      ShownBoxes.parse(
        (
          await api
            .bare()
            .get(`/api/public/naloxone-boxes?partnership=${db.partnership.slug}`)
            .set('Host', 'localhost')
            .expect(200)
        ).body,
      )
    expect(await shown()).toMatchObject({ isAllowed: false, boxes: [] })
    const enter = (inForceOn: string, until: string | null = null) =>
      db.within((trx) =>
        enterLawStanding(trx, 'test', 'public-boxes-2026', {
          state: 'in_force',
          inForceOn,
          until,
          source: 'SI 2026/1',
        }),
      )
    await enter('2026-03-16')
    expect((await shown()).boxes).toEqual([])
    await enter('2026-03-15')
    const box = { name: 'Harbour wall', address: 'Quay 1', surroundings: null, hours: null, isReady: true }
    expect(await shown()).toMatchObject({ isAllowed: true, boxes: [box] })
    await enter('2026-03-01', '2026-03-14')
    expect((await shown()).boxes).toEqual([])
  })
})
