import { describe, expect, it } from 'vitest'
import { NewDeath } from '../../server/contract/death.ts'
import { NewOverdose } from '../../server/contract/overdose.ts'
import { NewSupply } from '../../server/contract/supply.ts'
import { addDeaths } from '../../server/deaths/store.ts'
import { addOverdoses } from '../../server/naloxone/overdoses/store.ts'
import { addSupplies } from '../../server/naloxone/supplies/store.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)
const today = '2026-03-15'
const death = NewDeath.parse({ status: 'notified', eventDay: '2026-03-01', knownOn: '2026-03-02' })
const supply = NewSupply.parse({
  suppliedOn: '2026-03-01',
  recipientKind: 'at_risk',
  productCode: 'prenoxad',
  kits: 1,
  knownOn: '2026-03-02',
})

/** Stored as it could be before the rules stood. */
async function storeDeath(given: object): Promise<string> {
  const [added] = await db.within((trx) => addDeaths(trx, [{ ...death, ...given }], today))
  return added?.id as string
}

const fieldsOf = async (what: string) =>
  (await api.get(`/api/to-look-at/${what}`).expect(200)).body.rows.map(
    ({ field, message }: { field: string; message: string }) => `${field} ${message.split(';')[0]}`,
  )

async function addBatch(batchNumber: string, given: object = {}): Promise<string> {
  const [{ batch_id }] = await db.within((trx) =>
    trx('naloxone_batch')
      .insert({
        partnership_id: db.partnership.partnershipId,
        product_code: 'prenoxad',
        batch_number: batchNumber,
        expires_on: '2027-01-31',
        ...given,
      })
      .returning('batch_id'),
  )
  return batch_id
}

describe('what stands against the rules', () => {
  it('is listed once, with the field and the reason, and what is as it should be is not', async () => {
    await storeDeath({})
    await storeDeath({ eventDay: '2024-03-01', eventDayPrecision: 'month', prisonReleaseOn: '2024-03-20' })
    await storeDeath({ eventDay: '0026-11-10' })
    await storeDeath({ eventDay: '1900-01-01' })
    await storeDeath({ prisonReleaseOn: '2026-03-04' })
    await storeDeath({ registeredOn: '2026-02-01' })
    await storeDeath({ knownOn: '2027-10-01' })
    await storeDeath({ foundPlace: { longitude: 0, latitude: 0, precision: 'exact' } })
    await storeDeath({ foundTown: 'Tru\u202ero' })
    await storeDeath({ eventDay: '0026-11-10', status: 'excluded', exclusionReason: 'entered twice' })
    expect((await fieldsOf('deaths')).sort()).toEqual([
      'eventDay is 1 January 1900, which programs write for a day they do not have',
      'eventDay the year has two digits',
      'foundPlace longitude 0, latitude 0 is in the Gulf of Guinea: a missing place written as zero',
      'foundTown holds a hidden sign that turns the direction of the line: write it anew',
      'knownOn is in the future',
      'prisonReleaseOn is after the day of death',
      'registeredOn is before the day of death',
    ])
    const { text } = await api.get('/api/to-look-at/deaths.csv').expect(200)
    expect(text).toContain('prisonReleaseOn,is after the day of death')
    await api.get('/api/deaths').expect(200)
  })

  it('is gone from the list once it is put right', async () => {
    const deathId = await storeDeath({ eventDay: '0026-11-10' })
    const { body } = await api
      .put(`/api/deaths/${deathId}`, { status: 'notified', eventDay: '2026-02-10' })
      .set('If-Match', '"1"')
    expect(body.eventDay).toBe('2026-02-10')
    expect(await fieldsOf('deaths')).toEqual([])
  })

  it('of overdoses and supplies is listed too', async () => {
    const overdose = NewOverdose.parse({ eventDay: '2026-03-01', knownOn: '2026-03-02', persons: [{}] })
    await db.within((trx) => addOverdoses(trx, [overdose, { ...overdose, eventDay: '0026-03-01' }], today))
    const expired = await addBatch('OLD', { expires_on: '2021-01-31' })
    const other = await addBatch('NYX', { product_code: 'nyxoid' })
    await db.within((trx) =>
      addSupplies(trx, [supply, { ...supply, batchId: expired }, { ...supply, batchId: other }], today),
    )
    expect(await fieldsOf('overdoses')).toEqual(['eventDay the year has two digits'])
    expect((await fieldsOf('supplies')).sort()).toEqual([
      'batchId is a batch of another product',
      'expiredReason the batch had expired on the day of supply: say why it was supplied all the same',
    ])
  })
})

describe('batches that stand in two spellings', () => {
  it('are listed, joined by a person without a change of any record, and parted again', async () => {
    const [kept, double] = [await addBatch('PX1'), await addBatch('px1', { expires_on: '2027-06-30', is_double: true })]
    await addBatch('PX2')
    await db.within((trx) => addSupplies(trx, [{ ...supply, batchId: double }], today))
    const { body } = await api.get('/api/to-look-at/batches').expect(200)
    expect(body).toMatchObject([
      {
        batchNumber: 'PX1',
        batches: [
          { batchId: kept, supplies: 0 },
          { batchId: double, supplies: 1 },
        ],
      },
    ])

    await api.put(`/api/naloxone/batches/${kept}/joined`, { batchIds: [double] }).expect(200)
    expect((await api.get('/api/to-look-at/batches').expect(200)).body).toEqual([])
    const numbers = async () =>
      (await api.get('/api/naloxone/batches').expect(200)).body.map(
        ({ batchNumber }: { batchNumber: string }) => batchNumber,
      )
    expect(await numbers()).toEqual(['PX1', 'PX2'])
    const { body: supplies } = await api.get('/api/supplies').expect(200)
    expect(supplies.rows).toMatchObject([{ batchId: kept, batchNumber: 'PX1', expiresOn: '2027-01-31', revision: 1 }])

    await api.put(`/api/naloxone/batches/${kept}/joined`, { batchIds: [] }).expect(200)
    expect((await numbers()).length).toBe(3)
    expect((await api.get('/api/supplies').expect(200)).body.rows).toMatchObject([
      { batchId: double, batchNumber: 'px1' },
    ])
  })

  it('are joined only where they are one but for the spelling', async () => {
    const [one, another] = [await addBatch('PX1'), await addBatch('PX2')]
    const { body } = await api.put(`/api/naloxone/batches/${one}/joined`, { batchIds: [another] }).expect(422)
    expect(body.errors).toEqual([{ path: 'batchIds.0', message: 'is not the same batch in another spelling' }])
  })
})
