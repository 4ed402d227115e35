import { describe, expect, it } from 'vitest'
import { listAreas } from '../../server/areas/store.ts'
import { addDeaths } from '../../server/deaths/store.ts'
import { runImport } from '../../server/import/writing/run-import.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { makeDeath } from '../support/events.ts'
import { tell } from './reading.ts'

const db = useDatabase()
const api = useApi(db)

type Box = [west: number, south: number, east: number, north: number]

/** Small areas of our own making: a square, or its halves. */
function areasFile(areas: Record<string, Box>): Buffer {
  const features = Object.entries(areas).map(([code, [west, south, east, north]]) => ({
    type: 'Feature',
    properties: { LSOA21CD: code, LSOA21NM: `Area ${code}` },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ],
      ],
    },
  }))
  return Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }))
}

const importing = (content: Buffer, sourceDay: string | undefined, given: object = {}) =>
  runImport(db.knex, db.tenant, {
    subject: 'areas',
    adapter: 'areas',
    fileName: 'lsoa.geojson',
    content,
    isDryRun: false,
    isAllOrNothing: false,
    today: '2026-03-15',
    country: 'GB',
    timeZone: 'Europe/London',
    geography: { kind: 'lsoa', source: 'ours', ...(sourceDay ? { sourceDay } : {}) },
    ...given,
  })

const EDITION_2011 = { E1: [-5, 50, -4.8, 50.2], E2: [-4.8, 50, -4.6, 50.2] } satisfies Record<string, Box>
/** E1 is divided into its halves; E2 stays. */
const EDITION_2021 = {
  E3: [-5, 50, -4.9, 50.2],
  E4: [-4.9, 50, -4.8, 50.2],
  E2: [-4.8, 50, -4.6, 50.2],
} satisfies Record<string, Box>

const codes = async () => (await db.within((trx) => listAreas(trx, 'lsoa'))).map(({ code }) => code)
const deathsByArea = async () => {
  const { body } = await api
    .get('/api/map/events?events=deaths&from=2026-01-01&to=2026-03-15&areaKind=lsoa')
    .expect(200)
  return Object.fromEntries(body.rows.map(({ name, events }: { name: string; events: number }) => [name, events]))
}

describe('a newer edition of areas', () => {
  it('retires what it replaces, says so, and has the deaths of the abolished area in its halves', async () => {
    await importing(areasFile(EDITION_2011), '2011-12-31')
    const deaths = [-4.95, -4.94, -4.85].map((longitude, index) =>
      makeDeath({ reference: `D${index}`, eventDay: '2026-02-01', longitude, latitude: 50.1 }),
    )
    await db.within((trx) => addDeaths(trx, deaths as never, '2026-03-15'))
    expect(await deathsByArea()).toMatchObject({ 'Area E1': 3 })

    const report = await importing(areasFile(EDITION_2021), '2021-12-31')
    expect(report).toMatchObject({ recordsAdded: 2, recordsAlreadyThere: 1 })
    expect(tell(report.issues)).toEqual([
      '1 – doubtful: One area of the edition before is replaced by this one and retired: Area E1 (E1)',
    ])
    expect(await codes()).toEqual(['E2', 'E3', 'E4'])
    expect(await deathsByArea()).toMatchObject({ 'Area E3': 2, 'Area E4': 1 })
    const editions = await db.within((trx) => trx('area_edition').orderBy('code').select('code', 'from_day', 'to_day'))
    expect(editions).toEqual([
      { code: 'E1', from_day: null, to_day: '2021-12-31' },
      { code: 'E2', from_day: null, to_day: null },
      { code: 'E3', from_day: '2021-12-31', to_day: null },
      { code: 'E4', from_day: '2021-12-31', to_day: null },
    ])
  })

  it('says it once: the same file again retires nothing and adds nothing', async () => {
    await importing(areasFile(EDITION_2011), '2011-12-31')
    await importing(areasFile(EDITION_2021), '2021-12-31')
    const again = await importing(areasFile(EDITION_2021), '2021-12-31')
    expect([again.recordsAdded, again.issues]).toEqual([0, []])
  })

  it('leaves areas beside it, of another place or kind, as they are', async () => {
    await importing(areasFile({ ...EDITION_2011, F1: [-4.6, 50, -4.4, 50.2] }), '2011-12-31')
    await importing(areasFile({ W1: [-5, 50, -4.6, 50.2] }), '2021-12-31', {
      geography: { kind: 'ward', source: 'ours', sourceDay: '2021-12-31' },
    })
    await importing(areasFile(EDITION_2021), '2021-12-31')
    expect(await codes()).toEqual(['E2', 'E3', 'E4', 'F1'])
  })

  it('replaces an area that it draws otherwise under the same code, and leaves an older file’s alone', async () => {
    await importing(areasFile(EDITION_2011), '2011-12-31')
    const wider = await importing(areasFile({ ...EDITION_2011, E2: [-4.8, 50, -4.5, 50.2] }), '2021-12-31')
    expect(wider).toMatchObject({ recordsAdded: 0, recordsChanged: 1, recordsAlreadyThere: 1 })
    const older = await importing(areasFile({ ...EDITION_2011, E2: [-4.8, 50, -4.7, 50.2] }), '2001-12-31')
    expect(older).toMatchObject({ recordsChanged: 0, recordsAlreadyThere: 2, rowsDoubtful: 1 })
  })

  it('is tried without retiring anything', async () => {
    await importing(areasFile(EDITION_2011), '2011-12-31')
    await importing(areasFile(EDITION_2021), '2021-12-31', { isDryRun: true })
    expect(await codes()).toEqual(['E1', 'E2'])
  })

  it('leaves an address with a retired area its meaning', async () => {
    await importing(areasFile(EDITION_2011), '2011-12-31')
    const death = makeDeath({ reference: 'D1', eventDay: '2026-02-01', longitude: -4.95, latitude: 50.1 })
    await db.within((trx) => addDeaths(trx, [death] as never, '2026-03-15'))
    const [old] = await db.within((trx) => listAreas(trx, 'lsoa'))
    await importing(areasFile(EDITION_2021), '2021-12-31')
    const { body } = await api.get(`/api/deaths?area=${old?.areaId}`).expect(200)
    expect(body.total).toBe(1)
  })
})

describe('a newer file of postcodes', () => {
  const postcodes = (latitude: number) =>
    Buffer.from(`postcode,latitude,longitude\nTR1 1AA,${latitude},-5.05\nTR1 1AB,50.26,-5.06\n`)
  const load = (content: Buffer) =>
    importing(content, undefined, { subject: 'postcodes', adapter: 'postcodes', fileName: 'p.csv' })

  it('moves the points that it moves', async () => {
    expect(await load(postcodes(50.26))).toMatchObject({ recordsAdded: 2 })
    expect(await load(postcodes(50.26))).toMatchObject({ recordsAdded: 0, recordsChanged: 0, recordsAlreadyThere: 2 })
    expect(await load(postcodes(50.27))).toMatchObject({ recordsAdded: 0, recordsChanged: 1, recordsAlreadyThere: 1 })
    const { rows } = await db.within((trx) => trx.raw(`select st_y(geom) as latitude from postcode order by postcode`))
    expect(rows).toEqual([{ latitude: 50.27 }, { latitude: 50.26 }])
  })
})
