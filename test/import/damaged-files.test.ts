import { describe, expect, it } from 'vitest'
import { readAreas } from '../../server/import/adapters/areas.ts'
import { readPopulation } from '../../server/import/adapters/population.ts'
import { readPostcodes } from '../../server/import/adapters/postcodes.ts'
import { readCsv } from '../../server/import/tables/read-csv.ts'
import { fixture, readFile } from './reading.ts'

/** Bytes of a real fixture with some of them changed, cut out or doubled; the same for a seed. */
function damaged(bytes: Buffer, seed: number): Buffer {
  let state = seed * 2654435761 + 1
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  let content = Buffer.from(bytes)
  for (let change = 0; change < 6; change++) {
    const at = next(content.length)
    const kind = next(4)
    if (kind === 0) content[at] = next(256)
    else if (kind === 1) content = Buffer.concat([content.subarray(0, at), content.subarray(at + next(40))])
    else if (kind === 2) content = Buffer.concat([content.subarray(0, at), Buffer.from('"'), content.subarray(at)])
    else content = Buffer.concat([content.subarray(0, at), content.subarray(next(content.length))])
    if (!content.length) content = Buffer.from('x')
  }
  return content
}

describe('a damaged file', () => {
  it.each([
    ['connecticut', 'deaths', 'connecticut.csv'],
    ['tempe', 'naloxone', 'tempe.csv'],
    ['odin', 'naloxone', 'odin.csv'],
    ['ambulance', 'naloxone', 'ambulance.csv'],
    ['vigil', 'deaths', 'vigil-deaths.csv'],
    ['vigil', 'naloxone', 'vigil-naloxone.csv'],
  ] as const)('is read by %s (%s) as far as it goes, every loss listed', async (adapter, subject, name) => {
    for (let seed = 1; seed <= 150; seed++) {
      const { issues, isReadable, ready, table } = await readFile(adapter, subject, damaged(fixture(name), seed))
      expect(isReadable || issues.length > 0, `seed ${seed}`).toBe(true)
      expect(ready.length, `seed ${seed}`).toBeLessThanOrEqual(table.rowsRead)
      for (const issue of issues) expect(issue.reason.length * issue.hint.length, `seed ${seed}`).toBeGreaterThan(0)
    }
  })

  it('of areas, residents or postcodes is read as far as it goes', async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const areas = readAreas(damaged(fixture('areas.geojson'), seed).toString(), {}, null, 'GB')
      expect(areas.isReadable || areas.issues.length > 0).toBe(true)
      const population = readPopulation(await readCsv(damaged(fixture('population.csv'), seed)), {}, 'census2021')
      expect(population.isReadable || population.issues.length > 0).toBe(true)
      const postcodes = readPostcodes(await readCsv(damaged(fixture('postcodes.csv'), seed)), 'test')
      expect(postcodes.isReadable || postcodes.issues.length > 0).toBe(true)
    }
  })

  it.each([
    '{"type":"FeatureCollection","features":[null,1,{"type":"Feature"},{"type":"Feature","properties":{"code":"E01000001","name":"A"},"geometry":{"type":"Polygon"}}]}',
    '{"type":"FeatureCollection","features":[{"properties":{"code":"E01000001","name":"A"},"geometry":{"type":"Polygon","coordinates":[[1,2,3,4]]}}]}',
    '{"type":"FeatureCollection","features":[{"properties":{"code":"E01000001","name":"A"},"geometry":{"type":"MultiPolygon","coordinates":[[[null,null,null,null]]]}}]}',
    '{"type":"Topology"}',
    'null',
  ])('of areas with the wrong shape inside is refused: %s', (text) => {
    const reading = readAreas(text, {}, null, 'GB')
    expect(reading.areas).toEqual([])
    expect(reading.issues.length).toBeGreaterThan(0)
  })
})
