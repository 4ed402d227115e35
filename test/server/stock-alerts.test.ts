import { describe, expect, it } from 'vitest'
import { readAlertBatches } from '../../server/contract/rules/alert-batches.ts'
import { Stock } from '../../server/contract/stock.ts'
import { PublicStockAlerts, StockAlert } from '../../server/contract/stock-alert.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db, { role: 'naloxone_coordinator' })

/**
 * The batches of NatPSA/2022/009/MHRA (10 November 2022, class 4) with expiry, pack size and day of first distribution, as a wholesaler's
 * page copied them: of 0138904 the batch stands in the column of expiry.
 */
const COPIED = `Batch Number | Expiry Date | Pack Size | First Distributed
0116917 | 02/2023 | 1 KIT | 27 March 2020 |
0119973 | 02/2023 | 1 KIT | 09 April 2020 |
0120140 | 02/2023 | 1 KIT | 09 April 2020 |
0125553 | 04/2023 | 1 KIT | 13 May 2020 |
0125555 | 04/2023 | 1 KIT | 24 July 2020 |
0125724 | 04/2023 | 1 KIT | 09 June 2020 |
0126941 | 05/2023 | 1 KIT | 03 July 2020 |
0126943 | 06/2023 | 1 KIT | 16 July 2020 |
0130203 | 08/2023 | 1 KIT | 06 October 2020 |
0130732 | 08/2023 | 1 KIT | 16 October 2020 |
0130843 | 09/2023 | 1 KIT | 5 October 2020 |
0134251 | 01/2024 | 1 KIT | 26 February 2021 |
0136031 | 04/2024 | 1 KIT | 01 July 2021 |
0136536 | 05/2024 | 1 KIT | 03 August 2021 |
0136551 | 05/2024 | 1 KIT | 03 August 2021 |
0137656 | 09/2024 | 1 KIT | 24 October 2021 |
0137768 | 10/2024 | 1 KIT | 07 December 2021 |
0138525 | 11/2024 | 1 KIT | 26 January 2022 |
0138904 | 0138904 | 1 KIT | 14 March 2022 |
0139907 | 04/2025 | 1 KIT | 7 May 2022 |
0140236 | 04/2025 | 1 KIT | 10 June 2022 |
0141035 | 06/2025 | 1 KIT | 22 September 2022 |
0141812 | 07/2025 | 1 KIT | 21 October 2022 |
0141969 | 08/2025 | 1 KIT | 1 October 2022 |`

describe('the batches of an alert, pasted', () => {
  const layouts = {
    'with strokes': COPIED,
    'with tabs': COPIED.replaceAll(' | ', '\t').replaceAll(' |', ''),
    'with single blanks': COPIED.replaceAll(' | ', ' ').replaceAll(' |', ''),
    'each cell on its own line': COPIED.replaceAll(' | ', '\n\n').replaceAll(' |', ''),
    'with the ends of lines of another system': COPIED.replaceAll('\n', '\r\n'),
  }
  it.each(Object.entries(layouts))('are all 24, %s, and what is wrong is said', (_, text) => {
    const { batches, remarks } = readAlertBatches(text)
    expect(batches).toHaveLength(24)
    expect(batches.at(0)).toEqual({ batchNumber: '0116917', expiresAsPrinted: '02/2023' })
    expect(batches.at(-1)).toEqual({ batchNumber: '0141969', expiresAsPrinted: '08/2025' })
    expect(batches.find(({ batchNumber }) => batchNumber === '0138904')?.expiresAsPrinted).toBeNull()
    expect(remarks).toEqual(['0138904: a batch number stands where its expiry should: the expiry is left empty'])
  })

  it('keep both of two expiries of one batch, and say so', () => {
    const { batches, remarks } = readAlertBatches('0130843\t09/2023\n0130843\t10/2023')
    expect(batches).toEqual([{ batchNumber: '0130843', expiresAsPrinted: '09/2023 or 10/2023' }])
    expect(remarks).toEqual([
      '0130843 stands twice',
      '0130843 has two expiries, 09/2023 and 10/2023: it counts by its number; check it against the alert',
    ])
  })

  it('are none where nothing is one', () => {
    expect(readAlertBatches('').batches).toEqual([])
    expect(readAlertBatches('Please read this letter\nwith care').batches).toEqual([])
    expect(readAlertBatches('12 | 02/2023').remarks).toEqual(['“12” is no batch number: the row was left out'])
  })
})

