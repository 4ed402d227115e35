import { stringify } from 'csv-stringify/sync'
import { describe, expect, it } from 'vitest'
import type { ImportSubject } from '../../server/contract/import.ts'
import { runImport } from '../../server/import/writing/run-import.ts'
import { useDatabase } from '../support/database.ts'
import { fixture, tell } from './reading.ts'

const db = useDatabase()

function importing(subject: ImportSubject, adapter: string, content: Buffer, fileName = 'census2021.csv') {
  return runImport(db.knex, db.tenant, {
    subject,
    adapter,
    fileName,
    content,
    isDryRun: false,
    isAllOrNothing: false,
    today: '2026-03-15',
    country: 'GB',
    timeZone: 'Europe/London',
  })
}

describe('areas', () => {
  it('keeps valid shapes, repairs a sliver and says so, and refuses the rest by feature', async () => {
    const report = await importing('areas', 'areas', fixture('areas.geojson'), 'areas.geojson')
    expect(tell(report.issues)).toEqual([
      '3 geometry refused: the shape is not valid: Self-intersection[-4.85 50.25]',
      '4 geometry refused: longitude and latitude seem to be exchanged',
      '5 geometry refused: a ring is not closed',
      '6 LSOA21CD refused: the area has no usable code',
      '7 geometry refused: an area is a Polygon or MultiPolygon',
      '8 geometry refused: the coordinates are metres of a national grid, not degrees',
      expect.stringMatching(/^10 geometry doubtful: the shape is not valid as drawn: Self-intersection/),
    ])
    expect(report).toMatchObject({
      state: 'done',
      rowsRead: 10,
      recordsAdded: 3,
      recordsAlreadyThere: 1,
      rowsRefused: 6,
    })
    const areas = await db.within((trx) => trx('area').select('kind', 'code', 'name', 'authority').orderBy('code'))
    expect(areas).toEqual([
      { kind: 'lsoa', code: 'E01000001', name: 'Testshire 001A', authority: 'Testshire' },
      { kind: 'lsoa', code: 'E01000002', name: 'Testshire 001B', authority: 'Testshire' },
      { kind: 'lsoa', code: 'E01000010', name: 'A sliver', authority: 'Testshire' },
    ])
  })

  it('adds nothing a second time', async () => {
    await importing('areas', 'areas', fixture('areas.geojson'))
    expect(await importing('areas', 'areas', fixture('areas.geojson'))).toMatchObject({
      recordsAdded: 0,
      recordsAlreadyThere: 4,
    })
  })

  it.each([
    ['not JSON', '{', 'this is not JSON'],
    ['another kind of JSON', '[1]', 'this is neither a GeoJSON FeatureCollection nor TopoJSON'],
    [
      'damaged TopoJSON',
      '{"type":"Topology","objects":{"a":{"type":"GeometryCollection","geometries":[{"type":"Polygon","arcs":[[7]]}]}},"arcs":[]}',
      'the TopoJSON is damaged: its objects and arcs do not fit together',
    ],
    ['an empty collection', '{"type":"FeatureCollection","features":[]}', 'the file has no features'],
  ])('refuses %s with a sentence', async (_, text, failure) => {
    expect(await importing('areas', 'areas', Buffer.from(text))).toMatchObject({ state: 'failed', failure })
  })
})

describe('a record that only the database refuses', () => {
  it('is told by its feature, and its neighbours are kept', async () => {
    const { features, ...collection } = JSON.parse(fixture('areas.geojson').toString())
    const damaged = structuredClone(features[1])
    damaged.properties.LSOA21NM = 'half \u0000 a name'
    const text = JSON.stringify({ ...collection, features: [features[0], damaged, features[9]] })
    const report = await importing('areas', 'areas', Buffer.from(text))
    expect(report).toMatchObject({ state: 'done', recordsAdded: 2, rowsRefused: 1 })
    expect(tell(report.issues)[0]).toBe(
      '2 – refused: what the row says does not fit together, and Vigil cannot say where',
    )
  })
})

describe('residents', () => {
  it('go to the areas that are there; other rows are counted, and an unpublished count is no count', async () => {
    await importing('areas', 'areas', fixture('areas.geojson'))
    const report = await importing('areas', 'population', fixture('population.csv'))
    expect(report).toMatchObject({ state: 'done', rowsRead: 4, recordsAdded: 2, rowsRefused: 1 })
    expect(tell(report.issues)).toEqual([
      '1 – doubtful: 1 row is of an area that is not loaded',
      '1 total_from_sex doubtful: a second column of the same residents',
      '4 age_15_and_under refused: this is not a number of residents',
    ])
    const counts = await db.within((trx) =>
      trx('area_population')
        .join('area', 'area.area_id', 'area_population.area_id')
        .where({ code: 'E01000002' })
        .select('as_of', 'age_band', 'sex', 'residents')
        .orderBy(['age_band', 'sex']),
    )
    expect(counts.map(({ as_of, age_band, sex, residents }) => `${as_of} ${age_band} ${sex} ${residents}`)).toEqual([
      '2021-03-21 0-15 all 1100',
      '2021-03-21 65+ all 60',
      '2021-03-21 all all 1160',
      '2021-03-21 all female 600',
      '2021-03-21 all male 560',
    ])
    expect(await importing('areas', 'population', fixture('population.csv'))).toMatchObject({
      recordsAdded: 0,
      recordsAlreadyThere: 2,
    })
  })

  it('need the day they are for', async () => {
    const report = await importing('areas', 'population', fixture('population.csv'), 'residents.csv')
    expect(report).toMatchObject({ state: 'failed', failure: 'the day the counts are for could not be told' })
  })
})

describe('postcodes', () => {
  it('are kept once, those without a point refused', async () => {
    const report = await importing('postcodes', 'postcodes', fixture('postcodes.csv'))
    expect(report).toMatchObject({
      state: 'done',
      rowsRead: 5,
      recordsAdded: 2,
      recordsAlreadyThere: 1,
      rowsRefused: 2,
    })
    expect(tell(report.issues)).toEqual([
      '4 postcode refused: this is not a postcode',
      '5 lat refused: the postcode has no point',
    ])
  })

  it('place a record in its small area', async () => {
    await importing('areas', 'areas', fixture('areas.geojson'))
    await importing('postcodes', 'postcodes', fixture('postcodes.csv'))
    const deaths = stringify([{ reference: 'A1', event_day: '2026-01-05', found_postcode: 'tr1 1aa' }], {
      header: true,
    })
    expect(await importing('deaths', 'vigil', Buffer.from(deaths))).toMatchObject({ recordsAdded: 1, rowsDoubtful: 0 })
    const { rows } = await db.within((trx) =>
      trx.raw('select code, found_precision from death_revision join area on st_covers(geom, found_place)'),
    )
    expect(rows).toEqual([{ code: 'E01000001', found_precision: 'postcode' }])
  })
})
