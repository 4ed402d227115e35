import { describe, expect, it } from 'vitest'
import { Supply } from '../../server/contract/supply.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)

const supply = {
  suppliedOn: '2026-03-01',
  recipientKind: 'at_risk',
  productCode: 'prenoxad',
  kits: 2,
  setting: 'outreach',
}

describe('a naloxone supply', () => {
  it('keeps product, batch with its printed expiry, and agency', async () => {
    const { body: agency } = await api.post('/api/agencies', { name: 'Outreach', kind: 'outreach' }).expect(201)
    const { body: batch } = await api
      .post('/api/naloxone/batches', { productCode: 'prenoxad', batchNumber: 'P1', expiresOn: '2028-01-31' })
      .expect(201)
    const { body } = await api
      .post('/api/supplies', { ...supply, agencyId: agency.agencyId, batchId: batch.batchId })
      .expect(201)
    expect(Supply.parse(body)).toMatchObject({
      agencyName: 'Outreach',
      batchNumber: 'P1',
      expiresOn: '2028-01-31',
      kits: 2,
      revision: 1,
    })
  })

  it.each([
    ['reason', { supplyKind: 'first', reason: 'used' }],
    ['kits', { kits: 0 }],
    ['suppliedOn', { suppliedOn: '2026-04-01' }],
    ['recipientKind', { recipientKind: 'nobody' }],
  ])('refuses what cannot be, naming %s', async (path, given) => {
    const { body } = await api.post('/api/supplies', { ...supply, ...given }).expect(422)
    expect(body.errors.map((error: { path: string }) => error.path)).toEqual([path])
  })

  it('says which reference is not there, and stores nothing', async () => {
    await api.post('/api/supplies', { ...supply, productCode: 'nothing' }).expect(422)
    expect((await api.get('/api/supplies').expect(200)).body.total).toBe(0)
  })

  it('is amended, withdrawn and listed by setting and day', async () => {
    const { body: first } = await api.post('/api/supplies', supply).expect(201)
    await api.post('/api/supplies', { ...supply, setting: 'pharmacy', suppliedOn: '2026-02-01' }).expect(201)
    const total = async (filter: string) => (await api.get(`/api/supplies?${filter}`).expect(200)).body.total
    expect([await total(''), await total('status=outreach'), await total('to=2026-02-15')]).toEqual([2, 1, 1])
    await api
      .put(`/api/supplies/${first.supplyId}`, { ...supply, isWithdrawn: true })
      .set('If-Match', '"1"')
      .expect(200)
    await api.put(`/api/supplies/${first.supplyId}`, supply).set('If-Match', '"1"').expect(412)
    expect(await total('')).toBe(1)
    expect((await api.get(`/api/supplies/${first.supplyId}/history`).expect(200)).body).toHaveLength(2)
  })

  it('answers the list as CSV', async () => {
    await api.post('/api/supplies', supply).expect(201)
    const { text } = await api.get('/api/supplies.csv').expect(200)
    expect(text.split('\r\n')).toHaveLength(3)
  })
})