async function addStock(
  batches: Record<string, number>,
  name: string,
): Promise<{ holderId: string; batchIds: string[] }> {
  const { holderId } = (await api.post('/api/stock/holders', { kind: 'site', name }).expect(201)).body
  const batchIds: string[] = []
  for (const [batchNumber, kits] of Object.entries(batches)) {
    const known = (await api.get('/api/naloxone/batches').expect(200)).body.find(
      (batch: { batchNumber: string }) => batch.batchNumber === batchNumber.toUpperCase(),
    )
    const batch =
      known ??
      (
        await api
          .post('/api/naloxone/batches', { productCode: 'prenoxad', batchNumber, expiresOn: '04/2027' })
          .expect(201)
      ).body
    batchIds.push(batch.batchId)
    await api
      .post('/api/stock/movements', {
        ...{
          kind: 'receive',
          toHolderId: holderId,
          occurredOn: '2026-03-01',
          lines: [{ batchId: batch.batchId, kits }],
        },
      })
      .expect(201)
  }
  return { holderId, batchIds }
}

const issue = (fromHolderId: string, batchId: string | undefined, kits = 1, occurredOn = '2026-03-14') =>
  api.post('/api/stock/movements', { kind: 'issue', fromHolderId, occurredOn, lines: [{ batchId, kits }] })

const alert = (given: object = {}) => ({
  ...{
    reference: 'NatPSA/2022/009/MHRA',
    kind: 'check_and_replace',
    class: 4,
    productCode: 'prenoxad',
    issuedOn: '2026-03-10',
  },
  ...{
    title: 'Prenoxad: needles may be missing',
    advice: 'Hold the sealed kit to the light: two needles must be seen. Do not open it.',
  },
  ...{
    publicNotice: 'Hold your kit to the light. See fewer than two needles? Bring it back.',
    batches: readAlertBatches(COPIED).batches,
  },
  ...given,
})
const give = (given: object = {}) => api.post('/api/stock/alerts', alert(given))
const kept = async () =>
  Stock.parse((await api.get('/api/stock').expect(200)).body).onHand.map(({ batchNumber, keptBack }) => [
    batchNumber,
    keptBack,
  ])

describe('the alert of 2022', () => {
  it('reaches every holder of any of its 24 batches, however they were typed, and counts each answer', async () => {
    const hub = await addStock({ '0139907': 5, '0140236 ': 3 }, 'Hub')
    const van = await addStock({ '0139907': 2, '0199999': 9 }, 'Van')
    const gone = await addStock({ '0116917': 4 }, 'Gave all of it out')
    await issue(gone.holderId, gone.batchIds[0], 4).expect(201)
    await addStock({ '139907': 7 }, 'Another batch without the zero')
    const { body } = await give().expect(201)
    const { holders, batches, alertId } = StockAlert.parse(body)
    expect(batches).toHaveLength(24)
    expect(holders.map(({ name, kits, everHeld, batchNumbers }) => [name, kits, everHeld, batchNumbers])).toEqual([
      ['Hub', 8, 8, ['0139907', '0140236']],
      ['Van', 2, 2, ['0139907']],
      ['Gave all of it out', 0, 4, ['0116917']],
    ])
    // printed 04/2025, recorded 04/2027
    expect(batches.find(({ batchNumber }) => batchNumber === '0139907')).toMatchObject({ isExpiryOther: true })
    const answer = (holderId: string, given: object) =>
      api.post(`/api/stock/alerts/${alertId}/answers`, { holderId, ...given }).expect(201)
    await answer(hub.holderId, { state: 'acknowledged' })
    await answer(hub.holderId, { state: 'completed', kitsFound: 0, note: 'All looked at' })
    const [summary] = (await api.get('/api/stock/alerts').expect(200)).body
    expect(summary).toMatchObject({ batches: 24, holders: 3, answered: 1, kitsHeld: 10 })
    // what is to be checked is not kept back: the need for it is greater
    expect((await kept()).every(([, keptBack]) => keptBack === 0)).toBe(true)
    await issue(van.holderId, van.batchIds[0]).expect(201)
    expect((await give().expect(422)).body.errors[0]).toEqual({
      path: 'reference',
      message: 'this alert is here already',
    })
  })

  it('finds what is delivered only after it was given out', async () => {
    const { alertId } = (await give().expect(201)).body
    await addStock({ '0141969': 6 }, 'Late delivery')
    const { holders } = StockAlert.parse((await api.get(`/api/stock/alerts/${alertId}`).expect(200)).body)
    expect(holders).toMatchObject([{ name: 'Late delivery', kits: 6 }])
  })

  it('tells the public what to look for, while it stands, and nothing of who holds what', async () => {
    await addStock({ '0139907': 5 }, 'Hub')
    const { alertId } = (await give().expect(201)).body
    await give({ reference: 'Within', publicNotice: null }).expect(201)
    const read = async () =>
      PublicStockAlerts.parse(
        (
          await api
            .bare()
            .get(`/api/public/naloxone-alerts?partnership=${db.partnership.slug}`)
            .set('Host', 'localhost')
            .expect(200)
        ).body,
      )
    const notices = await read()
    expect(notices).toMatchObject([
      { reference: 'NatPSA/2022/009/MHRA', productName: expect.stringMatching(/prenoxad/i) },
    ])
    expect(notices[0]?.batches).toHaveLength(24)
    expect(JSON.stringify(notices)).not.toMatch(/Hub|holder|kits/i)
    await api.put(`/api/stock/alerts/${alertId}/ended`, { endedOn: '2026-03-14' }).expect(200)
    expect(await read()).toEqual([])
    await api.put(`/api/stock/alerts/${alertId}/ended`, { endedOn: '2026-03-09' }).expect(422)
  })
})

