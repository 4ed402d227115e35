import { describe, expect, it } from 'vitest'
import { SupplyLaws } from '../../server/contract/supply-law.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)

const laws = async () => SupplyLaws.parse((await api.get('/api/naloxone/laws').expect(200)).body)
const box = async () => (await laws()).find(({ covers }) => covers === 'public_box')
const supply = { suppliedOn: '2026-03-01', recipientKind: 'at_risk', productCode: 'prenoxad', kits: 1 }
const toLookAt = async () => (await api.get('/api/to-look-at/supplies').expect(200)).body.rows

describe('the table of law', () => {
  it('is shipped with its sources, and says of each day how it is known', async () => {
    const shipped = await laws()
    expect(shipped.map(({ state }) => state)).toEqual(expect.arrayContaining(['in_force', 'made', 'proposed']))
    for (const { source, knownBy, enteredByName } of shipped) {
      expect(source.length).toBeGreaterThan(10)
      expect([knownBy !== null, enteredByName]).toEqual([true, null])
    }
  })

  it('takes what a partnership enters, the last entry counts, and what was entered before is kept', async () => {
    const enter = (standing: object, code = 'public-boxes-2026') => api.put('/api/naloxone/laws', { code, standing })
    await enter({ state: 'in_force', source: 'SI 2026/1' }).expect(422)
    await enter({ state: 'proposed', inForceOn: '2026-01-01', source: 'SI 2026/1' }).expect(422)
    await enter({ state: 'in_force', inForceOn: '2026-02-01', until: '2026-01-31', source: 'SI 2026/1' }).expect(422)
    await enter({ state: 'in_force', inForceOn: '2026-02-01', source: '' }).expect(422)
    await enter({ state: 'made', source: 'nothing' }, 'no-such-law').expect(422)
    await enter({ state: 'made', source: 'a letter' }).expect(200)
    const { body } = await enter({ state: 'in_force', inForceOn: '2026-02-01', source: 'SI 2026/1' }).expect(200)
    expect(body).toMatchObject({ state: 'in_force', inForceOn: '2026-02-01', source: 'SI 2026/1', knownBy: null })
    expect(await box()).toEqual(body)
    const entries = await db.within((trx) => trx('supply_law_standing').orderBy('entry').pluck('state'))
    expect(entries).toEqual(['made', 'in_force'])
    await expect(db.within((trx) => trx('supply_law_standing').delete())).rejects.toThrow(/permission denied/)
    await expect(db.within((trx) => trx('supply_law').update({ state: 'made' }))).rejects.toThrow(/permission denied/)
  })
})

it('takes two entries that are made at once, one after the other', async () => {
  const enter = (source: string) =>
    api.put('/api/naloxone/laws', { code: 'hostels-2026', standing: { state: 'made', source } })
  const answers = await Promise.all(['one letter', 'another letter', 'a third letter'].map(enter))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await db.within((trx) => trx('supply_law_standing').orderBy('entry').pluck('entry'))).toEqual([1, 2, 3])
})

describe('a supply under the law of its day', () => {
  it('is recorded whatever the advice, and stands to be looked at until somebody says why', async () => {
    const nurse = { ...supply, suppliedOn: '2024-11-20', supplierKind: 'nurse', supplierTrained: 'yes' }
    const { body } = await api.post('/api/supplies', nurse).expect(201)
    expect(await toLookAt()).toMatchObject([
      { recordId: body.supplyId, field: 'supplierKind', message: expect.stringContaining('not yet in force') },
    ])
    await api
      .put(`/api/supplies/${body.supplyId}`, {
        ...{ ...nurse, legalRouteReason: 'the trust’s own PGD', changeReason: 'looked it up' },
      })
      .set('If-Match', '"1"')
      .expect(200)
    expect(await toLookAt()).toEqual([])
    await api.post('/api/supplies', { ...nurse, suppliedOn: '2025-01-10' }).expect(201)
    await api.post('/api/supplies', { ...supply, supplierKind: 'drug_service' }).expect(201)
    await api.post('/api/supplies', supply).expect(201)
    expect(await toLookAt()).toEqual([])
    await api.post('/api/supplies', { ...supply, recipientKind: 'public_box' }).expect(201)
    expect(await toLookAt()).toMatchObject([{ field: 'recipientKind' }])
  })

  it('keeps what else was given as counts, and tells none from not known', async () => {
    const { body } = await api
      .post('/api/supplies', { ...supply, setting: 'court', interceptStage: 'court', equipmentPacks: 0, condoms: 12 })
      .expect(201)
    expect(body).toMatchObject({ setting: 'court', equipmentPacks: 0, sharpsBins: null, condoms: 12 })
    await api.post('/api/supplies', { ...supply, condoms: -1 }).expect(422)
    await api.post('/api/supplies', { ...supply, sharpsBins: 1.5 }).expect(422)
  })

  it.each(['police', 'agency_reporter', 'prison'] as const)(
    'is recorded by %s for their own agency, who see no other',
    async (role) => {
      await api.post('/api/supplies', supply).expect(201)
      const asRole = api.as(role)
      await asRole.post('/api/supplies', { ...supply, setting: 'police' }).expect(201)
      const { body } = await asRole.get('/api/supplies').expect(200)
      expect(body.rows.map(({ setting }: { setting: string }) => setting)).toEqual(['police'])
    },
  )
})
