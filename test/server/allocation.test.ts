import { describe, expect, it } from 'vitest'
import { NaloxoneAllocation, NaloxoneGaps } from '../../server/contract/naloxone-allocation.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addSquares } from '../support/squares.ts'

const db = useDatabase()
const api = useApi(db, { role: 'naloxone_coordinator' })

// today is 2026-03-15; two squares of half a degree, side by side
const WEST = -4.75
const EAST = -4.25
const at = (longitude: number) => ({ longitude, latitude: 50.25, precision: 'exact' as const })
const allocation = async (query = '') =>
  NaloxoneAllocation.parse((await api.get(`/api/naloxone/allocation${query}`).expect(200)).body)

async function agency(name: string) {
  return (await api.post('/api/agencies', { name, kind: 'outreach' }).expect(201)).body.agencyId as string
}
async function site(name: string, given: object = {}) {
  return (await api.post('/api/stock/holders', { kind: 'site', name, ...given }).expect(201)).body.holderId as string
}
const reversal = (longitude: number, given: object = {}) =>
  api
    .post('/api/overdoses', {
      ...{
        eventDay: '2026-01-10',
        place: at(longitude),
        persons: [{ naloxoneGiven: 'yes', outcome: 'recovered_left' }],
      },
      ...given,
    })
    .expect(201)
const supply = (given: object) =>
  api
    .post('/api/supplies', {
      ...{ suppliedOn: '2026-01-05', recipientKind: 'at_risk', productCode: 'prenoxad', kits: 1, ...given },
    })
    .expect(201)

/** Twelve reversals in the west, two in the east; a site in each, and most kits were given out in the east. */
async function twoSites() {
  await addSquares(db, { west: 50_000, east: 50_000 })
  const [inWest, inEast] = [await agency('West team'), await agency('East team')]
  const west = await site('West site', { place: at(WEST), agencyId: inWest })
  const east = await site('East site', { place: at(EAST), agencyId: inEast })
  for (let i = 0; i < 12; i++) await reversal(WEST)
  for (let i = 0; i < 2; i++) await reversal(EAST)
  await supply({ agencyId: inWest, setting: 'outreach', kits: 5, place: at(WEST) })
  await supply({ agencyId: inEast, setting: 'outreach', kits: 60, place: at(EAST) })
  return { west, east, inWest }
}

