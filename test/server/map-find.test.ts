import { describe, expect, it } from 'vitest'
import type { FoundPlace } from '../../server/contract/map-find.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addSquares } from '../support/squares.ts'

const db = useDatabase({ basemap: 'south-west-england' })
const api = useApi(db)

const find = async (q: string, from: Pick<typeof api, 'get'> = api): Promise<FoundPlace[]> =>
  (await from.get(`/api/map/find?q=${encodeURIComponent(q)}`).expect(200)).body
const said = (places: FoundPlace[]) => places.map(({ kind, name }) => [kind, name])

describe('finding a place', () => {
  it('has the name itself first, then what begins with it, then what has a word of it, towns before areas', async () => {
    await addSquares(db, { Truro: null, 'Truro East': null, 'Greater Truro': null, Entruron: null })
    expect(said(await find('truro'))).toEqual([
      ['settlement', 'Truro'],
      ['area', 'Truro'],
      ['area', 'Truro East'],
      ['area', 'Greater Truro'],
    ])
    const [, area] = await find('Truro')
    expect(area).toMatchObject({
      ...{ areaKind: 'square', latitude: 50.25, longitude: -4.75 },
      bounds: { west: -5, south: 50, east: -4.5, north: 50.5 },
    })
    const [town] = await find('Truro')
    expect(town?.bounds.west).toBeLessThan(town?.longitude as number)
  })

  it('knows a name by its letters, whatever its accents, stops, blanks and case', async () => {
    await addSquares(db, { Béthune: null, 'St. Mawes and Roseland': null })
    for (const q of ['St Austell', 'st. austell', 'STAUSTELL', 'St  Austell '])
      expect(said(await find(q))[0]).toEqual(['settlement', 'St Austell'])
    expect(said(await find('bethune'))).toEqual([['area', 'Béthune']])
    expect(said(await find('st mawes'))).toContainEqual(['area', 'St. Mawes and Roseland'])
    for (const q of ['', '  ', '.', '%', 'zzzz']) expect(await find(q)).toEqual([])
  })

  it('gives twelve at most, and postcodes that were imported, with or without their blank', async () => {
    await addSquares(db, Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`Ward ${n}`, null])))
    expect(await find('ward')).toHaveLength(12)
    await db.within((trx) =>
      trx('postcode').insert(
        ['ZE1 2AB', 'ZE1 2AC', 'ZE12 9ZZ'].map((postcode) => ({
          ...{ partnership_id: db.partnership.partnershipId, postcode, source: 'test' },
          geom: 'SRID=4326;POINT(-5.05 50.26)',
        })),
      ),
    )
    for (const q of ['ze12ab', 'ZE1 2AB', 'ze1-2ab'])
      expect(await find(q)).toMatchObject([{ kind: 'postcode', name: 'ZE1 2AB', longitude: -5.05, latitude: 50.26 }])
    expect(said(await find('ze1 2')).map(([, name]) => name)).toEqual(['ZE1 2AB', 'ZE1 2AC', 'ZE12 9ZZ'])
    expect(said(await find('ze')).filter(([kind]) => kind === 'postcode')).toEqual([])
  })

  it('says the same to whoever is signed in here, nothing of another partnership, and nothing to anybody else', async () => {
    await addSquares(db, { Longrock: null })
    expect(await find('longrock', api.as('police'))).toEqual(await find('longrock'))
    const other = await addPartnership(db.knex, {
      ...{
        name: 'Another',
        slug: `other-${db.partnership.slug}`,
        country: 'GB',
        timeZone: 'Europe/London',
        isSynthetic: true,
      },
    })
    await db.withinAs({ partnershipId: other.partnershipId }, (trx) =>
      trx('area').insert({
        ...{
          partnership_id: other.partnershipId,
          kind: 'square',
          code: 'x',
          name: 'Longrock far away',
          source: 'test',
        },
        geom: 'SRID=4326;MULTIPOLYGON(((0 50, 1 50, 1 51, 0 51, 0 50)))',
        label_point: 'SRID=4326;POINT(0.5 50.5)',
      }),
    )
    expect(said(await find('longrock'))).toEqual([['area', 'Longrock']])
    await api
      .bare()
      .get(`/api/map/find?q=longrock&partnership=${db.partnership.slug}`)
      .set('Host', 'localhost')
      .expect(401)
  })
})