describe('kits that are kept back', () => {
  it('are not given out from the day of a recall on, and are no cover', async () => {
    const { holderId, batchIds } = await addStock({ R1: 5, R2: 5 }, 'Hub')
    await give({ kind: 'recall', batches: [{ batchNumber: 'r1' }] }).expect(201)
    expect(await kept()).toEqual([
      ['R1', 5],
      ['R2', 0],
    ])
    const refused = await issue(holderId, batchIds[0]).expect(422)
    expect(refused.body.errors[0].message).toBe(
      'batch R1 is set aside by a safety alert at Hub and cannot be given out',
    )
    await issue(holderId, batchIds[0], 1, '2026-03-09').expect(201)
    await issue(holderId, batchIds[1]).expect(201)
    const { cover } = Stock.parse((await api.get('/api/stock').expect(200)).body)
    expect(cover).toMatchObject([{ kits: 8, usable: 4 }])
    // sent back to whoever recalls them, or destroyed
    const destroy = {
      kind: 'destroy',
      fromHolderId: holderId,
      occurredOn: '2026-03-14',
      lines: [{ batchId: batchIds[0], kits: 4 }],
    }
    await api.post('/api/stock/movements', destroy).expect(201)
  })

  it('of a range of kit numbers are all of the batch until somebody has looked, then as many as were found', async () => {
    const { holderId, batchIds } = await addStock({ N1: 5, N2: 5 }, 'Hub')
    const range = (batchId: string | undefined, firstNumber: string, lastNumber: string) =>
      api.post('/api/naloxone/kit-ranges', { batchId, firstNumber, lastNumber })
    await range(batchIds[0], 'A000001', 'A000100').expect(201)
    await range(batchIds[1], 'A000101', 'A000200').expect(201)
    expect((await range(batchIds[1], 'a000100', 'a000100').expect(422)).body.errors[0]).toEqual({
      ...{ path: 'firstNumber', message: 'some of these numbers stand in another range already' },
    })
    await range(batchIds[1], 'A000300', 'A000250').expect(422)
    const { alertId } = (
      await give({ kind: 'quarantine', batches: [{ firstNumber: 'A000090', lastNumber: 'A000100' }] }).expect(201)
    ).body
    expect(await kept()).toEqual([
      ['N1', 5],
      ['N2', 0],
    ])
    await issue(holderId, batchIds[0]).expect(422)
    await api.post(`/api/stock/alerts/${alertId}/answers`, { holderId, state: 'ongoing', kitsFound: 2 }).expect(201)
    expect(await kept()).toEqual([
      ['N1', 2],
      ['N2', 0],
    ])
    await issue(holderId, batchIds[0], 3).expect(201)
    await issue(holderId, batchIds[0], 1).expect(422)
    await api.put(`/api/stock/alerts/${alertId}/ended`, { endedOn: '2026-03-14' }).expect(200)
    await issue(holderId, batchIds[0], 1, '2026-03-15').expect(201)
  })

  it('refuses an alert about nothing, or about half a range', async () => {
    for (const batch of [
      {},
      { firstNumber: 'A1' },
      { firstNumber: 'A1', lastNumber: 'B2' },
      { firstNumber: '9', lastNumber: '10' },
    ])
      await give({ batches: [batch] }).expect(422)
    await give({ batches: [] }).expect(422)
    await give({ batches: [{ firstNumber: '0009', lastNumber: '0010' }] }).expect(201)
  })
})