describe('where the next kits go', () => {
  it('is where most events are that few kits reach, with the reason of each line', async () => {
    const { west } = await twoSites()
    const { lines, gain, bound, beside, given } = await allocation('?kits=20&travelKm=2')
    expect(given).toBe(20)
    expect(lines[0]).toMatchObject({ holderId: west, channel: 'outreach', goesTo: { name: 'west' } })
    expect(lines.filter(({ holderId }) => holderId === west).reduce((sum, { kits }) => sum + kits, 0)).toBeGreaterThan(
      14,
    )
    expect(gain).toBeGreaterThan(0)
    expect(bound).toBeGreaterThanOrEqual(gain)
    const gainOf = Object.fromEntries(beside.map((one) => [one.way, one.gain])) as Record<string, number>
    expect(gainOf.greedy).toBeLessThanOrEqual(gain * (1 + 1e-9))
    expect(gainOf.as_last_year).toBeLessThan(gain)
    expect(gainOf.by_population).toBeLessThan(gain)
    const gaps = NaloxoneGaps.parse((await api.get('/api/naloxone/gaps').expect(200)).body).rows
    expect(gaps.map(({ name }) => name)).toEqual(['west', 'east'])
    // beside where the middle event is, not beside the middle area
    expect(gaps.map(({ gap }) => gap)).toEqual(['much_harm_few_kits', 'little_harm_many_kits'])
    // of 65 kits 14 uses came off all alike
    expect(gaps[0]?.liveKits).toBeCloseTo(5 * (51 / 65) * Math.exp(-0.25 * (69 / 365.25)), 1)
    expect(gaps[0]?.events).toBeGreaterThan(3)
    for (const { fewest, kits, most } of lines) expect([fewest <= kits, kits <= most]).toEqual([true, true])
  })

  it('keeps the floor of each authority, and what a site has room for', async () => {
    const { west } = await twoSites()
    await db.within((trx) => trx('area').update({ authority: trx.ref('name') }))
    const counted = async (query: string) => {
      const { lines } = await allocation(query)
      const inWest = lines.filter(({ holderId }) => holderId === west).reduce((sum, { kits }) => sum + kits, 0)
      return [inWest, lines.reduce((sum, { kits }) => sum + kits, 0) - inWest]
    }
    expect((await counted('?kits=20&travelKm=2&floor=0.4'))[1]).toBeGreaterThanOrEqual(8)
    const { body } = await api.get('/api/stock').expect(200)
    const holder = body.holders.find(({ holderId }: { holderId: string }) => holderId === west)
    const { holderId: _, agencyName: _name, revision, ...change } = holder
    await api
      .put(`/api/stock/holders/${west}`, { ...change, capacity: 3 })
      .set('If-Match', `"${revision}"`)
      .expect(200)
    expect(await counted('?kits=20&travelKm=2')).toEqual([3, 17])
  })

  it('leaves out, by name, what is no site: without a place, full, or a person', async () => {
    await twoSites()
    await site('Somewhere')
    await site('Car', { kind: 'person', place: at(WEST) })
    await site('Wall', { kind: 'box', place: at(WEST) })
    expect((await allocation()).leftOut.map(({ name, why }) => [name, why])).toEqual([
      ['Car', 'a_person'],
      ['Somewhere', 'no_place'],
      ['Wall', 'not_lawful'],
    ])
  })

  it('says that nothing is to be reached where nothing is recorded', async () => {
    expect(await allocation()).toMatchObject({ lines: [], given: 0, gain: 0, leftOut: [] })
    expect((await api.get('/api/naloxone/gaps').expect(200)).body.rows).toEqual([])
    await api.get('/api/naloxone/allocation?kits=0').expect(422)
    await api.get('/api/naloxone/allocation?kits=1.5').expect(422)
    await api.get('/api/naloxone/allocation?floor=0.9').expect(422)
    await api.get('/api/naloxone/allocation?travelKm=many').expect(422)
  })

  it('becomes transfers from one place, those that expire first before the others, or nothing', async () => {
    const { west, east } = await twoSites()
    const store = await site('Store')
    const batch = async (batchNumber: string, expiresOn: string) =>
      (await api.post('/api/naloxone/batches', { productCode: 'prenoxad', batchNumber, expiresOn }).expect(201)).body
        .batchId as string
    const [late, early, soon] = [
      await batch('L1', '2028-01'),
      await batch('E1', '2027-01'),
      await batch('S1', '2026-04'),
    ]
    await api
      .post('/api/stock/movements', {
        ...{ kind: 'receive', toHolderId: store, occurredOn: '2026-03-01' },
        lines: [late, early, soon].map((batchId) => ({ batchId, kits: 6 })),
      })
      .expect(201)
    const accept = (lines: object[]) =>
      api.post('/api/naloxone/allocation/accepted', { fromHolderId: store, productCode: 'prenoxad', lines })
    const { body } = await accept([
      { holderId: west, kits: 9 },
      { holderId: east, kits: 4 },
    ]).expect(422)
    expect(body.errors).toMatchObject([
      { path: 'fromHolderId', message: expect.stringContaining('has 12 of these kits') },
    ])
    const onHand = async () => (await api.get('/api/stock').expect(200)).body.onHand
    expect((await onHand()).every(({ holderId }: { holderId: string }) => holderId === store)).toBe(true)
    await accept([
      { holderId: west, kits: 5 },
      { holderId: west, kits: 2 },
      { holderId: east, kits: 1 },
    ]).expect(201)
    const at = (holderId: string) => async () =>
      (await onHand())
        .filter((row: { holderId: string }) => row.holderId === holderId)
        .map(({ batchNumber, kits }: { batchNumber: string; kits: number }) => [batchNumber, kits])
        .toSorted()
    expect([await at(west)(), await at(east)(), await at(store)()]).toEqual([
      [
        ['E1', 6],
        ['L1', 1],
      ],
      [['L1', 1]],
      [
        ['L1', 4],
        ['S1', 6],
      ],
    ])
    await accept([{ holderId: store, kits: 3 }]).expect(422)
  })
})
